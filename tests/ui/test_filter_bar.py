"""Presets count back from the last record."""

import datetime as dt

import pytest

from hydrascope.ui.filter_bar import counted_back

FIRST, LAST = dt.datetime(2025, 11, 1), dt.datetime(2026, 1, 20, 13)
DAY = dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("length", "end_at"), [(DAY, LAST), (7 * DAY, LAST), (30 * DAY, dt.datetime(2026, 1, 21))]
)
def test_the_end_is_rounded_only_as_the_length_needs(length, end_at):
    assert counted_back((FIRST, LAST), length) == (end_at - length, end_at)
