"""What stands beside every extract: where its rows came from, and how to check it."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import orjson

from hydrascope import __version__, db
from hydrascope.export import cells, excel

_CHUNK = 1 << 20


def facts(conn: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """What the version says about itself, by name."""
    cursor = conn.cursor()
    try:
        return dict(db.relation(cursor, "shell/facts").fetchall())
    finally:
        cursor.close()


def describe(
    facts: Mapping[str, str],
    query: str,
    sql: str,
    params: Mapping[str, Any],
    file: Path,
    *,
    kind: str,
    name: str,
    rows: int,
    columns: list[tuple[str, str]],
    created_at: dt.datetime,
) -> dict[str, Any]:
    """The manifest of one extract, as plain values."""
    notes = ["Times are UTC."]
    if kind == "xlsx":
        notes = [excel.TIME_NOTE]
    if kind in cells.SPREADSHEETS:
        notes.append(cells.ESCAPE_NOTE)
    return {
        "file": name,
        "kind": kind,
        "rows": rows,
        "bytes": file.stat().st_size,
        "sha256": digest(file),
        "columns": [{"name": column, "type": type_} for column, type_ in columns],
        "query": query,
        "sql": sql,
        "parameters": {key: plain(value) for key, value in sorted(params.items())},
        "dataset_fingerprint": facts.get("fingerprint"),
        "synthetic": facts.get("synthetic"),
        "created_at": plain(created_at),
        "software": f"hydrascope {__version__}",
        "notes": notes,
    }


def write(told: Mapping[str, Any], path: Path) -> None:
    """Write the manifest beside its file."""
    path.write_bytes(orjson.dumps(dict(told), option=orjson.OPT_INDENT_2) + b"\n")


def digest(file: Path) -> str:
    """SHA-256 of a file, read piece by piece."""
    found = hashlib.sha256()
    with file.open("rb") as handle:
        while piece := handle.read(_CHUNK):
            found.update(piece)
    return found.hexdigest()


def plain(value: Any) -> Any:
    """A bound value as JSON has it; times as ISO 8601 in UTC."""
    if isinstance(value, dt.datetime):
        utc = value.astimezone(dt.UTC).replace(tzinfo=None) if value.tzinfo else value
        return f"{utc.isoformat()}Z"
    if isinstance(value, dt.timedelta):
        return f"{value.total_seconds():g} seconds"
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)
