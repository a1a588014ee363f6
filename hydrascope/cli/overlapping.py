"""``overlap``: calls two systems saw, which of them is counted, and a person's say in it."""

import datetime as dt
from pathlib import Path
from typing import Any

import click

from hydrascope import audit, db, permits
from hydrascope.cli.options import author_option, common, tell
from hydrascope.cli.progress import stage_lines
from hydrascope.errors import InputError
from hydrascope.ingest import overlap
from hydrascope.warehouse.store import Warehouse


def _now() -> dt.datetime:
    """The time, UTC without zone."""
    return dt.datetime.now(dt.UTC).replace(tzinfo=None, microsecond=0)


def _pairs(warehouse: Warehouse) -> list[dict[str, Any]]:
    with warehouse.connect() as conn:
        found = db.relation(conn, "data/overlap")
        columns = [column[0] for column in found.description or []]
        return [dict(zip(columns, row, strict=True)) for row in found.fetchall()]


def _lines(pairs: list[dict[str, Any]]) -> list[str]:
    if not pairs:
        return ["No two sources have requests on the same day."]
    lines = []
    for pair in pairs:
        both = (
            f"{pair['source']} ({pair['requests']:,}) and {pair['other_source']}"
            f" ({pair['other_requests']:,}), {pair['shared_days']:,} days in common:"
        )
        if not pair["comparable_days"] and not pair["set_aside"]:
            ends = ", but another's or several's do" if pair["is_settled"] else "; both count"
            lines.append(f"{both} sums, not calls, and they do not agree{ends}.")
            continue
        if not pair["comparable_days"]:
            lines.append(
                f"{both} sums of the day agree, {pair['set_aside']:,} requests are set aside;"
                f" {pair['primary_source']} goes first: {pair['reason']}."
            )
            continue
        lines.append(
            f"{both} {pair['matched_requests']:,} calls seen by both"
            f" ({pair['matched_by_id']:,} by id), {pair['set_aside']:,} of them set aside;"
            f" {pair['primary_source']} goes first: {pair['reason']}."
        )
    return lines


@click.command("overlap")
@click.option("--primary", metavar="SOURCE", help="Count the calls of this source before others'.")
@click.option("--from", "from_at", type=click.DateTime(["%Y-%m-%d"]), help="With --primary.")
@click.option("--to", "to_at", type=click.DateTime(["%Y-%m-%d"]), help="With --primary; exclusive.")
@click.option("--reset", is_flag=True, help="Forget every choice made here.")
@click.option("--progress", "as_lines", is_flag=True, hidden=True)
@author_option
@common
def overlap_command(
    primary: str | None,
    from_at: dt.datetime | None,
    to_at: dt.datetime | None,
    reset: bool,
    as_lines: bool,
    author: str,
    warehouse: Path,
    as_json: bool,
) -> None:
    """Calls that two systems saw: how many, and which system's record of them counts.

    Each is counted once. The source whose requests say more goes first, day by day, unless you
    say which with --primary; the latest say goes before earlier ones. Either publishes a new
    version.

    \b
    Example:
      python -m hydrascope overlap
      python -m hydrascope overlap --primary litellm_spend --from 2026-01-01
    """
    if (primary and reset) or ((from_at or to_at) and not primary):
        raise click.UsageError("Give --primary (with --from and --to), or --reset, or neither.")
    kept = Warehouse(warehouse)
    pairs = _pairs(kept)
    fingerprint = None
    if primary or reset:
        fingerprint = _chosen(kept, primary, from_at, to_at, author, as_lines=as_lines)
        pairs = _pairs(kept)
    lines = _lines(pairs)
    if primary or reset:
        lines.append(f"Dataset {fingerprint} published." if fingerprint else "Nothing changed.")
    tell({"pairs": pairs, "published": fingerprint}, lines, as_json=as_json)


def _chosen(
    warehouse: Warehouse,
    primary: str | None,
    from_at: dt.datetime | None,
    to_at: dt.datetime | None,
    author: str,
    *,
    as_lines: bool,
) -> str | None:
    """Keep the choice and publish the data by it."""
    from hydrascope.ingest.remake import remake

    before = overlap.choices(warehouse.root)
    if primary:
        with warehouse.connect() as conn:
            known = overlap.sources(conn)
        if primary not in known:
            raise InputError(
                f"No requests are loaded from {primary!r}.", f"Choose one of: {', '.join(known)}."
            )
        if from_at and to_at and from_at >= to_at:
            raise InputError("--from is not before --to.", "Give a day before it.")
    choice = overlap.Choice(primary, from_at, to_at) if primary else None
    told = (choice, *(one for one in before if one != choice)) if choice else ()
    overlap.keep(warehouse.root, told)
    try:
        fingerprint = remake(
            warehouse,
            lambda _: [],
            now=_now(),
            stage=stage_lines(as_lines=as_lines),
            allowed=permits.in_force(warehouse.root, dt.datetime.now(dt.UTC)),
        )
    except BaseException:  # a choice nothing was published by would take effect unnoticed
        overlap.keep(warehouse.root, before)
        raise
    audit.of(warehouse.root).record(
        "primary", author=author, at=_now(), subject=primary or "reset",
        detail={"from": from_at and f"{from_at:%Y-%m-%d}", "to": to_at and f"{to_at:%Y-%m-%d}"},
        fingerprint=fingerprint,
    )  # fmt: skip
    return fingerprint
