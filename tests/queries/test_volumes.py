"""The volumes pages' figures against the same questions asked of the raw rows."""

import math

import pandas as pd
import pytest

from hydrascope import db
from hydrascope.filters import DIMENSIONS, Filters
from hydrascope.ui import volumes_windows
from hydrascope.ui.volumes_view import View
from tests.queries.oracle import (
    AMOUNTS,
    BUSY,
    DAY,
    FIRST,
    HOUR,
    LAST,
    VIEWS,
    before,
    during,
    rows,
    run,
)


@pytest.fixture(params=VIEWS)
def view(request):
    return VIEWS[request.param]


@pytest.fixture(params=AMOUNTS)
def measure(request):
    return request.param


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_the_stack_holds_every_request_once(conn, view, dimension):
    stack = run(conn, "over_time", view, dimension)

    expected = during(conn, view).groupby(dimension)["amount"].sum()
    found = stack.groupby("series")["amount"].sum()
    assert found.to_dict() == expected.to_dict()
    assert stack["requests"].sum() == expected.sum()


def test_the_stack_fills_quiet_steps_and_ends_before_the_end(conn, view):
    stack = run(conn, "over_time", view, "model")

    step = {"minute": HOUR / 60, "hour": HOUR, "day": DAY}[view.resolved_bucket]
    one = stack[stack["series_rank"] == 1]["bucket_at"]
    assert one.tolist() == list(pd.date_range(view.start_at, view.end_at - step, freq=step))
    assert stack["series"].nunique() * len(one) == len(stack)


def test_the_stack_names_the_largest_and_adds_up_the_rest(conn):
    view = VIEWS["all the data"]
    totals = during(conn, view)["country"].value_counts()

    stack = run(conn, "over_time", view, "country", top=2)

    found = stack.groupby(["series_rank", "series"])["amount"].sum()
    names = [name for _, name in found.index]
    assert found.iloc[0] == totals.iloc[0]
    assert names[2] == "(everything else)"
    assert found.iloc[2] == totals.iloc[2:].sum()


def test_tokens_and_cost_agree_and_say_how_many_requests_report_them(conn, measure):
    view = VIEWS["days, one country"]
    expected = during(conn, view, measure)

    stack = run(conn, "over_time", view, "model", measure=measure)

    assert stack["amount"].sum() == pytest.approx(expected["amount"].sum())
    assert stack["measured_requests"].sum() == expected["amount"].notna().sum()


def test_a_series_nothing_is_reported_for_is_empty_not_zero(conn):
    stack = run(conn, "over_time", VIEWS["all the data"], "model", measure="tokens")

    beta = stack[stack["series"] == "beta"]
    assert beta["amount"].isna().all()
    assert beta["requests"].sum() > 0


def test_excess_is_against_the_scaled_period_before(conn, view, measure):
    found = run(conn, "excess", view, "model", measure=measure).set_index("series")

    scale = view.length / (view.before()[1] - view.before()[0])
    now = during(conn, view, measure).groupby("model")["amount"].sum(min_count=1)
    then = before(conn, view, measure).groupby("model")["amount"].sum(min_count=1) * scale
    expected = now.sub(then, fill_value=0).dropna()
    assert found["excess"].dropna().to_dict() == pytest.approx(expected.to_dict(), abs=1e-5)
    shares = expected / expected.abs().sum()
    assert found["share_of_excess"].dropna().to_dict() == pytest.approx(shares.dropna().to_dict())


def test_excess_comes_largest_rise_first_and_in_pages(conn):
    view = VIEWS["against a chosen week"]
    everything = run(conn, "excess", view, "country")

    second = run(conn, "excess", view, "country", page_size=2, page_offset=2)

    assert everything["excess"].is_monotonic_decreasing
    assert second["series"].tolist() == everything["series"][2:4].tolist()
    assert second["values_total"].unique().tolist() == [len(everything)]
    assert second["rises_total"].iloc[0] == everything["rises_total"].iloc[0]


def test_before_during_and_after_may_be_any_windows(conn, measure):
    windows = {
        "before": (FIRST, FIRST + 3 * DAY),
        "during": (FIRST + 2 * DAY, FIRST + 9 * DAY),  # overlaps the one before
        "after": (BUSY + 5 * HOUR, BUSY + 30 * HOUR),
    }
    view = View(Filters(FIRST, LAST, {"country": ("KR", "DE")}), measure, "model")

    mix = db.run(conn, "volumes/compare", volumes_windows.compared(view, windows))
    accounts = db.run(
        conn, "volumes/accounts_per_window", volumes_windows.compared(view, windows)
    ).set_index("period")

    for name, (start_at, end_at) in windows.items():
        expected = rows(conn, start_at, end_at, measure=measure, chips=view.filters.chips)
        part = mix[mix["period"] == name]
        assert part["amount"].sum() == pytest.approx(expected["amount"].sum())
        assert part["share_of_amount"].sum() == pytest.approx(1)
        assert part["window_days"].iloc[0] == (end_at - start_at) / DAY
        per_account = expected.groupby("account_key")["amount"].sum(min_count=1).dropna()
        assert accounts["active_accounts"][name] == expected["account_key"].nunique()
        assert accounts["mean_per_account"][name] == pytest.approx(per_account.mean())
        assert accounts["median_per_account"][name] == pytest.approx(per_account.median())


