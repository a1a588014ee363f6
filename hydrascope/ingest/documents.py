"""Records of JSON text that is not one object per line.

Pretty-printed objects, arrays, objects one after another, one level of wrapping
(``{"data": [...]}``) and trailing commas; read piece by piece, each record as the text it
was, so that nothing is rounded on the way.
"""

import codecs
import json
import re
from collections.abc import Generator, Iterator
from typing import Any

import pyarrow as pa

from hydrascope.ingest.pieces import BAD_TEXT, LONGEST, TOO_LONG, Piece, bad, good

WRAPPERS = ("data", "result", "records", "results", "users")
CUT_OFF = "record is cut off or not valid JSON"
STOPPED = f"{TOO_LONG}: reading of the file stopped there"
_SPACE = re.compile(r"[\s,]*")
# Possessive: a string that never ends is given up at once, and leaves no trail of places.
_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"|[{}\[\]]', re.DOTALL)
_KEY = re.compile(r'[\s,]*"((?:[^"\\]++|\\.)*+)"\s*:\s*', re.DOTALL)
_BATCH = 20_000


def document_pieces(blocks: Iterator[bytes]) -> Iterator[Piece]:
    """Every record with its number, from 1."""
    number, kept, size = 1, list[str](), 0
    for text, problem in _records(_Text(blocks)):
        if problem:
            if kept:
                yield _piece(number, kept)
                number, kept, size = number + len(kept), [], 0
            yield bad(number, text[:4000].encode("utf-8", "replace"), problem)
            number += 1
            continue
        kept.append(text)
        size += len(text)
        if len(kept) >= _BATCH or size > 1 << 25:
            yield _piece(number, kept)
            number, kept, size = number + len(kept), [], 0
    if kept:
        yield _piece(number, kept)


def _piece(number: int, kept: list[str]) -> Piece:
    return good(
        pa.array(range(number, number + len(kept)), pa.int64()), pa.array(kept, pa.string())
    )


class _Text:
    """The characters of a stream, growing on demand from ``start``."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks = blocks
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="backslashreplace")
        self.text = ""
        self.is_done = False

    def grow(self) -> bool:
        """Read on; False at the end."""
        if self.is_done:
            return False
        block = next(self._blocks, None)
        if block is None:
            self.is_done = True
            self.text += self._decoder.decode(b"", final=True)
            return False
        self.text += self._decoder.decode(block)
        return True

    def skip(self, place: int, pattern: re.Pattern[str] = _SPACE) -> int:
        """The place after white space and commas, reading on where needed."""
        while True:
            match = pattern.match(self.text, place)
            end = match.end() if match else place
            if end < len(self.text) or not self.grow():
                return end

    def drop(self, place: int) -> int:
        """Forget what is before ``place`` when it has become long."""
        if place < 1 << 24:
            return place
        self.text = self.text[place:]
        return 0


def _records(source: _Text) -> Iterator[tuple[str, str]]:
    """(text, problem) of each record."""
    source.grow()
    place, in_array = 0, False
    while True:
        place = source.skip(source.drop(place))
        if place >= len(source.text):
            return
        sign = source.text[place]
        if sign == "[" and not in_array:
            in_array, place = True, place + 1
        elif sign == "]" and in_array:
            in_array, place = False, place + 1
        else:
            inside = -1 if in_array or sign != "{" else _wrapped(source, place)
            if inside >= 0:
                place = yield from _elements(source, inside)
                continue
            end = _end(source, place)
            if end < 0:
                yield _unended(source, place)
                return
            yield source.text[place:end], ""
            place = end


def _unended(source: _Text, place: int) -> tuple[str, str]:
    """A record that does not end, and why it is given up."""
    is_long = len(source.text) - place > LONGEST
    return source.text[place : place + 4000], STOPPED if is_long else CUT_OFF


def _elements(source: _Text, place: int) -> Generator[tuple[str, str], None, int]:
    """Records of a wrapper's array; returns the place after the wrapper."""
    while True:
        place = source.skip(place)
        if place >= len(source.text):
            yield "", CUT_OFF
            return place
        if source.text[place] == "]":
            return _close(source, place + 1)
        end = _end(source, place)
        if end < 0:
            yield _unended(source, place)
            return len(source.text)
        yield source.text[place:end], ""
        place = end


def _close(source: _Text, place: int) -> int:
    """Pass over what follows the array inside the wrapper, up to its closing brace."""
    while (match := _key(source, place)) is not None:
        end = _end(source, source.skip(match.end()))
        if end < 0:
            return len(source.text)
        place = end
    place = source.skip(place)
    return place + 1 if source.text[place : place + 1] == "}" else place


def _wrapped(source: _Text, place: int) -> int:
    """Where the array of a wrapper object begins inside; -1 when it is a plain record."""
    place += 1
    while (match := _key(source, place)) is not None:
        value = source.skip(match.end())
        if match[1].lower() in WRAPPERS and source.text[value : value + 1] == "[":
            inside = source.skip(value + 1)
            return value + 1 if source.text[inside : inside + 1] in ("{", "]") else -1
        end = _end(source, value)
        if end < 0:
            return -1
        place = end
    return -1


def _key(source: _Text, place: int) -> re.Match[str] | None:
    """The next key of an object, reading on until it is whole."""
    while True:
        place = source.skip(place)
        match = _KEY.match(source.text, place)
        if match or source.text[place : place + 1] != '"' or not source.grow():
            return match


_SCAN = json.JSONDecoder(strict=False).raw_decode


def _end(source: _Text, place: int) -> int:
    """The end of the value at ``place``; -1 when it never ends."""
    while True:
        try:
            end = _SCAN(source.text, place)[1]
            if end < len(source.text) or source.text[end - 1] in '"}]' or not source.grow():
                return end
        except (json.JSONDecodeError, RecursionError):
            end = _balanced(source.text, place)
            if end >= 0:
                return end
            if len(source.text) - place > LONGEST or not source.grow():
                return -1


def _balanced(text: str, place: int) -> int:
    """The end of an object by its brackets alone, for text with small faults."""
    depth = 0
    for token in _TOKEN.finditer(text, place):
        sign = token[0]
        if sign in "{[":
            depth += 1
        elif sign in "}]":
            depth -= 1
            if depth <= 0:
                return token.end()
    return -1


_TRAILING = re.compile(r",(?=\s*[}\]])")


def loaded(text: str) -> Any:
    """What a record says; commas too many are forgiven, as they are when it is read."""
    try:
        return json.loads(text, strict=False)
    except RecursionError:
        return None
    except ValueError:
        pass
    try:
        return json.loads(_TRAILING.sub("", text), strict=False)
    except (ValueError, RecursionError):
        return None


__all__ = ["BAD_TEXT", "CUT_OFF", "WRAPPERS", "document_pieces", "loaded"]
