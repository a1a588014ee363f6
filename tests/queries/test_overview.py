"""The overview's figures against the same questions asked of the raw rows."""

import datetime as dt

import pytest

from hydrascope import db
from hydrascope.filters import Filters
from tests.build import DAYS, FIRST

DAY = dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)
LAST = FIRST + DAYS * DAY
VIEWS = {
    "all the data": Filters(FIRST, LAST),
    "days, one country": Filters(FIRST + 9 * DAY, LAST, {"country": ("KR",)}),
    "hours": Filters(FIRST + 12 * DAY + 5 * HOUR, FIRST + 14 * DAY + 7 * HOUR),
    "minutes, two chips": Filters(
        FIRST + 12 * DAY + dt.timedelta(minutes=367),
        FIRST + 12 * DAY + dt.timedelta(minutes=1000),
        {"model": ("alpha-large",), "task": ("reasoning", "coding")},
    ),
}


def days(view):
    """The whole days inside, as the pages work them out."""
    start_at = dt.datetime.combine(view.start_at.date(), dt.time())
    start_at = min(start_at + DAY if start_at < view.start_at else start_at, view.end_at)
    end_at = max(dt.datetime.combine(view.end_at.date(), dt.time()), start_at)
    return {"days_start_at": start_at, "days_end_at": end_at}


def run(conn, name, view, dimension=None, **more):
    return db.run(conn, name, view.params(dimension, **more) | days(view))


def raw(conn, view, what):
    """The slow, obvious answer: every raw row, joined to its values, filtered one by one."""
    params = {"start": view.start_at, "end": view.end_at}
    conditions = ["ts >= $start", "ts < $end"]
    for name, values in view.chips.items():
        conditions.append(f"list_contains(${name}, segments.{name})")
        params[name] = list(values)
    return conn.execute(
        f"select {what} from fact_requests fact inner join segments using (segment_key)"
        f" where segments.cut = 'all' and {' and '.join(conditions)}",
        params,
    ).fetchone()


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_headline_agrees_with_the_raw_rows(conn, view):
    row = run(conn, "overview/headline", view, "status", bucket_name="day").iloc[0]

    asked, failed, tokens, cost, priced = raw(
        conn,
        view,
        "count(*), count(*) filter (fact.status <> 'ok'),"
        " sum(gen_ai_usage_input_tokens + gen_ai_usage_output_tokens), sum(cost_usd)::double,"
        " count(cost_usd)",
    )
    assert (row["requests"], row["failed_requests"]) == (asked, failed)
    assert row["judged_requests"] == asked
    assert row["tokens"] == tokens
    assert row["cost_usd"] == pytest.approx(cost)
    assert row["cost_requests"] == priced


def test_headline_of_data_without_cost_says_none_rather_than_zero(conn):
    conn.execute("update cells_day set cost_usd = null, requests_with_cost = 0")

    row = run(conn, "overview/headline", VIEWS["all the data"], "status").iloc[0]

    assert row["requests"] == 30_000
    assert row.isna()["cost_usd"]


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_active_accounts_agree_with_the_raw_rows(conn, view):
    name = "active_accounts_chosen" if view.chips else "active_accounts"

    found = run(conn, f"overview/{name}", view).iloc[0, 0]

    assert found == raw(conn, view, "count(distinct account_key)")[0]


def test_requests_of_nobody_are_not_an_account(conn):
    conn.execute("update known_accounts set account_id = '(unknown)' where account_key = 7")
    view = VIEWS["all the data"]

    assert run(conn, "overview/active_accounts", view).iloc[0, 0] == 399
    assert run(conn, "overview/active_accounts_chosen", view).iloc[0, 0] == 399


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_timeline_adds_up_and_keeps_quiet_steps(conn, view):
    counts = run(conn, "overview/timeline", view)

    assert counts["requests"].sum() == raw(conn, view, "count(*)")[0]
    assert counts["new_accounts"].sum() == run(conn, "overview/signups", view).iloc[0, 0]
    assert counts["bucket_at"].is_monotonic_increasing
    assert counts["bucket_at"].diff().dropna().nunique() == 1
    assert counts["bucket_at"].iloc[-1] < view.end_at


def test_bans_are_counted_per_step_and_other_events_listed(conn):
    view = VIEWS["all the data"]

    counts = run(conn, "overview/timeline", view)
    events = run(conn, "overview/events", view)

    assert counts.set_index("bucket_at")["bans"].loc["2026-01-19"] == 40
    assert events["event_label"].tolist() == ["alpha-large launched", "Rate limits lowered"]


def test_signups_of_accounts_without_a_time_are_not_counted(conn):
    conn.execute("update account_details set created_at = null")

    row = run(conn, "overview/signups", VIEWS["all the data"]).iloc[0]

    assert (row["new_accounts"], row["dated_accounts"]) == (0, 0)


def test_movers_name_the_value_behind_the_change_first(conn):
    view = Filters(FIRST + 10 * DAY, LAST)

    rows = run(conn, "overview/movers", view, "country", bucket_name="day")

    first = rows.iloc[0]
    assert first["series"] == "KR"
    assert first["requests_change"] == pytest.approx(6000, abs=50)
    assert rows["share_of_excess"].abs().sum() == pytest.approx(1)


def test_movers_scale_a_window_of_another_length(conn):
    view = Filters(FIRST + 4 * DAY, FIRST + 5 * DAY, baseline=(FIRST, FIRST + 4 * DAY))

    rows = run(conn, "overview/movers", view, "model", bucket_name="day")

    assert rows["requests_change"].abs().max() < 10  # four quiet days against one


def test_coverage_finds_the_silence(conn):
    conn.execute(
        "delete from cells_hour where bucket_at >= '2026-01-08 03:00'"
        " and bucket_at < '2026-01-08 10:00'"
    )

    row = db.run(conn, "overview/coverage", {}).iloc[0]

    assert row["silent_hours"] == 7
    assert row["longest_gap_at"] == dt.datetime(2026, 1, 8, 3)
    assert row["longest_gap_h"] == 7


def test_availability_gives_each_column_its_share(conn):
    rows = db.run(conn, "overview/availability", {}).set_index("field")["known_share"]

    assert rows["task"] == 1
    assert rows["account"] == 1
    assert rows["model"] == pytest.approx(1 - 13_713 / 30_000)
    assert 0 < rows["cost"] < 1


def test_imports_say_why_rows_were_rejected(conn):
    row = db.run(conn, "overview/imports", {}).iloc[0]

    assert (row["rows_loaded"], row["rows_rejected"]) == (30_000, 5)
    assert row["reasons"] == "no time (3), not a number: tokens (2)"


def test_where_events_are_too_many_releases_come_before_incidents(conn):
    conn.execute(
        "insert into events by name select timestamp '2026-01-06' + to_minutes(n) as ts,"
        " 'late-' || n as event_id,"
        " 'incident' as event_type, 'incident ' || n as label from range(60) as numbered (n)"
    )
    view = {"start_at": FIRST, "end_at": LAST, "model_in": None}

    found = db.run(conn, "overview/events", view)

    assert len(found) == 40
    assert found["events_total"].iloc[0] > 60
    assert "model_launch" in set(found["event_type"])
    assert found["ts"].is_monotonic_increasing
