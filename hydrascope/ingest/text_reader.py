"""Batches from text files: records through Arrow into a temporary table in memory."""

import datetime as dt
import itertools
from collections.abc import Iterator, Sequence

import duckdb

from hydrascope.ingest import delimited, documents, parquet_rows, pieces
from hydrascope.ingest.ahead import ahead
from hydrascope.ingest.compose import ROW, batch_table
from hydrascope.ingest.contract import Batch, InputFile
from hydrascope.ingest.pieces import Piece
from hydrascope.ingest.streams import Stream

# Bytes bound memory (about four times as many, and as many again that are read ahead) where
# records are long.
ROWS = 2 * pieces.ROW_GROUP
BYTES = 256 << 20
_NUMBER = itertools.count(1)

_Kept = tuple[InputFile, Piece, int]


def tables(
    conn: duckdb.DuckDBPyConnection, files: Sequence[InputFile], now: dt.datetime
) -> Iterator[Batch]:
    """Batches of at most ``ROWS`` or ``BYTES``; small files of one layout together."""
    for _, group in itertools.groupby(files, key=_kind):
        kept: list[_Kept] = []
        rows = size = 0
        for file, piece, taken in ahead(_pieces(group), lambda kept: kept[1].size, BYTES):
            for part in _parts(piece, ROWS - rows):
                kept.append((file, part, taken))
                taken, rows, size = 0, rows + len(part.lines), size + part.size
                if rows >= ROWS or size >= BYTES:
                    yield from _batch(conn, kept, now)
                    kept, rows, size = [], 0, 0
        if kept:
            yield from _batch(conn, kept, now)


def _parts(piece: Piece, first: int) -> Iterator[Piece]:
    """A piece cut where a batch is full: after ``first`` records, and then again and again."""
    rows = len(piece.lines)
    if rows <= first:
        yield piece
        return
    yield Piece(*piece.part(0, first))
    for start in range(first, rows, ROWS):
        yield Piece(*piece.part(start, ROWS))


def _kind(file: InputFile) -> tuple[object, ...]:
    """Files of one kind can share a batch."""
    layout = file.layout
    return (
        file.source.name, file.table, file.container, layout.columns, layout.spellings,
        layout.unwrap, tuple(name for name, _ in layout.captures),
    )  # fmt: skip


def _pieces(files: Iterator[InputFile]) -> Iterator[_Kept]:
    """Records of each file, in pieces that fit a batch, with the bytes read for them."""
    for file in files:
        stream = Stream(file.path, file.compression, file.layout.encoding)
        before = found = 0
        for piece in _records(file, stream):
            found += len(piece.lines)
            taken, before = stream.taken - before, stream.taken
            yield file, piece, taken
        columns = len(file.layout.columns)
        if not found and not stream.damage:
            yield file, Nothing(*pieces.bad(0, b"", "", columns).part(0, 0)), 0
        if stream.damage:
            yield file, pieces.bad(0, b"", stream.damage, columns), 0


class Nothing(Piece):
    """Stands for a file in which no record was found."""


def _records(file: InputFile, stream: Stream) -> Iterator[Piece]:
    if file.container == "parquet":
        return _counted(parquet_rows.row_pieces(file.path, file.source.digests), file, stream)
    if file.container == "csv":
        return delimited.cell_pieces(stream.blocks(), file.layout)
    if file.container == "jsonl":
        return pieces.line_pieces(stream.blocks())
    return documents.document_pieces(stream.blocks())


def _counted(rows: Iterator[Piece], file: InputFile, stream: Stream) -> Iterator[Piece]:
    """Rows that were not read through the stream, with their share of the file's bytes."""
    for piece in rows:
        stream.taken += file.size * len(piece.lines) // max(file.layout.rows, 1)
        yield piece


def _batch(
    conn: duckdb.DuckDBPyConnection, kept: Sequence[_Kept], now: dt.datetime
) -> Iterator[Batch]:
    number = next(_NUMBER)
    arrow, table, view, rejects = (
        f"ingest_{kind}_{number}" for kind in ("arrow", "table", "good", "bad")
    )
    first = kept[0][0]
    records = pieces.arrow_table(
        [(file.name, file.layout.captures, piece) for file, piece, _ in kept],
        len(first.layout.columns),
    )
    conn.register(arrow, records)
    try:
        conn.execute(batch_table(table, first.source, first.layout, now, arrow=arrow))
        conn.execute(
            f"create temp view {view} as select * exclude (file_name, file_line, raw, reason) "
            f"from {table} where reason is null"
        )
        conn.execute(
            f"create temp view {rejects} as select file_name as source_file, "
            f"file_line as source_line, reason, raw from {table} where reason is not null"
        )
        if first.table == "requests":
            _number_alike(conn, table)
        counts = conn.execute(f"select count(*), count(reason) from {table}").fetchone()
        read, rejected = counts if counts else (0, 0)
        files = tuple(dict.fromkeys(file for file, _, _ in kept))
        done = sum(taken for _, _, taken in kept)
        notices = tuple(
            f"{file.name} has no rows" for file, piece, _ in kept if isinstance(piece, Nothing)
        )
        bad = rejects if rejected else None
        yield Batch(files, first.table, view, bad, read, rejected, done, notices)
    finally:
        for kind, name in (("view", view), ("view", rejects), ("table", table)):
            conn.execute(f"drop {kind} if exists {name}")
        conn.unregister(arrow)


def _number_alike(conn: duckdb.DuckDBPyConnection, table: str) -> None:
    """Equal records without an id stay apart: the second of a file is its own, and so on.

    Counted within a batch. In a file of several batches a record that comes again in a
    later batch has the id of the first, and counts as a repeat.
    """
    alike = conn.execute(
        "select count(*) > count(distinct (file_name, request_id)) "
        f"from {table} where request_id like '{ROW}%' and reason is null"
    ).fetchone()
    if alike and alike[0]:
        conn.execute(
            f"update {table} set request_id = request_id || ':' || place from ("
            "select rowid as row, row_number() over (partition by file_name, request_id "
            f"order by file_line, source_item) as place from {table} "
            f"where request_id like '{ROW}%' and reason is null qualify place > 1) as again "
            f"where {table}.rowid = again.row"
        )
