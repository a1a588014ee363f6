"""Where a page's rows lie, against walking the days one row at a time."""

import datetime as dt

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from hydrascope.ui import paging

FIRST = dt.datetime(2026, 1, 1)
DAY = dt.timedelta(days=1)


@given(
    st.lists(st.integers(min_value=1, max_value=30), min_size=1, max_size=12),
    st.integers(min_value=1, max_value=9),
)
def test_pages_cover_every_row_once(rows, size):
    days = pd.DataFrame(
        {"day_at": [FIRST + n * DAY for n in range(len(rows))], "raw_rows": rows}
    ).astype({"day_at": "datetime64[us]"})
    end_at = FIRST + len(rows) * DAY
    walked = [FIRST + n * DAY for n, count in enumerate(rows) for _ in range(count)]

    found = []
    for page in range(1, paging.pages(len(walked), size) + 1):
        place = paging.locate(days, page, FIRST, end_at, size)
        inside = [at for at in walked if place.start_at <= at < place.end_at]
        found += inside[place.skip_rows : place.skip_rows + size]

    assert found == walked


def test_a_page_beyond_the_last_is_empty():
    days = pd.DataFrame({"day_at": pd.to_datetime([FIRST]), "raw_rows": [10]})

    place = paging.locate(days, 7, FIRST, FIRST + DAY)

    assert place.start_at == place.end_at


def test_nothing_still_makes_one_page():
    assert paging.pages(0) == 1
