"""What the accounts of a burst did next, against ordinary cohorts of the same size."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from hydrascope.detect.evidence import Reason
from hydrascope.detect.scan import Array, Floats, Ints

AGES = 29  # days of age followed, the day of sign-up being 0
COHORTS = 100  # ordinary cohorts drawn for each size
# Larger cohorts vary less still: for them the band is wider than it need be.
LARGEST_COHORT = 500
LOW, MIDDLE, HIGH = 5, 50, 95
FIRST_WEEK = slice(1, 8)
SEED = 20_260_101


@dataclass(frozen=True)
class Cohort:
    """Requests per account by day of age; ``accounts`` are those old enough to tell."""

    accounts: Ints
    requests: Floats
    low: Floats | None
    median: Floats | None
    high: Floats | None
    first_week: float | None  # requests per account on days 1 to 7
    week_band: tuple[float, float, float] | None


class Activity:
    """Requests per account and day of age, with what can be known at each age.

    ``days`` has account_key, age_days and requests; ``signed_up_day`` (days since 1970) and
    ``last_day`` say which ages an account has reached within the data.
    """

    def __init__(
        self, keys: Ints, signed_up_day: Ints, days: pd.DataFrame, last_day: int, ordinary: Ints
    ) -> None:
        order = np.argsort(keys)
        self._keys = keys[order]
        reached = last_day - signed_up_day[order]
        self._reached: Array = reached[:, None] >= np.arange(AGES)[None, :]
        self._requests = np.zeros((len(keys), AGES), dtype=np.float32)
        age = days["age_days"].to_numpy()
        row = self._rows(days["account_key"].to_numpy())
        fits = (age >= 0) & (age < AGES) & (row >= 0)
        np.add.at(
            self._requests,
            (row[fits], age[fits]),
            days["requests"].to_numpy()[fits].astype(np.float32),
        )
        self._requests *= self._reached
        self._is_week = np.asarray(self._reached[:, FIRST_WEEK].all(axis=1))
        self._weeks: Array = self._requests[:, FIRST_WEEK].sum(axis=1) * self._is_week
        self._ordinary = self._rows(ordinary)
        self._bands: dict[int, tuple[Floats, Floats]] = {}

    def _rows(self, keys: Ints) -> Ints:
        if not len(self._keys):
            return np.full(len(keys), -1, dtype=np.int64)
        place = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        return np.where(self._keys[place] == keys, place, -1)

    @cached_property
    def _can_compare(self) -> bool:
        return len(self._ordinary) >= 100

    def cohort(self, keys: Ints) -> Cohort:
        """The curve of these accounts, with the band of ordinary cohorts of their number."""
        rows = self._rows(keys)
        rows = rows[rows >= 0]
        known = self._reached[rows].sum(axis=0)
        per = self._requests[rows].sum(axis=0) / np.maximum(known, 1)
        full = int(self._is_week[rows].sum())
        week = float(self._weeks[rows].sum()) / full if full >= 5 else None
        if not self._can_compare:
            return Cohort(known, per, None, None, None, week, None)
        ages, weeks = self._band(len(rows))
        band = (float(weeks[0]), float(weeks[1]), float(weeks[2]))
        return Cohort(known, per, ages[0], ages[1], ages[2], week, band)

    def _band(self, size: int) -> tuple[Floats, Floats]:
        """Percentiles of ordinary cohorts: by age, and over the first week."""
        size = min(max(size, 1), LARGEST_COHORT)
        step = 10 ** max(len(str(size)) - 2, 0)
        size = max(size // step * step, 1)  # two digits: neighbouring sizes share their draws
        if size not in self._bands:
            draw = np.random.default_rng(SEED + size)
            rows = self._ordinary[draw.integers(0, len(self._ordinary), (COHORTS, size))]
            # An age not reached has no requests, so sums need no mask, only the divisor does.
            means = self._requests[rows].sum(axis=1) / np.maximum(
                self._reached[rows].sum(axis=1), 1
            )
            week = self._weeks[rows].sum(axis=1) / np.maximum(self._is_week[rows].sum(axis=1), 1)
            self._bands[size] = (
                np.percentile(means, [LOW, MIDDLE, HIGH], axis=0),
                np.percentile(week, [LOW, MIDDLE, HIGH]),
            )
        return self._bands[size]


def reasons(cohort: Cohort, accounts: int) -> Sequence[Reason]:
    """What the first week after the sign-up says."""
    week, band = cohort.first_week, cohort.week_band
    if week is None or band is None or accounts < 10:
        return ()
    told = (
        f"{week:.0f} requests per account in the first week after the day of sign-up;"
        f" ordinary cohorts of this size make {band[0]:.0f} to {band[2]:.0f}"
    )
    if week > 1.5 * band[2]:
        return (Reason("afterwards", 1, f"They ask far more afterwards: {told}."),)
    if week < band[0]:
        return (Reason("afterwards", 0, f"They ask less afterwards: {told}."),)
    if week <= band[2]:
        return (Reason("afterwards", -0.5, f"Afterwards they ask like anybody: {told}."),)
    return (Reason("afterwards", 0, f"They ask a little more afterwards: {told}."),)
