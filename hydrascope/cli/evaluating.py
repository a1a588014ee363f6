"""``evaluate``: what detection reported, against the truth of a simulation."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import pandas as pd

from hydrascope import db, fmt
from hydrascope.cli.options import common, tell
from hydrascope.errors import InputError
from hydrascope.warehouse.store import Warehouse

if TYPE_CHECKING:
    from hydrascope.synth.scoring import Scores
    from hydrascope.synth.scoring_truth import Truth

LEGEND = (
    "Found: one burst holds at least half of the accounts, and at least half of its members"
    " are the campaign's. Seen, and of a decoy found: half of its excess over the expected."
    " Waves of fewer than 30 accounts are not counted. Start and end: minutes off. No cause:"
    " no campaign, decoy or release explains it."
)


def _scores(warehouse: Path, truth: "Truth") -> "Scores":
    """Score the published version. Raises InputError when the truth is another data's."""
    from hydrascope.synth.scoring import score

    conn = Warehouse(warehouse).connect()
    try:
        bursts = db.run(conn, "evaluate/bursts")
        members = db.run(conn, "evaluate/members")
        events = db.run(conn, "evaluate/public_events")
    finally:
        conn.close()
    strangers = ~members["account_id"].isin(truth.accounts["account_id"])
    if len(members) and strangers.mean() > 0.5:
        raise InputError(
            f"The truth does not know {strangers.mean():.0%} of the accounts in bursts.",
            "Give the truth of the simulation that was imported into this warehouse.",
        )
    return score(bursts, members, truth, events)


def _or_dash(value: Any, text: str) -> str:
    return "–" if pd.isna(value) else text.format(value)


def _minutes(error: Any) -> str:
    """Whole minutes, later than the truth is +."""
    return "–" if pd.isna(error) else f"{round(error):+,}"


def _found_lines(rows: pd.DataFrame, title: str, named: list[str]) -> list[str]:
    """A table of waves or decoys, each with the burst that holds most of it."""
    lines = [
        "",
        f"{title:<18}{'accounts':>9}  {'found':<6}{'precision':>10}{'recall':>8}"
        f"{'start':>9}{'end':>9}{'rank':>6}  verdict",
    ]
    for row in rows.to_dict("records"):
        name = " ".join(str(row[column]) for column in named)
        found = "yes" if row["is_found"] else "seen" if row["is_noticed"] else "no"
        found = found if row.get("is_target", True) else f"({found})"
        lines.append(
            f"{name:<18}{row['accounts']:>9,}  {found:<6}"
            f"{_or_dash(row['precision'], '{:.0%}'):>10}{_or_dash(row['recall'], '{:.0%}'):>8}"
            f"{_minutes(row['start_error_minutes']):>9}{_minutes(row['end_error_minutes']):>9}"
            f"{_or_dash(row['rank'], '{}'):>6}  {_or_dash(row['verdict'], '{}')}"
        )
    return lines


def _cause_lines(verdicts: pd.DataFrame) -> list[str]:
    lines = ["", f"{'cause of bursts':<18}{'bursts':>9}  called"]
    for cause, row in verdicts.iterrows():
        called = ", ".join(f"{verdict}: {number:,}" for verdict, number in row.items() if number)
        lines.append(f"{cause!s:<18}{row.sum():>9,}  {called}")
    return lines


def _summary_lines(told: dict[str, Any]) -> list[str]:
    lines = [
        f"{told['target_waves_found']} of {told['target_waves']} waves of sign-ups found,"
        f" {told['target_waves_noticed']} found or seen.",
        f"{told['decoys_found']} of {told['planted_decoys']} planted decoys found.",
        f"{told['bursts_without_cause']:,} of {told['bursts_reported']:,} bursts have no cause"
        f" ({fmt.percent(told['share_without_cause'])}).",
        f"{told['called_scripted']:,} bursts called scripted,"
        f" {told['called_scripted_without_campaign']:,} of them not a campaign's.",
    ]
    if not told["campaigns"]:
        lines.append("This truth has no campaign: nothing should be called scripted.")
    if not told["bursts_reported"]:
        lines.append("The warehouse holds no bursts. `python -m hydrascope detect` finds them.")
    return lines


def _records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as plain values, null as None."""
    plain = rows.astype(object).where(rows.notna(), None)
    return [{str(name): value for name, value in row.items()} for row in plain.to_dict("records")]


@click.command("evaluate")
@click.option(
    "--truth",
    "folder",
    required=True,
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The folder `truth` of a simulation, or the folder it is in.",
)
@common
def evaluate_command(folder: Path, warehouse: Path, as_json: bool) -> None:
    """Score the bursts of the warehouse against the truth of the simulation in it.

    \b
    Example:
      python -m hydrascope evaluate --truth data/raw/demo/truth
    """
    from hydrascope.synth.scoring import summary, verdicts_by_cause
    from hydrascope.synth.scoring_truth import read_truth

    truth = read_truth(folder)
    scores = _scores(warehouse, truth)
    told, verdicts = summary(scores, truth), verdicts_by_cause(scores.bursts)
    lines = _summary_lines(told)
    lines += _found_lines(scores.waves, "wave", ["campaign", "wave", "kind"])
    lines += _found_lines(scores.decoys, "decoy", ["decoy"])
    lines += [*_cause_lines(verdicts), "", LEGEND]
    causes = {str(cause): row.to_dict() for cause, row in verdicts.iterrows()}
    rows = {"waves": scores.waves, "decoys": scores.decoys, "bursts": scores.bursts}
    details = {name: _records(frame) for name, frame in rows.items()}
    tell({**told, "verdicts_by_cause": causes, **details}, lines, as_json=as_json)
