import pandas as pd
import pytest

from hydrascope.charts import (
    cluster_evidence,
    cluster_life,
    cluster_map,
    cluster_switch,
    cluster_use,
)

DAYS = pd.to_datetime(["2026-01-05", "2026-01-06", "2026-01-07"])


@pytest.fixture
def steps():
    return pd.DataFrame(
        {
            "family": ["payment", "templates", "timing"],
            "median_bits": [10.0, 7.0, -2.0],
            "low_bits": [8.0, 6.0, -3.0],
            "high_bits": [12.0, 9.0, -1.0],
        }
    )


@pytest.fixture
def tests():
    return pd.DataFrame(
        {
            "test": ["synchrony", "quiet_hours", "payment"],
            "side": ["coordinated", "unknown", "coordinated"],
            "value": [0.9, 0.28, float("nan")],
            "unit": ["share", "share", None],
            "ordinary_low": [0.01, 0.26, float("nan")],
            "ordinary_median": [0.1, 0.28, float("nan")],
            "ordinary_high": [0.2, 0.3, float("nan")],
        }
    )


@pytest.fixture
def lines():
    return pd.DataFrame(
        {
            "pseudonym": ["A-1", "A-2", "A-3"],
            "began_at": DAYS,
            "ended_at": DAYS + pd.Timedelta("1D"),
            "banned_at": [DAYS[1], pd.NaT, pd.NaT],
            "replaces": [None, "A-1", "A-9"],
            "stopped_at": [pd.NaT, DAYS[1], DAYS[1]],
            "gap_hours": [float("nan"), 0.5, 60.0],
        }
    )


@pytest.fixture
def values():
    return pd.DataFrame(
        {
            "place": [1, 2],
            "family": ["payment", "templates"],
            "attr_type": ["payment", "template"],
            "attr_value": ["aabbccddeeff0011", "0000000000000007"],
            "bits": [11.0, 5.0],
            "accounts": [41, 58],
            "share": [0.5, 0.7],
            "outside_accounts": [0, 12],
            "lift": [2100.0, 52.0],
        }
    )


def test_the_waterfall_leads_from_what_is_needed_to_what_is_left(steps):
    before = steps.copy()
    figure = cluster_evidence.waterfall(steps, needed=12.0, title="Evidence")

    bars = {trace.name: trace for trace in figure.data if trace.type == "bar"}
    assert list(bars["Needed"].x) == [-12.0]
    assert list(bars["Speaks for it"].base) == [-12.0, -2.0]
    assert list(bars["Speaks against it"].base) == [5.0]
    assert list(bars["Left over"].x) == [3.0]
    assert "3.0 bits over" in cluster_evidence.waterfall_in_words(steps, needed=12.0)
    assert "Lacking" in [
        trace.name for trace in cluster_evidence.waterfall(steps, needed=20.0, title="x").data
    ]
    pd.testing.assert_frame_equal(steps, before)


def test_tests_lie_as_far_out_as_they_are_from_ordinary_groups(tests):
    figure = cluster_evidence.tests(tests)

    named = {trace.name: trace for trace in figure.data}
    assert named["Speaks for one operator"].x[0] == pytest.approx(3.17, abs=0.01)
    assert named["Does not decide"].x[0] == 0
    assert "synchrony 90.0%; ordinary 1.0% to 20.0%" in cluster_evidence.tests_in_words(tests)


def test_an_arrow_leads_to_who_took_over_where_both_have_a_line(lines):
    figure = cluster_life.lifelines(lines)

    arrows = next(trace for trace in figure.data if trace.name == "Took over")
    assert list(arrows.y) == ["A-1", "A-2", None]
    assert "A-2 took over from A-1 after 30 minutes" in arrows.customdata
    assert "1 took over from another" in cluster_life.lifelines_in_words(lines)
    alone = cluster_life.lifelines(lines[:1])
    assert "Took over" not in [trace.name for trace in alone.data]


def test_days_show_requests_over_sign_ups_and_bans():
    rows = pd.DataFrame(
        {"bucket_at": DAYS, "requests": [5, 9, 1], "signups": [3, 0, 0], "bans": [0, 0, 2]}
    )

    names = [trace.name for trace in cluster_life.days(rows).data]
    assert names == ["Requests", "Sign-ups", "Bans"]
    assert "most requests, 9, on 2026-01-06 UTC" in cluster_life.days_in_words(rows)


def test_classes_of_gaps_are_told_in_hours_and_days():
    rows = pd.DataFrame(
        {
            "from_hours": [0.0, 24.0, 96.0],
            "to_hours": [1.0, 48.0, float("nan")],
            "successions": [3, 0, 1],
            "median_hours": 0.4,
        }
    )

    assert list(cluster_life.regrowth(rows).data[0].x) == ["0–1 h", "1–2 d", "over 4 d"]
    assert "half within 24 minutes" in cluster_life.regrowth_in_words(rows)


def test_the_drawing_joins_groups_with_what_they_share(values):
    groups = pd.DataFrame({"node": ["1.2", "2", "none", "others"], "accounts": [40, 9, 3, 7]})

    drawing = cluster_map.grouped(values, groups)
    figure = cluster_map.figure(drawing, title="Who shows what")

    assert len(drawing.edges) == 3
    assert list(figure.data[-1].text) == ["40 accounts", "9 accounts", "3 with none of these"]
    assert (
        figure.to_json()
        == cluster_map.figure(cluster_map.grouped(values, groups), title="Who shows what").to_json()
    )
    assert "2 values and 3 circles, joined by 3 lines" in cluster_map.in_words(drawing)


def test_single_accounts_are_drawn_by_name(values):
    shown = pd.DataFrame({"node": ["A-1", "A-1", "A-2"], "place": [1.0, 2.0, float("nan")]})

    drawing = cluster_map.single(values, shown)

    assert list(drawing.nodes["node"]) == ["A-1", "A-2"]
    assert len(drawing.edges) == 2


def test_a_mix_stands_beside_everybody_else():
    rows = pd.DataFrame(
        {"label": ["coding", "writing"], "share": [0.9, 0.1], "ordinary_share": [0.3, None]}
    )

    names = [trace.name for trace in cluster_use.mix(rows, title="Requests by task").data]
    assert names == ["Everybody outside clusters", "This cluster"]
    assert "coding 90.0%, others 30.0%" in cluster_use.mix_in_words(rows)


def test_shared_values_keep_their_rows_apart(values):
    twice = pd.concat([values, values])

    assert len(cluster_use.values(twice, title="Templates").data[0].y) == 4
    assert "12 others" in cluster_use.values_in_words(values)


def test_a_switch_is_drawn_against_others_where_there_are_any():
    hours = pd.DataFrame(
        {
            "hour_since": range(49),
            "moved": range(49),
            "active_accounts": 50,
            "moved_share": [hour / 50 for hour in range(49)],
            "others_moved": 0,
            "others_active": 100,
            "others_share": 0.0,
        }
    )

    both = cluster_switch.curve(hours, model="beta")
    alone = cluster_switch.curve(hours.assign(others_share=float("nan")), model="beta")

    assert [trace.line.dash for trace in both.data] == ["solid", "dash"]
    assert len(alone.data) == 1
    told = cluster_switch.curve_in_words(hours, model="beta")
    assert "within 24 hours 48.0% of this cluster, others 0.0%; within 48 hours" in told
