"""How many sign-ups were to be expected, hour by hour, had nothing unusual happened.

Expected = level of the weeks around × hour of the week × quiet days (holidays). Each part
is estimated robustly (Cleveland et al. 1990, "STL: a seasonal-trend decomposition", for
the order of steps), and what the scan has found to be unusual is left out of the next
round, so that a burst cannot drag up what it is compared with. Hours without data expect
nothing; who could not sign up meanwhile may do so right after.
"""

from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

import numpy as np

from hydrascope.detect.scan import Array, Floats

HOUR_S, DAY_S = 3600.0, 86_400.0
WEEK_H = 168
MOST_ABOVE_MEDIAN = 1.6  # growth of doubling within a month stays below
LEVEL_DAYS = 28  # reach of the level to either side
# Sign-ups an hour of the week must have seen to be believed on its own.
BELIEVED = 24.0
LEAST_LEVEL = 1e-9
# No baseline is known better than this: the least spread (alpha) of ordinary counts.
LEAST_SPREAD = 0.05**2
# A stretch without a sign-up is a gap where its chance is below exp(-GAP_NATS).
GAP_NATS = 14.0
# After a gap its backlog may fade with these shares of the gap's length.
LONGEST_BACKLOG_H = 3 * 24  # who wanted in longer ago than this came otherwise or not at all
BACKLOG_SPEEDS = np.array([1 / 36, 1 / 9, 1 / 3])
# An unusually quiet day is believed where the chance of it is below this many deviations.
QUIET_SIGMA = 3.5
# Sign-ups a quarter of such a day must have had coming to be believed on its own.
QUIET_PRIOR, AS_EVER = 4.0, 0.8


@dataclass(frozen=True)
class Hours:
    """Sign-ups per hour of a stretch that begins with hour of the week ``first_hour``."""

    counts: Floats
    first_hour: int
    breaks: tuple[int, ...] = ()  # hours at which the level may jump: the data begins there

    @property
    def of_week(self) -> Array:
        return (self.first_hour + np.arange(len(self.counts))) % WEEK_H


@dataclass(frozen=True)
class Baseline:
    """Expected sign-ups per hour, which hours are gaps, and how much counts vary beyond."""

    expected: Floats
    is_gap: Array
    spreads: Floats = field(default_factory=lambda: np.array([LEAST_SPREAD]))
    scales: Floats = field(default_factory=lambda: np.array([HOUR_S]))

    @cached_property
    def upto(self) -> Floats:
        """Expected sign-ups before each hour's start; one more entry than hours."""
        return np.concatenate([[0.0], np.cumsum(self.expected)])

    def before(self, at: Array) -> Floats:
        """Expected sign-ups before each moment, in seconds from the first hour's start."""
        hour = np.asarray(at, float) / HOUR_S
        return np.interp(hour, np.arange(len(self.upto)), self.upto)

    def spread(self, seconds: Array | float) -> Floats:
        """The negative binomial's alpha of counts in windows of a length."""
        return np.interp(np.log(seconds), np.log(self.scales), self.spreads)

    @property
    def variance(self) -> Floats:
        """Of each hour's count."""
        return self.expected + float(self.spread(HOUR_S)) * self.expected**2


def estimate(hours: Hours, unusual: Array) -> Baseline:
    """The baseline, from the hours that are not ``unusual``.

    Before and after a break have nothing in common, neither level nor habits: accounts
    older than the data are those that stayed, not those that signed up.
    """
    expected = np.zeros(len(hours.counts))
    is_gap = np.zeros(len(hours.counts), dtype=bool)
    edges = sorted({0, *hours.breaks, len(hours.counts)})
    for start, end in pairwise(edges):
        part = Hours(hours.counts[start:end], (hours.first_hour + start) % WEEK_H)
        expected[start:end], is_gap[start:end] = _part(part, unusual[start:end])
    scales, spreads = _spreads(hours.counts, expected, unusual | is_gap)
    return Baseline(_after_gaps(expected, is_gap), is_gap, spreads, scales)


def _part(hours: Hours, unusual: Array) -> tuple[Floats, Array]:
    """Expected sign-ups and gaps of a stretch whose level moves slowly."""
    first = _median_week(hours.counts, ~unusual)
    week = _week(hours, first, unusual)
    is_gap = _gaps(hours.counts, first * week[hours.of_week])
    left_out = unusual | is_gap
    # The median knows nothing of bursts not marked yet; the line may not follow them far.
    level = np.minimum(_kernel(hours.counts, ~left_out), MOST_ABOVE_MEDIAN * first)
    week = _week(hours, level, left_out)
    expected = level * week[hours.of_week]
    return expected * _quiet_days(hours.counts, expected, left_out), is_gap


