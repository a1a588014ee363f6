"""The scan statistic, against slow and obvious readings of the same definitions."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hydrascope.detect.scan import (
    LONGEST_S,
    SHORTEST_S,
    anchors,
    apart,
    candidates,
    cost,
    ladder,
    log_ratio,
    reaches,
    settle,
)

COUNTS = st.integers(1, 400)
MEANS = st.floats(0.001, 200)
SPREADS = st.floats(1e-4, 3)
# On a ladder of doublings with anchors at each eighth, the best window tried keeps at least
# this share of the log likelihood ratio of the best window there is.
SHARE_KEPT = 0.6


def slow_ratio(count, expected, spread):
    """Log likelihood of the count under its own mean, less that under the expected one."""
    if count <= expected:
        return 0.0
    size = 1 / spread

    def likelihood(mean):
        return count * math.log(mean / (mean + size)) - size * math.log((mean + size) / size)

    return likelihood(count) - likelihood(expected)


def chance(count, expected, spread):
    """P(at least so many), negative binomial, term by term (Poisson where spread is 0)."""
    total = 0.0
    for k in range(count, count + 4_000):
        if spread:
            size = 1 / spread
            told = math.lgamma(k + size) - math.lgamma(size) - math.lgamma(k + 1)
            told += size * math.log(size / (size + expected))
            told += k * math.log(expected / (size + expected))
        else:
            told = k * math.log(expected) - expected - math.lgamma(k + 1)
        term = math.exp(told)
        total += term
        if k > 2 * expected + 10 and term < 1e-12 * total:
            break
    return total


@given(COUNTS, MEANS, SPREADS)
def test_the_ratio_is_that_of_the_likelihoods(count, expected, spread):
    found = float(log_ratio(np.array([count]), np.array([expected]), spread)[0])

    assert found == pytest.approx(slow_ratio(count, expected, spread), rel=1e-6, abs=1e-6)


@given(st.integers(1, 150), st.floats(0.01, 80), st.sampled_from([0.0, 0.0025, 0.1, 0.5, 2.0]))
def test_the_ratio_bounds_the_chance_of_such_a_count(count, expected, spread):
    ratio = float(log_ratio(np.array([count]), np.array([expected]), spread)[0])

    if count > expected:
        assert chance(count, expected, spread) <= math.exp(-ratio) * (1 + 1e-6)
    else:
        assert ratio == 0


@given(COUNTS, MEANS, SPREADS)
def test_more_is_more_surprising_and_more_spread_less(count, expected, spread):
    counts = np.array([count, count + 1])
    fewer, more = log_ratio(counts, np.array([expected, expected]), spread)
    looser = log_ratio(counts[:1], np.array([expected]), spread * 2)[0]

    assert more >= fewer >= looser - 1e-9 >= -1e-9


def test_nothing_expected_and_nothing_seen_is_no_surprise():
    assert log_ratio(np.array([0]), np.array([0.0]), 0.1)[0] == 0
    assert math.isfinite(log_ratio(np.array([9]), np.array([0.0]), 0.0)[0])


def test_the_ladder_doubles_from_the_shortest_and_stays_below_the_longest():
    steps = ladder(SHORTEST_S, LONGEST_S)

    assert steps[0] == SHORTEST_S
    assert np.all(steps[1:] == 2 * steps[:-1])
    assert LONGEST_S / 2 < steps[-1] <= LONGEST_S


def drawn(seed):
    """Some forty moments over a day, a cluster among them, and what was expected before each."""
    rng = np.random.default_rng(seed)
    begin, length = rng.uniform(0, 80_000), rng.uniform(120, 6_000)
    cluster = begin + length * rng.random(rng.integers(10, 25))
    at = np.sort(np.concatenate([rng.uniform(0, 86_400, 20), cluster]))
    rate = 20 / 86_400
    return at, lambda moments: np.asarray(moments) * rate


def flat(_):
    return 0.01


@pytest.mark.parametrize("seed", range(12))
def test_each_candidate_tells_what_is_in_its_window(seed):
    at, expected = drawn(seed)
    scales = ladder(60.0, 86_400.0)

    found = candidates(at, expected(at), expected, scales, flat, 3)

    slow, begun, chances = set(), 0, 0.0
    for scale in scales.tolist():
        cells, price = set(), cost(len(anchors(at, scale)), len(scales))
        for place, moment in enumerate(at):
            if (cell := moment // (scale / 8)) in cells:
                continue
            cells.add(cell)
            begun += 1
            chances += 2**-price
            inside = [n for n, other in enumerate(at) if moment <= other <= moment + scale]
            due = float(expected(moment + scale) - expected(moment))
            ratio = slow_ratio(len(inside) - 1, due, 0.01) if len(inside) > 1 else 0.0
            if len(inside) >= 3 and ratio > 0:
                slow.add((place, inside[-1], round(ratio, 6), price))
    told = zip(*(column.tolist() for column in found[:4]), strict=True)
    assert {(one[0], one[1], round(one[2], 6), one[3]) for one in told} == slow
    assert found.tried == begun
    assert chances == pytest.approx(0.5)  # half of the error; the values have the other half


def best_of_all(at, expected, least):
    """The highest ratio over every pair of events, the first one no evidence."""
    return max(
        slow_ratio(last - first, float(expected(at[last]) - expected(at[first])), 0.01)
        for first, last in itertools.combinations(range(len(at)), 2)
        if last - first + 1 >= least and at[last] - at[first] >= 60
    )


@pytest.mark.parametrize("seed", range(25))
def test_the_ladder_loses_little_and_settling_gets_it_back(seed):
    at, expected = drawn(seed)
    upto = expected(at)
    found = candidates(at, upto, expected, ladder(60.0, 86_400.0), flat, 5)
    best = best_of_all(at, expected, 5)

    top = int(np.argmax(found.ratio))
    moved = settle(at, upto, flat, (int(found.first[top]), int(found.last[top])))

    assert found.ratio[top] >= SHARE_KEPT * best
    assert moved.ratio == pytest.approx(best)


def closed(at, upto, first, last):
    """The ratio of a window from its first to its last sign-up, none shorter than a minute."""
    return slow_ratio(last - first, max(upto[last] - upto[first], 1e-12), 0.01)


@pytest.mark.parametrize("seed", range(25))
def test_settling_never_makes_a_window_worse(seed):
    at, expected = drawn(seed)
    upto = expected(at)
    rng = np.random.default_rng(seed)
    for _ in range(20):
        first, last = sorted(rng.choice(len(at), 2, replace=False).tolist())
        if last - first < 3:
            continue

        moved = settle(at, upto, flat, (first, last))

        assert moved.ratio >= closed(at, upto, first, last) - 1e-9
        assert moved.ratio == pytest.approx(closed(at, upto, moved.first, moved.last))
        assert moved.expected == pytest.approx(upto[moved.last] - upto[moved.first])
        assert moved.count == moved.last - moved.first + 1


@pytest.mark.parametrize("seed", range(12))
def test_settling_tries_every_start_and_end_around_a_small_window(seed):
    at, expected = drawn(seed)
    upto = expected(at)
    first, last = len(at) // 3, 2 * len(at) // 3
    reach, middle = max(at[last] - at[first], 60.0), first + (last - first) // 2

    moved = settle(at, upto, flat, (first, last))

    tried = {
        (start, end): closed(at, upto, start, end)
        for start in range(middle + 1)
        for end in range(middle, len(at))
        if at[start] >= at[first] - reach and at[end] <= at[last] + reach
    }
    assert moved.ratio == pytest.approx(max(tried.values()))
    assert (moved.first, moved.last) in tried


def test_a_wave_of_thousands_is_settled_to_its_very_ends():
    rng = np.random.default_rng(5)
    wave = np.sort(rng.uniform(500_000, 520_000, 5_000))
    at = np.sort(np.concatenate([rng.uniform(0, 1_000_000, 300), wave]))
    upto = at * 300 / 1_000_000
    first, last = np.searchsorted(at, [505_000, 530_000])

    moved = settle(at, upto, flat, (int(first), int(last)))

    assert moved.ratio > closed(at, upto, int(first), int(last))
    assert at[moved.first] == pytest.approx(wave[0], abs=20)
    assert at[moved.last] == pytest.approx(wave[-1], abs=20)


RANGES = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 12), st.floats(0, 50)), max_size=25)


@given(RANGES)
def test_windows_apart_are_the_greedy_choice(ranges):
    firsts = np.array([first for first, _, _ in ranges], dtype=np.int64)
    lasts = np.array([first + more for first, more, _ in ranges], dtype=np.int64)
    ratios = np.array([ratio for _, _, ratio in ranges])

    found = list(apart(firsts, lasts, ratios))

    slow, taken = [], set()
    for place in sorted(range(len(ranges)), key=lambda place: -ratios[place]):
        span = set(range(firsts[place], lasts[place] + 1))
        if not span & taken:
            slow.append(place)
            taken |= span
    assert found == slow


@given(st.lists(st.floats(0, 5_000), min_size=1, max_size=40), st.integers(2, 6))
def test_what_reaches_the_least_count_is_counted_in_full(moments, least):
    at = np.sort(np.array(moments))
    begin = anchors(at, 300.0)

    found = reaches(at, begin, 300.0, least).tolist()

    assert found == [int(((at >= at[one]) & (at - at[one] <= 300)).sum()) >= least for one in begin]
