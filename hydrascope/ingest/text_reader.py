"""Batches from text files: records through Arrow into a temporary table in memory."""

import datetime as dt
import itertools
from collections.abc import Iterator, Sequence

import duckdb

from hydrascope.ingest import delimited, documents, pieces
from hydrascope.ingest.compose import batch_table
from hydrascope.ingest.contract import Batch, InputFile
from hydrascope.ingest.pieces import Piece
from hydrascope.ingest.streams import Stream

ROWS = 200_000
BYTES = 64 << 20
_NUMBER = itertools.count(1)

_Kept = tuple[InputFile, Piece, int]


def tables(
    conn: duckdb.DuckDBPyConnection, files: Sequence[InputFile], now: dt.datetime
) -> Iterator[Batch]:
    """Batches of at most 200,000 records or 64 MB; small files of one layout together."""
    for _, group in itertools.groupby(files, key=_kind):
        kept: list[_Kept] = []
        rows = size = 0
        for file, piece, taken in _pieces(group):
            kept.append((file, piece, taken))
            rows, size = rows + len(piece.lines), size + piece.size
            if rows >= ROWS or size >= BYTES:
                yield from _batch(conn, kept, now)
                kept, rows, size = [], 0, 0
        if kept:
            yield from _batch(conn, kept, now)


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
        before = 0
        for piece in _records(file, stream):
            for start in range(0, len(piece.lines), ROWS) or (0,):
                taken, before = stream.taken - before, stream.taken
                yield file, _part(piece, start), taken
        if stream.damage:
            columns = len(file.layout.columns)
            yield file, pieces.bad(0, b"", stream.damage, columns), 0


def _records(file: InputFile, stream: Stream) -> Iterator[Piece]:
    if file.container == "csv":
        return delimited.cell_pieces(stream.blocks(), file.layout)
    if file.container == "jsonl":
        return pieces.line_pieces(stream.blocks())
    return documents.document_pieces(stream.blocks())


def _part(piece: Piece, start: int) -> Piece:
    if len(piece.lines) <= ROWS:
        return piece
    return Piece(
        piece.lines.slice(start, ROWS),
        piece.raw.slice(start, ROWS),
        piece.problem.slice(start, ROWS),
        tuple(cell.slice(start, ROWS) for cell in piece.cells),
    )


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
        counts = conn.execute(f"select count(*), count(reason) from {table}").fetchone()
        read, rejected = counts if counts else (0, 0)
        files = tuple(dict.fromkeys(file for file, _, _ in kept))
        done = sum(taken for _, _, taken in kept)
        yield Batch(files, first.table, view, rejects if rejected else None, read, rejected, done)
    finally:
        for kind, name in (("view", view), ("view", rejects), ("table", table)):
            conn.execute(f"drop {kind} if exists {name}")
        conn.unregister(arrow)
