"""What a judgement points at, and which burst of today that is.

A burst is referred to, never copied: its id, its attribute value and its window. Another
import of the same exports gives the same id. One that adds rows may move the window by
minutes, and with it the id; the judgement then holds for the burst of the same attribute
value whose window overlaps with the old one by at least half of what the two cover together.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import pandas as pd

LEAST_OVERLAP = 0.5
EXPLAINED = "explained"
WITHDRAWN = "withdrawn"
NAMED_BY = ("burst_id", "attr_type", "attr_value", "start_at", "end_at")


@dataclass(frozen=True)
class BurstReference:
    """A burst as a judgement names it; without a window, its id is all that is known."""

    burst_id: str
    attr_type: str | None = None
    attr_value: str | None = None
    start_at: dt.datetime | None = None
    end_at: dt.datetime | None = None

    @classmethod
    def of(cls, burst: Mapping[str, Any]) -> Self:
        """From a row of a frame or of a query; null in any spelling becomes None."""
        return cls(
            str(burst["burst_id"]),
            _text(burst.get("attr_type")),
            _text(burst.get("attr_value")),
            naive_utc(burst.get("start_at")),
            naive_utc(burst.get("end_at")),
        )

    @property
    def attribute(self) -> tuple[str | None, str | None]:
        return self.attr_type, self.attr_value

    def overlap(self, other: Self) -> float:
        """Intersection over union of the two windows, 0 where one has none."""
        if not (self.start_at and self.end_at and other.start_at and other.end_at):
            return 0.0
        both = min(self.end_at, other.end_at) - max(self.start_at, other.start_at)
        either = max(self.end_at, other.end_at) - min(self.start_at, other.start_at)
        if not either:
            return 1.0  # the same moment
        return max(both / either, 0.0)


@dataclass(frozen=True)
class Judgement:
    """One row of the store: what somebody said about a burst, and when."""

    burst: BurstReference
    kind: str
    reason: str
    author: str
    at: dt.datetime


class Standing:
    """What holds after all judgements, oldest first."""

    def __init__(self, judgements: Sequence[Judgement]) -> None:
        self._by_id = {said.burst.burst_id: said for said in judgements}
        self._by_attribute: dict[tuple[str | None, str | None], list[Judgement]] = {}
        for said in judgements:
            self._by_attribute.setdefault(said.burst.attribute, []).append(said)

    def explanation(self, burst: BurstReference) -> Judgement | None:
        """The explanation that holds for the burst.

        The last word said about its id decides; where nothing was, the last word about a
        burst of the same attribute value that overlaps enough.
        """
        last = self._by_id.get(burst.burst_id) or self._by_overlap(burst)
        return last if last and last.kind == EXPLAINED else None

    def _by_overlap(self, burst: BurstReference) -> Judgement | None:
        said = self._by_attribute.get(burst.attribute, [])
        near = (one for one in reversed(said) if burst.overlap(one.burst) >= LEAST_OVERLAP)
        return next(near, None)


def naive_utc(moment: Any) -> dt.datetime | None:
    """A moment as the tables hold it: UTC, without zone; one without zone is UTC already."""
    if moment is None or pd.isna(moment):
        return None
    stamp = pd.Timestamp(moment)
    stamp = stamp.tz_convert("UTC").tz_localize(None) if stamp.tz else stamp
    return stamp.floor("us").to_pydatetime()


def _text(value: Any) -> str | None:
    return None if value is None or pd.isna(value) else str(value)
