"""Minutes: jobs are found; hours of the day, outages and busy accounts are not."""

import numpy as np
import pytest

from hydrascope.clusters.timing import Beat, Minutes, shape, smooth
from tests import worlds

DAYS = 7
SPAN = DAYS * 1440
JOBS = 250


def jobs_and_strangers(seed, operators=12, ordinary=600, asked=80):
    """Operators ask in minutes of common jobs, at the hours others do; the rest on their own."""
    rng = np.random.default_rng(seed)
    jobs = worlds.daily(rng, JOBS, DAYS)
    mine = [rng.choice(jobs, asked) for _ in range(operators)]
    others = [worlds.daily(rng, asked, DAYS) for _ in range(ordinary)]
    return worlds.minutes_of(mine + others, SPAN), np.arange(operators)


def judged(minutes, members):
    accounts = np.arange(len(minutes.begin) - 1)
    return Beat(minutes, members).bits(accounts, np.isin(accounts, members))


@pytest.mark.parametrize("seed", range(4))
def test_accounts_of_one_operator_share_its_minutes(seed):
    minutes, members = jobs_and_strangers(seed)

    bits = judged(minutes, members)

    assert bits[members].min() > 8


@pytest.mark.parametrize("seed", range(4))
def test_the_same_hours_of_the_day_are_nothing(seed):
    """The honest share: at most 2^-b of the strangers have more than b bits."""
    minutes, members = jobs_and_strangers(seed)

    bits = judged(minutes, members)[len(members) :]

    assert np.median(bits) <= 0
    for least in (2, 4, 6):
        assert (bits > least).mean() <= 2.0**-least + 2 / len(bits)


def test_an_operator_outside_the_group_is_recognised_by_it():
    minutes, members = jobs_and_strangers(1)

    bits = judged(minutes, members[:8])

    assert bits[members[8:]].min() > 8


@pytest.mark.parametrize("seed", range(4))
def test_accounts_thrown_together_are_not_in_step(seed):
    rng = np.random.default_rng(seed)
    # Each works in sittings of twenty minutes, as people do.
    asked = [
        np.concatenate([start + rng.integers(0, 20, 12) for start in worlds.daily(rng, 15, DAYS)])
        for _ in range(400)
    ]
    minutes = worlds.minutes_of([one[one < SPAN] for one in asked], SPAN)

    bits = judged(minutes, np.arange(30))

    assert np.median(bits[:30]) <= 0
    assert (bits > 4).mean() <= 2.0**-4


def test_what_moves_everybody_moves_nobody():
    """An outage of an hour, and everybody's retries in the minute after, three times."""
    rng = np.random.default_rng(5)
    asked = [worlds.daily(rng, 150, DAYS) for _ in range(500)]
    for down in (2000, 5000, 8200):
        for place, one in enumerate(asked):
            held = (one >= down) & (one < down + 60)
            retries = np.full(3 + held.sum(), down + 60)
            asked[place] = np.r_[one[~held], retries]
    minutes = worlds.minutes_of(asked, SPAN)

    bits = judged(minutes, np.arange(40))

    assert np.median(bits[:40]) <= 0.5
    assert (bits > 4).mean() <= 2.0**-4


def test_unrelated_accounts_with_a_job_every_full_hour_are_not_in_step():
    rng = np.random.default_rng(3)
    hours = np.arange(0, SPAN, 60)
    asked = [hours + rng.integers(0, 2, len(hours)) for _ in range(40)]
    asked += [worlds.daily(rng, 170, DAYS) for _ in range(1000)]
    minutes = worlds.minutes_of(asked, SPAN)

    bits = judged(minutes, np.arange(10))

    assert np.median(bits[10:40]) <= 3


def test_a_group_with_even_minutes_or_few_requests_says_nothing():
    rng = np.random.default_rng(2)
    even = worlds.minutes_of([rng.integers(0, SPAN, 3000) for _ in range(40)], SPAN)
    few = worlds.minutes_of([np.arange(10) * 100 for _ in range(15)], SPAN)

    assert not judged(even, np.arange(20)).any()
    assert not judged(few, np.arange(15)).any()


def test_an_account_without_requests_has_no_timing():
    rng = np.random.default_rng(0)
    jobs = rng.integers(0, SPAN, 200)
    asked = [rng.choice(jobs, 60) for _ in range(10)]
    asked += [rng.integers(0, SPAN, 60) for _ in range(100)] + [[]]

    assert judged(worlds.minutes_of(asked, SPAN), np.arange(10))[-1] == 0


def test_a_members_own_requests_are_no_evidence_for_it():
    """One member asks in bursts of its own; the others do not follow."""
    rng = np.random.default_rng(9)
    asked = [np.repeat(rng.integers(0, SPAN, 60), 40)]
    asked += [worlds.daily(rng, 100, DAYS) for _ in range(300)]
    minutes = worlds.minutes_of(asked, SPAN)

    assert judged(minutes, np.arange(10))[0] <= 0


def test_the_expectation_is_the_mean_of_the_minutes_around_without_the_closest():
    counts = np.random.default_rng(6).poisson(3, 200).astype(float)

    for place in (0, 2, 14, 15, 100, 198, 199):
        around = [*range(place - 15, place - 3), *range(place + 4, place + 16)]
        seen = [counts[at] for at in around if 0 <= at < 200]

        assert smooth(counts)[place] == pytest.approx(np.mean(seen))


@pytest.mark.parametrize("true", [0.3, 2.0])
def test_the_shape_is_that_of_the_gamma_the_rates_vary_by(true):
    rng = np.random.default_rng(1)
    expected = np.full(50_000, 4.0)

    assert shape(rng.poisson(expected * rng.gamma(true, 1 / true, 50_000)), expected) == (
        pytest.approx(true, rel=0.1)
    )
    assert shape(rng.poisson(expected), expected) > 50


def test_entries_of_accounts_are_read_in_any_order():
    minutes = Minutes(
        np.array([0, 2, 2, 3]), np.array([5, 7, 5]), np.array([1.0, 2.0, 4.0]), np.zeros(10)
    )

    assert minutes.of(np.array([2, 1, 0]))[0].tolist() == [0, 2, 2]
    assert minutes.of(np.array([2, 1, 0]))[1].tolist() == [2, 0, 1]
    assert minutes.per_minute(np.array([0, 2]))[[5, 7]].tolist() == [5.0, 2.0]
    assert not minutes.per_minute(np.zeros(0, int)).any()
