"""A multi-scale scan statistic over moments of sign-up: where were there too many?

Every window begins at a sign-up and is as long as one of a ladder of scales, each twice
the one before; this approximating set loses next to nothing against all windows (Rivera
and Walther 2013, "Optimal detection of a jump in the intensity of a Poisson process or in
a density", Scandinavian Journal of Statistics 40; Kulldorff 1997, "A spatial scan
statistic", for the likelihood ratio). What is too many is judged by the log likelihood
ratio of a negative binomial count, because ordinary sign-ups vary more than Poisson; by
Chernoff's inequality exp(-ratio) bounds the chance of such a count in one window, whatever
its size. The windows tried are counted, and their number taken off the surprise, so that
looking at many scales, moments and values makes nothing surprising by itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Array = npt.NDArray[Any]

SHORTEST_S = 60.0
LONGEST_S = 23 * 86_400.0
# A window may begin this much of its length late: it is moved to its best place afterwards.
ANCHOR = 1 / 8
# Starts and ends compared when a window is moved; more are thinned out, then looked at closely.
PLACES = 120
# What is searched around a window for its best place, in its own lengths.
AROUND = 1.0
NATS_TO_BITS = 1 / np.log(2)


@dataclass(frozen=True)
class Window:
    """Sign-ups ``first`` to ``last`` (positions, inclusive) were too many."""

    first: int
    last: int
    expected: float
    ratio: float  # log likelihood ratio, nats

    @property
    def count(self) -> int:
        return self.last - self.first + 1


def ladder(shortest: float, longest: float) -> Floats:
    """Window lengths in seconds, each twice the one before."""
    steps = int(np.floor(np.log2(max(longest / shortest, 1.0)))) + 1
    return np.asarray(shortest * 2.0 ** np.arange(steps), dtype=np.float64)


def log_ratio(count: Array, expected: Array, spread: Array | float) -> Floats:
    """Log likelihood ratio, in nats, of more than expected; zero where there are not more.

    ``spread`` is the negative binomial's alpha: variance = mean + alpha * mean².
    """
    count, expected = np.asarray(count, float), np.maximum(np.asarray(expected, float), 1e-12)
    size = 1.0 / np.maximum(spread, 1e-9)
    with np.errstate(divide="ignore", invalid="ignore"):
        gain = count * np.log(count / expected)
        gain -= (count + size) * np.log((count + size) / (expected + size))
    return np.where(count > expected, np.maximum(gain, 0.0), 0.0)


def anchors(at: Floats, scale: float, part: float = ANCHOR) -> Ints:
    """Positions windows of a scale begin at: the first sign-up of each part of it."""
    cell = np.floor(at / (scale * part))
    new = np.ones(len(at), dtype=bool)
    new[1:] = cell[1:] != cell[:-1]
    return np.flatnonzero(new)


def reaches(at: Floats, begin: Ints, scale: float, least: Ints | int) -> Array:
    """Which windows hold at least ``least`` sign-ups; cheaper than counting them."""
    later = begin + least - 1
    there = later < len(at)
    return np.asarray(there & (at[np.minimum(later, len(at) - 1)] - at[begin] <= scale))


def apart(firsts: Ints, lasts: Ints, ratios: Floats) -> Iterator[int]:
    """Windows in order of their ratio, each overlapping none that came before it."""
    taken = np.zeros(int(lasts.max()) + 2, dtype=bool) if len(lasts) else np.zeros(0, dtype=bool)
    for place in np.argsort(-ratios, kind="stable"):
        first, last = firsts[place], lasts[place]
        if not taken[first] and not taken[last] and not taken[first : last + 1].any():
            taken[first : last + 1] = True
            yield int(place)


class Candidates(NamedTuple):
    """Windows by first and last position, with log ratio (nats) and what it cost to look.

    ``cost`` is in bits; ``tried`` counts every window looked at, candidate or not.
    """

    first: Ints
    last: Ints
    ratio: Floats
    cost: Floats
    tried: int


def cost(tried: int, scales: int) -> float:
    """Bits of surprise that trying so many windows of one scale uses up.

    A Bonferroni correction with weights: the scan of all sign-ups and the scans inside
    values have half of the error each, every scale an equal part of it, every window of a
    scale an equal part of that. There are few long windows, so they are cheap.
    """
    return float(np.log2(2 * max(scales, 1) * max(tried, 1)))


def candidates(
    at: Floats, upto: Floats, expected_after: Any, scales: Floats, spread: Any, least: int
) -> Candidates:
    """Windows with at least ``least`` sign-ups and more than expected, at every scale.

    ``upto`` is what was expected before each sign-up, ``expected_after(moments)`` the same
    for any moment. The sign-up a window begins with is no evidence: it is not counted in
    the ratio.
    """
    found, tried = [], 0
    for scale in scales:
        begin = anchors(at, float(scale))
        paid = cost(len(begin), len(scales))
        tried += len(begin)
        begin = begin[reaches(at, begin, float(scale), least)]
        end = np.searchsorted(at, at[begin] + scale, side="right") - 1
        due = expected_after(at[begin] + scale) - upto[begin]
        ratio = log_ratio(end - begin, due, spread(scale))
        kept = ratio > 0
        found.append((begin[kept], end[kept], ratio[kept], np.full(int(kept.sum()), paid)))
    first, last, ratios, costs = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return Candidates(first, last, ratios, costs, tried)


def settle(at: Floats, upto: Floats, spread: Any, window: tuple[int, int]) -> Window:
    """The window moved to where the ratio is highest, starts and ends free."""
    first, last = window
    reach = max((at[last] - at[first]) * AROUND, 60.0)
    low = int(np.searchsorted(at, at[first] - reach))
    high = int(np.searchsorted(at, at[last] + reach, side="right")) - 1
    middle = first + (last - first) // 2
    starts, ends = _places(low, first, middle), _places(middle, last, high)
    while True:
        count = ends[None, :] - starts[:, None] + 1
        due = upto[ends][None, :] - upto[starts][:, None]
        length = np.maximum(at[ends][None, :] - at[starts][:, None], 60.0)
        ratio = log_ratio(count - 1, due, spread(length))
        row, column = np.unravel_index(int(np.argmax(ratio)), ratio.shape)
        first, last = int(starts[row]), int(ends[column])
        early, late = _step(starts), _step(ends)
        if max(early, late) <= 1:
            break
        starts = _places(max(first - early, low), first, min(first + early, middle))
        ends = _places(max(last - late, middle), last, min(last + late, high))
    return Window(first, last, float(upto[last] - upto[first]), float(ratio[row, column]))


def _places(low: int, kept: int, high: int) -> Ints:
    """Positions from ``low`` to ``high``, evenly thinned out to ``PLACES``, ``kept`` among them."""
    if high - low < PLACES:
        return np.arange(low, high + 1)
    even = np.linspace(low, high, PLACES).round().astype(np.int64)
    return np.unique(np.append(even, kept))


def _step(places: Ints) -> int:
    return int(np.diff(places).max()) if len(places) > 1 else 0
