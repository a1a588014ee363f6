"""The same scan inside every value of a linking attribute.

A drip of four accounts a day with one mail domain moves no total, but is all there is of
that domain. Inside a value, "expected" is the larger of two: what the value's own rate in
the weeks around gives, and its usual share of whatever signed up in the window (the
space-time permutation scan of Kulldorff et al. 2005, PLoS Medicine 2). The second takes
out everything that moves all sign-ups alike: seasons, growth, gaps, a viral post.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from hydrascope.detect.baseline import DAY_S, Baseline, running
from hydrascope.detect.scan import (
    NATS_TO_BITS,
    Floats,
    Ints,
    anchors,
    apart,
    cost,
    log_ratio,
    reaches,
)
from hydrascope.detect.signups import Signups

# What a value's usual share is taken from: so much before and after; more for windows
# of more than a week.
AROUND_S = 28 * DAY_S
AROUND = ((7 * DAY_S, AROUND_S), (float("inf"), 91 * DAY_S))
# Colleagues, classmates and neighbours sign up together: how much more than Poisson the
# sign-ups of one value vary although nobody planned them (alpha of the negative binomial).
FELLOWSHIP = 0.5
# One sign-up more than was seen elsewhere: a new value is not infinitely surprising.
PRIOR = 1.0
# Where a value has this many sign-ups in enough stretches of some hours, how much they vary is
# measured instead; it is never taken for less than MEASURED (day and night are part of it).
TILE_S, TILE_DUE, TILES, MEASURED = 3 * 3600.0, 4.0, 60, 0.05
# Fewer times the expected number is no burst inside a value.
LEAST_TIMES = 2.0
# Eight within a minute are eight within eight minutes, and one value is rare enough for that.
SHORTEST_VALUE_S = 480.0
# A value most sign-ups have says nothing apart from the total.
COMMON = 0.95
# Windows inside values are not moved afterwards but end with their last sign-up, so they
# may begin a little later.
VALUE_ANCHOR = 1 / 4


@dataclass(frozen=True)
class ValueWindow:
    """Sign-ups at ``members`` (positions in order of time) share a value, and are too many."""

    attr: str
    code: int
    members: Ints
    expected: float
    bits: float  # of surprise, the search paid for


@dataclass(frozen=True)
class _Scale:
    """What windows of one length hold in all, for a window beginning at each sign-up.

    The weeks around reach from ``reach`` before the window's first sign-up to as long after
    its last.
    """

    length: float
    reach: float
    end: Ints  # position after the window
    low: Ints  # first position of the weeks around
    high: Ints  # position after them
    share_of_expected: Floats  # expected in the window over expected in the weeks around


@dataclass
class _Groups:
    """Sign-ups sorted by value, then time; ``keys`` put both into one sorted number."""

    place: Ints  # position in order of time
    code: Ints
    keys: Floats
    known: Ints  # sign-ups before each position whose value is known
    spread: Floats  # by code: alpha of the negative binomial
    _around: dict[float, tuple[Ints, Ints]] = field(default_factory=dict)

    def around(self, reach: float) -> tuple[Ints, Ints]:
        """The first place within ``reach`` before each, and the place after the last one."""
        if reach not in self._around:
            self._around = {reach: _reach(self.keys, reach)}  # scales go up: one is enough
        return self._around[reach]


def _reach(sorted_at: Floats, reach: float) -> tuple[Ints, Ints]:
    return (
        np.searchsorted(sorted_at, sorted_at - reach),
        np.searchsorted(sorted_at, sorted_at + reach, side="right"),
    )


def scan_values(
    signups: Signups, names: Sequence[str], baseline: Baseline, scales: Floats, least: int
) -> tuple[list[ValueWindow], int]:
    """Windows inside the values of the named attributes, and how many windows were tried."""
    at, scales = signups.at, scales[scales >= SHORTEST_VALUE_S]
    stride = float(at[-1] - at[0]) * 4 + 2000 * DAY_S
    groups = {name: _groups(at, signups.attributes[name].codes, least, stride) for name in names}
    found: dict[str, list[_Paid]] = {name: [] for name in names}
    total = 0
    # The searches run outside of Python's lock: two at a time, on as many cores.
    with ThreadPoolExecutor(max_workers=2) as pool:
        for scale in _scales(at, baseline, scales):
            looking = [pool.submit(_windows, groups[name], scale, least) for name in names]
            looked = [one.result() for one in looking]
            tried = sum(number for _, number in looked)
            paid = cost(tried, len(scales))
            for name, (windows, _) in zip(names, looked, strict=True):
                found[name].append((*windows, np.full(len(windows[0]), paid)))
            total += tried
    return [one for name in names for one in _best(name, groups[name], found[name])], total


_Windows = tuple[Ints, Ints, Floats]  # first and last place in the groups, sign-ups expected
_Paid = tuple[Ints, Ints, Floats, Floats]  # the same, and what looking cost in bits


def _scales(at: Floats, baseline: Baseline, lengths: Floats) -> Iterator[_Scale]:
    before = baseline.before(at)
    known: tuple[float, Ints, Ints, Floats, Floats] | None = None
    for length in lengths.tolist():
        reach = next(around for longest, around in AROUND if length <= longest)
        if known is None or known[0] != reach:
            early, late = baseline.before(at - reach), baseline.before(at + reach)
            known = (reach, *_reach(at, reach), early, late)
        _, low, high, early, late = known
        end = np.searchsorted(at, at + length, side="right")
        usual = baseline.before(at + length) - before
        usually = late[end - 1] - early - usual
        yield _Scale(length, reach, end, low, high[end - 1], usual / np.maximum(usually, 1e-9))


def _groups(at: Floats, codes: Ints, least: int, stride: float) -> _Groups:
    counts = np.bincount(codes[codes >= 0], minlength=1)
    worth = (counts >= least) & (counts <= max(COMMON * int(counts.sum()), least))
    place = np.flatnonzero((codes >= 0) & worth[codes])
    place = place[np.argsort(codes[place], kind="stable")]
    known = np.concatenate([[0], np.cumsum(codes >= 0)])
    spread = _spread(at, codes, counts, place)
    return _Groups(place, codes[place], codes[place] * stride + at[place], known, spread)


def _spread(at: Floats, codes: Ints, counts: Ints, place: Ints) -> Floats:
    """How much the sign-ups of each value vary beyond chance, from hour to hour.

    Measured as for all sign-ups (baseline.py), by the median deviation from the value's
    share of a stretch of hours; what is too rare to be measured is given ``FELLOWSHIP``.
    ``place`` are positions sorted by value.
    """
    spread = np.full(len(counts), FELLOWSHIP)
    tile = ((at - at[0]) // TILE_S).astype(np.int64)
    size = int(tile[-1]) + 1
    total = np.bincount(tile[codes >= 0], minlength=size).astype(np.float64)
    reach = int(AROUND_S // TILE_S)
    around = np.maximum(running(total, reach), 1.0)
    ordered = codes[place]
    for code in np.flatnonzero(counts >= TILE_DUE * TILES):
        mine = place[slice(*np.searchsorted(ordered, [code, code + 1]))]
        own = np.bincount(tile[mine], minlength=size).astype(np.float64)
        due = total * running(own, reach) / around
        usable = due >= TILE_DUE
        if usable.sum() >= TILES:
            off = np.abs(own[usable] / due[usable] - 1)
            beyond = (1.4826 * float(np.median(off))) ** 2 - float(np.mean(1 / due[usable]))
            spread[code] = max(beyond, MEASURED)
    return spread


def _windows(groups: _Groups, scale: _Scale, least: int) -> tuple[_Windows, int]:
    """Windows of one length that may be surprising, and how many were tried."""
    begin = anchors(groups.keys, scale.length, VALUE_ANCHOR)
    needed = np.maximum(least, _needed(groups, scale, begin))
    first = begin[reaches(groups.keys, begin, scale.length, needed)]
    last = np.searchsorted(groups.keys, groups.keys[first] + scale.length, side="right") - 1
    return (first, last, _due(groups, scale, first, last)), len(begin)


def _needed(groups: _Groups, scale: _Scale, begin: Ints) -> Ints:
    """How many sign-ups a window must have to be at least ``LEAST_TIMES`` what is expected.

    Solves count >= times * (around - count + 1) * share for the count, with the value's own
    rate alone: counting and comparing the hopeless majority is what would take the time.
    """
    low, high = groups.around(scale.reach)
    owed = LEAST_TIMES * scale.share_of_expected[groups.place[begin]]
    return np.ceil(owed * (high[begin] - low[begin] + PRIOR) / (1 + owed)).astype(np.int64)


def _due(groups: _Groups, scale: _Scale, first: Ints, last: Ints) -> Floats:
    """Sign-ups of the value expected in each window: by its own rate, and by its share."""
    low, high = groups.around(scale.reach)
    place = groups.place[first]
    elsewhere = (high[last] - low[first]) - (last - first + 1) + PRIOR
    inside = groups.known[scale.end[place]] - groups.known[place]
    around = groups.known[scale.high[place]] - groups.known[scale.low[place]] - inside
    by_share = elsewhere * inside / np.maximum(around, 1)
    return np.asarray(np.maximum(by_share, elsewhere * scale.share_of_expected[place]))


def _best(name: str, groups: _Groups, found: Sequence[_Paid]) -> list[ValueWindow]:
    """The most surprising windows of each value, none overlapping another."""
    first, last, due, paid = (np.concatenate(parts) for parts in zip(*found, strict=True))
    bits = log_ratio(last - first, due, groups.spread[groups.code[first]]) * NATS_TO_BITS - paid
    kept = np.flatnonzero(bits > 0)
    if not len(kept):
        return []
    return [
        ValueWindow(
            name,
            int(groups.code[first[place]]),
            groups.place[first[place] : last[place] + 1],
            float(due[place]),
            float(bits[place]),
        )
        for place in kept[list(apart(first[kept], last[kept], bits[kept]))]
    ]
