import datetime as dt

import pandas as pd
import pytest

from hydrascope import theme
from hydrascope.charts import bursts, bursts_shared

DAYS = pd.to_datetime(["2026-01-05", "2026-01-06", "2026-01-07"])


@pytest.fixture
def counts():
    return pd.DataFrame(
        {
            "bucket_at": DAYS,
            "new_accounts": [10, 70, 12],
            "burst_accounts": [0, 60, 0],
            "explained_accounts": [2, 0, 0],
            "expected_accounts": [9.0, 10.0, 11.0],
            "low_accounts": [3.0, 4.0, 5.0],
            "high_accounts": [15.0, 16.0, 17.0],
            "gap_hours": [0, 0, 0],
        }
    )


@pytest.fixture
def marks():
    return pd.DataFrame(
        {
            "burst_id": ["a", "b", "c"],
            "start_at": DAYS + pd.Timedelta("1h"),
            "end_at": DAYS + pd.Timedelta("3h"),
            "accounts": [60, 20, 30],
            "score": [80.0, 9.0, 8.0],
            "attr_type": [None, "email_domain", "payment"],
            "attr_value": [None, "x.example", "aabbccddeeff0011"],
            "verdict": ["scripted sign-ups likely", "promotion or event likely", "unclear"],
            "explained_reason": [None, "A class", None],
        }
    )


@pytest.fixture
def values():
    return pd.DataFrame(
        {
            "attr_type": ["payment", "country", "plan"],
            "attr_value": ["aabbccddeeff0011", "KR", "free"],
            "share": [0.75, 1.0, 0.3],
            "lift": [310.0, 4.0, 1.0],
            "lift_low": [120.0, 3.4, 0.7],
            "lift_high": [float("inf"), 4.6, 1.5],
            "is_notable": [True, True, False],
            "is_repeated": [False, False, False],
        }
    )


def named(figure):
    return {trace.name: trace for trace in figure.data if trace.name}


def test_the_timeline_stacks_sign_ups_and_marks_each_burst(counts, marks):
    kept = counts.copy(), marks.copy()

    figure = bursts.timeline(counts, marks, per="day")

    traces = named(figure)
    assert list(traces["Other sign-ups"].y) == [8, 10, 12]
    assert list(traces["In a burst"].y) == [0, 60, 0]
    assert list(traces["In an explained burst"].y) == [2, 0, 0]
    marked = [traces[name] for name in ("Scripted sign-ups likely", "Explained", "Unclear")]
    assert len({trace.marker.color for trace in marked}) == 3
    assert len({trace.marker.symbol for trace in marked}) == 3
    assert traces["Explained"].marker.color == theme.GREY
    assert figure.layout.yaxis2.ticktext == ("all sign-ups", "mail domain", "payment method")
    assert figure.layout.title.text == "Sign-ups per day (UTC)"
    assert (figure.layout.dragmode, figure.layout.selectdirection) == ("select", "h")
    pd.testing.assert_frame_equal(counts, kept[0])
    pd.testing.assert_frame_equal(marks, kept[1])


def test_the_expected_band_reaches_over_the_whole_last_step(counts, marks):
    band = named(bursts.timeline(counts, marks, per="day"))["Expected, ± 2 standard deviations"]

    assert list(band.y) == [15, 16, 17, 17]
    assert pd.Timestamp(band.x[-1]) == pd.Timestamp("2026-01-08")


def test_nothing_expected_draws_no_band_and_no_burst_no_lane(counts, marks):
    figure = bursts.timeline(counts.assign(expected_accounts=float("nan")), marks[:0], per="day")

    assert "Expected" not in named(figure)
    assert not figure.layout.yaxis2.visible


def test_rare_attributes_share_a_lane(counts, marks):
    many = pd.concat([marks.assign(attr_type=f"signal_{n}") for n in range(12)])

    lanes = bursts.timeline(counts, many, per="day").layout.yaxis2.ticktext

    assert len(lanes) == bursts.MOST_LANES
    assert lanes[-1] == bursts.OTHERS


def test_more_steps_than_bars_can_show_become_areas(marks):
    steps = pd.date_range("2026-01-05", periods=bursts.MOST_BARS + 1, freq="min")
    columns = ("new_accounts", "expected_accounts", "low_accounts", "high_accounts")
    many = pd.DataFrame({"bucket_at": steps, **dict.fromkeys(columns, 1)})
    many = many.assign(burst_accounts=0, explained_accounts=0, gap_hours=0)

    assert named(bursts.timeline(many, marks, per="minute"))["Other sign-ups"].type == "scatter"
    assert named(bursts.timeline(many[:9], marks, per="minute"))["Other sign-ups"].type == "bar"


