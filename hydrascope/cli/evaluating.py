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
    from hydrascope.synth.scoring_clusters import ClusterScores
    from hydrascope.synth.scoring_truth import Truth

LEGEND = (
    "Found: one burst holds at least half of the accounts, and at least half of its members"
    " are the campaign's. Seen, and of a decoy found: half of its excess over the expected."
    " Waves of fewer than 30 accounts are not counted. Start and end: minutes off. No cause:"
    " no campaign, decoy or release explains it."
)
CLUSTER_LEGEND = (
    "Found: in a coordinated cluster that belongs to the campaign, which has the most of its"
    " members. Near misses count for nothing. Flagged: innocent, in a coordinated cluster."
)


def _scores(warehouse: Path, truth: "Truth") -> "tuple[Scores, ClusterScores]":
    """Score the published version. Raises InputError when the truth is another data's."""
    from hydrascope.synth.scoring import score
    from hydrascope.synth.scoring_clusters import score_clusters

    conn = Warehouse(warehouse).connect()
    try:
        bursts = db.run(conn, "evaluate/bursts")
        members = db.run(conn, "evaluate/members")
        events = db.run(conn, "evaluate/public_events")
        clusters = db.run(conn, "evaluate/clusters")
        in_clusters = db.run(conn, "evaluate/cluster_members")
    finally:
        conn.close()
    _refuse_strangers(members, truth, "bursts")
    _refuse_strangers(in_clusters, truth, "clusters")
    return score(bursts, members, truth, events), score_clusters(clusters, in_clusters, truth)


def _refuse_strangers(members: pd.DataFrame, truth: "Truth", where: str) -> None:
    strangers = ~members["account_id"].isin(truth.accounts["account_id"])
    if len(members) and strangers.mean() > 0.5:
        raise InputError(
            f"The truth does not know {strangers.mean():.0%} of the accounts in {where}.",
            "Give the truth of the simulation that was imported into this warehouse.",
        )


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


def _cluster_lines(scores: "ClusterScores") -> list[str]:
    """What became of each campaign and of everybody else, and the coordinated clusters."""
    from hydrascope.synth.scoring_clusters import COORDINATED, IN_NONE, reported_as

    lines = [
        "",
        f"{'campaign':<18}{'accounts':>9}{'found':>9}{'precision':>11}{'recall':>8}"
        f"{'clusters':>10}{'largest':>9}  also in",
    ]
    for row in scores.campaigns.to_dict("records"):
        kinds = reported_as(scores, row["campaign"])
        kinds.pop(COORDINATED, None)
        lines.append(
            f"{row['campaign']:<18}{row['accounts']:>9,}{row['found']:>9,}"
            f"{_or_dash(row['precision'], '{:.1%}'):>11}{row['recall']:>8.1%}"
            f"{row['clusters']:>10,}{row['best_accounts']:>9,}  {_counts(kinds)}"
        )
    lines += ["", f"{'everybody else':<18}{'accounts':>9}{'flagged':>9}  reported as"]
    for row in scores.others.to_dict("records"):
        kinds = reported_as(scores, row["name"])
        kinds.pop(IN_NONE, None)
        lines.append(
            f"{row['name']:<18}{row['accounts']:>9,}{row['flagged']:>9,}  {_counts(kinds)}"
        )
    lines += ["", f"{'coordinated':<18}{'accounts':>9}{'purity':>9}  belongs to"]
    acting = scores.clusters[scores.clusters["kind"] == COORDINATED]
    lines += [
        f"{row['cluster_id']:<18}{row['members']:>9,}{_or_dash(row['purity'], '{:.1%}'):>9}"
        f"  {_or_dash(row['actor'], '{}')}"
        for row in acting.to_dict("records")
    ]
    return lines


def _counts(kinds: dict[str, int]) -> str:
    return ", ".join(f"{kind}: {number:,}" for kind, number in kinds.items()) or "–"


def _cluster_summary_lines(told: dict[str, Any]) -> list[str]:
    precision, recall = told["cluster_precision"], told["cluster_recall"]
    lines = [
        f"{told['campaign_accounts_found']:,} of {told['campaign_accounts']:,} campaign accounts"
        f" in coordinated clusters of their campaign ({_share(recall)}); {_share(precision)} of"
        f" the {told['coordinated_accounts']:,} accounts in coordinated clusters are right.",
        f"{told['coordinated_without_campaign']:,} of {told['coordinated_clusters']:,} coordinated"
        f" clusters are no campaign's; flagged: {told['decoy_accounts_flagged']:,} accounts of"
        f" decoys, {told['background_accounts_flagged']:,} of the background.",
    ]
    if not told["clusters_reported"]:
        lines.append("The warehouse holds no clusters.")
    return lines


def _share(value: float | None) -> str:
    return "–" if value is None else fmt.percent(value)


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
    """Score the bursts and clusters of the warehouse against the truth of the simulation in it.

    \b
    Example:
      python -m hydrascope evaluate --truth data/raw/demo/truth
    """
    from hydrascope.synth.scoring import summary, verdicts_by_cause
    from hydrascope.synth.scoring_clusters import cluster_summary
    from hydrascope.synth.scoring_truth import read_truth

    truth = read_truth(folder)
    scores, groups = _scores(warehouse, truth)
    told, verdicts = summary(scores, truth), verdicts_by_cause(scores.bursts)
    totals = cluster_summary(groups)
    lines = [*_summary_lines(told), *_cluster_summary_lines(totals)]
    lines += _found_lines(scores.waves, "wave", ["campaign", "wave", "kind"])
    lines += _found_lines(scores.decoys, "decoy", ["decoy"])
    lines += [*_cause_lines(verdicts), "", LEGEND]
    lines += [*_cluster_lines(groups), "", CLUSTER_LEGEND]
    causes = {str(cause): row.to_dict() for cause, row in verdicts.iterrows()}
    rows = {"waves": scores.waves, "decoys": scores.decoys, "bursts": scores.bursts}
    rows |= {"campaigns_in_clusters": groups.campaigns, "others_in_clusters": groups.others}
    rows |= {"clusters": groups.clusters, "cluster_kinds": groups.kinds}
    details = {name: _records(frame) for name, frame in rows.items()}
    tell({**told, **totals, "verdicts_by_cause": causes, **details}, lines, as_json=as_json)
