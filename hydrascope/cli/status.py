"""``status``: what is in the warehouse, how old, and what did not make it in."""

import datetime as dt
from pathlib import Path
from typing import Any

import click
import duckdb

from hydrascope import db, fmt
from hydrascope.cli.options import common, plural, tell
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
    if told["rejects"]:
        lines += ["", "Rejected:"]
        lines += [f"  {row['reason']}: {plural(row['rows'], 'row')}" for row in told["rejects"]]
    return lines


@click.command("status")
@common
def status_command(warehouse: Path, as_json: bool) -> None:
    """What is in the warehouse, its fingerprint and its age.

    \b
    Example:
      python -m hydrascope status --json
    """
    told = describe(Warehouse(warehouse).current(), dt.datetime.now(dt.UTC))
    tell(told, _lines(told), as_json=as_json)
