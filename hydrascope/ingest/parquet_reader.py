"""Canonical Parquet files as views: nothing is copied, and what statistics prove is not
checked again row by row."""

import datetime as dt
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import duckdb

from hydrascope.ingest import bounds
from hydrascope.ingest.contract import Batch, InputFile
from hydrascope.ingest.compose import COST, ORIGIN, account_columns, derived, required
from hydrascope.ingest.privacy import normal_name
from hydrascope.ingest.source import input_columns, literal, quoted

ROWS = 2_000_000
_NUMBER = itertools.count(1)
_TABLES_WITH_TIME = ("requests", "events")


def can_view(file: InputFile) -> bool:
    """Whether a file can be read in place: Parquet, one row per record."""
    return file.container == "parquet"


def views(
    conn: duckdb.DuckDBPyConnection, files: Sequence[InputFile], now: dt.datetime
) -> Iterator[Batch]:
    """Batches of about two million rows, small files together, big files in parts."""
    for members in _together(files):
        total = sum(file.layout.rows for file in members)
        starts = range(0, total, ROWS) if len(members) == 1 and total else (0,)
        for start in starts:
            stop = min(start + ROWS, total) if len(members) == 1 else total
            yield from _batch(conn, members, now, start, stop)


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
    now: dt.datetime,
    start: int,
    stop: int,
) -> Iterator[Batch]:
    number = next(_NUMBER)
    base, view, rejects = (f"ingest_{kind}_{number}" for kind in ("rows", "view", "rejects"))
    total = sum(file.layout.rows for file in files)
    rows = stop - start
    columns = _Columns(files[0], _proof(conn, files))
    conn.execute(f"create temp view {base} as {_mapped(files, columns, start, stop, total)}")
    checks = _checks(conn, files, now)
    try:
        rejected = 0
        if checks:
            reason = f"case {' '.join(checks)} end"
            conn.execute(
                f"create temp table {rejects} as select file_name as source_file, "
                f"file_line as source_line, {reason} as reason, redacted(to_json(r)::varchar) as raw "
                f"from {base} as r where {reason} is not null"
            )
            rejected = int(_one(conn, f"select count(*) from {rejects}"))
        condition = f" where {reason} is null" if rejected else ""
        conn.execute(
            f"create temp view {view} as select * exclude (file_name, file_line) "
            f"from {base}{condition}"
        )
        size = sum(file.size for file in files)
        done = size * stop // total - size * start // total if total else size
        table = rejects if rejected else None
        yield Batch(files, files[0].table, view, table, rows, rejected, done)
    finally:
        conn.execute(f"drop view if exists {view}")
        conn.execute(f"drop view if exists {base}")
        conn.execute(f"drop table if exists {rejects}")


def _one(conn: duckdb.DuckDBPyConnection, sql: str) -> int:
    row = conn.execute(sql).fetchone()
    return int(row[0]) if row else 0


@dataclass(frozen=True)
class _Proof:
    """What is certain of the columns of some files: it need not be looked at per row.

    ``filled`` columns have no null and no empty text; ``solid`` ones no empty text;
    ``canonical`` ones hold only words their rule would leave as they are.
    """

    filled: frozenset[str] = frozenset()
    solid: frozenset[str] = frozenset()
    canonical: frozenset[str] = frozenset()


