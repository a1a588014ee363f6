"""Cells of delimited text, every one as text, with explicit columns and no sniffing."""

import csv
import io
import json
from collections.abc import Iterator

import numpy as np
import pyarrow as pa
from pyarrow import compute
from pyarrow import csv as fast_csv

from hydrascope.ingest.contract import Layout
from hydrascope.ingest.pieces import BAD_TEXT, LONGEST, TOO_LONG, Piece, bad
from hydrascope.ingest.privacy import is_denied

# The standard library gives up on cells beyond 128 KB.
csv.field_size_limit(4 * LONGEST)
TOO_MANY = "more cells than the header has"
HAS_NUL = "NUL bytes in the text"
_NUL = "\N{SYMBOL FOR NULL}"
_BROKEN = "\ufffd" * 3


def cell_pieces(blocks: Iterator[bytes], layout: Layout) -> Iterator[Piece]:
    """Records after the header, in blocks that end where a record ends."""
    number, skip = 1, layout.skip_lines
    for text in _whole_records(blocks, layout.escape):
        if isinstance(text, _Endless):
            yield bad(number, bytes(text), TOO_LONG, len(layout.columns))
            number += 1
            continue
        while skip and text:
            _, _, text = text.partition(b"\n")
            skip, number = skip - 1, number + 1
        if text.strip():
            count = 0
            for piece, read in _parse(text, number, layout):
                count = max(count, read)
                yield piece
            number += count


class _Endless(bytes):
    """The beginning of a record that is too long to be read."""


def _whole_records(blocks: Iterator[bytes], escape: str) -> Iterator[bytes]:
    """Blocks cut after a line end that is not inside quotes."""
    rest, quotes = b"", -1  # quotes so far of a record that is passed over; -1: none is
    for block in blocks:
        if quotes >= 0:
            end = _end(block, quotes, escape)
            if not end:
                quotes += _quotes(block, escape)
                continue
            quotes, block = -1, block[end:]
        rest += block
        cut = _cut(rest, escape)
        if cut:
            yield rest[:cut]
            rest = rest[cut:]
        elif len(rest) > LONGEST:
            yield _Endless(rest[:4000])
            rest, quotes = b"", _quotes(rest, escape)
    if rest:
        yield rest if rest.endswith(b"\n") else rest + b"\n"


def _quotes(text: bytes, escape: str) -> int:
    return text.count(b'"') - (text.count(b'\\"') if escape else 0)


def _end(text: bytes, quotes: int, escape: str) -> int:
    """After the first line end at which the quotes, with those before, are even; 0: none."""
    start = 0
    while end := text.find(b"\n", start) + 1:
        quotes += _quotes(text[start:end], escape)
        if quotes % 2 == 0:
            return end
        start = end
    return 0


def _cut(text: bytes, escape: str) -> int:
    """The last line end before which quotes are balanced; 0 when there is none."""
    quotes = _quotes(text, escape)
    end = len(text)
    for _ in range(100_000):
        cut = text.rfind(b"\n", 0, end) + 1
        if not cut:
            return 0
        tail = text[cut:end]
        quotes -= _quotes(tail, escape)
        if quotes % 2 == 0:
            return cut
        end = cut - 1
    return 0


def _parse(text: bytes, number: int, layout: Layout) -> Iterator[tuple[Piece, int]]:
    """Pieces and the number of records the block holds."""
    odd: list[tuple[int, str, int]] = []
    try:
        if b"\0" in text:
            raise pa.ArrowInvalid("NUL")
        table = _fast(text, layout, odd)
    except (pa.ArrowInvalid, pa.ArrowKeyError):
        yield from _slow(text, number, layout)
        return
    total = table.num_rows + len(odd)
    places = np.setdiff1d(np.arange(total), np.array([row for row, _, _ in odd], dtype=np.int64))
    if b"\n\n" in text or b"\n\r" in text or text[:1] in b"\r\n":
        filled = _filled(table)
        table, places = table.filter(pa.array(filled)), places[filled]
    lines = pa.array(places + number, pa.int64())
    cells = tuple(column.combine_chunks() for column in table.columns)
    nulls = pa.nulls(table.num_rows, pa.string())
    if table.num_rows:
        yield Piece(lines, nulls, nulls, cells), total
    for piece in _odd(odd, number, layout):
        yield piece, total


def _filled(table: pa.Table) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    """Which records have a cell with something in it."""
    filled = np.zeros(table.num_rows, dtype=np.bool_)
    for column in table.columns:
        filled |= compute.not_equal(column, "").to_numpy()
    return filled


