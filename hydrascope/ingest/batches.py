"""Reading: from planned files to batches of canonical rows.

``plan`` (in ``plan.py``) says which files are what; ``batches`` reads them. Every batch is
a temporary relation on the caller's connection, valid until the next one is asked for.
"""

import datetime as dt
import hashlib
import itertools
from collections.abc import Iterator, Sequence

import duckdb

from hydrascope.ingest import parquet_reader, privacy, text_reader
from hydrascope.ingest.contract import Batch, InputFile, Layout, Plan, Skipped, file_digest


def batches(
    conn: duckdb.DuckDBPyConnection,
    files: Sequence[InputFile],
    *,
    key: bytes,
    now: dt.datetime | None = None,
) -> Iterator[Batch]:
    """Read the files in order: Parquet first, files of one layout by name.

    ``now`` (UTC without zone) bounds plausible times. Each batch's relations are dropped
    when the next batch is asked for.
    """
    _prepare(conn, key)
    moment = now or dt.datetime.now(dt.UTC).replace(tzinfo=None)
    for is_view, group in itertools.groupby(_ordered(files), key=parquet_reader.can_view):
        members = tuple(group)
        if is_view:
            yield from parquet_reader.views(conn, members, moment)
        else:
            yield from text_reader.tables(conn, members, moment)


def _prepare(conn: duckdb.DuckDBPyConnection, key: bytes) -> None:
    """Define the macros, unless this connection has them already, with the same secret."""
    name = hashlib.sha256(b"macros" + key).hexdigest()
    known = conn.execute("select getvariable('ingest_macros')").fetchall()[0][0]
    if known == name:
        return
    privacy.install(conn, key)
    for text in ("values", "clock", "prompts"):
        conn.execute(privacy.sql_text(text))
    conn.execute("set variable ingest_macros = $1", [name])


def _ordered(files: Sequence[InputFile]) -> list[InputFile]:
    """Parquet, then the rest; files of one layout together, by name."""

    def place(file: InputFile) -> tuple[object, ...]:
        return (
            file.container != "parquet",
            file.table,
            file.source.name,
            file.container,
            file.layout.columns,
            file.name,
        )

    return sorted(files, key=place)


__all__ = ["Batch", "InputFile", "Layout", "Plan", "Skipped", "batches", "file_digest"]
