"""Bursts among all sign-ups: scan, leave out what was found, and estimate again."""

from dataclasses import dataclass

import numpy as np

from hydrascope.detect.baseline import DAY_S, HOUR_S, Baseline, estimate
from hydrascope.detect.scan import (
    LONGEST_S,
    NATS_TO_BITS,
    SHORTEST_S,
    Array,
    Floats,
    Ints,
    Window,
    apart,
    candidates,
    ladder,
    log_ratio,
    settle,
)
from hydrascope.detect.signups import Signups

ROUNDS = 5
# Less than this many times the expected number is a busy day, not a burst.
LEAST_TIMES = 1.5
# What borders on a burst belongs to it where it alone is this surprising, in bits.
BORDER_BITS = 12.0
# See `_without_stragglers`: in mean gaps, how many neighbours tell the pace, how many may go.
STRAGGLER, NEIGHBOURS, STRAGGLERS = 7.0, 12, 6
# Bursts are neighbours where the gap between them is at most this part of both together.
TOUCHING = 0.1
# Where a record begins, older accounts pile up: the first day tells nothing.
EDGE_S = DAY_S
# When first requests stand in for sign-ups, everybody seems new at first: the record counts
# from where that has come down to this many times what it settles at.
SETTLED = 1.5


@dataclass(frozen=True)
class Overall:
    """What was expected, what was found, and how many windows were tried."""

    baseline: Baseline
    windows: list[tuple[Window, float]]  # with surprise in bits, the search paid for
    scales: Floats
    tried: int
    from_s: float  # what lies before cannot be judged


def scan_overall(signups: Signups, least: int) -> Overall:
    """Windows with too many sign-ups, disjoint, each moved to its best place."""
    hours = signups.hours()
    from_s = _judged_from(signups, hours.counts)
    early = np.arange(len(hours.counts)) * HOUR_S < from_s
    unusual = early.copy()
    scales = ladder(max(SHORTEST_S, signups.rounding_s), LONGEST_S)
    baseline = estimate(hours, unusual)
    windows: list[tuple[Window, float]] = []
    tried = 1
    for _ in range(ROUNDS):
        windows, tried = _found(signups.at, baseline, scales, least, from_s)
        marked = early.copy()
        for window, _bits in windows:
            first, last = signups.at[[window.first, window.last]] // HOUR_S
            marked[int(first) : int(last) + 1] = True
        if (marked == unusual).all():
            break
        unusual = marked
        baseline = estimate(hours, unusual)
    return Overall(baseline, windows, scales, tried, from_s)


