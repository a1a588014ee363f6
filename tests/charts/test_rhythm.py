import numpy as np
import pandas as pd
import pytest

from hydrascope.charts import rhythm


@pytest.fixture
def hours():
    share = np.full(168, 0.9 / 167)
    share[25] = 0.1  # Tuesday, 01:00
    ratio = share * 168
    return pd.DataFrame({"hour_of_week": range(168), "share_of_week": share, "ratio": ratio})


def test_a_week_has_seven_rows_monday_first(hours):
    figure = rhythm.week(hours, title="Week")

    heat = figure.data[0]
    assert np.asarray(heat.z).shape == (7, 24)
    assert heat.y[0] == "Mon"
    assert heat.z[1][1] == pytest.approx(10)
    assert "Tue 01:00 with 10.00% of the week" in rhythm.week_in_words(hours)


def test_hours_the_range_lacks_stay_empty(hours):
    heat = rhythm.week(hours[hours["hour_of_week"] < 24], title="Week").data[0]

    assert np.isnan(np.asarray(heat.z)[1:]).all()


def test_ratios_are_even_around_one_and_cut_at_four_times(hours):
    heat = rhythm.against(hours, title="Against").data[0]

    assert (heat.zmin, heat.zmax) == (-2, 2)
    assert heat.z[1][1] == 2
    assert heat.customdata[1][1] == pytest.approx(16.8)
    assert "Tue 01:00 UTC, 16.8 times" in rhythm.against_in_words(hours)


@pytest.fixture
def curve():
    return pd.DataFrame(
        {
            "series": ["all requests"] * 2 + ["relay"] * 2,
            "series_rank": [0, 0, 1, 1],
            "hour_since": [-1, 0, -1, 0],
            "recent_share": [0.0, 0.1, 0.0, 0.5],
        }
    )


def test_the_switch_sets_each_part_against_all_requests(curve):
    kept = curve.copy()

    figure = rhythm.switch(curve, title="Switch")

    lines = {trace.name: trace for trace in figure.data}
    assert list(lines["relay"].y) == [0, 0.5]
    assert lines["relay"].line.color != lines["all requests"].line.color
    assert lines["relay"].line.width < lines["all requests"].line.width
    pd.testing.assert_frame_equal(curve, kept)


def test_the_switch_in_words_says_the_first_day():
    adopted = pd.DataFrame({"series": ["relay"], "share_after_day": [0.427]})

    assert rhythm.switch_in_words(adopted).endswith("relay 42.7%.")
