import datetime as dt

import pandas as pd
import pytest

from hydrascope.ui import coverage, headline

HOUR = dt.timedelta(hours=1)
DAY = dt.datetime(2026, 1, 5)


@pytest.mark.parametrize(
    ("start_at", "end_at", "inside"),
    [
        (DAY, DAY + 48 * HOUR, (DAY, DAY + 48 * HOUR)),
        (DAY + HOUR, DAY + 50 * HOUR, (DAY + 24 * HOUR, DAY + 48 * HOUR)),
        (DAY + HOUR, DAY + 5 * HOUR, (DAY + 5 * HOUR, DAY + 5 * HOUR)),
        (DAY + 23 * HOUR, DAY + 25 * HOUR, (DAY + 24 * HOUR, DAY + 24 * HOUR)),
    ],
)
def test_whole_days_never_leave_the_range(start_at, end_at, inside):
    found = headline.whole_days(start_at, end_at)

    assert (found["days_start_at"], found["days_end_at"]) == inside


def window(**told):
    values = {
        "requests": 10,
        "accounts": 2,
        "new_accounts": 1,
        "tokens": 5.0,
        "cost_usd": None,
        "error_share": 0.1,
    }
    return headline.Window(**{**values, **told})


def test_tiles_show_the_change_and_what_is_not_there():
    tiles = {
        label: (value, change)
        for label, value, change, _ in headline.tiles(window(), window(requests=5, error_share=0.2))
    }

    assert tiles["Requests"] == ("10", "+100.0%")
    assert tiles["Cost as reported"] == ("not available", "")
    assert tiles["Error share"] == ("10.0%", "-10.0 points")


def test_tiles_without_a_window_before_show_no_change():
    assert {change for _, _, change, _ in headline.tiles(window(), None)} == {""}


def test_sentence_names_the_busiest_step():
    counts = pd.DataFrame(
        {
            "bucket_at": pd.to_datetime(["2026-01-05", "2026-01-06", "2026-01-07"]),
            "requests": [10, 80, 10],
            "new_accounts": [0, 0, 0],
        }
    )

    told = headline.sentence(counts, "day")

    assert told == "The busiest day, 2026-01-06 UTC, had 80 requests, 8.0 times the median."


def test_availability_names_what_lacks_and_what_is_partial():
    fields = pd.DataFrame(
        {"field": ["cost", "plan", "model", "task"], "known_share": [0.0, None, 0.5, 1.0]}
    )

    told = coverage.availability(fields)

    assert told == (
        "Not available in this data: cost and plan. Known for a part only: model (50%)."
    )
