"""Bursts inside a value of an attribute: found though no total moves, and only then."""

import datetime as dt

import numpy as np
import pytest

from hydrascope.detect.bursts import search
from hydrascope.detect.overall import scan_overall
from hydrascope.detect.signups import prepare
from hydrascope.detect.values import scan_values
from tests.detect.made_signups import drawn, frame, per_day
from tests.detect.test_scan import slow_ratio

START = dt.datetime(2025, 1, 6)
DAY_S = 86_400.0
PRIOR = 1.0


def ordinary(seed, days=100, level=150, rate=None):
    rng = np.random.default_rng(seed)
    return rng, drawn(rng, START, days, rate or per_day(level))


def domains(rng, number):
    """A few large mail providers and many small ones."""
    weights = np.concatenate([[0.45, 0.2, 0.1], np.full(200, 0.25 / 200)])
    return np.array([f"mail{n}.example" for n in rng.choice(203, number, p=weights)])


def dripping(rng, day, days, per_day_number):
    """So many a day, at any hour."""
    offset = rng.uniform(day * DAY_S, (day + days) * DAY_S, days * per_day_number)
    return np.datetime64(START, "us") + np.sort(offset * 1e6).astype("timedelta64[us]")


def slow_due(told, codes, baseline, window, length):
    """What was expected of the value: by its own rate, or by its share of all sign-ups."""
    at, begin = told.at, float(told.at[window.members[0]])
    reach = (28 if length <= 7 * DAY_S else 91) * DAY_S
    inside = [n for n in range(window.members[0], len(at)) if at[n] <= begin + length]
    wide = [n for n, one in enumerate(at) if begin - reach <= one <= at[inside[-1]] + reach]
    own = [
        n
        for n, one in enumerate(at)
        if codes[n] == window.code and begin - reach <= one <= at[window.members[-1]] + reach
    ]
    elsewhere = len(own) - len(window.members) + PRIOR
    known = sum(1 for n in inside if codes[n] >= 0)
    around = sum(1 for n in wide if codes[n] >= 0) - known
    edges = np.array([begin - reach, begin, begin + length, at[inside[-1]] + reach])
    due = baseline.before(edges)
    usual = due[2] - due[1]
    by_rate = elsewhere * usual / max(due[3] - due[0] - usual, 1e-9)
    return max(elsewhere * known / max(around, 1), float(by_rate))


@pytest.mark.parametrize("seed", range(4))
def test_what_is_expected_of_a_value_agrees_with_a_slow_count(seed):
    rng, moments = ordinary(seed, days=60, level=8)
    drip = dripping(rng, 20 + 5 * seed, 4, 5)
    values = np.concatenate([domains(rng, len(moments)), np.full(len(drip), "odd.example")])
    values[rng.random(len(values)) < 0.1] = None
    told = prepare(frame(moments, drip, email_domain=values.astype(object)))
    overall = scan_overall(told, 5)

    windows, _ = scan_values(told, ["email_domain"], overall.baseline, overall.scales, 5)

    codes = told.attributes["email_domain"].codes
    assert any(told.attributes["email_domain"].label(one.code) == "odd.example" for one in windows)
    for window in windows:
        begin, matching = told.at[window.members[0]], []
        for length in overall.scales.tolist():
            inside = (told.at >= begin) & (told.at <= begin + length) & (codes == window.code)
            inside[: window.members[0]] = False
            if np.array_equal(np.flatnonzero(inside), window.members):
                matching.append(slow_due(told, codes, overall.baseline, window, length))
        nearest = min(matching, key=lambda due: abs(due - window.expected))
        assert window.expected == pytest.approx(nearest)
        most = slow_ratio(len(window.members) - 1, nearest, 1e-6) / np.log(2)  # were it Poisson
        assert 0 < window.bits < most


def test_windows_of_one_value_do_not_overlap():
    rng, moments = ordinary(5, level=40)
    drips = [dripping(rng, day, 5, 6) for day in (30, 60)]
    values = [*domains(rng, len(moments)), *["odd.example"] * (len(drips[0]) + len(drips[1]))]
    told = prepare(frame(moments, *drips, email_domain=np.array(values)))
    overall = scan_overall(told, 8)

    windows, _ = scan_values(told, ["email_domain"], overall.baseline, overall.scales, 8)

    members = [int(n) for one in windows for n in one.members]
    assert len(windows) >= 2
    assert len(members) == len(set(members))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_four_a_day_in_one_mail_domain_are_found_though_the_total_does_not_move(seed):
    rng, moments = ordinary(seed)
    drip = dripping(rng, 50, 12, 4)
    values = np.concatenate([domains(rng, len(moments)), np.full(len(drip), "odd.example")])
    signups = frame(moments, drip, email_domain=values)

    found = search(signups)

    (burst,) = found.found
    assert burst.attr == "email_domain"
    assert found.signups.attributes["email_domain"].label(burst.code) == "odd.example"
    keys = set(found.signups.keys[burst.members].tolist())
    planted = set(range(len(moments), len(moments) + len(drip)))
    assert keys <= planted
    assert len(keys) >= 0.85 * len(planted)
    assert not scan_overall(found.signups, 8).windows


@pytest.mark.parametrize("seed", [4, 5])
def test_without_the_drip_there_is_nothing(seed):
    rng, moments = ordinary(seed)

    assert not search(frame(moments, email_domain=domains(rng, len(moments)))).found


def viral(hours):
    """Six times as many for two days."""
    post = (hours >= "2025-03-03 12:00") & (hours < "2025-03-05 12:00")
    return per_day(150)(hours) * np.where(post, 6, 1)


@pytest.mark.parametrize("seed", [6, 7])
def test_a_value_that_rises_with_everything_else_is_not_reported(seed):
    rng, moments = ordinary(seed, rate=viral)
    values = domains(rng, len(moments))
    plan = rng.choice(["free", "pro", "team"], len(moments), p=[0.7, 0.2, 0.1])

    found = search(frame(moments, email_domain=values, plan=plan)).found

    assert [burst.attr for burst in found] == [None]


def test_a_growing_provider_is_no_burst():
    rng, moments = ordinary(8, days=150)
    values = domains(rng, len(moments))
    share = np.arange(len(moments)) / len(moments) * 0.2
    values[rng.random(len(moments)) < share] = "growing.example"

    assert not search(frame(moments, email_domain=values)).found


def test_a_value_most_have_is_not_scanned():
    _, moments = ordinary(9, rate=viral)

    told = prepare(frame(moments, plan=np.full(len(moments), "free")))
    overall = scan_overall(told, 8)

    assert scan_values(told, ["plan"], overall.baseline, overall.scales, 8) == ([], 0)