def _fast(text: bytes, layout: Layout, odd: list[tuple[int, str, int]]) -> pa.Table:
    """The block in Arrow's parser; records of another width go to ``odd``."""

    def keep(row: fast_csv.InvalidRow) -> str:
        odd.append((row.number - 1, row.text, row.actual_columns))
        return "skip"

    names = [f"c{i}" for i in range(len(layout.columns))]
    return fast_csv.read_csv(
        pa.BufferReader(text),
        read_options=fast_csv.ReadOptions(
            column_names=names, use_threads=False, block_size=len(text) + 1
        ),
        parse_options=fast_csv.ParseOptions(
            delimiter=layout.delimiter,
            escape_char=layout.escape or False,
            newlines_in_values=True,
            ignore_empty_lines=False,
            invalid_row_handler=keep,
        ),
        convert_options=fast_csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
        ),
    )


def _reader(text: io.StringIO, layout: Layout) -> Iterator[list[str]]:
    return iter(
        csv.reader(
            text,
            delimiter=layout.delimiter,
            doublequote=True,
            escapechar=layout.escape or None,
            strict=False,
        )
    )


def _odd(odd: list[tuple[int, str, int]], number: int, layout: Layout) -> Iterator[Piece]:
    """Records of another width: short ones are filled up, blank ones are none."""
    columns = len(layout.columns)
    rows = _Rows(columns)
    for place, raw, _ in odd:
        for cells in _reader(io.StringIO(raw), layout):
            if any(cell.strip() for cell in cells[columns:]):
                yield bad(number + place, _told(cells, layout), TOO_MANY, columns)
            elif any(cell.strip() for cell in cells):
                rows.add(number + place, cells)
    yield from rows.piece()


class _Rows:
    """Rows of cells on their way into one piece."""

    def __init__(self, columns: int) -> None:
        self._columns = columns
        self._lines: list[int] = []
        self._rows: list[list[str | None]] = []

    def add(self, line: int, cells: list[str]) -> None:
        missing = self._columns - len(cells)
        self._lines.append(line)
        self._rows.append([*cells[: self._columns], *[None] * missing])

    def piece(self) -> Iterator[Piece]:
        if not self._rows:
            return
        nulls = pa.nulls(len(self._rows), pa.string())
        columns = zip(*self._rows, strict=True)
        cells = tuple(pa.array(column, pa.string()) for column in columns)
        yield Piece(pa.array(self._lines, pa.int64()), nulls, nulls, cells)


def _slow(text: bytes, number: int, layout: Layout) -> Iterator[tuple[Piece, int]]:
    """Record by record, for a block with bytes that are no text."""
    columns = len(layout.columns)
    rows, bads, count = _Rows(columns), list[Piece](), 0
    marked = "\n".join(_marked(line) for line in text.split(b"\n"))
    for cells in _reader(io.StringIO(marked), layout):
        joined = layout.delimiter.join(cells)
        reason = _reason(joined, any(cell.strip() for cell in cells[columns:]))
        if reason:
            bads.append(bad(number + count, _told(cells, layout), reason, columns))
        elif joined.strip():
            rows.add(number + count, cells)
        count += 1
    for piece in (*rows.piece(), *bads):
        yield piece, count


def _told(cells: list[str], layout: Layout) -> bytes:
    """A record by its columns' names, without those that may hold a secret.

    Where there are too many cells nobody can say which is which: then nothing is told from
    the first such column on.
    """
    is_shifted = len(cells) > len(layout.columns)
    names = [*layout.columns, *(f"cell {n + 1}" for n in range(len(layout.columns), len(cells)))]
    told: dict[str, str] = {}
    for name, cell in zip(names, cells, strict=False):
        if not is_denied(name):
            told[name] = cell
        elif is_shifted:
            break
    return json.dumps(told, ensure_ascii=False).encode("utf-8", "replace")


def _marked(line: bytes) -> str:
    """A line as text; what is no text is marked, not lost."""
    try:
        return line.decode("utf-8").replace("\0", _NUL)
    except UnicodeDecodeError:
        return line.decode("utf-8", "replace") + _BROKEN


def _reason(joined: str, is_too_wide: bool) -> str:
    if _BROKEN in joined:
        return BAD_TEXT
    if _NUL in joined:
        return HAS_NUL
    return TOO_MANY if is_too_wide else ""
