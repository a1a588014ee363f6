"""Do the bursts hold up on other seeds? One simulation after the other, one row each.

    python -m benchmarks.burst_seeds FOLDER [--scenario reported-2026] [--scale 0.1]
        [--seeds 1 2 3] [--keep]

Simulates into FOLDER, imports, evaluates and prints a Markdown table. What was simulated
and imported is removed after each seed, unless asked to keep it; a seed that is there from
an earlier run is not made again.
"""

import argparse
import json
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
HEAD = (
    "scenario",
    "scale",
    "seed",
    "target waves found",
    "median precision",
    "decoys found",
    "bursts",
    "without cause",
    "scripted",
    "scripted, not a campaign",
    "import seconds",
)


def run(*arguments: object) -> str:
    """One of our own commands; its stdout. Ends the benchmark when it fails."""
    command = [sys.executable, "-m", "hydrascope", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command[2:])}\n{done.stderr[-2000:]}")
    return done.stdout


def one(folder: Path, scenario: str, scale: float, seed: int) -> tuple[dict[str, Any], float]:
    """The summary of one seed, and how long its import took."""
    exports, warehouse = folder / "exports", folder / "warehouse"
    if not (exports / "SYNTHETIC.json").is_file():
        run("simulate", scenario, "--scale", scale, "--seed", seed, "--out", exports)
    begun = time.perf_counter()
    run("import", exports, "--warehouse", warehouse)
    seconds = time.perf_counter() - begun
    told = run("evaluate", "--truth", exports / "truth", "--warehouse", warehouse, "--json")
    (folder / "evaluate.json").write_text(told, encoding="utf-8")
    return json.loads(told), seconds


def row(scenario: str, scale: float, seed: int, told: dict[str, Any], seconds: float) -> str:
    precision = told["median_precision"]
    cells = (
        scenario,
        f"{scale:g}",
        seed,
        f"{told['target_waves_found']} of {told['target_waves']}",
        "–" if precision is None else f"{precision:.0%}",
        f"{told['decoys_found']} of {told['planted_decoys']}",
        told["bursts_reported"],
        f"{told['bursts_without_cause']} ({told['share_without_cause']:.1%})",
        told["called_scripted"],
        told["called_scripted_without_campaign"],
        f"{seconds:.0f}",
    )
    return "| " + " | ".join(map(str, cells)) + " |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("folder", type=Path, help="Work folder; made if it is not there.")
    parser.add_argument("--scenario", default="reported-2026")
    parser.add_argument("--scale", type=float, default=0.1)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--keep", action="store_true", help="Leave exports and warehouses.")
    asked = parser.parse_args()
    print("| " + " | ".join(HEAD) + " |")
    print("|" + "---|" * len(HEAD))
    for seed in asked.seeds:
        folder = asked.folder.resolve() / f"{asked.scenario}-{asked.scale:g}-{seed}"
        folder.mkdir(parents=True, exist_ok=True)
        told, seconds = one(folder, asked.scenario, asked.scale, seed)
        print(row(asked.scenario, asked.scale, seed, told, seconds), flush=True)
        if not asked.keep:
            for made in ("exports", "warehouse"):
                shutil.rmtree(folder / made)


if __name__ == "__main__":
    main()