def running(values: Floats, reach: int) -> Floats:
    """Sum of the values up to ``reach`` before and after each."""
    upto = np.concatenate([[0.0], np.cumsum(values)])
    at = np.arange(len(values))
    above, below = np.minimum(at + reach + 1, len(values)), np.maximum(at - reach, 0)
    return np.asarray(upto[above] - upto[below])


def _median_week(counts: Floats, is_kept: Array) -> Floats:
    """The median of the weekly sums around: untouched by bursts of up to half the weeks.

    Whole weeks have no season, and are large enough for a median to be fair even where
    there are three sign-ups a day.
    """
    kept = is_kept.astype(float)
    counts = counts * kept
    reach = WEEK_H // 2
    step = 24
    known = running(kept, reach)
    rate = running(counts, reach) / np.maximum(known, 1e-9)
    days = rate[::step]
    usable = known[::step] > WEEK_H / 4
    if not usable.any():
        return np.full(len(counts), counts.sum() / max(kept.sum(), 1.0))
    days = np.where(usable, days, np.nan)
    wide = np.pad(days, LEVEL_DAYS, constant_values=np.nan)
    around = np.lib.stride_tricks.sliding_window_view(wide, 2 * LEVEL_DAYS + 1)
    lone = np.isnan(around).all(axis=1)
    middle = np.full(len(days), np.nan)
    middle[~lone] = np.nanmedian(around[~lone], axis=1)
    sure = np.flatnonzero(~lone)
    middle = np.interp(np.arange(len(days)), sure, middle[sure])
    level = np.interp(np.arange(len(counts)), np.arange(len(days)) * step, middle)
    return np.asarray(np.maximum(level, LEAST_LEVEL), dtype=np.float64)


def _kernel(counts: Floats, is_kept: Array) -> Floats:
    """A local straight line through the kept hours, whole weeks at a time (biweight)."""
    kept = is_kept.astype(float)
    counts = counts * kept
    reach = LEVEL_DAYS
    days = -(-len(counts) // 24)
    shape = (0, days * 24 - len(counts))
    week = running(np.pad(counts, shape), WEEK_H // 2)[12::24]
    seen = running(np.pad(kept, shape), WEEK_H // 2)[12::24]
    lag = np.arange(-reach, reach + 1)
    weight = (1 - (lag / (reach + 1)) ** 2) ** 2

    def sums(values: Floats, power: int) -> Floats:
        kernel = weight * (-lag.astype(float)) ** power
        return np.convolve(values, kernel, mode="full")[reach : reach + days]

    s0, s1, s2 = (sums(seen, power) for power in range(3))
    t0, t1 = sums(week, 0), sums(week, 1)
    flat = t0 / np.maximum(s0, 1e-9)
    bottom = s0 * s2 - s1**2
    line = np.where(bottom > 1e-9, (s2 * t0 - s1 * t1) / np.where(bottom > 1e-9, bottom, 1), flat)
    line = np.clip(line, flat / 2, flat * 2)
    empty = s0 <= 1e-9
    if empty.any() and not empty.all():
        line = np.interp(np.arange(days), np.flatnonzero(~empty), line[~empty])
    level = np.interp(np.arange(len(counts)), np.arange(days) * 24 + 12, line)
    return np.asarray(np.maximum(level, LEAST_LEVEL), dtype=np.float64)


def _week(hours: Hours, level: Floats, left_out: Array) -> Floats:
    """How busy each hour of the week is, 1 on average; a few sign-ups change little."""
    kept = ~left_out
    expected = level * kept
    # One week's spike may not pass for a habit: no hour counts beyond a generous limit.
    limit = level * 4 + 4 * np.sqrt(level * 4) + 2
    counts = np.minimum(hours.counts, limit) * kept
    seen = np.bincount(hours.of_week, counts, WEEK_H).astype(np.float64)
    due = np.bincount(hours.of_week, expected, WEEK_H).astype(np.float64)
    flat = seen.sum() / max(due.sum(), 1e-9)
    by_hour = (seen.reshape(7, 24).sum(0) + flat * BELIEVED) / (
        due.reshape(7, 24).sum(0) + BELIEVED
    )
    by_day = (seen.reshape(7, 24).sum(1) + flat * BELIEVED) / (due.reshape(7, 24).sum(1) + BELIEVED)
    prior = (by_day[:, None] * _blurred(by_hour)[None, :]).ravel() / max(flat, 1e-9)
    own, owed = _blurred(seen), _blurred(due)
    cells = (own + prior * BELIEVED) / (owed + BELIEVED)
    return np.asarray(cells / max(float(np.mean(cells)), 1e-9))


def _blurred(values: Floats) -> Floats:
    """Each hour with a little of its neighbours: a clock change moves habits by one hour."""
    return np.asarray(0.5 * values + 0.25 * np.roll(values, 1) + 0.25 * np.roll(values, -1))


def _gaps(counts: Floats, expected: Floats) -> Array:
    """Hours of stretches so long without a sign-up that data must be missing."""
    is_gap = np.zeros(len(counts), dtype=bool)
    empty = np.concatenate([[False], counts == 0, [False]])
    edges = np.flatnonzero(empty[1:] != empty[:-1])
    upto = np.concatenate([[0.0], np.cumsum(expected)])
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        if upto[end] - upto[start] > GAP_NATS + np.log(max(len(counts), 1)):
            is_gap[start:end] = True
    return is_gap


def _after_gaps(expected: Floats, is_gap: Array) -> Floats:
    """Nothing is expected in a gap; what it kept back may come after it, nobody knows how fast.

    So allowance is made for all of it at each of three speeds, within as long as the gap.
    """
    told = np.where(is_gap, 0.0, expected)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], is_gap, [False]]).astype(int)))
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        length = min(int(end - start), LONGEST_BACKLOG_H)
        missing = float(expected[end - length : end].sum())
        after = np.arange(end, min(end + max(length, 3), len(told)))
        after = after[~is_gap[after]]
        for part in (BACKLOG_SPEEDS * length).tolist() if len(after) else ():
            weight = np.exp(-np.arange(len(after)) / max(part, 0.5))
            told[after] += missing * weight / weight.sum()
    return told


