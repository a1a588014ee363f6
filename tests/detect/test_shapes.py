"""Ordinary life is quiet, whatever shape it has; one real wave in it is found.

Every case is drawn hour by hour with waking hours, weekends and days that vary by a few
per cent, so that nothing in it is unusual but what the test adds.
"""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from hydrascope.detect.bursts import describe, search
from tests.detect.made_signups import drawn, frame, per_day, wave

START = dt.datetime(2025, 1, 6)
DAYS = 120
NOISE = 0.05
HOUR = pd.Timedelta(hours=1)
SEEDS = (11, 12)


def at(text):
    return pd.Timestamp(text)


def found(signups, **options):
    return describe(search(signups, **options)).bursts


def growing(hours):
    """Twice as many at the end as at the beginning."""
    return per_day(200)(hours) * 2 ** (np.arange(len(hours)) / len(hours))


def doubling_monthly(hours):
    return per_day(100)(hours) * 2 ** (np.arange(len(hours)) / (24 * 30))


def new_york(hours):
    """The week of people whose clocks change on 9 March 2025."""
    return per_day(400)(hours.tz_localize("UTC").tz_convert("America/New_York"))


def new_year(hours):
    """Four days with hardly anybody, then everybody again."""
    return per_day(300)(hours) * np.where((hours >= "2025-03-10") & (hours < "2025-03-14"), 0.15, 1)


def one_holiday(hours):
    return per_day(1000)(hours) * np.where(hours.normalize() == at("2025-03-12"), 0.2, 1)


def overnight(hours):
    """Open to a second country: twice as many from one day to the next."""
    return per_day(200)(hours) * np.where(hours >= "2025-03-10", 2, 1)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    "rate",
    [
        per_day(30), per_day(300), growing, doubling_monthly, new_york, new_year, one_holiday,
        overnight,
    ],
)  # fmt: skip
def test_ordinary_sign_ups_make_no_burst(rate, seed):
    rng = np.random.default_rng(seed)
    assert found(frame(drawn(rng, START, DAYS, rate, NOISE))).empty


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("rate", [per_day(300), growing, new_york, new_year, overnight])
def test_sixty_accounts_at_four_in_the_morning_stand_out_in_all_of_them(rate, seed):
    rng = np.random.default_rng(seed)
    ordinary = drawn(rng, START, DAYS, rate, NOISE)
    begins = dt.datetime(2025, 4, 2, 8, 0)  # four in the morning in New York, quiet in UTC too
    bursts = found(frame(ordinary, wave(rng, begins, 1.5, 60)))
    assert len(bursts) == 1
    assert abs(bursts["start_at"][0] - begins) < HOUR
    assert abs(bursts["end_at"][0] - at("2025-04-02 09:30")) < HOUR


@pytest.mark.parametrize("seed", SEEDS)
def test_twelve_years_at_three_a_day_are_silent(seed):
    rng = np.random.default_rng(seed)
    assert found(frame(drawn(rng, dt.datetime(2014, 1, 1), 12 * 365, per_day(3)))).empty


@pytest.mark.parametrize("seed", SEEDS)
def test_seven_hundred_accounts_in_four_days_of_those_years_rank_first(seed):
    rng = np.random.default_rng(seed)
    ordinary = drawn(rng, dt.datetime(2014, 1, 1), 12 * 365, per_day(3))
    begins = dt.datetime(2021, 5, 3, 7, 20)
    bursts = found(frame(ordinary, wave(rng, begins, 96, 700)))
    first = bursts.loc[bursts["score"].idxmax()]
    assert abs(first["start_at"] - begins) < HOUR
    assert abs(first["end_at"] - (begins + dt.timedelta(hours=96))) < HOUR
    assert 690 <= first["accounts"] <= 730


