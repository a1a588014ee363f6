import pandas as pd
import pytest

from hydrascope import theme
from hydrascope.charts import volumes


@pytest.fixture
def counts():
    days = pd.to_datetime(["2026-01-05", "2026-01-06"])
    return pd.DataFrame(
        {
            "bucket_at": [*days, *days, *days],
            "series": ["beta", "beta", "(unknown)", "(unknown)"] + ["(everything else)"] * 2,
            "series_rank": [1, 1, 2, 2, 3, 3],
            "amount": [10.0, 90.0, 5.0, 6.0, 1.0, 1.0],
        }
    )


@pytest.fixture
def changes():
    return pd.DataFrame(
        {
            "series": ["beta", "alpha", "gamma"],
            "excess": [80.0, 10.0, -10.0],
            "share_of_excess": [0.8, 0.1, -0.1],
        }
    )


def test_the_stack_has_a_layer_per_series_told_apart_twice(counts):
    kept = counts.copy()

    figure = volumes.stacked(counts, measure="requests", by="model", per="day")

    layers = {trace.name: trace for trace in figure.data}
    assert list(layers) == ["beta", "not known", "everything else"]
    assert list(layers["beta"].y) == [10, 90]
    assert len({trace.marker.color for trace in figure.data}) == 3
    assert layers["beta"].marker.pattern.shape != layers["not known"].marker.pattern.shape
    assert layers["everything else"].marker.color == theme.GREY
    assert figure.layout.title.text == "Requests per day by model (UTC)"
    pd.testing.assert_frame_equal(counts, kept)


def test_a_box_on_the_stack_chooses_time_only(counts):
    layout = volumes.stacked(counts, measure="requests", by="model", per="day").layout

    assert (layout.dragmode, layout.selectdirection) == ("select", "h")


def test_more_steps_than_bars_can_show_become_an_area(counts):
    steps = pd.date_range("2026-01-05", periods=volumes.MOST_BARS + 1, freq="min")
    many = pd.DataFrame({"bucket_at": steps, "series": "beta", "series_rank": 1, "amount": 1.0})

    few = volumes.stacked(counts, measure="tokens", by="model", per="day")
    figure = volumes.stacked(many, measure="tokens", by="model", per="minute")

    assert {trace.type for trace in few.data} == {"bar"}
    assert {trace.type for trace in figure.data} == {"scatter"}
    assert figure.data[0].stackgroup


def test_money_reads_as_money(counts):
    figure = volumes.stacked(counts, measure="cost_usd", by="model", per="day")

    assert figure.layout.yaxis.title.text == "USD"
    assert figure.data[0].hovertemplate.startswith("$")


def test_the_stack_in_words_says_total_peak_and_series(counts):
    told = volumes.stacked_in_words(counts, measure="requests", per="day")

    assert "113 requests in 2 steps" in told
    assert "2026-01-06 UTC: 97" in told
    assert "beta 100" in told


def test_the_largest_rise_is_on_top_and_falls_look_different(changes):
    figure = volumes.excess(changes, measure="requests", by="model")

    more, less = figure.data
    assert list(figure.layout.yaxis.categoryarray) == ["gamma", "alpha", "beta"]
    assert (list(more.x), list(less.x)) == ([10, 80], [-10])
    assert more.marker.color != less.marker.color
    assert more.marker.pattern.shape != less.marker.pattern.shape
    assert list(less.text) == ["-10%"]
    assert "beta +80 (80%)" in volumes.excess_in_words(changes, measure="requests")


def test_of_many_changes_both_ends_are_shown():
    many = pd.DataFrame(
        {
            "series": [f"c{place}" for place in range(40)],
            "excess": [20.0 - place for place in range(40)],
            "share_of_excess": 0.1,
        }
    )

    shown = volumes.excess(many, measure="requests", by="country").layout.yaxis.categoryarray

    assert shown[-1] == "c0"
    assert shown[0] == "c39"
    assert len(shown) == volumes.MOST_RISES + volumes.MOST_FALLS


@pytest.fixture
def mix():
    return pd.DataFrame(
        {
            "period": ["before", "during", "during"],
            "series": ["beta", "beta", "alpha"],
            "series_rank": [1, 1, 2],
            "amount_per_day": [10.0, 20.0, 30.0],
            "share_of_amount": [1.0, 0.4, 0.6],
        }
    )


def test_windows_stand_side_by_side_and_none_is_zero(mix):
    figure = volumes.compared(mix, measure="requests", by="model")

    layers = {trace.name: trace for trace in figure.data}
    assert list(layers["beta"].x) == ["Before", "During"]
    assert list(layers["alpha"].y) == [0, 30]
    told = volumes.compared_in_words(mix, measure="requests")
    assert told == "Requests per day: before 10; during 50."


def test_a_window_that_reports_nothing_is_not_zero(mix):
    mix.loc[mix["period"] == "before", "amount_per_day"] = float("nan")

    figure = volumes.compared(mix, measure="tokens", by="model")

    assert all(pd.isna(trace.y[0]) for trace in figure.data)
    assert "before not available" in volumes.compared_in_words(mix, measure="tokens")
