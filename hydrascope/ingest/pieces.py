"""Records on their way from a file into a batch: Arrow tables of text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

# What the engine stores together. Other pieces leave it with groups that are not full, which it
# fills by writing them again.
ROW_GROUP = 122_880
BAD_TEXT = "text is not valid UTF-8"
# A record is copied and parsed some thirty times over: this bounds what one can cost.
LONGEST = 1 << 25
# Two thousand records are worked on at once: where those are all there are, so are their copies.
_LONG, _COPIES = 1 << 14, 8
TOO_LONG = "record longer than 32 MB"


@dataclass(frozen=True)
class Piece:
    """Some records of one file.

    ``cells`` is the record's text (JSON) or its cells (delimited), ``lines`` its place in the
    file, ``problem`` the reason it cannot be used (then ``raw`` holds the record).
    """

    lines: pa.Array
    raw: pa.Array
    problem: pa.Array
    cells: tuple[pa.Array, ...] = ()

    @property
    def size(self) -> int:
        """Bytes, as many times as work on them needs memory."""
        size = int(self.raw.nbytes) + sum(int(cell.nbytes) for cell in self.cells)
        return size * _COPIES if size > _LONG * len(self.lines) else size

    def part(
        self, start: int, rows: int
    ) -> tuple[pa.Array, pa.Array, pa.Array, tuple[pa.Array, ...]]:
        """Some of the records."""
        return (
            self.lines.slice(start, rows),
            self.raw.slice(start, rows),
            self.problem.slice(start, rows),
            tuple(cell.slice(start, rows) for cell in self.cells),
        )


def good(lines: pa.Array, raw: pa.Array) -> Piece:
    """Records without a problem so far."""
    return Piece(lines, raw, pa.nulls(len(raw), pa.string()))


def bad(line: int, raw: bytes, reason: str, columns: int = 0) -> Piece:
    """One record that cannot be used."""
    text = raw[:4000].decode("utf-8", "backslashreplace")
    return Piece(
        pa.array([line], pa.int64()),
        pa.array([text], pa.string()),
        pa.array([reason], pa.string()),
        tuple(pa.nulls(1, pa.string()) for _ in range(columns)),
    )


def line_pieces(blocks: Iterator[bytes]) -> Iterator[Piece]:
    """One record per line; blank lines are no records."""
    number, rest, skipping = 1, b"", False
    for block in blocks:
        cut = block.rfind(b"\n") + 1
        if not cut:
            rest = rest if skipping else rest + block
        else:
            begin = block.index(b"\n") + 1 if skipping else 0
            whole = rest + block[begin:cut]
            skipping, rest = False, block[cut:]
            piece, count = _split(whole, number)
            yield from piece
            number += count
        if len(rest) > LONGEST:
            yield bad(number, rest[:4000], TOO_LONG)
            rest, skipping = b"", True
            number += 1
    if rest:
        yield from _split(rest + b"\n", number)[0]


def _split(text: bytes, number: int) -> tuple[list[Piece], int]:
    """Lines of complete text, without copying: each keeps its line end."""
    data = np.frombuffer(text, dtype=np.uint8)
    ends = np.flatnonzero(data == 10).astype(np.int32) + 1
    offsets = np.concatenate([np.zeros(1, np.int32), ends])
    lines = pa.Array.from_buffers(
        pa.string(), len(ends), [None, pa.py_buffer(offsets), pa.py_buffer(text)]
    )
    numbers = pa.array(np.arange(number, number + len(ends), dtype=np.int64))
    try:
        lines.validate(full=True)
    except pa.ArrowInvalid:
        return list(_one_by_one(text, number)), len(ends)
    if (np.diff(offsets) > LONGEST).any():
        return list(_one_by_one(text, number)), len(ends)
    keep = np.diff(offsets) > 2
    if not keep.all():
        keep = np.array([bool(line.strip()) for line in text.split(b"\n")[: len(ends)]])
        lines, numbers = lines.filter(pa.array(keep)), numbers.filter(pa.array(keep))
    return [good(numbers, lines)], len(ends)


def _one_by_one(text: bytes, number: int) -> Iterator[Piece]:
    """The slow path for a block with bytes that are no text, or with an endless line."""
    kept: list[str] = []
    places: list[int] = []
    for place, line in enumerate(text.split(b"\n"), number):
        if not line.strip():
            continue
        if len(line) > LONGEST:
            yield bad(place, line[:4000], TOO_LONG)
            continue
        try:
            kept.append(line.decode("utf-8"))
            places.append(place)
        except UnicodeDecodeError:
            yield bad(place, line, BAD_TEXT)
    yield good(pa.array(places, pa.int64()), pa.array(kept, pa.string()))


def arrow_table(
    pieces: Sequence[tuple[str, tuple[tuple[str, str], ...], Piece]], columns: int
) -> pa.Table:
    """All pieces as one table: file name, captures from the path, and the records."""
    tables = []
    for name, captures, piece in pieces:
        rows = len(piece.lines)
        arrays = {
            "source_file": pa.repeat(pa.scalar(name), rows),
            "source_line": piece.lines,
            "raw": piece.raw,
            "problem": piece.problem,
        }
        for key, value in captures:
            arrays[f"path.{key}"] = pa.repeat(pa.scalar(value), rows)
        for position in range(columns):
            arrays[f"c{position}"] = piece.cells[position]
        tables.append(pa.table(arrays))
    whole = pa.concat_tables(tables).combine_chunks()
    return pa.Table.from_batches(whole.to_batches(max_chunksize=ROW_GROUP), whole.schema)
