"""Sign-ups are put in order whatever they look like; rounded times are laid out evenly."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hydrascope.detect.signups import prepare
from hydrascope.errors import InputError

START = pd.Timestamp("2026-01-05 10:00:00")


def rows(moments, **columns):
    at = pd.to_datetime(pd.Series(moments, dtype="datetime64[us]"))
    return pd.DataFrame({"account_key": np.arange(len(at)), "signed_up_at": at, **columns})


def seconds(*offsets):
    return [START + pd.Timedelta(seconds=offset) for offset in offsets]


@settings(max_examples=30)
@given(st.lists(st.integers(0, 200), min_size=1, max_size=60), st.randoms())
def test_order_follows_time_and_key_not_the_rows(offsets, chance):
    frame = rows(seconds(*offsets), plan=[f"p{n % 3}" for n in range(len(offsets))])
    mixed = frame.iloc[chance.sample(range(len(frame)), len(frame))]

    one, other = prepare(frame), prepare(mixed)

    slow = sorted(range(len(offsets)), key=lambda n: (offsets[n], n))
    assert one.keys.tolist() == other.keys.tolist() == slow
    assert one.at.tolist() == other.at.tolist() == sorted(one.at)
    labels = one.attributes["plan"]
    assert [labels.label(code) for code in labels.codes] == [f"p{n % 3}" for n in slow]


@settings(max_examples=30)
@given(st.lists(st.integers(0, 30), min_size=1, max_size=60))
def test_ties_keep_their_second(offsets):
    told = prepare(rows(seconds(*offsets)))

    whole = sorted(offsets)
    assert np.floor(told.at - 36_000).tolist() == whole
    assert (told.told - 36_000).tolist() == whole
    assert len(set(told.at.tolist())) == len(offsets)


def test_seconds_count_from_midnight():
    told = prepare(rows(seconds(0, 90_000)))

    assert told.origin == dt.datetime(2026, 1, 5)
    assert told.moment(float(np.floor(told.at[1]))) == START + pd.Timedelta(seconds=90_000)


@pytest.mark.parametrize(("unit", "step"), [("D", 86_400), ("h", 3_600), ("min", 60), ("s", 1)])
def test_rounded_times_are_laid_out_over_what_they_stand_for(unit, step):
    rng = np.random.default_rng(3)
    exact = START + pd.to_timedelta(rng.uniform(0, 20 * 86_400, 500), unit="s")
    told = prepare(rows(exact.floor(unit)))

    assert told.rounding_s == step
    whole = (exact.floor(unit) - pd.Timestamp(told.origin)).total_seconds().to_numpy()
    assert (np.sort(told.at // step * step) == np.sort(whole)).all()
    _, sizes = np.unique(whole, return_counts=True)
    gaps = np.diff(told.at)
    inside = np.diff(told.at // step) == 0
    expected = np.repeat(step / sizes, sizes - 1)
    assert gaps[inside] == pytest.approx(expected)


def test_a_few_dates_among_exact_times_are_not_taken_for_rounding():
    rng = np.random.default_rng(3)
    moments = START + pd.to_timedelta(rng.uniform(0, 20 * 86_400, 500), unit="s")
    mixed = np.where(np.arange(500) < 50, moments.floor("D"), moments)

    assert prepare(rows(pd.to_datetime(mixed))).rounding_s == 1


def test_few_rows_are_not_judged_for_rounding():
    assert prepare(rows([START.floor("D")] * 19)).rounding_s == 1


def test_rows_without_a_time_are_left_out_with_their_values():
    frame = rows([START, pd.NaT, START + pd.Timedelta(hours=1)], plan=["a", "b", "c"])

    told = prepare(frame)

    assert told.keys.tolist() == [0, 2]
    plan = told.attributes["plan"]
    assert [plan.label(code) for code in plan.codes] == ["a", "c"]


@pytest.mark.parametrize("column", ["account_key", "signed_up_at"])
def test_a_missing_column_is_named(column):
    with pytest.raises(InputError, match=column):
        prepare(rows([START]).drop(columns=column))


@pytest.mark.parametrize("kind", ["object", "category", "string"])
def test_values_of_any_kind_are_the_same_codes_and_unknown_is_minus_one(kind):
    values = pd.Series(["b", None, "a", "b"], dtype=object).astype(kind)

    plan = prepare(rows(seconds(0, 1, 2, 3), plan=values)).attributes["plan"]

    assert plan.codes.tolist() == [1, -1, 0, 1]
    assert [plan.label(0), plan.label(1)] == ["a", "b"]


def test_codes_do_not_depend_on_the_order_values_are_met_in():
    values = ["b", "c", "a"]
    met = pd.Categorical(values, categories=values)

    plan = prepare(rows(seconds(0, 1, 2), plan=met)).attributes["plan"]

    assert plan.codes.tolist() == [1, 2, 0]
    assert plan.labels.tolist() == ["a", "b", "c"]


def test_an_attribute_nobody_shows_is_no_attribute():
    empty = pd.Series([None, None], dtype=object)

    assert prepare(rows(seconds(0, 1), plan=empty)).attributes == {}


def test_numbers_as_values_are_told_as_text():
    told = prepare(rows(seconds(0, 1), asn=[64_500, 64_501])).attributes["asn"]

    assert told.label(int(told.codes[1])) == "64501"


@pytest.mark.parametrize("moments", [[], [pd.NaT, pd.NaT]])
def test_nothing_is_an_answer(moments):
    told = prepare(rows(moments))

    assert len(told) == 0
    assert told.told.tolist() == []


def test_hours_begin_with_the_hour_of_the_week_and_count_everybody():
    told = prepare(rows([START, START, START + pd.Timedelta(hours=3)]))

    hours = told.hours()

    assert hours.of_week[0] == 0  # 2026-01-05 is a Monday
    assert hours.counts.tolist() == [0] * 10 + [2, 0, 0, 1]


@pytest.mark.parametrize(("day", "breaks"), [(5, (120,)), (0, ()), (30, ())])
def test_the_level_may_jump_where_requests_begin_within_the_record(day, breaks):
    moments = [dt.datetime(2026, 1, 5) + dt.timedelta(days=n) for n in range(20)]

    told = prepare(rows(moments), data_from=dt.datetime(2026, 1, 5) + dt.timedelta(days=day))

    assert told.hours().breaks == breaks


def test_the_frame_is_left_as_it_was():
    frame = rows([START, pd.NaT], plan=["a", "b"])
    kept = frame.copy(deep=True)

    prepare(frame)

    pd.testing.assert_frame_equal(frame, kept)


def minutes_of(step, number=600):
    """Moments all over two months, on whole steps of so many minutes."""
    rng = np.random.default_rng(3)
    at = rng.integers(0, 60 * 1440 // step, number) * step
    return [START.normalize() + pd.Timedelta(minutes=int(one)) for one in at]


@pytest.mark.parametrize("step", [1, 5, 10, 15, 30, 60, 1440])
def test_the_step_of_rounded_times_is_found(step):
    assert set(prepare(rows(minutes_of(step))).steps) <= {60.0 * step, 60.0 * step * 2}
    assert prepare(rows(minutes_of(step))).rounding_s == 60 * step


def test_accounts_with_dates_alone_among_others_are_told_apart():
    rng = np.random.default_rng(4)
    exact = seconds(*rng.integers(0, 60 * 86_400, 900).tolist())
    told = prepare(rows([*exact, *minutes_of(1440, 100)]))

    assert (told.steps == 86_400).sum() == 100
    assert told.rounding_s == 1


def test_dates_that_cannot_be_right_are_left_out_and_counted():
    rng = np.random.default_rng(5)
    usual = seconds(*rng.integers(0, 60 * 86_400, 900).tolist())
    odd = [pd.Timestamp("1970-01-01"), pd.Timestamp("2015-06-01"), pd.Timestamp("2099-01-01")]
    told = prepare(rows([*usual, *odd]))

    assert told.strays == 3
    assert len(told) == 900
    assert told.origin.year == START.year