def test_the_close_up_shows_the_burst_and_all_others_apart():
    steps = pd.date_range("2026-01-05", periods=4, freq="5min")
    counts = pd.DataFrame(
        {"bucket_at": steps, "burst_accounts": [0, 3, 4, 0], "other_accounts": [9, 9, 8, 9]}
    )
    step = dt.timedelta(minutes=5)

    figure = bursts.moments(counts, step=step)

    assert [(trace.name, trace.yaxis) for trace in figure.data] == [
        ("In this burst", "y"),
        ("All other sign-ups", "y2"),
    ]
    assert figure.layout.title.text == "Sign-ups per 5 minutes around the burst (UTC)"
    assert pd.Timestamp(figure.layout.xaxis.range[1]) == pd.Timestamp("2026-01-05 00:20")
    assert "7 sign-ups of the burst in 2 of 4 steps of 5 minutes, 35 others" in (
        bursts.moments_in_words(counts, step=step)
    )


def test_shared_values_show_lifts_with_intervals(values):
    figure = bursts_shared.shared(values)

    (dots,) = figure.data
    assert list(dots.y) == ["country KR", "payment method aabbccdd…"]
    assert list(dots.x) == [4, 310]
    assert list(dots.error_x.arrayminus) == pytest.approx([0.6, 190])
    assert max(dots.error_x.array) < float("inf")
    assert figure.layout.xaxis.type == "log"


def test_whole_client_strings_yield_to_the_clients_in_them(values):
    strings = values[:1].assign(attr_type="user_agent", attr_value="Mozilla/5.0 (X11)")
    clients = values[:1].assign(attr_type="client", attr_value="Mozilla/# (X#)")

    both = pd.concat([strings.assign(is_repeated=True), clients])

    assert list(bursts_shared.shared(both).data[0].y) == ["client Mozilla/# (X#)"]
    assert "client string" not in bursts_shared.shared_in_words(both)
    assert list(bursts_shared.compared(both.assign(other_share=0.5)).data[0].y) == [
        "client Mozilla/# (X#)"
    ]
    assert list(bursts_shared.shared(strings).data[0].y) == ["client string Mozilla/5.0 (X11)"]


@pytest.mark.parametrize(
    ("low", "lift", "shown"),
    [(1.6, 4.0, [1, 2]), (2.0, 40.0, [1, 3, 10, 30]), (20.0, 9000.0, [1, 10, 100, 1000])],
)
def test_the_labels_of_a_log_axis_are_few(values, low, lift, shown):
    figure = bursts_shared.shared(values[:1].assign(lift=lift, lift_low=low, lift_high=lift))

    ticks = [tick for tick in figure.layout.xaxis.tickvals if 0.99 < tick <= lift]
    assert ticks == pytest.approx(shown)


def test_axes_that_count_few_accounts_have_no_halves(counts, marks):
    assert bursts.timeline(counts, marks, per="day").layout.yaxis.dtick is None
    few = counts.assign(new_accounts=[1, 2, 1], burst_accounts=0, explained_accounts=0)
    few = few.assign(high_accounts=float("nan"))

    assert bursts.timeline(few, marks, per="day").layout.yaxis.dtick == 1


def test_values_shortened_to_the_same_text_stay_apart(values):
    twice = pd.concat([values[:1], values[:1].assign(attr_value="aabbccddeeff0022")])

    (dots,) = bursts_shared.shared(twice).data

    assert len(set(dots.y)) == 2


def test_the_cohort_lies_on_the_band_of_ordinary_ones_where_known():
    days = pd.DataFrame(
        {
            "age_days": [0, 1],
            "requests_per_account": [50.0, 40.0],
            "ordinary_low": [2.0, 1.0],
            "ordinary_median": [5.0, 4.0],
            "ordinary_high": [9.0, 45.0],
        }
    )

    assert "Ordinary cohorts, median" in named(bursts_shared.cohort(days))
    assert list(named(bursts_shared.cohort(days, days))) == ["This burst", "The other burst"]
    unknown = days.assign(ordinary_high=float("nan"))
    assert list(named(bursts_shared.cohort(unknown))) == ["This burst"]
    assert "above ordinary cohorts on 1 of 2 days" in bursts_shared.cohort_in_words(days)


def test_every_figure_says_what_it_shows_in_words(counts, marks, values):
    told = bursts.timeline_in_words(counts, marks, per="day")
    assert "92 sign-ups in 3 steps of one day, 60 of them in bursts nobody explained" in told
    assert "20 sign-ups with mail domain x.example from 2026-01-06 01:00 UTC, 9 bits" in told
    assert "payment method aabbccdd… 310 times (120 to any number of)" in (
        bursts_shared.shared_in_words(values)
    )
    both = values.assign(other_share=[float("nan"), 1.0, 0.2])
    assert "country KR 100% and 100%" in bursts_shared.compared_in_words(both)
    drawn = bursts_shared.compared(both)
    assert len(drawn.data) == 2
    assert all(trace.cliponaxis is False for trace in drawn.data)  # whole at 100 %
