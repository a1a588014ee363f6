"""What the importer makes of every export fixture.

Run as a program, so that the host's time zone can differ: ``import`` loads them into a
warehouse, ``read`` only reads them. Prints JSON, one entry per file.
"""

import datetime as dt
import json
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

import duckdb

from hydrascope.ingest.batches import batches
from hydrascope.ingest.pipeline import run_import
from hydrascope.ingest.plan import plan
from hydrascope.warehouse.store import Warehouse

FIXTURES = Path(__file__).parents[2] / "fixtures" / "exports"
NOW = dt.datetime(2026, 11, 1)
_REQUESTS = """
    select
        min(ts), max(ts), sum(gen_ai_usage_input_tokens)::bigint,
        sum(gen_ai_usage_output_tokens)::bigint,
        sum(cost_usd) filter (where cost_origin = 'source')
    from {rows}
"""
# The fixtures tell of the same calls: what another source has as well is kept apart.
_BOTH = """
    from requests union all by name
    select * exclude (counted_source, matched_by) from requests_set_aside
"""
_TIMES = {"accounts": "created_at", "events": "ts", "account_attributes": "first_seen"}


def expected() -> dict[str, dict[str, Any]]:
    """What each ``expected.toml`` says, by the file's name under the fixtures."""
    return _told("files")


def expected_skips() -> dict[str, str]:
    """Files that are no data, with a part of the reason."""
    return _told("skipped")


def _told(section: str) -> dict[str, Any]:
    return {
        f"{path.parent.relative_to(FIXTURES).as_posix()}/{name}": value
        for path in sorted(FIXTURES.rglob("expected.toml"))
        for name, value in tomllib.loads(path.read_text(encoding="utf-8")).get(section, {}).items()
    }


def imported() -> dict[str, Any]:
    """One import of everything: rows, totals and instants of each file, and what was skipped."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        warehouse = Warehouse(Path(folder))
        report = run_import([FIXTURES], warehouse, now=NOW, detection=False)
        with warehouse.connect() as conn:
            files = {
                result.file_name: {
                    "source": result.source,
                    "read": result.rows_read,
                    "loaded": result.rows_loaded,
                    "duplicate": result.rows_duplicate,
                    "rejected": result.rows_rejected,
                    **_stored(conn, result.file_name, result.source, result.table_name),
                }
                for result in report.files
            }
    return {"files": files, "skipped": dict(report.skipped), "notices": report.notices}


def _stored(conn: Any, name: str, source: str, table: str) -> dict[str, Any]:
    """Small tables do not keep the file a row came from: there the source stands for it."""
    if table == "requests":
        return _figures(conn, f"({_BOTH}) where source_file = '{name}'", table)
    return _figures(conn, f"{table} where source = '{source}'", table)


def read() -> dict[str, Any]:
    """Every file read, and nothing loaded: rows, totals and instants."""
    files = {}
    with duckdb.connect(config={"threads": 1}) as conn:  # other zones are read at the same time
        for file in plan([FIXTURES]).files:
            for batch in batches(conn, [file], key=b"key", now=NOW):
                files[file.name] = {
                    "source": file.source.name,
                    "read": batch.rows_read,
                    "rejected": batch.rows_rejected,
                    **_figures(conn, batch.relation, file.table),
                }
    return {"files": files}


def _figures(conn: Any, rows: str, table: str) -> dict[str, Any]:
    """The first and the last time, and the sums of requests; '' where there is none."""
    if table == "requests":
        (row,) = conn.execute(_REQUESTS.format(rows=rows)).fetchall()
        taken_in, given_out, cost = ("" if value is None else value for value in row[2:])
        tokens = {"input_tokens": taken_in, "output_tokens": given_out}
        return _times(row) | tokens | {"cost_usd": str(cost)}
    if table not in _TIMES:
        return {}
    column = _TIMES[table]
    (row,) = conn.execute(f"select min({column}), max({column}) from {rows}").fetchall()
    return _times(row)


def _times(row: tuple[Any, ...]) -> dict[str, str]:
    first, last = ("" if moment is None else moment.isoformat() for moment in row[:2])
    return {"first": first, "last": last}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(imported() if sys.argv[1] == "import" else read()))
