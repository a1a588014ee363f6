"""One event is reported once; a script inside somebody else's burst stays one of its own."""

import datetime as dt
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hydrascope.detect.bursts import Settings, describe, search
from hydrascope.detect.folding import false_discovery_rates
from tests.detect.made_signups import drawn, frame, per_day, wave

START = dt.datetime(2025, 1, 6)
NIGHT = dt.datetime(2025, 3, 5, 3)
NAMES = ("payment", "prefix", "asn", "email_domain", "email_pattern", "client", "ja4", "referrer")
KINDS = dict(zip(NAMES, (4_000, 1_500, 60, 150, 40, 12, 25, 6), strict=True))


def people(rng, number):
    """Every attribute drawn on its own, with large and small values."""
    told = {}
    for name, kinds in KINDS.items():
        weights = 1 / np.arange(1, kinds + 1)
        told[name] = np.char.add(
            name, rng.choice(kinds, number, p=weights / weights.sum()).astype(str)
        )
    return told


def script(rng, number, mark):
    """Few cards, prefixes, domains and one client, none of them anybody else's."""
    few = {"payment": 8, "prefix": 6, "asn": 2, "email_domain": 2, "email_pattern": 1, "client": 1}
    told = people(rng, number)
    for name, kinds in few.items():
        told[name] = np.char.add(f"{mark}-{name}", rng.integers(0, kinds, number).astype(str))
    return told


def together(*groups):
    """A frame of moments with their attributes, and where each group's keys begin."""
    edges = np.cumsum([0, *(len(moments) for moments, _ in groups)])
    values = {name: np.concatenate([told[name] for _, told in groups]) for name in NAMES}
    keys = [set(range(a, b)) for a, b in pairwise(edges.tolist())]
    return frame(*(moments for moments, _ in groups), **values), keys


def inside(found, burst):
    return set(found.signups.keys[burst.members].tolist())


def one_wave(seed, hours, accounts):
    """What is found of a script among 120 people a day, and who is in it."""
    rng = np.random.default_rng(seed)
    usual = drawn(rng, START, 90, per_day(120))
    made = wave(rng, NIGHT, hours, accounts)
    signups, (_, planted) = together(
        (usual, people(rng, len(usual))), (made, script(rng, accounts, "x"))
    )
    return search(signups), planted


@pytest.mark.parametrize("seed", [2, 3, 4])
@pytest.mark.parametrize(("hours", "accounts"), [(1, 60), (8, 150), (20, 150)])
def test_a_wave_is_reported_once(seed, hours, accounts):
    found, planted = one_wave(seed, hours, accounts)

    (burst,) = found.found
    assert len(inside(found, burst) & planted) >= 0.95 * accounts


@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
def test_a_wave_of_days_is_reported_as_what_its_accounts_share(seed):
    """All 250 have one client nobody else has; the total does not even double."""
    found, planted = one_wave(seed, 72, 250)

    (burst,) = found.found
    assert len(inside(found, burst) & planted) >= 0.95 * 250
    assert len(inside(found, burst)) <= 1.2 * 250


def test_a_wave_the_day_s_rhythm_cuts_in_two_is_still_one():
    found, _ = one_wave(1, 20, 150)

    assert len(found.found) == 1


def post(hours):
    """Eight times as many for a day and a half: somebody wrote about it."""
    busy = (hours >= "2025-03-04 12:00") & (hours < "2025-03-06")
    return per_day(120)(hours) * np.where(busy, 8, 1)


