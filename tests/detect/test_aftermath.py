"""What accounts did next: curves and bands against slow counts; the future is not zero."""

import numpy as np
import pandas as pd
import pytest

from hydrascope.detect.aftermath import AGES, COHORTS, FIRST_WEEK, SEED, Activity, Cohort, reasons

LAST = 1_000  # the last whole day of the data


def made(seed, accounts=240, old=60):
    """Accounts signed up over the last ``old`` days, each asking on some days of its own."""
    rng = np.random.default_rng(seed)
    keys = rng.permutation(accounts * 3)[:accounts]
    day = LAST - rng.integers(0, old, accounts)
    rows = [
        (key, age, int(rng.integers(1, 50)))
        for key, begun in zip(keys.tolist(), day.tolist(), strict=True)
        for age in range(AGES + 5)
        if begun + age <= LAST + 1 and rng.random() < 0.4
    ]
    days = pd.DataFrame(rows, columns=["account_key", "age_days", "requests"])
    return keys, day, days.sample(frac=1, random_state=seed)


def asked(days):
    told = days.set_index(["account_key", "age_days"])["requests"]
    return {(int(key), int(age)): float(number) for (key, age), number in told.items()}


def slow_curve(keys, day_of, told):
    """Accounts old enough at each age, and their requests per account."""
    curve = []
    for age in range(AGES):
        old = [key for key in keys if day_of[key] + age <= LAST]
        requests = sum(told.get((key, age), 0.0) for key in old)
        curve.append((len(old), requests / max(len(old), 1)))
    return curve


def slow_week(keys, day_of, told):
    old = [key for key in keys if day_of[key] + 7 <= LAST]
    ages = range(FIRST_WEEK.start, FIRST_WEEK.stop)
    return sum(told.get((key, age), 0.0) for key in old for age in ages) / max(len(old), 1)


@pytest.mark.parametrize("seed", range(4))
def test_the_curve_is_requests_per_account_old_enough(seed):
    keys, day, days = made(seed)
    chosen, others = keys[:40].tolist(), keys[40:]
    day_of = dict(zip(keys.tolist(), day.tolist(), strict=True))

    found = Activity(keys, day, days, LAST, others).cohort(np.array(chosen))

    slow = slow_curve(chosen, day_of, asked(days))
    assert found.accounts.tolist() == [accounts for accounts, _ in slow]
    assert found.requests == pytest.approx([requests for _, requests in slow], rel=1e-5)
    assert found.first_week == pytest.approx(slow_week(chosen, day_of, asked(days)), rel=1e-5)


def test_ages_not_reached_yet_are_left_out_not_zero():
    keys = np.arange(20)
    day = np.where(keys < 10, LAST - 20, LAST - 3)  # ten are old, ten are three days old
    days = pd.DataFrame(
        [(key, age, 6) for key in range(20) for age in range(25)],
        columns=["account_key", "age_days", "requests"],
    )

    found = Activity(keys, day, days, LAST, keys[:0]).cohort(keys)

    assert found.accounts.tolist() == [20] * 4 + [10] * 17 + [0] * (AGES - 21)
    assert found.requests.tolist() == [6] * 21 + [0] * (AGES - 21)
    assert found.first_week == 42
    assert found.low is found.week_band is None


def test_accounts_younger_than_a_week_have_no_first_week():
    keys = np.arange(20)
    days = pd.DataFrame({"account_key": keys, "age_days": 0, "requests": 1})

    found = Activity(keys, np.full(20, LAST - 6), days, LAST, keys[:0]).cohort(keys)

    assert found.first_week is None
    assert reasons(found, 20) == ()


@pytest.mark.parametrize("size", [40, 64])
def test_the_band_is_that_of_cohorts_drawn_from_ordinary_accounts(size):
    keys, day, days = made(7)
    ordinary = keys[70:]
    day_of = dict(zip(keys.tolist(), day.tolist(), strict=True))
    told = asked(days)

    found = Activity(keys, day, days, LAST, ordinary).cohort(keys[:size])

    draw = np.random.default_rng(SEED + size)
    picked = draw.integers(0, len(ordinary), (COHORTS, size))
    curves, weeks = [], []
    for cohort in picked:
        members = ordinary[cohort].tolist()
        curves.append([requests for _, requests in slow_curve(members, day_of, told)])
        weeks.append(slow_week(members, day_of, told))
    for line, percent in ((found.low, 5), (found.median, 50), (found.high, 95)):
        assert line == pytest.approx(np.percentile(curves, percent, axis=0), rel=1e-4, abs=1e-6)
    assert found.week_band == pytest.approx(np.percentile(weeks, [5, 50, 95]), rel=1e-4)


def test_an_ordinary_cohort_lies_inside_its_band_nine_times_in_ten():
    keys, day, days = made(8, accounts=600)
    activity = Activity(keys, day, days, LAST, keys)
    rng = np.random.default_rng(1)
    within = []
    for _ in range(200):
        found = activity.cohort(rng.choice(keys, 50, replace=False))
        within.append(found.week_band[0] <= found.first_week <= found.week_band[2])

    assert 0.8 <= np.mean(within) <= 0.99


def test_few_ordinary_accounts_make_no_band():
    keys, day, days = made(9)

    found = Activity(keys, day, days, LAST, keys[:99]).cohort(keys[100:])

    assert found.low is None
    assert reasons(found, 140) == ()


def test_the_same_cohort_is_judged_the_same_whatever_came_before():
    keys, day, days = made(10)
    one, other = (Activity(keys, day, days, LAST, keys[40:]) for _ in range(2))
    one.cohort(keys[:13])

    assert one.cohort(keys[:40]).week_band == other.cohort(keys[:40]).week_band


def test_accounts_unknown_to_the_activity_are_left_out():
    keys, day, days = made(11)
    activity = Activity(keys, day, days, LAST, keys)

    found = activity.cohort(np.append(keys[:30], 10_000))

    assert found.accounts[0] == activity.cohort(keys[:30]).accounts[0] == 30


@pytest.mark.parametrize(("week", "points"), [(100.0, 1), (13.0, 0), (9.0, -0.5), (0.0, 0)])
def test_only_far_more_speaks_for_a_script_and_only_the_usual_for_people(week, points):
    none = np.zeros(AGES)
    cohort = Cohort(none.astype(int), none, none, none, none, week, (8.0, 10.0, 12.0))

    (reason,) = reasons(cohort, 60)

    assert reason.points == points
    assert reasons(cohort, 9) == ()