class TestGaps:
    @pytest.fixture(params=SEEDS)
    def parts(self, request):
        """Ordinary sign-ups, and which of them fall into 36 hours of a Thursday and Friday."""
        rng = np.random.default_rng(request.param)
        moments = drawn(rng, START, DAYS, per_day(300), NOISE)
        lost = (moments > np.datetime64("2025-02-20T05")) & (
            moments < np.datetime64("2025-02-21T17")
        )
        return rng, moments, lost

    def test_missing_data_makes_no_burst_at_its_end(self, parts):
        _, moments, lost = parts
        assert found(frame(moments[~lost])).empty

    def test_a_backlog_after_an_outage_is_no_burst(self, parts):
        rng, moments, lost = parts
        again = np.datetime64("2025-02-21T17:00", "us")
        wait = (rng.exponential(5 * 3.6e9, int(lost.sum()))).astype("timedelta64[us]")
        assert found(frame(moments[~lost], again + wait)).empty

    def test_a_wave_elsewhere_is_still_found(self, parts):
        rng, moments, lost = parts
        added = wave(rng, dt.datetime(2025, 3, 5, 4), 1.5, 60)
        assert len(found(frame(moments[~lost], added))) == 1


class TestEdges:
    def test_accounts_older_than_the_record_pile_up_at_its_beginning_without_a_burst(self):
        rng = np.random.default_rng(1)
        moments = drawn(rng, START, DAYS, per_day(300), NOISE)
        pile = np.datetime64(START, "us") + rng.integers(0, 86_400_000_000, 900)
        assert found(frame(moments, pile)).empty

    def test_older_accounts_that_stayed_are_fewer_and_the_step_up_is_no_burst(self):
        rng = np.random.default_rng(2)
        stayed = drawn(rng, START - dt.timedelta(days=200), 200, per_day(40))
        moments = drawn(rng, START, DAYS, per_day(400), NOISE)
        assert found(frame(stayed, moments), data_from=START).empty

    @pytest.mark.parametrize("seed", SEEDS)
    def test_first_requests_in_place_of_sign_ups_make_no_burst_at_the_left_edge(self, seed):
        rng = np.random.default_rng(seed)
        created = rng.uniform(-400, DAYS, 6000)
        per_account = rng.lognormal(-1.5, 1.2, len(created))
        first = np.maximum(created, 0) + rng.exponential(1 / per_account)
        moments = np.datetime64(START, "us") + (first[first < DAYS] * 86_400e6).astype("m8[us]")
        signups = frame(np.sort(moments))
        assert found(signups, is_first_seen=True).empty

        added = frame(moments, wave(rng, dt.datetime(2025, 4, 2, 4), 2, 80))
        bursts = found(added, is_first_seen=True)
        assert len(bursts) == 1
        assert bursts["basis"][0] == "first_seen"


class TestRounding:
    def test_dates_without_times_are_quiet(self):
        rng = np.random.default_rng(3)
        moments = drawn(rng, START, DAYS, per_day(300), NOISE).astype("M8[D]").astype("M8[us]")
        assert found(frame(moments)).empty

    def test_a_doubled_day_is_found_among_dates_without_times(self):
        rng = np.random.default_rng(4)
        moments = drawn(rng, START, DAYS, per_day(300), NOISE)
        added = wave(rng, dt.datetime(2025, 3, 5), 23.9, 400)
        days = np.concatenate([moments, added]).astype("M8[D]").astype("M8[us]")
        bursts = found(frame(days))
        assert len(bursts) == 1
        assert bursts["start_at"][0].date() == dt.date(2025, 3, 5)


def test_a_holiday_keeps_the_wave_hidden_in_it_visible():
    rng = np.random.default_rng(5)
    moments = drawn(rng, START, DAYS, one_holiday, NOISE)
    bursts = found(frame(moments, wave(rng, dt.datetime(2025, 3, 12, 14), 2, 90)))
    assert len(bursts) == 1
    assert abs(bursts["start_at"][0] - at("2025-03-12 14:00")) < HOUR


def test_two_waves_are_two_bursts_and_their_shadow_is_none():
    rng = np.random.default_rng(6)
    moments = drawn(rng, START, DAYS, per_day(300), NOISE)
    waves = [wave(rng, dt.datetime(2025, 3, day, 4), 2, 120) for day in (4, 6)]
    bursts = found(frame(moments, *waves))
    assert sorted(start.day for start in bursts["start_at"]) == [4, 6]
