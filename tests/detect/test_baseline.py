"""What is expected adds up to ordinary life, and nothing unusual drags it up."""

import numpy as np
import pytest

from hydrascope.detect.baseline import LEAST_SPREAD, Hours, estimate
from tests.detect.made_signups import DAY_SHAPE

WEEKS = 16
HOURS = WEEKS * 168
DAY = np.tile(DAY_SHAPE, WEEKS * 7)
WEEKEND = np.repeat(np.where(np.arange(WEEKS * 7) % 7 >= 5, 0.7, 1.12), 24)


def rate(per_day):
    return per_day * DAY * WEEKEND


def drawn(per_day, seed=1, factor=1.0):
    return np.random.default_rng(seed).poisson(rate(per_day) * factor).astype(float)


def judged(counts, unusual=None, breaks=()):
    marked = np.zeros(len(counts), dtype=bool) if unusual is None else unusual
    return estimate(Hours(counts, 0, breaks), marked)


@pytest.mark.parametrize("per_day", [3, 40, 500, 4_000])
def test_expected_adds_up_to_what_ordinary_days_bring(per_day):
    counts = drawn(per_day)

    found = judged(counts)

    assert not found.is_gap.any()
    noise = 4 * np.sqrt(counts.sum()) / counts.sum()
    assert found.expected.sum() == pytest.approx(counts.sum(), rel=0.01 + noise)
    for week in range(WEEKS):
        part = slice(week * 168, week * 168 + 168)
        due = rate(per_day)[part].sum()
        assert abs(found.expected[part].sum() - due) < 0.05 * due + 2 * np.sqrt(due)


@pytest.mark.parametrize("per_day", [500, 4_000])
def test_each_hour_of_the_week_has_its_own_expectation(per_day):
    found = judged(drawn(per_day))

    # Hours lean on their neighbours: the first hour of a weekend is the worst of the week.
    assert found.expected == pytest.approx(rate(per_day), rel=0.5, abs=3)
    inner = (np.arange(HOURS) % 24 > 1) & (np.arange(HOURS) % 24 < 22)
    assert found.expected[inner] == pytest.approx(rate(per_day)[inner], rel=0.25, abs=2)


def test_a_slow_doubling_is_followed():
    factor = 2 ** (np.arange(HOURS) / HOURS)

    found = judged(drawn(400, factor=factor))

    days = found.expected.reshape(-1, 24).sum(1)
    assert days == pytest.approx((rate(400) * factor).reshape(-1, 24).sum(1), rel=0.08)


# How long a burst, in hours, how many times the ordinary number, and by how much its hours'
# expectation may rise at most: where the scan has marked it, and before it has.
BURSTS = [(2, 60, 0.05, 0.5), (24, 10, 0.05, 0.65), (96, 4, 0.05, 0.5)]


@pytest.mark.parametrize(("hours", "times", "marked", "unmarked"), BURSTS)
def test_a_burst_drags_its_own_baseline_up_by_little(hours, times, marked, unmarked):
    counts = drawn(300)
    begin = 60 * 24 + 10
    part = slice(begin, begin + hours)
    burst = counts.copy()
    burst[part] += np.round(rate(300)[part] * (times - 1))
    unusual = np.zeros(HOURS, dtype=bool)
    unusual[part] = True

    quiet = judged(counts).expected[part].sum()

    assert judged(burst, unusual).expected[part].sum() <= quiet * (1 + marked)
    assert judged(burst).expected[part].sum() <= quiet * (1 + unmarked)


@pytest.mark.parametrize(("hours", "times"), [(2, 60), (24, 10)])
def test_a_burst_leaves_the_other_weeks_alone(hours, times):
    counts = drawn(300)
    begin = 60 * 24 + 10
    burst, unusual = counts.copy(), np.zeros(HOURS, dtype=bool)
    burst[begin : begin + hours] *= times
    unusual[begin : begin + hours] = True

    far = np.abs(np.arange(HOURS) - begin) > 6 * 168

    quiet = judged(counts).expected[far]
    assert judged(burst, unusual).expected[far] == pytest.approx(quiet, rel=0.1)
    assert judged(burst).expected[far] == pytest.approx(quiet, rel=0.5, abs=1)  # not yet marked


