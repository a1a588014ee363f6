"""After the last batch: late aliases, changed plans, time order, and the files' counts."""

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

import duckdb

from hydrascope import db
from hydrascope.ingest import overlap, prices
from hydrascope.ingest.load import Loader
from hydrascope.warehouse import rollups

# Beyond this share of rows out of time order the whole table is sorted anew.
TOLERATED_DISORDER = 0.1
# Models without a price that a remark names; the report lists up to fifty.
NAMED = 8
_LEARNED = "select id_value, account_id from account_aliases where source = 'learned'"


def settle(loader: Loader, root: Path) -> list[dt.datetime]:
    """Bring the loaded rows to rest; the days (midnights, UTC) whose rollups are stale.

    ``root`` is the warehouse's folder, where people's choice of sources is.
    """
    conn = loader.conn
    days = set(loader.days)
    db.script(conn, "load/alias_ends")
    if _learn_aliases(conn) or loader.is_accounts_changed:
        # Who a call belongs to decides what it is compared with.
        apart = overlap.opened(conn)
        _move_details(conn)
        db.script(conn, "load/events_late")
        for kind in ("aliases", "traces"):
            for name in (f"{kind}_found", "accounts_named", f"{kind}_late"):
                db.script(conn, f"load/{name}")
        db.script(conn, "load/recode")
        if any(_count(conn, name) for name in ("moved_accounts", "moved_traces", "recoded_rows")):
            days = set(_all_days(conn))
        days |= set(apart)
    days = set(count_once(conn, root, days))
    loader.notices.extend(overlap.told(conn))
    if loader.disordered > TOLERATED_DISORDER * _count(conn, "fact_requests"):
        _sort(conn)
    _note_conflicts(loader)
    _note_unpriced(loader)
    _write_counts(loader)
    return sorted(days)


def count_once(
    conn: duckdb.DuckDBPyConnection, root: Path, days: Iterable[dt.datetime]
) -> list[dt.datetime]:
    """Leave out of the ``days`` what is told twice; the days whose rollups are stale.

    Calls and sums first: a cost report that is set aside tells no costs.
    """
    return sorted({*overlap.settle(conn, root, days), *prices.reported(conn)})


def _learn_aliases(conn: duckdb.DuckDBPyConnection) -> bool:
    """Join keys to the one account that requests show them with; whether that changed anything."""
    if not _count(conn, "fact_requests"):
        return False
    known = set(conn.execute(_LEARNED).fetchall())
    db.script(conn, "load/aliases_learned")
    db.script(conn, "load/alias_ends")
    return set(conn.execute(_LEARNED).fetchall()) != known


def _move_details(conn: duckdb.DuckDBPyConnection) -> None:
    """Give accounts what files said of their other names before the names were known."""
    db.script(conn, "load/accounts_late")
    if not _count(conn, "moved_details"):
        return
    for name in ("accounts_named", "accounts_moved", "accounts", "accounts_codes"):
        db.script(conn, f"load/{name}")


def _sort(conn: duckdb.DuckDBPyConnection) -> None:
    """Rewrite the requests in order, a slice of days at a time to bound memory."""
    conn.execute("create table fact_sorted as from fact_requests limit 0")
    for start_at, end_at in rollups.day_spans(conn, _all_days(conn)):
        db.script(conn, "load/resort", {"start_at": start_at, "end_at": end_at})
    conn.execute("drop table fact_requests")
    conn.execute("alter table fact_sorted rename to fact_requests")


def _note_conflicts(loader: Loader) -> None:
    conflicts = db.relation(loader.conn, "load/alias_conflicts").fetchall()
    if conflicts:
        loader.notices.append(
            f"{len(conflicts):,} identifiers are joined to more than one account, so to none of "
            "them: say which is right in an aliases file (id_type, id_value, account_id)."
        )


def _note_unpriced(loader: Loader) -> None:
    """Say which models of this import have no price, with how many requests."""
    loader.unpriced, models = prices.unpriced(loader.conn, loader.import_id)
    if not models:
        return
    named = [f"{one['model'] or 'no model named'} ({one['requests']:,})" for one in loader.unpriced]
    more = f" and {models - NAMED:,} more" if models > NAMED else ""
    loader.notices.append(
        "No source tells a cost and no price is listed, so cost is not available, for requests"
        f" of: {', '.join(named[:NAMED])}{more}. Prices are in the price table: see"
        " `python -m hydrascope prices`."
    )


def _write_counts(loader: Loader) -> None:
    """Store every file's counts and read back what stands after replacements."""
    conn = loader.conn
    conn.execute(
        "create or replace temp table file_counted (file_name varchar, rows_read bigint,"
        " rows_loaded bigint, rows_duplicate bigint, rows_rejected bigint)"
    )
    for result in loader.results.values():
        conn.execute(
            "insert into file_counted values ($1, $2, $3, $4, $5)",
            [
                result.file_name,
                result.rows_read,
                result.rows_loaded,
                result.rows_duplicate,
                result.rows_rejected,
            ],
        )
    db.script(conn, "load/file_counts", {"import_id": loader.import_id})
    stands = conn.execute(
        "select file_name, rows_loaded, rows_duplicate from import_files where import_id = $1",
        [loader.import_id],
    )
    for name, loaded, repeated in stands.fetchall():
        loader.results[name].rows_loaded = loaded
        loader.results[name].rows_duplicate = repeated
    for (name, reason), rows in loader.reasons_by_file.items():
        told = {"import_id": loader.import_id, "file_name": name, "reason": reason, "rows": rows}
        db.script(conn, "load/file_rejects", told)
    for notice in loader.notices:
        conn.execute("insert into import_notices values ($1, $2)", [loader.import_id, notice])


def _all_days(conn: duckdb.DuckDBPyConnection) -> list[dt.datetime]:
    rows = conn.execute("select distinct date_trunc('day', ts)::timestamp from fact_requests")
    return sorted(row[0] for row in rows.fetchall())


def _count(conn: duckdb.DuckDBPyConnection, table: str) -> int:
    rows: int = conn.table(table).count("*").fetchall()[0][0]
    return rows