def _proof(conn: duckdb.DuckDBPyConnection, files: tuple[InputFile, ...]) -> _Proof:
    """Read the files' statistics, and the few words of the columns that have a rule."""
    paths = [file.path.as_posix() for file in files]
    rows = conn.execute(
        "select path_in_schema, count(*) = count(stats_null_count) and sum(stats_null_count) = 0 "
        "from parquet_metadata(?) where row_group_num_rows > 0 and (stats_min_value is not null "
        "or num_values = stats_null_count) group by path_in_schema "
        "having coalesce(min(stats_min_value), '-') > '' and count(*) = "
        "(select count(distinct (file_name, row_group_id)) from parquet_metadata(?) "
        "where row_group_num_rows > 0)",
        [paths, paths],
    ).fetchall()
    solid = {name for name, _ in rows}
    types = dict(zip(files[0].layout.columns, files[0].layout.types, strict=True))
    canonical = set()
    for name, rule in _TEXT_RULES.items():
        if rule and types.get(name) == "VARCHAR":
            odd = _one(
                conn,
                f"select count(*) from (select distinct {name} as v from read_parquet("
                f"[{', '.join(literal(path) for path in paths)}])) where {rule} is distinct from v",
            )
            if not odd:
                canonical.add(name)
    return _Proof(frozenset(n for n, full in rows if full), frozenset(solid), frozenset(canonical))


