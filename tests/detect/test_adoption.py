"""How fast a model was taken up, against a slow and obvious reading of the curve."""

import math
import random

import pandas as pd
import pytest

from hydrascope.detect.volumes import adoption


def drawn(seed):
    """A curve of two series with gaps, its shares made up by chance."""
    chance = random.Random(seed)
    rows = []
    for rank, series in enumerate(["all requests", "relay"]):
        for hour in range(-6, 40):
            if chance.random() < 0.2:
                continue
            asked = chance.randrange(0, 50)
            new = chance.randrange(0, asked + 1) if hour >= 0 else 0
            rows.append((series, rank, hour, asked, new, chance.random() if hour >= 0 else 0.9))
    columns = ["series", "series_rank", "hour_since", "requests", "new_requests", "recent_share"]
    return pd.DataFrame(rows, columns=columns)


def first(curve, series, level):
    for row in curve.sort_values("hour_since").itertuples():
        if row.series == series and row.hour_since >= 0 and row.recent_share >= level:
            return row.hour_since
    return math.nan


@pytest.mark.parametrize("seed", range(20))
def test_it_agrees_with_the_obvious_reading(seed):
    curve = drawn(seed)
    kept = curve.copy()

    found = adoption(curve, shares=(0.6, 0.99)).set_index("series")

    for series in ("all requests", "relay"):
        part = curve[(curve["series"] == series) & curve["hour_since"].between(0, 23)]
        share = part["new_requests"].sum() / part["requests"].sum()
        assert found["share_after_day"][series] == pytest.approx(share)
        for column, level in (("hours_to_quarter", 0.6), ("hours_to_half", 0.99)):
            expected = pytest.approx(first(curve, series, level), nan_ok=True)
            assert found[column][series] == expected
    assert found["times_background"]["all requests"] == pytest.approx(1)
    pd.testing.assert_frame_equal(curve, kept)


def test_a_series_silent_on_the_first_day_has_no_share():
    curve = drawn(1)
    curve = curve[(curve["series"] != "relay") | (curve["hour_since"] > 30)]

    found = adoption(curve).set_index("series")

    assert math.isnan(found["share_after_day"]["relay"])
    assert found["requests_since"]["relay"] > 0
