"""What a burst shares: lifts with honest intervals, diversity without bias, fair controls."""

import numpy as np
import pandas as pd
import pytest

from hydrascope.detect.folding import Found
from hydrascope.detect.sharing import Controls, diversity, notable_members, shared_values
from hydrascope.detect.signups import Attribute, prepare

START = pd.Timestamp("2026-01-05")


def attribute(burst, controls):
    """One attribute: the burst's values first, then those of its controls."""
    labels, codes = np.unique(np.array([*burst, *controls]), return_inverse=True)
    members = np.arange(len(burst))
    return Attribute(codes.astype(np.int64), labels), members, len(burst) + np.arange(len(controls))


def shared(burst, controls):
    told, members, others = attribute(burst, controls)
    found = shared_values({"x": told}, members, others)
    return {told.label(one.code): one for one in found}


def test_shares_are_of_those_known_and_the_lift_is_their_ratio():
    told, members, others = attribute(["a"] * 30 + ["b"] * 10 + ["?"] * 20, ["a"] * 20 + ["b"] * 80)
    unknown = Attribute(np.where(told.labels[told.codes] == "?", -1, told.codes), told.labels)

    found = {unknown.label(one.code): one for one in shared_values({"x": unknown}, members, others)}

    one = found["a"]
    assert (one.accounts, one.known, one.control_accounts, one.control_known) == (30, 40, 20, 100)
    assert one.share == 0.75
    assert one.control_share == 0.2
    assert one.lift == pytest.approx(0.75 / 0.2, rel=0.05)
    assert one.low < one.lift < one.high
    assert one.is_notable
    assert not found["b"].is_notable


def test_a_value_of_the_usual_share_is_not_notable_however_common():
    found = shared(["a"] * 95 + ["b"] * 5, ["a"] * 950 + ["b"] * 50)

    assert not any(one.is_notable for one in found.values())


def test_what_controls_never_show_is_notable_when_many_do():
    found = shared(["a"] * 30 + [f"x{n}" for n in range(30)], [f"y{n}" for n in range(2_000)])

    assert found["a"].is_notable
    assert found["a"].control_accounts == 0
    assert sum(one.is_notable for one in found.values()) == 1


def test_two_accounts_are_a_coincidence():
    found = shared(["a"] * 2 + ["b"] * 18, ["b"] * 5_000)

    assert not found["a"].is_notable


def test_nothing_is_said_of_fewer_than_three_known():
    assert shared(["a", "a"], ["b"] * 50) == {}


def test_without_controls_nothing_is_notable_and_nothing_fails():
    found = shared(["a"] * 30, [])

    assert not found["a"].is_notable
    assert found["a"].control_share == 0


@pytest.mark.parametrize("own", [0.1, 0.3, 0.6])
@pytest.mark.parametrize("usual", [0.05, 0.2])
def test_intervals_hold_the_true_lift_about_ninety_five_times_in_a_hundred(own, usual):
    rng = np.random.default_rng(17)
    held, trials = 0, 1_000
    for _ in range(trials):
        burst = rng.binomial(80, own)
        control = rng.binomial(600, usual)
        told = shared(
            ["a"] * burst + ["b"] * (80 - burst), ["a"] * control + ["b"] * (600 - control)
        )
        if "a" in told:
            held += told["a"].low <= own / usual <= told["a"].high

    assert 0.93 <= held / trials <= 0.985


def test_ordinary_draws_have_next_to_nothing_notable():
    rng = np.random.default_rng(3)
    weights = rng.dirichlet(np.full(300, 0.2))
    notable = 0
    for _ in range(60):
        draw = rng.choice(300, 660, p=weights).astype(str)
        notable += sum(one.is_notable for one in shared(draw[:60], draw[60:]).values())

    assert notable <= 1


@pytest.mark.parametrize("number", [20, 500])
@pytest.mark.parametrize("values", [4, 25])
def test_the_chance_of_meeting_is_unbiased_at_any_size(number, values):
    """Inverse Simpson of a draw: its inverse averages to that of what is drawn from."""
    rng = np.random.default_rng(9)
    weights = rng.dirichlet(np.full(values, 2.0))
    meeting, effective = [], []
    for _ in range(1_500):
        codes = rng.choice(values, number, p=weights).astype(np.int64)
        told = diversity(
            Attribute(codes, np.arange(values)), "x", np.arange(number), np.zeros(0, dtype=int)
        )
        assert told.control_effective is None
        meeting.append(1 / told.effective)
        effective.append(told.effective)

    true = float((weights**2).sum())
    error = np.std(meeting) / np.sqrt(len(meeting))
    assert np.mean(meeting) == pytest.approx(true, abs=4 * error)
    if number == 500:
        assert np.mean(effective) == pytest.approx(1 / true, rel=0.02)
    else:
        assert np.median(effective) == pytest.approx(1 / true, rel=0.15)


