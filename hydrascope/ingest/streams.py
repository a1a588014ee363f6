"""Bytes of a file, unpacked block by block; damage ends the stream instead of raising."""

import codecs
import os
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa

from hydrascope.errors import InputError

BLOCK = 1 << 24
_HEAD = 1 << 18
# Logs shrink to a tenth, repetitive ones to a hundredth; what shrinks far more is no log.
BOMB_BYTES, BOMB_RATIO, BOMB_TOTAL_GB = 1 << 28, 200, 200
RATIO_NAME, TOTAL_NAME = "HYDRASCOPE_UNPACK_RATIO", "HYDRASCOPE_UNPACK_GB"
BOMB = (
    "unpacks to more than {limit}: reading stopped; what was read before was kept. If the file is"
    " sound, unpack it first and import what comes out, or set {name} higher"
)
ENDS_EARLY = "file ends early or is damaged; what could be read before was kept"


class Stream:
    """A file's text as UTF-8 bytes.

    ``blocks`` yields them; afterwards ``damage`` says what was wrong ('' when nothing), and
    ``taken`` counts the bytes read from disk so far.
    """

    def __init__(self, path: Path, compression: str, encoding: str = "utf-8") -> None:
        self._path = path
        self._compression = compression
        self._encoding = encoding
        self.taken = 0
        self.damage = ""

    def blocks(self) -> Iterator[bytes]:
        """Blocks of UTF-8 without byte order mark."""
        raw = self._unpacked()
        text = _without_mark(raw) if self._encoding == "utf-8" else self._recoded(raw)
        yield from _with_line_feeds(text)

    def _unpacked(self) -> Iterator[bytes]:
        with self._path.open("rb") as file:
            if self._compression == "gzip":
                yield from self._bounded(self._gzip(file))
            elif self._compression == "zstd":
                yield from self._bounded(self._zstd(file))
            else:
                while block := file.read(BLOCK):
                    self.taken += len(block)
                    yield block

    def _bounded(self, blocks: Iterator[bytes]) -> Iterator[bytes]:
        """The blocks, as long as they are in proportion to the file."""
        given = 0
        ratio, total = _limit(RATIO_NAME, BOMB_RATIO), _limit(TOTAL_NAME, BOMB_TOTAL_GB)
        for block in blocks:
            given += len(block)
            if given > max(BOMB_BYTES, ratio * self._path.stat().st_size):
                self.damage = BOMB.format(limit=f"{ratio:g} times its size", name=RATIO_NAME)
                return
            if given > total * 1e9:
                self.damage = BOMB.format(limit=f"{total:g} GB", name=TOTAL_NAME)
                return
            yield block

    def _gzip(self, file: BinaryIO) -> Iterator[bytes]:
        """Members one after another; a truncated one gives what it has."""
        unpacker = zlib.decompressobj(wbits=31)
        while chunk := file.read(1 << 20):
            self.taken += len(chunk)
            while chunk:
                before = unpacker.copy()
                try:
                    block = unpacker.decompress(chunk, BLOCK)
                except zlib.error:
                    self.damage = ENDS_EARLY
                    yield _salvaged(before, chunk)
                    return
                if block:
                    yield block
                if unpacker.eof:
                    chunk = unpacker.unused_data.lstrip(b"\0")
                    if chunk:
                        unpacker = zlib.decompressobj(wbits=31)
                else:
                    chunk = unpacker.unconsumed_tail
        rest = unpacker.flush() if not unpacker.eof else b""
        if rest:
            yield rest
        if not unpacker.eof:
            self.damage = ENDS_EARLY

    def _zstd(self, file: BinaryIO) -> Iterator[bytes]:
        try:
            with pa.CompressedInputStream(pa.PythonFile(file, mode="r"), "zstd") as stream:
                while block := stream.read(1 << 20):
                    self.taken = max(self.taken, file.tell())
                    yield block
        except OSError:
            self.damage = ENDS_EARLY

    def _recoded(self, raw: Iterator[bytes]) -> Iterator[bytes]:
        decoder = codecs.getincrementaldecoder(self._encoding)(errors="replace")
        for block in raw:
            yield decoder.decode(block).removeprefix("\ufeff").encode("utf-8", "replace")
        if rest := decoder.decode(b"", final=True):
            yield rest.encode("utf-8", "replace")


def _limit(name: str, usual: float) -> float:
    """A bound that an operator may raise. Raises InputError for what is no number."""
    told = os.environ.get(name, "")
    try:
        found = float(told) if told else usual
    except ValueError:
        found = 0
    if not found > 0:
        raise InputError(f"{name} is {told!r}, no number above zero.", "Set it to one, or not.")
    return found


def _salvaged(unpacker: "zlib._Decompress", chunk: bytes) -> bytes:
    """What a damaged piece still gives, fed in small steps up to the damage."""
    kept = []
    for start in range(0, len(chunk), 64):
        try:
            kept.append(unpacker.decompress(chunk[start : start + 64]))
        except zlib.error:
            break
    return b"".join(kept)


def _with_line_feeds(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Old line ends (a carriage return alone, and no line feed in the head) as line feeds."""
    is_old: bool | None = None
    for block in blocks:
        if is_old is None:
            head = block[:_HEAD]
            is_old = b"\r" in head[:-1] and b"\n" not in head
        yield block.replace(b"\r", b"\n") if is_old else block


def _without_mark(blocks: Iterator[bytes]) -> Iterator[bytes]:
    first = True
    for block in blocks:
        yield block.removeprefix(codecs.BOM_UTF8) if first else block
        first = False


def head_of(path: Path, compression: str, size: int) -> tuple[bytes, bool]:
    """The first unpacked bytes, and whether they are the whole file."""
    stream = Stream(path, compression)
    kept = b""
    for block in stream.blocks():
        kept += block
        if len(kept) > size:
            return kept[:size], False
    return kept, True
