"""What a person is looking at: a stretch of time and the values they chose.

A ``Filters`` is parsed from the address bar, bound into every query and written back
into every link. It also knows the cheapest rollup that answers a question exactly.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from hydrascope.errors import InputError

# The values people filter by; the same names are columns of the `segments` table.
DIMENSIONS = ("source", "provider", "model", "country", "status", "plan", "task", "client")
BUCKETS: dict[str, dt.timedelta] = {
    "minute": dt.timedelta(minutes=1),
    "hour": dt.timedelta(hours=1),
    "day": dt.timedelta(days=1),
}
# Ranges are whole minutes up to a day, whole hours up to two weeks, whole days beyond:
# each step is answered from a rollup of that grain, so cost stays bounded.
RAW_RANGE = dt.timedelta(days=1)
HOUR_RANGE = dt.timedelta(days=14)
# The longest range each bucket is drawn for; more points than this no screen can show.
LONGEST = {"minute": dt.timedelta(days=1), "hour": dt.timedelta(days=31)}
MIDNIGHT = dt.time()


def _snap(at: dt.datetime, step: dt.timedelta, *, up: bool) -> dt.datetime:
    """``at`` moved to a multiple of ``step``: backwards, or forwards when ``up``."""
    over = (at - dt.datetime(1970, 1, 1)) % step
    if not over:
        return at
    return at - over + (step if up else dt.timedelta())


def snapped(start_at: dt.datetime, end_at: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
    """The range widened to whole minutes, hours or days, by its length."""
    length = end_at - start_at
    if length <= RAW_RANGE:
        step = BUCKETS["minute"]
    elif length <= HOUR_RANGE:
        step = BUCKETS["hour"]
    else:
        step = BUCKETS["day"]
    return _snap(start_at, step, up=False), _snap(end_at, step, up=True)


@dataclass(frozen=True)
class Filters:
    """A range of UTC time (end exclusive) and, per dimension, the values looked at.

    ``chips`` holds only dimensions with a choice. ``bucket`` is 'auto' or a key of
    ``BUCKETS``. ``baseline`` is the window compared with; None means the period of
    equal length just before.
    """

    start_at: dt.datetime
    end_at: dt.datetime
    chips: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    bucket: str = "auto"
    baseline: tuple[dt.datetime, dt.datetime] | None = None

    def __post_init__(self) -> None:
        if self.start_at >= self.end_at:
            raise InputError("The range ends before it begins.", "Choose a later end.")
        if unknown := self.chips.keys() - set(DIMENSIONS):
            raise InputError(f"Nothing can be filtered by {', '.join(sorted(unknown))}.")
        if self.bucket != "auto" and self.bucket not in BUCKETS:
            raise InputError(f"There is no bucket {self.bucket!r}.", "Use minute, hour or day.")

    @property
    def length(self) -> dt.timedelta:
        return self.end_at - self.start_at

    @property
    def resolved_bucket(self) -> str:
        """The bucket drawn: the one asked for, or the finest that stays readable."""
        asked = self.bucket
        if asked == "auto":
            if self.length <= dt.timedelta(hours=12):
                asked = "minute"
            else:
                asked = "hour" if self.length <= HOUR_RANGE else "day"
        for name in ("minute", "hour"):
            if asked == name and self.length > LONGEST[name]:
                asked = "hour" if name == "minute" else "day"
        return asked

    def before(self) -> tuple[dt.datetime, dt.datetime]:
        """The window compared with: the chosen baseline, else the equal period before."""
        return self.baseline or (self.start_at - self.length, self.start_at)

    def narrowed(self, start_at: dt.datetime, end_at: dt.datetime) -> "Filters":
        """The same view of another stretch of time."""
        start_at, end_at = snapped(start_at, end_at)
        return replace(self, start_at=start_at, end_at=end_at, baseline=None)

    def _grain(self, bucket: str, windows: Iterable[tuple[dt.datetime, dt.datetime]]) -> str:
        edges = [edge for window in windows for edge in window]
        if bucket == "minute" or any(_snap(e, BUCKETS["hour"], up=False) != e for e in edges):
            return "raw"
        if bucket == "hour" or any(edge.time() != MIDNIGHT for edge in edges):
            return "hour"
        return "day"

    def _cut(self, grain: str, dimensions: Iterable[str]) -> str:
        """The narrowest precomputed cut that still tells ``dimensions`` apart."""
        wanted = sorted({*self.chips, *dimensions}) or ["status"]
        kept = {"raw": 0, "hour": 1, "day": 2}[grain]
        return "+".join(wanted) if len(wanted) <= kept else "all"

    def params(self, dimension: str | None = None, **more: Any) -> dict[str, Any]:
        """Everything a query may bind.

        ``dimension`` is what the query tells apart besides the chips. ``grain`` and
        ``cut`` name the rollup; the query files read ``cells`` with them.
        """
        if dimension is not None and dimension not in DIMENSIONS:
            raise InputError(f"Nothing can be told apart by {dimension!r}.")
        before = self.before()
        bucket = more.get("bucket_name", self.resolved_bucket)
        windows = [(self.start_at, self.end_at), before]
        grain = self._grain(bucket, windows)
        whole_days = self._grain("day", windows) == "day"
        values = {
            "start_at": self.start_at,
            "end_at": self.end_at,
            "before_start_at": before[0],
            "before_end_at": before[1],
            "bucket": BUCKETS[bucket],
            "grain": grain,
            "account_grain": "day" if whole_days else "raw",
            "cut": self._cut(grain, [dimension] if dimension else []),
            "dimension": dimension,
        }
        chosen = {f"{name}_in": self.chips.get(name) for name in DIMENSIONS}
        lists = {name: list(value) if value else None for name, value in chosen.items()}
        return {**values, **lists, **more}

    def to_query(self) -> dict[str, Any]:
        """The view as address-bar parameters; nothing sensitive is among them."""
        query: dict[str, Any] = {
            "from": self.start_at.isoformat(timespec="minutes"),
            "to": self.end_at.isoformat(timespec="minutes"),
        }
        if self.bucket != "auto":
            query["bucket"] = self.bucket
        if self.baseline:
            query["vs_from"], query["vs_to"] = (
                edge.isoformat(timespec="minutes") for edge in self.baseline
            )
        return {**query, **{name: list(values) for name, values in sorted(self.chips.items())}}