@pytest.mark.parametrize("number", [60, 500])
def test_intervals_of_diversity_hold_the_truth(number):
    rng = np.random.default_rng(10)
    weights = rng.dirichlet(np.full(12, 1.0))
    held = 0
    for _ in range(800):
        codes = rng.choice(12, number, p=weights).astype(np.int64)
        told = diversity(
            Attribute(codes, np.arange(12)), "x", np.arange(number), np.zeros(0, dtype=int)
        )
        held += told.low <= 1 / float((weights**2).sum()) <= told.high

    assert 0.9 <= held / 800 <= 0.99


def test_one_value_is_an_effective_number_of_one():
    told, members, others = attribute(["a"] * 40, [f"x{n % 50}" for n in range(500)])

    found = diversity(told, "x", members, others)

    assert (found.known, found.distinct) == (40, 1)
    assert found.effective == pytest.approx(1)
    assert found.control_effective == pytest.approx(499 / 9)  # ten of each: two meet at 9 in 499


def test_fewer_than_ten_accounts_have_no_diversity():
    told, members, others = attribute(["a"] * 9, ["b"] * 50)

    assert diversity(told, "x", members, others) is None


def test_members_are_counted_by_attribute_not_by_value():
    told, members, others = attribute(["a"] * 30 + ["b"] * 30, ["c"] * 2_000)
    both = {"x": told, "y": told}
    found = shared_values(both, members, others)

    assert {one.attr for one in found if one.is_notable} == {"x", "y"}
    assert notable_members(both, found, members).tolist() == [2] * 60


def signups(days=60, per_day=100, seed=2, data_from=None):
    rng = np.random.default_rng(seed)
    at = START + pd.to_timedelta(rng.uniform(0, days * 86_400, days * per_day), unit="s")
    frame = pd.DataFrame({"account_key": np.arange(len(at)), "signed_up_at": at})
    return prepare(frame, data_from=data_from)


def between(told, day, begin, end):
    first, last = np.searchsorted(
        told.at, [day * 86_400 + begin * 3_600, day * 86_400 + end * 3_600]
    )
    return np.arange(first, last)


def test_controls_are_of_the_same_hours_and_never_of_a_burst():
    told = signups()
    bursts = [Found(between(told, 30, 4, 6), 1.0, 9.0), Found(between(told, 33, 4, 5), 1.0, 9.0)]

    found = Controls(told, bursts, 86_400.0).of(bursts[0].members)

    assert len(found) >= 200
    assert set((told.at[found] % 86_400 // 3_600).astype(int)) == {4, 5}
    assert not set(found) & {*bursts[0].members.tolist(), *bursts[1].members.tolist()}
    assert told.at[found].min() >= 86_400
    assert (np.diff(found) > 0).all()
    days = np.abs(told.at[found] / 86_400 - 30.2)
    assert days.max() <= 28.5


def test_too_few_nearby_bring_in_controls_from_further_away():
    told = signups(days=400, per_day=20)
    burst = Found(between(told, 200, 4, 5), 1.0, 9.0)

    found = Controls(told, [burst], 0.0).of(burst.members)

    assert np.abs(told.at[found] / 86_400 - 200).max() > 28.5
    assert set((told.at[found] % 86_400 // 3_600).astype(int)) == {4}


def test_a_burst_of_days_is_compared_with_all_hours():
    told = signups()
    burst = Found(between(told, 30, 0, 60), 1.0, 9.0)

    hours = told.at[Controls(told, [burst], 0.0).of(burst.members)] % 86_400 // 3_600

    assert set(hours.astype(int)) == set(range(24))


def test_new_accounts_are_not_compared_with_those_that_stayed():
    told = signups(data_from=(START + pd.Timedelta(days=28)).to_pydatetime())
    new, old = (Found(between(told, day, 4, 6), 1.0, 9.0) for day in (30, 20))
    controls = Controls(told, [new, old], 0.0)

    assert told.at[controls.of(new.members)].min() >= 28 * 86_400
    assert told.at[controls.of(old.members)].max() < 28 * 86_400