def test_a_rhythm_weighs_each_hour_of_the_week_alike(conn):
    view = VIEWS["all the data"]  # 20 days: Mondays to Saturdays come three times
    params = view.params(None, bucket_name="hour", measure="requests", background_cut="status")

    week = db.run(conn, "volumes/rhythm", params)

    assert week["hour_of_week"].tolist() == list(range(168))
    assert sorted(week["hours"].unique()) == [2, 3]
    assert week["amount"].sum() == during(conn, view)["amount"].sum()
    assert week["share_of_week"].sum() == pytest.approx(1)
    assert week["ratio"].tolist() == pytest.approx([1] * 168)


def test_a_rhythm_is_set_against_all_requests(conn):
    view = Filters(BUSY, BUSY + 2 * DAY + 30 * HOUR / 60, {"country": ("KR",)})
    params = view.params(None, bucket_name="hour", measure="requests", background_cut="all")

    week = db.run(conn, "volumes/rhythm", params).set_index("hour_of_week")

    everything = rows(conn, view.start_at, view.end_at)
    assert week["background_amount"].sum() == everything["amount"].sum()
    assert week["hours"].sum() == 48.5
    own = everything[everything["country"] == "KR"]
    hour = own["bucket_at"].dt.day_of_week * 24 + own["bucket_at"].dt.hour
    rates = (own.groupby(hour)["amount"].sum() / week["hours"]).fillna(0)
    assert week["share_of_week"].to_dict() == pytest.approx((rates / rates.sum()).to_dict())


def test_a_switch_is_seen_in_the_selection_and_in_all_requests(conn):
    release_at = BUSY + 6 * HOUR
    view = Filters(release_at - 24 * HOUR, release_at + 24 * HOUR, {"country": ("KR",)})
    params = view.params("model", bucket_name="hour", top=6, model="alpha-large")

    curve = db.run(
        conn, "volumes/switch_curve", params | {"dimension": None, "release_at": release_at}
    )

    for series, chips in (("all requests", {}), ("the selection", view.chips)):
        part = curve[curve["series"] == series].set_index("hour_since")
        raw = rows(conn, view.start_at, view.end_at, chips=chips)
        raw["hour"] = (raw["bucket_at"].dt.floor("h") - release_at) // HOUR
        new = raw[raw["model"] == "alpha-large"].groupby("hour")["amount"].sum()
        assert part["requests"].to_dict() == raw.groupby("hour")["amount"].sum().to_dict()
        assert part["new_requests"][part["new_requests"] > 0].to_dict() == new.to_dict()
        recent = raw[raw["hour"].between(5, 10)]
        expected = (recent["model"] == "alpha-large").mean()
        assert part["recent_share"][10] == pytest.approx(expected)
        assert part["since_share"][20] == pytest.approx(
            (raw[raw["hour"].between(0, 20)]["model"] == "alpha-large").mean()
        )
        assert math.isnan(part["since_share"][-3])


def test_a_switch_can_tell_values_apart(conn):
    view = Filters(BUSY, BUSY + 2 * DAY)
    params = view.params("model", bucket_name="hour", top=2, model="alpha-large")
    params |= {"dimension": "country", "cut": "all", "release_at": BUSY}

    curve = db.run(conn, "volumes/switch_curve", params)

    assert curve["series_rank"].unique().tolist() == [0, 1, 2]
    assert curve["series"].unique().tolist()[:2] == ["all requests", "KR"]


def test_releases_are_announced_or_first_seen(conn):
    conn.execute(
        "insert into segments by name select 999999 as segment_key, 'model' as cut,"
        " 'gamma' as model"
    )
    conn.execute(
        "insert into cells_hour select 'model', $1, 999999, 1, null, null, null, 0, 0", [BUSY]
    )

    conn.execute(
        "insert into segments by name select 999998 as segment_key, 'model' as cut,"
        " '(other)' as model"
    )
    conn.execute(
        "insert into cells_hour select 'model', $1, 999998, 1, null, null, null, 0, 0", [BUSY]
    )

    found = db.run(conn, "volumes/releases").set_index("model_name")

    assert found["is_announced"].to_dict() == {"gamma": False, "alpha-large": True}
    assert found["release_at"]["gamma"] == BUSY
