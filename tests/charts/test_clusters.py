import datetime as dt

import pandas as pd
import pytest

from hydrascope.charts import clusters, clusters_compare

DAYS = pd.to_datetime(["2026-01-05", "2026-01-06", "2026-01-07"])
WITHIN = (dt.datetime(2026, 1, 5), dt.datetime(2026, 1, 8))
NO_EVENTS = pd.DataFrame(columns=["ts", "event_type", "event_label"])


@pytest.fixture
def found():
    return pd.DataFrame(
        {
            "cluster_id": ["c1", "c2", "c3"],
            "kind": ["coordinated", "coordinated", "shared_network"],
            "first_signup_at": [DAYS[0], pd.NaT, DAYS[0]],
            "first_seen_at": DAYS,
            "ramp_at": DAYS,
            "peak_at": [DAYS[1], DAYS[1], pd.NaT],
            "last_seen_at": [DAYS[2]] * 3,
        }
    )


@pytest.fixture
def days():
    return pd.DataFrame(
        {
            "cluster_id": ["c1"] * 3 + ["c2"] * 3,
            "bucket_at": [*DAYS, *DAYS],
            "signups": [5, 0, 0, 0, 0, 0],
            "bans": [0, 0, 4, 0, 0, 0],
            "active_accounts": [5, 5, 5, 2, 2, 0],
            "requests": [10, 100, 50, 3, 6, 0],
        }
    )


@pytest.fixture
def filters():
    return pd.DataFrame(
        {
            "filter": ["size", "two families"],
            "candidates_before": [40, 12],
            "candidates_after": [12, 3],
            "accounts_before": [900, 500],
            "accounts_after": [500, 200],
            "sentence": ["Large enough.", "Two families speak for it."],
        }
    )


@pytest.fixture
def families():
    return pd.DataFrame(
        {
            "is_other": [False, True, False],
            "family": ["payment", "payment", "timing"],
            "low_bits": [8.0, 2.0, -2.0],
            "median_bits": [10.0, 4.0, -1.0],
            "high_bits": [11.0, 5.0, 0.0],
            "accounts": [9, 4, 0],
            "known_accounts": [10, 8, 10],
        }
    )


def traces(figure):
    return {trace.name: trace for trace in figure.data if trace.name}


def test_each_lane_is_as_thick_as_its_day_of_its_own_busiest(found, days):
    figure = clusters.lanes(found, days, NO_EVENTS, within=WITHIN)

    lanes = traces(figure)["Acts as one"]
    heights = [abs(y) for y in lanes.y if y is not None]
    assert max(heights[:12]) == pytest.approx(0.42)  # lane 0 around 0
    second = [y for y in lanes.y[13:] if y is not None]
    assert (min(second), max(second)) == pytest.approx((1 - 0.42, 1 + 0.42))
    assert list(figure.layout.xaxis.range) == list(WITHIN)
    assert figure.layout.dragmode == "select"


def test_a_lane_says_its_cluster_and_its_kind_in_words(found, days):
    figure = clusters.lanes(found, days, NO_EVENTS, within=WITHIN)

    assert list(figure.layout.yaxis.ticktext) == [
        "<b>c1</b><br>acts as one",
        "<b>c2</b><br>acts as one",
        "<b>c3</b><br>shared network",
    ]
    looks = set(clusters.LOOKS.values())
    assert len({color for color, _ in looks}) == len({shape for _, shape in looks}) == 6


def test_marks_differ_in_symbol_and_stand_only_for_what_is_known(found, days):
    marked = traces(clusters.lanes(found, days, NO_EVENTS, within=WITHIN))

    symbols = [marked[name].marker.symbol for _, name, *_ in clusters.MARKS]
    assert len({*symbols, marked[clusters.BANS].marker.symbol}) == len(symbols) + 1
    assert len(marked["First sign-up"].x) == 2
    assert marked["Peak"].x[0] == DAYS[1] + pd.Timedelta("12h")
    assert list(marked[clusters.BANS].text) == ["c1"]


def test_events_are_named_and_clusters_without_days_are_no_error(found, days):
    events = pd.DataFrame(
        {
            "ts": [DAYS[2] + pd.Timedelta("12h")],
            "event_type": ["model_launch"],
            "event_label": ["alpha launched"],
        }
    )
    before = days.copy()

    figure = clusters.lanes(found, days.head(0), events, within=WITHIN)

    assert [note.text for note in figure.layout.annotations] == ["alpha launched"]
    assert figure.layout.annotations[0].xanchor == "right"  # near the right edge
    assert "Events: alpha launched" in clusters.lanes_in_words(found, days, events)
    pd.testing.assert_frame_equal(days, before)


def test_lanes_in_words_tell_the_life_of_each(found, days):
    told = clusters.lanes_in_words(found, days, NO_EVENTS)

    assert "c1, acts as one: first request 2026-01-05 00:00 UTC" in told
    assert "peak 2026-01-06 UTC, 4 banned, last request" in told
    assert "not available" not in told


def test_the_waterfall_shows_what_is_left_and_what_fell(filters):
    figure = clusters.waterfall(filters)

    bars = traces(figure)
    assert list(bars["Left"].y) == ["Two families", "Size", "Candidates"]
    assert list(bars["Left"].x) == [3, 12, 40]
    assert list(bars["Fell here"].x) == [9, 28, 0]
    assert bars["Left"].marker.pattern.shape != bars["Fell here"].marker.pattern.shape
    assert "Size: 12 · 500 accounts" in clusters.waterfall_in_words(filters)


def test_few_of_very_many_candidates_are_seen_on_a_log_axis(filters):
    many = filters.assign(candidates_before=[90_000, 12])

    figure = clusters.waterfall(many)

    assert figure.layout.xaxis.type == "log"
    assert figure.layout.xaxis.title.text == "Groups of accounts (log)"


def test_two_clusters_share_one_axis_and_differ_in_colour_and_dash(days):
    figure = clusters_compare.volumes(days, ("c1", "c2"))

    one, other = figure.data
    assert one.line.color != other.line.color
    assert one.line.dash != other.line.dash
    told = clusters_compare.volumes_in_words(days, ("c1", "c9"))
    assert "the most on 2026-01-06 UTC: 100 requests" in told
    assert "c9 asks nothing in this range" in told


def test_families_of_both_clusters_stand_side_by_side(families):
    figure = clusters_compare.families(families, ("c1", "c2"))

    one, other = figure.data
    assert (list(one.x), list(other.x)) == ([10.0, -1.0], [4.0])
    assert one.marker.symbol != other.marker.symbol
    assert list(one.error_x.arrayminus) == [2.0, 1.0]
    assert list(figure.layout.yaxis.ticktext) == ["timing", "payment"]
    assert "c2, payment: +4.0 bits" in clusters_compare.families_in_words(families, ("c1", "c2"))
