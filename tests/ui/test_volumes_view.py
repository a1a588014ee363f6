import datetime as dt

import pandas as pd

from hydrascope.filters import Filters
from hydrascope.ui import volumes_windows
from hydrascope.ui.volumes_view import View, caveats

DAY = dt.timedelta(days=1)
START = dt.datetime(2026, 1, 5)
MONTH = Filters(START, START + 30 * DAY)


def test_windows_share_the_step_of_the_longest():
    windows = {
        "before": (START + dt.timedelta(minutes=20), START + dt.timedelta(hours=3)),
        "during": (START + DAY, START + 5 * DAY),
    }

    assert volumes_windows.widened(windows)["before"] == (START, START + dt.timedelta(hours=3))


def test_one_rollup_answers_for_three_windows():
    windows = {
        "before": (START, START + DAY),
        "during": (START + DAY, START + 3 * DAY),
        "after": (START + 4 * DAY + dt.timedelta(hours=6), START + 5 * DAY),
    }

    params = volumes_windows.compared(View(MONTH), windows)

    assert params["grain"] == "hour"
    assert params["after_days_start_at"] == params["after_days_end_at"] == START + 5 * DAY


def test_thirds_cover_the_range_without_overlap():
    thirds = volumes_windows.thirds(MONTH)

    assert thirds["before"][0] == MONTH.start_at
    assert thirds["before"][1] == thirds["during"][0]
    assert thirds["during"][1] == thirds["after"][0]
    assert thirds["after"][1] == MONTH.end_at


def test_a_rhythm_is_read_from_eight_weeks_at_most():
    year = Filters(START, START + 365 * DAY, {"country": ("KR",)})

    shown = volumes_windows.rhythmic(year)

    assert (shown.end_at, shown.length) == (year.end_at, 56 * DAY)
    assert "the last eight weeks" in volumes_windows.rhythm_told(shown, year)


def test_caveats_say_what_is_unknown_and_what_is_reported_in_part():
    counts = pd.DataFrame(
        {"series": ["(unknown)"], "requests": [100], "measured_requests": [60], "amount": [5.0]}
    )

    told = caveats(counts, View(MONTH, "tokens", "country"))

    assert told == [
        "Country is not available in this data.",
        "40 of 100 requests report no tokens: they are left out, not counted as zero.",
    ]


def test_links_to_the_requests_of_a_window_hold_just_that_window():
    windows = {"before": (START, START + DAY), "during": (START + DAY, START + 3 * DAY)}

    behind = volumes_windows.behind(View(MONTH), windows)

    assert [(seen.start_at, seen.end_at) for seen in behind.values()] == list(windows.values())
    assert all(seen.baseline is None for seen in behind.values())
