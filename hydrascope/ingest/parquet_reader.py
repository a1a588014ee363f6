"""Canonical Parquet files as views: nothing is copied, and what statistics prove is not
checked again row by row."""

import datetime as dt
import itertools
from collections.abc import Iterator, Sequence

import duckdb

from hydrascope.ingest import bounds
from hydrascope.ingest.compose import (
    COST,
    LONG_VALUE,
    LONGEST_VALUE,
    ORIGIN,
    derived,
    required,
)
from hydrascope.ingest.contract import Batch, InputFile
from hydrascope.ingest.parquet_columns import Columns, count, proof_of
from hydrascope.ingest.privacy import normal_name
from hydrascope.ingest.source import literal

ROWS = 2_000_000
_NUMBER = itertools.count(1)
_TABLES_WITH_TIME = ("requests", "events")


def can_view(file: InputFile) -> bool:
    """Whether a file can be read in place: Parquet whose columns are all a source needs."""
    return file.container == "parquet" and bool(file.layout.columns)


def views(
    conn: duckdb.DuckDBPyConnection, files: Sequence[InputFile], now: dt.datetime
) -> Iterator[Batch]:
    """Batches of about two million rows, small files together, big files in parts."""
    for members in _together(files):
        total = sum(file.layout.rows for file in members)
        columns = Columns(members[0], proof_of(conn, members))
        starts = range(0, total, ROWS) if len(members) == 1 and total else (0,)
        for start in starts:
            stop = min(start + ROWS, total) if len(members) == 1 else total
            yield from _batch(conn, members, columns, now, start, stop)


def _together(files: Sequence[InputFile]) -> Iterator[tuple[InputFile, ...]]:
    """Runs of files with the same columns, up to one batch's rows."""
    run: list[InputFile] = []
    for file in files:
        rows = sum(member.layout.rows for member in run) + file.layout.rows
        if run and (_kind(file) != _kind(run[0]) or rows > ROWS):
            yield tuple(run)
            run = []
        run.append(file)
    if run:
        yield tuple(run)


def _kind(file: InputFile) -> tuple[object, ...]:
    layout = file.layout
    return (file.source.name, file.table, layout.columns, layout.types, layout.spellings,
            layout.captures, str(file.path)[: -len(file.name)])  # fmt: skip


def _batch(
    conn: duckdb.DuckDBPyConnection,
    files: tuple[InputFile, ...],
    columns: Columns,
    now: dt.datetime,
    start: int,
    stop: int,
) -> Iterator[Batch]:
    number = next(_NUMBER)
    base, view, rejects = (f"ingest_{kind}_{number}" for kind in ("rows", "view", "rejects"))
    total = sum(file.layout.rows for file in files)
    rows = stop - start
    conn.execute(f"create temp view {base} as {_mapped(files, columns, start, stop, total)}")
    checks = [*_checks(conn, files, now), *_long(columns)]
    try:
        rejected = 0
        if checks:
            reason = f"case {' '.join(checks)} end"
            conn.execute(
                f"create temp table {rejects} as select file_name as source_file, "
                f"file_line as source_line, {reason} as reason, "
                "redacted(to_json(r)::varchar) as raw "
                f"from {base} as r where {reason} is not null"
            )
            rejected = int(count(conn, f"select count(*) from {rejects}"))
        condition = f" where {reason} is null" if rejected else ""
        conn.execute(
            f"create temp view {view} as select * exclude (file_name, file_line) "
            f"from {base}{condition}"
        )
        size = sum(file.size for file in files)
        done = size * stop // total - size * start // total if total else size
        table = rejects if rejected else None
        notices = tuple(f"{file.name} has no rows" for file in files if not file.layout.rows)
        yield Batch(files, files[0].table, view, table, rows, rejected, done, notices)
    finally:
        conn.execute(f"drop view if exists {view}")
        conn.execute(f"drop view if exists {base}")
        conn.execute(f"drop table if exists {rejects}")


def _mapped(
    files: tuple[InputFile, ...], columns: "Columns", start: int, stop: int, total: int
) -> str:
    """The canonical columns over ``read_parquet``; text rules only where they are needed."""
    file = files[0]
    prefix = len(file.path.as_posix()) - len(file.name)
    name = (
        literal(file.name)
        if len(files) == 1
        else f"substr(replace(filename, '\\', '/'), {prefix + 1})"
    )
    part = "" if (start, stop) == (0, total) else (
        f" where file_row_number >= {start} and file_row_number < {stop}"
    )  # fmt: skip
    paths = ", ".join(literal(member.path.as_posix()) for member in files)
    inner = [f"{name} as source_file", "file_row_number + 1 as source_line", *columns.inner()]
    replaced = columns.identifiers()
    if file.table == "requests" and "cost_usd" in columns.found:
        replaced += [f"{COST} as cost_usd", f"{ORIGIN} as cost_origin"]
    changed = f"replace ({', '.join(replaced)})" if replaced else ""
    table = (
        f"(select {', '.join(inner)} from read_parquet([{paths}], filename = true, "
        f"file_row_number = true, hive_partitioning = false){part})"
    )
    return (
        f"select * {changed} from (select {', '.join(columns.outer())} from "
        f"({derived(file.source, table)}))"
    )


def _checks(
    conn: duckdb.DuckDBPyConnection, files: tuple[InputFile, ...], now: dt.datetime
) -> list[str]:
    """Cases that give a row's reason to be rejected; none where statistics rule it out."""
    table = files[0].table
    if table in _TABLES_WITH_TIME and all(_is_proven(conn, file, now) for file in files):
        return [f"when {c} is null then {literal(r)}" for r, c in required(table)]
    cases = []
    if table in _TABLES_WITH_TIME:
        cases.append(f"when ts is null then {literal(bounds.NO_TIME)}")
        cases.append(f"when not {bounds.plausible('ts', now)} then {literal(bounds.OUTSIDE)}")
    cases.extend(f"when {c} is null then {literal(r)}" for r, c in required(table))
    return cases


def _long(columns: Columns) -> list[str]:
    """The case of a value that is too long, where the file's statistics do not rule it out."""
    lengths = ", ".join(f"strlen({name})" for name in columns.long())
    too_long = f"greatest({lengths}) > {LONGEST_VALUE}"
    return [f"when {too_long} then {literal(LONG_VALUE)}"] if lengths else []


def _is_proven(conn: duckdb.DuckDBPyConnection, file: InputFile, now: dt.datetime) -> bool:
    """Whether the file's statistics prove that every time is present and plausible."""
    spelled = dict(file.layout.spellings).get("ts", "ts")
    column = next((c for c in file.layout.columns if normal_name(c) == normal_name(spelled)), None)
    types = dict(zip(file.layout.columns, file.layout.types, strict=True))
    if column is None or not types[column].startswith("TIMESTAMP"):
        return False
    row = conn.execute(
        "select count(*) = count(stats_null_count) and coalesce(sum(stats_null_count), 0) = 0 "
        "and count(*) = count(stats_min_value) and count(*) = count(stats_max_value), "
        "min(try_cast(stats_min_value as timestamptz) at time zone 'UTC'), "
        "max(try_cast(stats_max_value as timestamptz) at time zone 'UTC') "
        "from parquet_metadata(?) where path_in_schema = ? and row_group_num_rows > 0",
        [file.path.as_posix(), column],
    ).fetchone()
    if row is None or not row[0] or row[1] is None or row[2] is None:
        return False
    return bool(row[1] >= bounds.EARLIEST and row[2] <= bounds.latest(now))