def test_hours_without_data_are_gaps_and_expect_nothing():
    counts = drawn(300)
    lost = slice(50 * 24, 52 * 24 + 7)
    counts[lost] = 0

    found = judged(counts)

    assert found.is_gap[lost].all()
    assert not found.is_gap[: 50 * 24 - 12].any()
    assert not found.is_gap[53 * 24 :].any()
    assert (found.expected[found.is_gap] == 0).all()


def test_what_a_gap_kept_back_is_allowed_for_right_after_it():
    counts = drawn(300)
    lost = slice(50 * 24, 52 * 24)
    missing = rate(300)[lost].sum()
    whole = judged(counts).expected
    counts[lost] = 0

    found = judged(counts)
    end = int(np.flatnonzero(found.is_gap)[-1]) + 1
    length = int(found.is_gap.sum())

    after = slice(end, end + length)
    allowed = found.expected[after].sum() - whole[after].sum()
    assert allowed == pytest.approx(3 * missing, rel=0.15)  # all of it, at three speeds
    beyond = slice(end + length, end + length + 168)
    assert found.expected[beyond] == pytest.approx(whole[beyond], rel=0.15, abs=1)


def test_quiet_nights_of_a_small_record_are_no_gaps():
    assert not judged(drawn(3)).is_gap.any()


def test_before_and_after_a_break_have_nothing_in_common():
    counts = np.concatenate([drawn(20)[: 8 * 168], drawn(2_000)[8 * 168 :]])

    found = judged(counts, breaks=(8 * 168,))

    early, late = found.expected[: 8 * 168], found.expected[8 * 168 :]
    assert early.sum() == pytest.approx(counts[: 8 * 168].sum(), rel=0.1)
    assert late.sum() == pytest.approx(counts[8 * 168 :].sum(), rel=0.02)
    assert early[-24:].sum() == pytest.approx(rate(20)[8 * 168 - 24 : 8 * 168].sum(), rel=0.4)
    alone = judged(counts[: 8 * 168])
    assert early == pytest.approx(alone.expected)


def test_a_holiday_is_expected_to_be_quiet_and_a_busy_day_is_not_expected_to_be_busy():
    counts = drawn(1_000)
    holiday, busy = slice(45 * 24, 46 * 24), slice(66 * 24, 67 * 24)
    counts[holiday] = np.random.default_rng(2).poisson(rate(1_000)[holiday] * 0.2)
    counts[busy] = np.random.default_rng(3).poisson(rate(1_000)[busy] * 1.8)

    found = judged(counts)

    assert found.expected[holiday].sum() == pytest.approx(counts[holiday].sum(), rel=0.1)
    assert found.expected[busy].sum() < 1.1 * rate(1_000)[busy].sum()


@pytest.mark.parametrize("noise", [0.0, 0.1, 0.3])
def test_days_that_vary_are_given_a_spread_that_covers_them(noise):
    rng = np.random.default_rng(4)
    factor = np.repeat(rng.gamma(1 / noise**2, noise**2, WEEKS * 7), 24) if noise else 1.0

    found = judged(drawn(2_000, factor=factor))

    alpha = float(found.spread(86_400.0))
    if noise:
        assert noise**2 / 2 < alpha < noise**2 * 2
    else:
        assert alpha < 2 * LEAST_SPREAD
    assert alpha >= LEAST_SPREAD
    hour = float(found.spread(3_600.0))
    assert found.variance == pytest.approx(found.expected + hour * found.expected**2)


def test_expected_between_moments_is_what_the_hours_between_expect():
    found = judged(drawn(300))

    moments = np.array([0.0, 1_800, 3_600, 7_200, HOURS * 3_600.0])
    whole = found.expected

    assert found.before(moments) == pytest.approx(
        [0, whole[0] / 2, whole[0], whole[0] + whole[1], whole.sum()]
    )
    assert found.before(np.array([-5.0, HOURS * 3_600.0 + 5])) == pytest.approx([0, whole.sum()])


@pytest.mark.parametrize("length", [1, 5, 24, 100, 200])
def test_a_record_of_hours_or_days_has_a_baseline_too(length):
    found = judged(np.full(length, 2.0))

    assert len(found.expected) == len(found.is_gap) == length
    assert np.isfinite(found.expected).all()
    assert (found.expected >= 0).all()


def test_everything_marked_unusual_leaves_something_finite():
    counts = drawn(30)

    found = judged(counts, np.ones(HOURS, dtype=bool))

    assert np.isfinite(found.expected).all()