def _judged_from(signups: Signups, counts: Floats) -> float:
    """Where the record is long enough under way to be judged, in seconds."""
    length = float(signups.at[-1] - signups.at[0])
    edge = float(signups.at[0]) + min(EDGE_S, length / 20)
    if not signups.is_first_seen:
        return edge
    days = -(-len(counts) // 24)
    daily = np.pad(counts, (0, days * 24 - len(counts))).reshape(days, 24).sum(axis=1)
    settled = float(np.median(daily[days // 2 :]))
    smooth = np.convolve(daily, np.ones(3) / 3, mode="same")
    calm = np.flatnonzero(smooth <= max(SETTLED * settled, 1.0))
    first = int(calm[0]) if len(calm) else days // 2
    return max(edge, min(first, days // 2) * DAY_S)


def _found(
    at: Floats, baseline: Baseline, scales: Floats, least: int, from_s: float
) -> tuple[list[tuple[Window, float]], int]:
    upto = baseline.before(at)
    looked = candidates(at, upto, baseline.before, scales, baseline.spread, least)
    surprise = looked.ratio * NATS_TO_BITS - looked.cost
    kept = (surprise > 0) & (at[looked.first] >= from_s)
    kept &= looked.last - looked.first + 1 >= LEAST_TIMES * (upto[looked.last] - upto[looked.first])
    first, last = looked.first[kept], looked.last[kept]
    bits, paid = surprise[kept], looked.cost[kept]
    taken = np.zeros(len(at), dtype=bool)
    windows: list[tuple[Window, float]] = []
    for place in apart(first, last, bits) if len(first) else ():
        placed = settle(at, upto, baseline.spread, (int(first[place]), int(last[place])))
        placed = _without_stragglers(at, upto, _with_borders(at, upto, baseline, placed))
        window = _clear(placed, taken, upto, at, from_s)
        left = float(bits[place])
        if window.count < placed.count:  # part of it belongs to something stronger
            left = min(left, _bits(at, upto, baseline, window) - float(paid[place]))
        if window.count < least or left <= 0:
            continue
        taken[window.first : window.last + 1] = True
        windows.append((window, left))
    return _touching_joined(at, upto, baseline, windows), looked.tried


def _bits(at: Floats, upto: Floats, baseline: Baseline, window: Window) -> float:
    """Surprise of one window, nothing paid; the sign-up it begins with is no evidence."""
    if window.count < 2:
        return 0.0
    due = float(upto[window.last] - upto[window.first])
    length = max(float(at[window.last] - at[window.first]), SHORTEST_S)
    ratio = log_ratio(np.array([window.count - 1]), np.array([due]), baseline.spread(length))
    return float(ratio[0]) * float(NATS_TO_BITS)


def _touching_joined(
    at: Floats, upto: Floats, baseline: Baseline, windows: list[tuple[Window, float]]
) -> list[tuple[Window, float]]:
    """Neighbours as one burst where the whole is more surprising than either part.

    A wave that goes on through the day is cut where the day gets busy, unless looked at
    as a whole.
    """
    joined: list[tuple[Window, float]] = []
    for window, bits in sorted(windows, key=lambda one: one[0].first):
        if joined:
            before, known = joined[-1]
            whole = Window(
                before.first, window.last, float(upto[window.last] - upto[before.first]),
                max(before.ratio, window.ratio),
            )  # fmt: skip
            gap = float(at[window.first] - at[before.last])
            length = float(at[window.last] - at[before.first])
            parts = max(_bits(at, upto, baseline, one) for one in (before, window))
            if gap <= TOUCHING * length and _bits(at, upto, baseline, whole) > parts:
                joined[-1] = (whole, max(bits, known))
                continue
        joined.append((window, bits))
    return joined


def _clear(window: Window, taken: Array, upto: Floats, at: Floats, from_s: float) -> Window:
    """The window without what a stronger one has taken: its longest stretch left."""
    free = ~taken[window.first : window.last + 1] & (at[window.first : window.last + 1] >= from_s)
    if free.all():
        return window
    edges = np.flatnonzero(np.diff(np.concatenate([[False], free, [False]]).astype(int)))
    if not len(edges):
        return Window(window.first, window.first - 1, 0.0, 0.0)
    sizes = edges[1::2] - edges[::2]
    best = int(np.argmax(sizes))
    if sizes[best] < 0.5 * window.count:  # most of it is part of something stronger
        return Window(window.first, window.first - 1, 0.0, 0.0)
    first = window.first + int(edges[2 * best])
    last = first + int(sizes[best]) - 1
    return Window(first, last, float(upto[last] - upto[first]), window.ratio)


def _with_borders(at: Floats, upto: Floats, baseline: Baseline, window: Window) -> Window:
    """The window and what borders on it, where that alone is far more than expected."""
    first, last = window.first, window.last
    moved = True
    while moved:
        moved = False
        length = max(float(at[last] - at[first]), 60.0)
        for reach in (length, length / 2, length / 4, length / 8):
            after = int(np.searchsorted(at, at[last] + reach, side="right")) - 1
            before = int(np.searchsorted(at, at[first] - reach))
            if _is_border(at, upto, baseline, last, after):
                last, moved = after, True
            elif _is_border(at, upto, baseline, before, first):
                first, moved = before, True
            if moved:
                break
    return Window(first, last, float(upto[last] - upto[first]), window.ratio)


def _without_stragglers(at: Floats, upto: Floats, window: Window) -> Window:
    """The window without single sign-ups far from the rest at either end.

    In a quiet night an ordinary sign-up hours before a wave costs next to nothing. It goes
    where so long a gap has a chance of exp(-STRAGGLER) by the pace of its neighbours.
    """
    first, last = window.first, window.last
    for _ in range(STRAGGLERS):
        near = min(NEIGHBOURS, (last - first) // 2)
        if near < 3:
            break
        if at[first + 1] - at[first] > STRAGGLER * (at[first + 1 + near] - at[first + 1]) / near:
            first += 1
        elif at[last] - at[last - 1] > STRAGGLER * (at[last - 1] - at[last - 1 - near]) / near:
            last -= 1
        else:
            break
    return Window(first, last, float(upto[last] - upto[first]), window.ratio)


def _is_border(at: Floats, upto: Floats, baseline: Baseline, low: int, high: int) -> bool:
    count, due = high - low, float(upto[high] - upto[low])
    if count < LEAST_TIMES * due or count < 3:
        return False
    length = max(float(at[high] - at[low]), 60.0)
    ratio = log_ratio(np.array([count]), np.array([due]), baseline.spread(length))
    return bool(float(ratio[0]) * NATS_TO_BITS > BORDER_BITS)


def positions(window: Window) -> Ints:
    return np.arange(window.first, window.last + 1)
