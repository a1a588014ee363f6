"""``status``: what is in the warehouse, how old, and what did not make it in."""

import datetime as dt
from pathlib import Path
from typing import Any

import click
import duckdb

from hydrascope import audit, db, fmt
from hydrascope.cli.options import common, plural, tell
from hydrascope.errors import HydrascopeError
from hydrascope.warehouse.store import Version, Warehouse, open_version


def _rows(conn: duckdb.DuckDBPyConnection, name: str) -> list[dict[str, Any]]:
    found = db.relation(conn, name)
    columns = [column[0] for column in found.description or []]
    return [dict(zip(columns, row, strict=True)) for row in found.fetchall()]


def describe(version: Version, now: dt.datetime) -> dict[str, Any]:
    """Everything ``status`` tells about one version, as plain values."""
    conn = open_version(version.path)
    try:
        tables = _rows(conn, "status/tables")
        facts = {row["name"]: row["value"] for row in _rows(conn, "shell/facts")}
        detection = {row["name"]: row["value"] for row in _rows(conn, "status/detection")}
        sources, rejects = _rows(conn, "status/sources"), _rows(conn, "status/rejects")
        conflicts = _rows(conn, "load/alias_conflicts")
    finally:
        conn.close()
    spans = [row for row in tables if row["table_name"] == "requests" and row["rows"]]
    published = dt.datetime.fromisoformat(version.published_at)
    published = published if published.tzinfo else published.replace(tzinfo=dt.UTC)
    return {
        "fingerprint": version.fingerprint,
        "file": str(version.path),
        "bytes": version.path.stat().st_size,
        "published_at": version.published_at,
        "age_seconds": round((now - published).total_seconds()),
        "first_at": spans[0]["first_at"] if spans else None,
        "last_at": spans[0]["last_at"] if spans else None,
        "tables": tables,
        "sources": sources,
        "rejects": rejects,
        "alias_conflicts": conflicts,
        "facts": facts,
        "detection": detection,
    }


def _lines(told: dict[str, Any]) -> list[str]:
    old = dt.timedelta(seconds=told["age_seconds"])
    lines = [
        f"Dataset {told['fingerprint']}, {told['bytes'] / 1e6:,.1f} MB.",
        f"Published {fmt.utc(told['published_at'])}, {fmt.duration(old)} ago.",
    ]
    if told["first_at"]:
        lines.append(f"Requests from {fmt.utc(told['first_at'])} to {fmt.utc(told['last_at'])}.")
    if synthetic := told["facts"].get("synthetic"):
        lines.append(f"This data is synthetic: {synthetic.removeprefix('Synthetic. ')}")
    lines += ["", f"{'table':<20}{'rows':>14}"]
    lines += [f"{row['table_name']:<20}{row['rows']:>14,}" for row in told["tables"]]
    if told["detection"].get("not_run"):
        lines.append("Bursts and clusters were not looked for: run `python -m hydrascope detect`.")
    lines += [
        "",
        f"{'source':<20}{'table':<20}{'files':>7}{'read':>13}{'loaded':>13}{'rejected':>10}",
    ]
    lines += [
        f"{row['source']:<20}{row['table_name']:<20}{row['files']:>7,}{row['rows_read']:>13,}"
        f"{row['rows_loaded']:>13,}{row['rows_rejected']:>10,}"
        for row in told["sources"]
    ]
    if conflicts := told["alias_conflicts"]:
        lines += ["", f"Joined to several accounts, so to none: {plural(len(conflicts), 'name')}."]
        lines += [
            f"  {one['id_type']} {one['id_value']}: {', '.join(one['accounts'])}"
            f" ({', '.join(one['sources'])})"
            for one in conflicts[:20]
        ]
        lines.append("  An aliases file (id_type, id_value, account_id) says which is right.")
    if told["rejects"]:
        lines += ["", "Rejected:"]
        lines += [f"  {row['reason']}: {plural(row['rows'], 'row')}" for row in told["rejects"]]
    return lines


def trail(warehouse: Path) -> dict[str, Any]:
    """What ``status`` tells about the audit trail: how many entries, and the last one's hash."""
    head = audit.of(warehouse).head()
    return {"entries": head.entry_id if head else 0, "head": str(head) if head else None}


def _trail_lines(told: dict[str, Any]) -> list[str]:
    if told["head"] is None:
        return ["", "Audit trail: no entries yet."]
    said = f"Audit trail: {plural(told['entries'], 'entry').replace('entrys', 'entries')}."
    return ["", said, f"Its head, to be noted elsewhere: {told['head']}"]


def verify(warehouse: Path, noted: str, *, as_json: bool) -> None:
    """``status --verify``. Raises HydrascopeError where the trail is not whole."""
    problems = audit.of(warehouse).verify(noted)
    told = trail(warehouse) if not problems else {}
    if not problems or as_json:
        whole = "The audit trail is whole: nothing is missing, altered or out of order."
        lines = [whole, *_trail_lines(told)[1:]] if told else []
        tell({"is_whole": not problems, "problems": problems, **told}, lines, as_json=as_json)
    if problems:
        raise HydrascopeError(
            "The audit trail is not whole:\n" + "\n".join(f"  {one}" for one in problems) + "\n",
            "Keep its files as they are, and compare with a backup; see docs/cases.md.",
        )


@click.command("status")
@click.option("--verify", "verified", is_flag=True, help="Check the audit trail, entry by entry.")
@click.option(
    "--head", "noted", default="", metavar="N:HASH", help="With --verify: a head noted earlier."
)
@common
def status_command(verified: bool, noted: str, warehouse: Path, as_json: bool) -> None:
    """What is in the warehouse, its fingerprint and its age; whether the audit trail is whole.

    \b
    Example:
      python -m hydrascope status --json
      python -m hydrascope status --verify
    """
    if verified:
        verify(warehouse, noted, as_json=as_json)
        return
    if noted:
        raise click.UsageError("--head is compared with the trail by --verify; give both.")
    told = describe(Warehouse(warehouse).current(), dt.datetime.now(dt.UTC))
    told["audit"] = trail(warehouse)
    tell(told, _lines(told) + _trail_lines(told["audit"]), as_json=as_json)
