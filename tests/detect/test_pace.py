"""The gaps of people and of loops, whatever the rate."""

from itertools import pairwise

import numpy as np
import pytest

from hydrascope.detect.pace import LEAST_GAPS, pace


def slow(at):
    """Lv as its paper writes it, gap by gap."""
    gaps = [later - earlier for earlier, later in pairwise(at)]
    pairs = list(pairwise(gaps))
    return sum(3 * ((a - b) / (a + b)) ** 2 for a, b in pairs) / len(pairs)


@pytest.mark.parametrize("seed", range(5))
def test_it_is_the_mean_over_neighbouring_gaps(seed):
    at = np.sort(np.random.default_rng(seed).uniform(0, 1_000, 40))

    assert pace(at).regularity == pytest.approx(slow(at.tolist()))


def test_independent_arrivals_are_about_one_even_when_the_rate_changes():
    rng = np.random.default_rng(1)
    steady = np.cumsum(rng.exponential(10, 4_000))
    fading = np.cumsum(rng.exponential(1, 4_000) * np.geomspace(1, 1_000, 4_000))

    assert pace(steady).regularity == pytest.approx(1, abs=0.05)
    assert pace(fading).regularity == pytest.approx(1, abs=0.05)


def test_a_loop_that_sleeps_is_far_below_one():
    rng = np.random.default_rng(2)

    found = pace(np.cumsum(60 + rng.uniform(-15, 15, 60)))

    assert found.high < 0.8


@pytest.mark.parametrize("number", [30, 200])
def test_the_interval_of_independent_arrivals_holds_one(number):
    rng = np.random.default_rng(3)
    held = 0
    for _ in range(600):
        found = pace(np.cumsum(rng.exponential(1, number)))
        held += found.low <= 1 <= found.high

    assert 0.91 <= held / 600 <= 0.99


def test_people_are_hardly_ever_taken_for_a_loop():
    rng = np.random.default_rng(4)

    taken = sum(pace(np.cumsum(rng.exponential(1, 40))).high < 0.8 for _ in range(600))

    assert taken <= 6


def test_too_few_gaps_say_nothing():
    assert pace(np.arange(LEAST_GAPS, dtype=float) * 10) is None
    assert pace(np.arange(LEAST_GAPS + 1, dtype=float) * 10) is not None


def test_equal_times_say_nothing():
    assert pace(np.zeros(50)) is None


@pytest.mark.parametrize("per_second", [0.3, 1.0, 5.0])
def test_a_rush_of_people_in_whole_seconds_is_not_a_loop(per_second):
    """Rounding makes quick gaps even; nothing may be read into that."""
    rng = np.random.default_rng(7)
    found = pace(np.floor(np.cumsum(rng.exponential(1 / per_second, 600))))

    assert found is None or found.high > 0.8
