"""What people type or pages pass as a parameter, as the value its type says."""

import datetime as dt
import decimal
import re
from collections.abc import Mapping
from typing import Any

import orjson

from hydrascope.errors import Refused

_WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT")
_WHOLE_NAMES = (*_WHOLE, *(f"U{name}" for name in _WHOLE))
_SPAN = re.compile(r"^\s*(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>[a-z]+?)s?\s*$", re.IGNORECASE)
_UNITS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400, "week": 604_800}
_WORDS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def typed(name: str, kind: str, value: Any) -> Any:
    """The value for a parameter of DuckDB type ``kind``. Raises Refused naming it.

    Only text is read; what already has a type, such as a page's own filter, stays as it is.
    Empty text for anything but text is null.
    """
    if not isinstance(value, str):
        return value
    try:
        return _read(kind.upper(), value)
    except (ValueError, decimal.InvalidOperation):
        raise Refused(f"${name} is a {kind}; {value!r} is not.", f"Give a {kind}.") from None


def bound(types: Mapping[str, str], given: Mapping[str, Any]) -> dict[str, Any]:
    """Typed values for the parameters a text has; others are left out, missing ones too."""
    return {name: typed(name, kind, given[name]) for name, kind in types.items() if name in given}


def _read(kind: str, text: str) -> Any:
    if kind.endswith("[]"):
        return _listed(kind[:-2], text)
    if kind == "VARCHAR":
        return text
    stripped = text.strip()
    if stripped.lower() in ("", "null"):
        return None
    if kind.startswith("TIMESTAMP"):
        return utc(stripped)
    if kind == "BOOLEAN":
        if stripped.lower() not in _WORDS:
            raise ValueError(text)
        return _WORDS[stripped.lower()]
    return _number_or_span(kind, stripped)


def _number_or_span(kind: str, text: str) -> Any:
    if kind in _WHOLE_NAMES:
        return int(text)
    if kind in ("FLOAT", "DOUBLE"):
        return float(text)
    if kind.startswith("DECIMAL"):
        return decimal.Decimal(text)
    if kind == "DATE":
        return dt.date.fromisoformat(text)
    if kind == "INTERVAL":
        return span(text)
    return text


def _listed(kind: str, text: str) -> list[Any] | None:
    """JSON, or values with commas between."""
    if text.strip().lower() in ("", "null"):
        return None
    try:
        told = orjson.loads(text)
    except orjson.JSONDecodeError:
        told = [part.strip() for part in text.split(",")]
    items = told if isinstance(told, list) else [text.strip()]
    return [_read(kind, item) if isinstance(item, str) else item for item in items]


def utc(text: str) -> dt.datetime:
    """A time in ISO 8601, UTC without zone. Raises ValueError."""
    at = dt.datetime.fromisoformat(text)
    return at.astimezone(dt.UTC).replace(tzinfo=None) if at.tzinfo else at


def span(text: str) -> dt.timedelta:
    """A length of time such as ``1 hour`` or ``15 minutes``. Raises ValueError."""
    found = _SPAN.match(text)
    if not found or found["unit"].lower() not in _UNITS:
        raise ValueError(text)
    return dt.timedelta(seconds=float(found["number"]) * _UNITS[found["unit"].lower()])
