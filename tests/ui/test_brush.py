import datetime as dt

import pytest

from hydrascope.filters import Filters
from hydrascope.ui.brush import boxed, widened

DAY = dt.timedelta(days=1)
START = dt.datetime(2026, 1, 5)
MONTH = Filters(START, START + 30 * DAY)


@pytest.mark.parametrize(
    ("edges", "expected"),
    [
        (["2026-01-06 14:00", "2026-01-09 09:00"], (START + 2 * DAY, START + 4 * DAY)),
        (["2026-01-09 09:00", "2026-01-06 14:00"], (START + 2 * DAY, START + 4 * DAY)),
        (["2026-01-07 01:00", "2026-01-07 05:00"], (START + 2 * DAY, START + 3 * DAY)),
        (["2025-12-01", "2026-01-06 03:00"], (START, START + DAY)),
        (["2026-03-01", "2026-03-02"], None),
    ],
)
def test_a_box_becomes_the_nearest_whole_steps(edges, expected):
    assert boxed(edges, MONTH) == expected


def test_a_wider_range_is_three_times_as_long_but_ends_with_the_data():
    assert widened(MONTH, (START - 90 * DAY, START + 90 * DAY)) == (
        START - 30 * DAY,
        START + 60 * DAY,
    )
    span = START - DAY, START + 31 * DAY
    assert widened(MONTH, span) == span