def _mapped(
    files: tuple[InputFile, ...], columns: "_Columns", start: int, stop: int, total: int
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
    changed = ""
    if file.table == "requests" and "cost_usd" in columns.found:
        changed = f"replace ({COST} as cost_usd, {ORIGIN} as cost_origin)"
    table = (
        f"(select {', '.join(inner)} from read_parquet([{paths}], filename = true, "
        f"file_row_number = true, hive_partitioning = false){part})"
    )
    return (
        f"select * {changed} from (select {', '.join(columns.outer())} from "
        f"({derived(file.source, table)}))"
    )


class _Columns:
    """One file's columns against its source: what passes as it is, what goes through text."""

    def __init__(self, file: InputFile, proof: _Proof) -> None:
        self._source = file.source
        self._proof = proof
        self._types = dict(zip(file.layout.columns, file.layout.types, strict=True))
        self._wanted = input_columns(file.table)
        self._captures = file.layout.captures
        spelled = dict(file.layout.spellings)
        by_name = {normal_name(name): name for name in reversed(file.layout.columns)}
        self.found: dict[str, str] = {}
        for name in self._source.fields:
            column = by_name.get(normal_name(spelled.get(name, name)))
            if column is not None:
                self.found[name] = column

    def inner(self) -> list[str]:
        """Fields as clean text, and native columns under ``native.``."""
        listed = [f"{literal(v)} as {quoted(f'path.{k}')}" for k, v in self._captures]
        for name in self._source.fields:
            column = self.found.get(name)
            cell = "null::varchar" if column is None else f"clean({self._cell(column)})"
            listed.append(f"{cell} as {quoted(name)}")
        listed.extend(
            f"{quoted(column)} as {quoted(f'native.{name}')}" for name, column in self.found.items()
        )
        return listed

    def outer(self) -> list[str]:
        """The canonical columns, and the place of each row for the rejects."""
        listed = ["source_file as file_name", "source_line as file_line"]
        columns = self._text()
        for name, kind in self._wanted:
            sql = self._direct(name, kind) or columns.get(name, "null")
            listed.append(f"({sql})::{kind} as {quoted(name)}")
        return listed

    def _text(self) -> dict[str, str]:
        """SQL over the text fields; null where none of a column's fields is there."""
        source = self._source
        columns = {
            name: sql.replace("record_id", self._record_id())
            for name, sql in source.columns.items()
            if self._has_field(sql)
        }
        columns["source_file"], columns["source_line"] = "source_file", "source_line"
        columns.setdefault("source", literal(source.name))
        columns.setdefault("row_grain", "'request'")
        columns.setdefault("request_count", "1")
        if source.time:
            columns.setdefault("ts", f"instant({source.time})")
        columns.update(account_columns(self._chain()))
        if self._source.name == "canonical":
            columns.update(self._as_is())
        return columns

    def _as_is(self) -> dict[str, str]:
        """Canonical text needs no cleaning: empty is null."""
        chain = []
        for kind, sql in self._chain():
            name = next(name for name in self.found if quoted(name) in sql)
            if self._types[self.found[name]] != "VARCHAR":
                return {}
            chain.append((kind, sql.replace(quoted(name), _not_empty(name))))
        columns = account_columns(chain)
        if "client_address" in self.found and "client_address_hash" not in self.found:
            columns["client_address"] = _not_empty("client_address")
        # The hash of a whole record reads every column: never where an id is sure to be.
        for name in ("request_id", "event_id"):
            if self.found.get(name) in self._proof.filled and self._is_text(name):
                columns[name] = quoted(f"native.{name}")
        if "prompt" not in self.found and "prompt_length" in self.found:
            columns["prompt_length"] = self._number("prompt_length")
        return columns

    def _is_text(self, name: str) -> bool:
        return self._types[self.found[name]] == "VARCHAR"

    def _number(self, name: str) -> str:
        native = quoted(f"native.{name}")
        return (
            f"to_count({quoted(name)})" if self._is_text(name) else f"try_cast({native} as bigint)"
        )

    def _has_field(self, sql: str) -> bool:
        used = [name for name in self._source.fields if quoted(name) in sql]
        return (
            not used
            or "record_id" in sql
            or any(name in self.found for name in used)
            or any(quoted(name) in sql for name, _ in self._source.derived)
        )

    def _chain(self) -> list[tuple[str, str]]:
        return [
            (kind, sql)
            for kind, sql in self._source.account_chain
            if any(quoted(name) in sql for name in self.found)
        ]

    def _direct(self, name: str, want: str) -> str:
        """SQL that passes a native column on, or casts it; '' when its text decides."""
        column = self.found.get(name)
        if column is not None and name == column and name in self._proof.canonical:
            return quoted(f"native.{name}")
        if column is None or name in _TEXT_RULES or not self._is_plain(name):
            return ""
        have, native = self._types[column], quoted(f"native.{name}")
        if have == "VARCHAR":
            plain = self._source.name == "canonical" and want == "VARCHAR"
            if plain and column in self._proof.solid:
                return native
            return f"nullif({native}, '')" if plain else ""
        if want == "TIMESTAMP" and have == "TIMESTAMP WITH TIME ZONE":
            return f"{native} at time zone 'UTC'"
        if have == want or (want == "TIMESTAMP" and have.startswith(("TIMESTAMP", "DATE"))):
            return native
        if want in ("TIMESTAMP", "VARCHAR", "JSON") or _is_nested(have):
            return ""
        return f"try_cast({native} as {want})"

    def _is_plain(self, name: str) -> bool:
        """Whether the source only converts this field's type."""
        sql = self._source.columns.get(name, self._source.time if name == "ts" else "")
        return re.fullmatch(rf"(?:\w+\()?{re.escape(quoted(name))}\)?", sql) is not None

    def _cell(self, column: str) -> str:
        kind = self._types[column]
        if kind == "TIMESTAMP WITH TIME ZONE":
            return f"({quoted(column)} at time zone 'UTC')::varchar"
        if _is_nested(kind):
            return f"to_json({quoted(column)})::varchar"
        return quoted(column) if kind == "VARCHAR" else f"{quoted(column)}::varchar"

    def _record_id(self) -> str:
        """The hash of all that the record holds."""
        cells = ", ".join(f"coalesce({quoted(name)}, '')" for name in self.found)
        return f"md5(concat_ws(chr(31), {cells}))"


# Not passed on as they are: their text means something. The rule, where one word is enough.
_TEXT_RULES = {
    "status": "to_status(v)",
    "row_grain": "",
    "task_category": "to_task(v)",
    "geo_country_iso_code": "to_country(v)",
}


def _not_empty(name: str) -> str:
    return f"nullif({quoted(f'native.{name}')}, '')"


def _is_nested(kind: str) -> bool:
    return kind.startswith(("STRUCT", "MAP", "UNION", "VARIANT")) or kind.endswith("[]")


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
    return bool(bounds.EARLIEST <= row[1] and row[2] <= bounds.latest(now))