def _quiet_days(counts: Floats, expected: Floats, left_out: Array) -> Floats:
    """A factor below one for each day too quiet to be chance: holidays, outages.

    Found from the data, since nobody knows whose holidays they are. Only ever downwards.
    Where a quarter of the day is as busy as ever, it is no holiday but an outage: then each
    quarter has a factor of its own.
    """
    days = -(-len(counts) // 24)
    shape = (0, days * 24 - len(counts))
    kept = np.pad((~left_out).astype(float), shape)
    seen = (np.pad(counts, shape) * kept).reshape(days, 4, 6).sum(axis=2)
    due = (np.pad(expected, shape) * kept).reshape(days, 4, 6).sum(axis=2)
    by_day, owed = seen.sum(axis=1), due.sum(axis=1)
    spread = np.sqrt(owed + 4 * LEAST_SPREAD * owed**2)
    is_quiet = by_day < owed - QUIET_SIGMA * spread
    whole = (by_day + 2) / np.maximum(owed + 2, 1e-9)
    part = (seen + QUIET_PRIOR * whole[:, None]) / (due + QUIET_PRIOR)
    is_outage = np.asarray((np.where(due >= QUIET_PRIOR, part, 0.0) >= AS_EVER).any(axis=1))
    own = np.where(is_outage[:, None], part, whole[:, None])
    factor = np.where(is_quiet[:, None], np.minimum(own, 1.0), 1.0)
    return np.repeat(factor.ravel(), 6)[: len(counts)]


def _spreads(counts: Floats, expected: Floats, left_out: Array) -> tuple[Floats, Floats]:
    """How much more than Poisson ordinary counts vary, by length of window (robustly).

    Variance = mean + alpha * mean²; alpha from the median absolute deviation, over windows
    of each length with at least four expected sign-ups and nothing left out.
    """
    scales, spreads = [], []
    for length in (1, 2, 4, 8, 16, 24, 48, 96, 168, 336):
        tiles = len(counts) // length
        cut = slice(0, tiles * length)
        whole = ~left_out[cut].reshape(tiles, length).any(axis=1)
        seen = counts[cut].reshape(tiles, length).sum(axis=1)[whole]
        due = expected[cut].reshape(tiles, length).sum(axis=1)[whole]
        seen, due = seen[due >= 4], due[due >= 4]
        if len(due) < 12:
            continue
        off = np.abs(seen / due - 1)
        alpha = (1.4826 * float(np.median(off))) ** 2 - float(np.mean(1 / due))
        scales.append(length * HOUR_S)
        spreads.append(max(alpha, LEAST_SPREAD))
    if not scales:
        return np.array([HOUR_S]), np.array([LEAST_SPREAD])
    return np.array(scales), np.array(spreads)