@pytest.mark.parametrize("seed", [4, 5, 6])
def test_a_script_inside_a_viral_post_stays_a_burst_of_its_own(seed):
    rng = np.random.default_rng(seed)
    crowd = drawn(rng, START, 90, post)
    values = people(rng, len(crowd))
    is_post = (crowd >= np.datetime64("2025-03-04T12")) & (crowd < np.datetime64("2025-03-06"))
    values["referrer"] = np.where(
        is_post & (rng.random(len(crowd)) < 0.8), "post", values["referrer"]
    )
    made = wave(rng, NIGHT, 6, 90)
    signups, (_, planted) = together((crowd, values), (made, script(rng, 90, "x")))

    found = search(signups)

    overlap = [len(inside(found, burst) & planted) / len(burst.members) for burst in found.found]
    own = [burst for burst, share in zip(found.found, overlap, strict=True) if share > 0.9]
    crowds = [burst for burst in found.found if burst.attr is None]
    assert len(own) == 1
    assert len(inside(found, own[0]) & planted) >= 0.8 * 90
    assert len(crowds) == 1
    assert len(found.found) == 2
    assert len(crowds[0].members) > 0.8 * is_post.sum()


def test_two_scripts_at_one_time_in_different_values_are_two_bursts():
    rng = np.random.default_rng(7)
    usual = drawn(rng, START, 90, per_day(400))
    slow = [wave(rng, NIGHT + dt.timedelta(hours=n), 15 * 24, 60) for n in (0, 30)]
    made = [script(rng, 60, mark) for mark in ("x", "y")]
    signups, (_, first, second) = together(
        (usual, people(rng, len(usual))), *zip(slow, made, strict=True)
    )

    found = search(signups)

    for planted in (first, second):
        most = [burst for burst in found.found if len(inside(found, burst) & planted) >= 30]
        assert len(most) == 1
        assert inside(found, most[0]) <= planted


def test_order_of_rows_changes_nothing():
    rng = np.random.default_rng(8)
    usual = drawn(rng, START, 60, per_day(100))
    made = wave(rng, dt.datetime(2025, 2, 5, 3), 2, 70)
    signups, _ = together((usual, people(rng, len(usual))), (made, script(rng, 70, "x")))
    mixed = signups.sample(frac=1, random_state=5)

    one, other = describe(search(signups)), describe(search(mixed))

    for name in ("bursts", "accounts", "values", "diversity", "reasons", "hours"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))


def test_small_bursts_and_doubtful_ones_are_left_out_by_the_settings():
    rng = np.random.default_rng(9)
    usual = drawn(rng, START, 90, per_day(100))
    signups = frame(
        usual, wave(rng, NIGHT, 1, 60), wave(rng, NIGHT - dt.timedelta(days=9), 0.5, 12)
    )

    def sizes(**settings):
        return sorted(
            len(one.members) for one in search(signups, settings=Settings(**settings)).found
        )

    assert len(sizes()) == 2
    assert len(sizes(least_accounts=30)) == 1
    assert sizes(least_accounts=500) == []
    found = search(signups)
    strict = (found.rates[0] + found.rates[1]) / 2
    assert len(sizes(false_discovery_rate=strict)) == 1


def slow_rates(bits):
    """Benjamini and Hochberg, step by step: the smallest rate at which each would be kept."""
    expected = [2.0**-one for one in bits]
    return [
        min(expected[later] / (later + 1) for later in range(place, len(bits)))
        for place in range(len(bits))
    ]


@given(st.lists(st.floats(-10, 60), max_size=30))
def test_false_discovery_rates_are_those_of_benjamini_and_hochberg(bits):
    bits = sorted(bits, reverse=True)

    found = false_discovery_rates(bits)

    assert found == pytest.approx(slow_rates(bits))
    assert found == sorted(found)


@pytest.mark.parametrize("seed", range(4))
def test_what_is_kept_is_that_likely(seed):
    """Of windows chance makes, a share no larger than the rate is among those kept."""
    rng = np.random.default_rng(seed)
    false = kept = 0
    for _ in range(300):
        chance = -np.log2(np.maximum(rng.exponential(size=rng.poisson(1.0)), 1e-9).clip(0, 1))
        bits = sorted([(one, False) for one in chance] + [(8.0, True)] * 3, reverse=True)
        rates = false_discovery_rates([one for one, _ in bits])
        reported = [real for (_, real), rate in zip(bits, rates, strict=True) if rate <= 0.05]
        kept += len(reported)
        false += reported.count(False)

    assert false / kept <= 0.1
