"""A view: its range, what it filters by, and the rollup that answers it."""

import datetime as dt

import pytest

from hydrascope.errors import InputError
from hydrascope.filters import Filters, snapped

DAY = dt.datetime(2026, 1, 5)
HOUR = dt.timedelta(hours=1)
DAYS = dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("length", "start", "end"),
    [
        (dt.timedelta(minutes=90), DAY + dt.timedelta(minutes=7), DAY + dt.timedelta(minutes=98)),
        (3 * DAYS, DAY, DAY + 3 * DAYS + HOUR),
        (20 * DAYS, DAY, DAY + 21 * DAYS),
    ],
)
def test_a_range_widens_to_whole_minutes_hours_or_days(
    length: dt.timedelta, start: dt.datetime, end: dt.datetime
) -> None:
    asked = DAY + dt.timedelta(minutes=7, seconds=20)
    assert snapped(asked, asked + length) == (start, end)


@pytest.mark.parametrize(
    ("length", "bucket"),
    [(6 * HOUR, "minute"), (2 * DAYS, "hour"), (14 * DAYS, "hour"), (15 * DAYS, "day")],
)
def test_the_automatic_bucket_follows_the_range(length: dt.timedelta, bucket: str) -> None:
    assert Filters(DAY, DAY + length).resolved_bucket == bucket


def test_a_bucket_too_fine_for_the_range_gives_way() -> None:
    assert Filters(DAY, DAY + 120 * DAYS, bucket="minute").resolved_bucket == "day"
    assert Filters(DAY, DAY + 20 * DAYS, bucket="minute").resolved_bucket == "hour"
    assert Filters(DAY, DAY + 20 * DAYS, bucket="hour").resolved_bucket == "hour"


def test_the_narrowest_rollup_that_is_exact_is_chosen() -> None:
    whole = Filters(DAY, DAY + 30 * DAYS)
    assert (whole.params()["grain"], whole.params()["cut"]) == ("day", "status")
    assert whole.params("model")["cut"] == "model"
    one = Filters(DAY, DAY + 30 * DAYS, {"model": ("atlas-3",)})
    assert one.params("model")["cut"] == "model"
    assert one.params("country")["cut"] == "country+model"
    two = Filters(DAY, DAY + 30 * DAYS, {"model": ("atlas-3",), "plan": ("free",)})
    assert two.params("country")["cut"] == "all"
    assert Filters(DAY, DAY + 3 * DAYS).params()["grain"] == "hour"
    odd = Filters(DAY + dt.timedelta(minutes=5), DAY + HOUR)
    assert (odd.params()["grain"], odd.params()["cut"]) == ("raw", "all")


def test_parts_of_days_are_never_answered_from_whole_days() -> None:
    view = Filters(DAY + HOUR, DAY + HOUR + 2 * DAYS, bucket="day")
    assert view.params()["grain"] == "hour"
    assert view.params()["account_grain"] == "raw"
    shifted = Filters(DAY, DAY + 30 * DAYS, baseline=(DAY - 3 * HOUR, DAY))
    assert shifted.params()["grain"] == "hour"


def test_what_is_compared_with_is_the_equal_period_before_unless_chosen() -> None:
    assert Filters(DAY, DAY + 2 * DAYS).before() == (DAY - 2 * DAYS, DAY)
    chosen = (DAY - 9 * DAYS, DAY - 7 * DAYS)
    assert Filters(DAY, DAY + 2 * DAYS, baseline=chosen).before() == chosen


def test_the_address_carries_the_whole_view() -> None:
    view = Filters(DAY, DAY + 2 * DAYS, {"model": ("a", "b&c")}, bucket="hour")
    assert view.to_query() == {
        "from": "2026-01-05T00:00",
        "to": "2026-01-07T00:00",
        "bucket": "hour",
        "model": ["a", "b&c"],
    }


def test_nonsense_is_refused_with_its_cause() -> None:
    with pytest.raises(InputError, match="ends before"):
        Filters(DAY, DAY)
    with pytest.raises(InputError, match="colour"):
        Filters(DAY, DAY + DAYS, {"colour": ("red",)})
    with pytest.raises(InputError, match="week"):
        Filters(DAY, DAY + DAYS, bucket="week")
