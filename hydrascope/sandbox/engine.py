"""Inside a worker: the engine, shut in, and what it does with one request.

A request names an operation: ``inspect`` (what the text asks), ``run`` (rows to look at),
``count`` (how many rows there are), ``stream`` (all of them) and ``explain``. Each runs on a
cursor of its own in a read-only transaction, so nothing of one request is left for the next.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import orjson
import pyarrow as pa
import pyarrow.compute as pc

from hydrascope.errors import OverLimit, Refused, SandboxError
from hydrascope.sandbox import faults, typing_of
from hydrascope.sandbox import front as fronts
from hydrascope.sandbox.gate import Judged, judge
from hydrascope.sandbox.limits import MIB, Limits
from hydrascope.sandbox.wire import unpacked

BATCH_ROWS = 2048
SPILL = "spill"
# Kinds of value the Arrow reader or pandas on the other side has no place for.
_AS_TEXT = {"union", "variant", "geometry", "bit"}
_SHOWN_AS_TEXT = _AS_TEXT | {"interval", "blob"}
# A message: JSON, or rows as Arrow has them (a RecordBatch; a Schema first).
Message = dict[str, Any] | Any


class Cut(NamedTuple):
    """A batch of rows to show, and how many of its values were shortened."""

    batch: pa.RecordBatch
    cells: int


def open_engine(
    front: fronts.Front, folder: Path, limits: Limits
) -> tuple[duckdb.DuckDBPyConnection, duckdb.DuckDBPyConnection]:
    """The catalogue over the data, and a cursor for the parser; then the door is shut."""
    conn = duckdb.connect(
        front.path,
        read_only=True,
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "allow_community_extensions": "false",
            "allow_persistent_secrets": "false",
            "python_enable_replacements": "false",
            "threads": str(limits.threads),
            "async_threads": "1",
            "memory_limit": f"{limits.memory_mib}MiB",
            "temp_directory": str(folder / SPILL),
            "max_temp_directory_size": f"{limits.disk_mib}MiB",
            "max_expression_depth": "250",
            "perfect_ht_threshold": "20",  # as the pages' connection has it
            # Of the cursor alone: or neither progress nor rows scanned would be counted.
            "allowed_configs": ["enable_progress_bar", "enable_profiling"],
        },
    )
    conn.execute("set TimeZone = 'UTC'")
    front.attach(conn)
    conn.execute("set enable_external_access = false")
    conn.execute("set lock_configuration = true")
    return conn, conn.cursor()


class Engine:
    """One database instance; ``answer`` serves one request."""

    def __init__(self, front: fronts.Front, folder: Path, limits: Limits) -> None:
        self._conn, self._parser = open_engine(front, folder, limits)
        self._limits = limits
        self._inner = front.inner
        self.published = fronts.published(self._conn)
        self._columns = fronts.columns(self._conn)
        self.running: duckdb.DuckDBPyConnection | None = None

    def answer(self, request: dict[str, Any]) -> Iterator[Message]:
        """The messages that answer a request, the last of kind ``done``.

        Raises Refused, Failed or the engine's own error; nothing runs before the gate let
        the text pass.
        """
        judged = judge(self._parser, request["text"], self.published)
        operation = request["op"]
        if operation == "inspect":
            yield self._inspected(judged)
            return
        if judged.explain and operation in ("count", "stream"):
            raise Refused("A plan has no rows to count or extract.", "Take EXPLAIN away.")
        values = self._values(judged, request.get("params", {}))
        cursor = self._conn.cursor()
        try:
            cursor.execute("set enable_progress_bar = true")
            cursor.execute("set enable_profiling = 'no_output'")
            cursor.execute("begin transaction read only")
            self.running = cursor
            if operation == "explain" or judged.explain:
                yield from self._explained(cursor, judged, values, request)
            elif operation == "count":
                rows = cursor.sql(judged.query, params=values).count("*").fetchall()
                yield {"kind": "done", "rows": int(rows[0][0])}
            elif operation == "stream":
                yield from self._streamed(cursor, judged, values)
            else:
                yield from self._shown(cursor, judged, values, int(request["rows"]))
        except duckdb.Error as error:
            raise self._located(error, judged, values, request["text"]) from None
        finally:
            self.running = None
            cursor.close()

    def _located(
        self, error: duckdb.Error, judged: Judged, values: dict[str, Any], text: str
    ) -> SandboxError:
        """The error at its place. A relation forgets where; to explain the query says it."""
        told = faults.told(error, text)
        if told.column is not None or isinstance(told, OverLimit):
            return told
        try:
            self._conn.cursor().execute(f"explain {judged.query}", values or None)
        except duckdb.Error as again:
            told = faults.told(again, f"explain {judged.query}")
            faults.move(told, text[: len(text) - len(judged.query)], "explain ")
        return told

    def _values(self, judged: Judged, given: dict[str, Any]) -> dict[str, Any]:
        """What is bound: exactly the parameters of the text. Raises Refused for missing ones."""
        missing = sorted(judged.parameters.keys() - given.keys())
        if missing:
            named = ", ".join(f"${name}" for name in missing)
            raise Refused(f"The text has {named} and no value for it.", "Give the parameter.")
        return {name: unpacked(given[name]) for name in judged.parameters}

    def _inspected(self, judged: Judged) -> Message:
        types = {
            name: typing_of.parameter(name, hints, self._columns, judged.tables)
            for name, hints in judged.parameters.items()
        }
        return {
            "kind": "done",
            "parameters": types,
            "tables": list(judged.tables),
            "explain": judged.explain,
        }

    def _explained(
        self,
        cursor: duckdb.DuckDBPyConnection,
        judged: Judged,
        values: dict[str, Any],
        request: dict[str, Any],
    ) -> Iterator[Message]:
        analyze = judged.explain == "explain analyze" or bool(request.get("analyze"))
        how = "analyze, format json" if analyze else "format json"
        plan = cursor.execute(f"explain ({how}) {judged.query}", values or None).fetchall()
        told = orjson.loads(plan[0][1].replace(f"{self._inner}.main.", ""))
        yield {
            "kind": "done",
            "plan": faults.own_words(told, f"{judged.query} {[*values.values()]}"),
            "analyzed": analyze,
        }

    def _streamed(
        self, cursor: duckdb.DuckDBPyConnection, judged: Judged, values: dict[str, Any]
    ) -> Iterator[Message]:
        found = cursor.sql(judged.query, params=values)
        types = [str(kind) for kind in found.types]
        reader = _texts(found, _AS_TEXT).to_arrow_reader(BATCH_ROWS * 4)
        yield {"kind": "columns", "columns": list(zip(found.columns, types, strict=True))}
        yield reader.schema
        rows, most = 0, self._limits.stream_mib * MIB
        for batch in reader:
            yield from _pieces(batch, most)
            rows += batch.num_rows
        yield {"kind": "done", "rows": rows}

    def _shown(
        self, cursor: duckdb.DuckDBPyConnection, judged: Judged, values: dict[str, Any], most: int
    ) -> Iterator[Message]:
        found = cursor.sql(judged.query, params=values)
        types = [str(kind) for kind in found.types]
        yield {"kind": "columns", "columns": list(zip(found.columns, types, strict=True))}
        reader = _texts(found, _SHOWN_AS_TEXT).limit(most + 1).to_arrow_reader(BATCH_ROWS)
        yield reader.schema
        rows = size = cells = 0
        why = ""
        for batch in reader:
            if rows + batch.num_rows > most:
                batch, why = batch.slice(0, most - rows), "rows"
            batch, cut = _cut(batch, self._limits.cell_characters)
            fitting = _fitting(batch, self._limits.result_mib * MIB - size)
            if fitting < batch.num_rows:
                if not rows and not fitting:
                    raise OverLimit("One row is larger than can be shown.", "Ask for less of it.")
                batch, why = batch.slice(0, fitting), "size"
            if batch.num_rows:
                yield batch
            rows, size, cells = rows + batch.num_rows, size + batch.nbytes, cells + cut
            if why:
                break
        reader.close()
        yield {
            "kind": "done",
            "rows": rows,
            "truncated": why,
            "cut_cells": cells,
            "scanned_rows": _scanned(cursor),
        }


def _scanned(cursor: duckdb.DuckDBPyConnection) -> int | None:
    """Rows the last query read from tables; None where the engine does not say."""
    try:
        told = orjson.loads(cursor.get_profiling_information("json"))
    except (duckdb.Error, orjson.JSONDecodeError):
        return None
    return sum(map(_scanned_below, told.get("operator", ()))) if isinstance(told, dict) else None


def _scanned_below(step: dict[str, Any]) -> int:
    below = sum(map(_scanned_below, step.get("children", ())))
    return int(step.get("rows_scanned", 0)) + below


def _texts(found: duckdb.DuckDBPyRelation, kinds: set[str]) -> duckdb.DuckDBPyRelation:
    """The same rows, with columns of these kinds as text. By position: names may repeat."""
    if not any(str(kind.id) in kinds for kind in found.types):
        return found
    parts = []
    for at, (name, kind) in enumerate(zip(found.columns, found.types, strict=True), 1):
        quoted = name.replace('"', '""')
        cast = "::varchar" if str(kind.id) in kinds else ""
        parts.append(f'#{at}{cast} as "{quoted}"')
    return found.project(", ".join(parts))


def _cut(batch: pa.RecordBatch, most: int) -> Cut:
    """The batch with long texts shortened to ``most`` characters."""
    columns, cells = [], 0
    for column in batch.columns:
        if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
            long = pc.greater(pc.utf8_length(column), pa.scalar(most, pa.int32()))
            count = pc.sum(long).as_py() or 0
            if count:
                column = pc.utf8_slice_codeunits(column, 0, most)
                cells += count
        columns.append(column)
    if not cells:
        return Cut(batch, 0)
    return Cut(pa.RecordBatch.from_arrays(columns, schema=batch.schema), cells)


def _fitting(batch: pa.RecordBatch, room: int) -> int:
    """How many of the batch's rows, from the first, have at most ``room`` bytes."""
    if batch.nbytes <= room:
        return int(batch.num_rows)
    low, high = 0, batch.num_rows
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if batch.slice(0, middle).nbytes <= room else (low, middle - 1)
    return low


def _pieces(batch: pa.RecordBatch, room: int) -> Iterator[pa.RecordBatch]:
    """The batch in parts of at most ``room`` bytes. Raises OverLimit where a row is larger."""
    while batch.num_rows:
        fitting = _fitting(batch, room)
        if not fitting:
            raise OverLimit(
                f"One row is larger than {room // MIB} MiB, the most one row may have.",
                "Leave out or shorten its largest column.",
            )
        yield batch.slice(0, fitting)
        batch = batch.slice(fitting)
