"""Any named query or table into a file: CSV, Parquet, JSON lines or Excel, by ending.

The published warehouse may not write files, so its rows stream as Arrow batches into a
second, empty DuckDB in this process, which writes them. Nothing is held whole in memory,
and a file appears under its name only when it is complete.
"""

import datetime as dt
import tempfile
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from hydrascope import db
from hydrascope.errors import InputError, QueryError
from hydrascope.export import cells, excel, manifest

KINDS = {".csv": "csv", ".parquet": "parquet", ".jsonl": "jsonl", ".xlsx": "xlsx"}
BATCH_ROWS = 20_000
WRITER_MEMORY = "512MB"
_COPY = {
    "csv": "copy written to $path (format csv, header true)",
    "jsonl": "copy written to $path (format json)",
    "parquet": "copy written to $path (format parquet, compression zstd)",
}
Progress = Callable[[int], None]


class Rows:
    """Rows on their way into a file: name and DuckDB type of each column, and the batches.

    ``reader`` never raises: what goes wrong half-way ends the rows there, and ``whole`` then
    raises it. An error raised through Arrow into a running COPY can leave DuckDB waiting for
    ever.
    """

    def __init__(
        self,
        columns: list[tuple[str, str]],
        schema: pa.Schema,
        batches: pa.RecordBatchReader | Generator[pa.RecordBatch],
        progress: Progress | None = None,
    ) -> None:
        self.columns = columns
        self._error: BaseException | None = None
        self.reader = pa.RecordBatchReader.from_batches(schema, self._passing(batches, progress))

    def _passing(
        self, batches: pa.RecordBatchReader | Generator[pa.RecordBatch], progress: Progress | None
    ) -> Iterator[pa.RecordBatch]:
        passed = 0
        try:
            for batch in batches:
                passed += batch.num_rows
                if progress is not None:
                    progress(passed)
                yield batch
        except GeneratorExit:
            raise  # whoever reads has given up
        except BaseException as error:  # noqa: BLE001  an interrupt too: whole raises it
            self._error = error
        finally:
            batches.close()  # or the query behind them would stay open as long as the error

    def whole(self) -> None:
        """Raises what ended the rows before the last, once they have been read."""
        if self._error is not None:
            raise self._error


@dataclass(frozen=True)
class About:
    """Where rows come from: the query's name, its text, what was bound, and the version."""

    query: str
    sql: str
    params: Mapping[str, Any]
    facts: Mapping[str, str]


@dataclass(frozen=True)
class ExtractReport:
    """What was written, and where its manifest is."""

    name: str
    path: Path
    manifest_path: Path
    rows: int
    bytes: int
    sha256: str

    def to_dict(self) -> dict[str, Any]:
        return {**self.__dict__, "path": str(self.path), "manifest_path": str(self.manifest_path)}


def tables() -> tuple[str, ...]:
    """Names that stand for a whole table."""
    return tuple(sorted(path.stem for path in (db.QUERIES / "extract").glob("*.sql")))


def query_name(name: str) -> str:
    """The query behind a name: ``requests`` is ``extract/requests``; others are themselves."""
    full = name if "/" in name else f"extract/{name}"
    try:
        db.sql(full)
    except QueryError:
        raise QueryError(
            f"There is no table or query named {name!r}.",
            f"Tables are {', '.join(tables())}; queries are the files under queries/, "
            "such as status/tables.",
        ) from None
    return full


def kind_of(path: Path) -> str:
    """The kind of file an ending asks for."""
    kind = KINDS.get(path.suffix.lower())
    if kind is None:
        raise InputError(
            f"{path.name} does not say what kind of file to write.",
            f"End the name in {', '.join(KINDS)}.",
        )
    return kind


def extract(
    conn: duckdb.DuckDBPyConnection,
    name: str,
    params: Mapping[str, Any],
    out: Path,
    *,
    created_at: dt.datetime,
    progress: Progress | None = None,
) -> ExtractReport:
    """Write every row of a named query to ``out`` and say so in ``out.manifest.json``."""
    query, kind = query_name(name), kind_of(out)
    values = db.bound(query, params)
    cursor = conn.cursor()
    try:
        rows = _asked(cursor, query, values, kind, progress)
        about = About(query, db.sql(query), values, manifest.facts(conn))
        return to_file(rows, about, out, created_at=created_at)
    finally:
        cursor.close()


def to_file(rows: Rows, about: About, out: Path, *, created_at: dt.datetime) -> ExtractReport:
    """Write all rows to ``out``, whole or not at all, and its manifest beside it."""
    kind = kind_of(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".extract-", dir=out.parent) as folder:
        draft = Path(folder) / f"rows.{kind}"
        written = _write(rows, draft, kind, created_at)
        rows.whole()
        told = manifest.describe(
            about.facts,
            about.query,
            about.sql,
            about.params,
            draft,
            kind=kind,
            name=out.name,
            rows=written,
            columns=rows.columns,
            created_at=created_at,
        )
        manifest_path = out.with_name(f"{out.name}.manifest.json")
        manifest.write(told, manifest_path)
        draft.replace(out)
    return ExtractReport(about.query, out, manifest_path, written, told["bytes"], told["sha256"])


def extract_bytes(
    conn: duckdb.DuckDBPyConnection, name: str, params: Mapping[str, Any], kind: str
) -> bytes:
    """The same file as bytes, for a download; ``kind`` is csv, parquet, jsonl or xlsx."""
    query = query_name(name)
    if kind not in KINDS.values():
        raise InputError(f"There is no extract of kind {kind!r}.", f"Use {', '.join(KINDS)}.")
    cursor = conn.cursor()
    try:
        rows = _asked(cursor, query, db.bound(query, params), kind, None)
        with tempfile.TemporaryDirectory(prefix="hydrascope-extract-") as folder:
            draft = Path(folder) / f"rows.{kind}"
            _write(rows, draft, kind, None)
            rows.whole()
            return draft.read_bytes()
    finally:
        cursor.close()


def _asked(
    cursor: duckdb.DuckDBPyConnection,
    query: str,
    values: Mapping[str, Any],
    kind: str,
    progress: Progress | None,
) -> Rows:
    """A named query's rows, not read yet."""
    found = cursor.sql(db.sql(query), params=dict(values))
    if kind == "xlsx":
        excel.refuse_too_many(int(found.count("*").fetchall()[0][0]))
    columns = list(zip(found.columns, map(str, found.types), strict=True))
    reader = found.to_arrow_reader(BATCH_ROWS)
    return Rows(columns, reader.schema, reader, progress)


def _write(rows: Rows, path: Path, kind: str, created_at: dt.datetime | None) -> int:
    """Stream the rows into ``path``. Returns how many there were."""
    # One thread: the rows arrive one batch after another anyway, and more would only buffer.
    writer = duckdb.connect(
        ":memory:",
        config={"memory_limit": WRITER_MEMORY, "threads": 1, "temp_directory": str(path.parent)},
    )
    try:
        written = cells.written_as(writer.from_arrow(rows.reader), kind)
        if kind == "xlsx":
            reader = written.to_arrow_reader(BATCH_ROWS)
            return excel.write(reader.schema.names, reader, path, created_at)
        written.create_view("written")
        copied = writer.execute(_COPY[kind], {"path": str(path)}).fetchall()
        return int(copied[0][0])
    finally:
        writer.close()
