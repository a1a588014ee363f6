"""``simulate``: an incident, as ordinary export files, with the truth apart."""

from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import Any

import click

from hydrascope.cli.options import common, tell
from hydrascope.cli.progress import Meter


def _summary_dict(summary: Any) -> dict[str, Any]:
    if hasattr(summary, "to_dict"):
        return dict(summary.to_dict())
    return asdict(summary) if is_dataclass(summary) and not isinstance(summary, type) else {}


@click.command("simulate")
@click.argument("scenario")
@click.option(
    "--scale",
    type=click.FloatRange(min=0, min_open=True),
    default=0.01,
    show_default=True,
    metavar="S",
    help="Size; 1 is the size of the public reports.",
)
@click.option(
    "--seed", type=int, default=1, show_default=True, metavar="N", help="Same seed, same files."
)
@click.option(
    "--out",
    required=True,
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder to write to.",
)
@click.option(
    "--format",
    "fmt",
    type=click.Choice(["parquet", "litellm"]),
    default="parquet",
    show_default=True,
    help="Canonical Parquet, or LiteLLM and Auth0 shaped files (scale 0.1 at most).",
)
@common
def simulate_command(
    scenario: str, scale: float, seed: int, out: Path, fmt: str, as_json: bool, **_: Any
) -> None:
    """Write the exports of a synthetic incident to DIR, and the truth to DIR/truth.

    SCENARIO is one of the names `docs/simulator.md` lists. Nothing is imported.

    \b
    Example:
      python -m hydrascope simulate reported-2026 --scale 0.01 --seed 1 --out data/raw/demo
    """
    from hydrascope.synth.scenarios import SCENARIOS
    from hydrascope.synth.simulator import simulate

    if scenario not in SCENARIOS:
        raise click.BadParameter(
            f"{scenario!r} is not a scenario. Choose from: {', '.join(sorted(SCENARIOS))}.",
            param_hint="SCENARIO",
        )
    with Meter("simulate", "requests") as meter:
        summary = simulate(scenario, out, scale=scale, seed=seed, fmt=fmt, progress=meter.reached)
    told = _summary_dict(summary)
    lines = [f"Synthetic exports of {scenario} are in {out}; the truth is in {out / 'truth'}."]
    lines += [f"  {name}: {value:,}" for name, value in told.items() if isinstance(value, int)]
    tell(told, lines, as_json=as_json)
