"""Frames between the app and a worker: one letter, a length, the bytes.

``J`` is JSON, ``A`` a complete Arrow stream of one batch. Nothing is unpickled: what a worker
sends is read as data, whoever may have taken the worker over.
"""

import datetime as dt
import decimal
import struct
from typing import IO, Any

import orjson

from hydrascope.errors import InputError

JSON, ARROW = b"J", b"A"
_HEAD = struct.Struct("!cI")
LONGEST = 256 << 20


class Torn(Exception):
    """The other side is gone, or sends what is no frame."""


def send(stream: IO[bytes], kind: bytes, payload: bytes) -> None:
    stream.write(_HEAD.pack(kind, len(payload)))
    stream.write(payload)
    stream.flush()


def send_json(stream: IO[bytes], told: dict[str, Any]) -> None:
    send(stream, JSON, orjson.dumps(told))


def receive(stream: IO[bytes], longest: int = LONGEST) -> tuple[bytes, bytes]:
    """The next frame. Raises Torn at the end of the stream or beyond ``longest`` bytes."""
    kind, length = _HEAD.unpack(_exactly(stream, _HEAD.size))
    if kind not in (JSON, ARROW) or length > longest:
        raise Torn("not a frame")
    return kind, _exactly(stream, length)


def _exactly(stream: IO[bytes], length: int) -> bytes:
    parts, left = [], length
    while left:
        part = stream.read(left)
        if not part:
            raise Torn("the stream ended")
        parts.append(part)
        left -= len(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def packed(value: Any) -> Any:
    """A value to bind, as JSON: times and exact numbers carry their type."""
    if isinstance(value, list | tuple):
        return [packed(item) for item in value]
    if value is None or isinstance(value, bool | float | str):
        return value
    if isinstance(value, int):
        return value if -(2**63) <= value < 2**63 else {"integer": str(value)}
    return _tagged(value)


def _tagged(value: Any) -> dict[str, Any]:
    if isinstance(value, dt.datetime):
        utc = value.astimezone(dt.UTC).replace(tzinfo=None) if value.tzinfo else value
        return {"timestamp": utc.isoformat()}
    if isinstance(value, dt.date):
        return {"date": value.isoformat()}
    if isinstance(value, dt.timedelta):
        return {"microseconds": value // dt.timedelta(microseconds=1)}
    if isinstance(value, decimal.Decimal):
        return {"decimal": str(value)}
    raise InputError(f"A {type(value).__name__} cannot be bound.", "Give text, a number or a time.")


def unpacked(value: Any) -> Any:
    """The value ``packed`` was given."""
    if isinstance(value, list):
        return [unpacked(item) for item in value]
    if not isinstance(value, dict):
        return value
    (kind, told), *_ = value.items()
    if kind == "timestamp":
        return dt.datetime.fromisoformat(told)
    if kind == "date":
        return dt.date.fromisoformat(told)
    if kind == "microseconds":
        return dt.timedelta(microseconds=told)
    return int(told) if kind == "integer" else decimal.Decimal(told)
