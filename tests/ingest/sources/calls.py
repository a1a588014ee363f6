"""Calls, and what every writer of an export format needs.

A ``Call`` is what happened; a ``Format`` writes calls as a file of one source, from its schema,
and says what such a file can keep of a call.
"""

import csv
import datetime as dt
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Call:
    """One request to a model."""

    number: int
    at: dt.datetime
    taken_in: int
    given_out: int
    cost: Decimal
    took_ms: int
    user: str
    status: int

    @property
    def id(self) -> str:
        return f"call-{self.number}-{self.at:%Y%m%d%H%M%S%f}"

    @property
    def until(self) -> dt.datetime:
        return self.at + dt.timedelta(milliseconds=self.took_ms)

    @property
    def epoch_us(self) -> int:
        return (self.at - dt.datetime(1970, 1, 1)) // dt.timedelta(microseconds=1)


@dataclass(frozen=True)
class Format:
    """How a source writes calls. ``tick`` is its clock's resolution in microseconds."""

    source: str
    file: str
    write: Callable[[Sequence[Call]], bytes]
    tick: int = 1
    places: int = 9
    has_tokens: bool = True
    has_cost: bool = True
    has_user: bool = True


def iso(at: dt.datetime, digits: int = 6) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at:%f}"[: 20 + digits] + "Z"


def naive(at: dt.datetime, digits: int = 6) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}.{at:%f}"[: 20 + digits]


def lines(records: Sequence[Any]) -> bytes:
    return "".join(json.dumps(record) + "\n" for record in records).encode()


def table(records: Sequence[dict[str, Any]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(records[0]))
    writer.writeheader()
    for record in records:
        cells = {
            name: json.dumps(value) if isinstance(value, dict | list) else value
            for name, value in record.items()
        }
        writer.writerow(cells)
    return out.getvalue().encode()


def number(cost: Decimal) -> str:
    """A cost written out, never with an exponent."""
    return format(cost, "f")


def each(record: Callable[[Call], dict[str, Any]], write: Callable[..., bytes] = lines) -> Any:
    """A writer of one record per call."""
    return lambda calls: write([record(call) for call in calls])
