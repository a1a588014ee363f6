"""The bursts pages' figures against the same questions asked of the raw rows."""

import datetime as dt

import pandas as pd
import pytest

from hydrascope import db
from hydrascope.filters import Filters
from tests import build, bursts

DAY = dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)
FIRST = build.FIRST
LAST = FIRST + build.DAYS * DAY
MORNING = dt.datetime(2026, 1, 17, 4)
CHOICE = {
    "basis": "created_at",
    "max_q": 0.01,
    "least_accounts": 10,
    "inside": "any",
    "explained": None,
    "sort": "score",
    "page_rows": 50,
    "skip_rows": 0,
}


@pytest.fixture
def conn(conn):
    bursts.insert(conn)
    return conn


def run(conn, name, view=None, **more):
    view = view or Filters(FIRST, LAST)
    return db.run(conn, f"bursts/{name}", {**view.params(), **CHOICE, **more})


def signups(conn):
    """The slow, obvious way: every account with its sign-up."""
    return conn.execute(
        "select account_key, created_at, signup_country, plan from account_details"
    ).df()


def members(conn, *burst_ids):
    rows = conn.execute("select burst_id, account_key from found_burst_accounts").df()
    return set(rows[rows["burst_id"].isin(burst_ids)]["account_key"])


@pytest.mark.parametrize(
    "view",
    [
        Filters(FIRST, LAST),
        Filters(FIRST + 2 * DAY, FIRST + 14 * DAY, {"country": ("KR", "DE")}),
        Filters(MORNING, MORNING + 2 * HOUR),
        Filters(MORNING - 30 * HOUR, MORNING + 8 * HOUR, {"plan": ("free",)}),
    ],
)
def test_the_timeline_holds_every_sign_up_once(conn, view):
    counts = run(conn, "timeline", view)

    known = signups(conn)
    known = known[known["created_at"].between(view.start_at, view.end_at, inclusive="left")]
    for name, column in (("country", "signup_country"), ("plan", "plan")):
        if name in view.chips:
            known = known[known[column].isin(view.chips[name])]
    step = {"minute": "min", "hour": "h", "day": "D"}[view.resolved_bucket]
    expected = known["created_at"].dt.floor(step).value_counts()
    flagged = known["account_key"].isin(members(conn, "script", "wave", "slow"))
    found = counts.set_index("bucket_at")["new_accounts"]
    assert found[found > 0].sort_index().to_dict() == expected.sort_index().to_dict()
    assert counts["burst_accounts"].sum() == flagged.sum()
    assert len(counts) == len(pd.date_range(view.start_at, view.end_at, freq=step)) - 1


def test_an_account_is_explained_when_all_its_bursts_are(conn):
    counts = run(conn, "timeline", explained=["slow", "wave"])

    assert counts["burst_accounts"].sum() == 60
    assert counts["explained_accounts"].sum() == 20


def test_what_is_expected_adds_up_whatever_the_step(conn):
    morning = Filters(MORNING, MORNING + 2 * HOUR, bucket="minute")
    half_hour = Filters(MORNING, MORNING + HOUR / 2, bucket="hour")

    days, minutes, half = (
        run(conn, "timeline", view) for view in (Filters(FIRST, LAST), morning, half_hour)
    )

    assert days["expected_accounts"].iloc[0] == pytest.approx(24 * 0.75)
    assert days["high_accounts"].iloc[0] == pytest.approx(18 + 2 * (24 * 4) ** 0.5)
    assert days["low_accounts"].min() == 0
    assert minutes["expected_accounts"].sum() == pytest.approx(2 * 0.75)
    assert half["expected_accounts"].tolist() == pytest.approx([0.375])


def test_where_there_is_no_data_nothing_is_expected(conn):
    view = Filters(FIRST + 29 * HOUR, FIRST + 33 * HOUR, bucket="hour")

    counts = run(conn, "timeline", view)

    assert counts["gap_hours"].tolist() == [0, 1, 1, 0]
    assert counts["expected_accounts"].isna().tolist() == [False, True, True, False]


def test_first_requests_may_stand_in_for_sign_ups(conn):
    counts = run(conn, "timeline", basis="first_seen")

    first = conn.execute("select first_request_at from account_totals").df()["first_request_at"]
    assert counts["new_accounts"].sum() == len(first)
    assert counts["new_accounts"].iloc[0] == (first < FIRST + DAY).sum()


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ({}, ["script", "wave", "slow"]),
        ({"least_accounts": 5}, ["script", "small", "wave", "slow"]),
        ({"max_q": 0.05}, ["script", "wave", "slow", "doubtful"]),
        ({"max_q": 0.0001}, ["script", "wave"]),
        ({"inside": "all"}, ["script"]),
        ({"inside": "email_domain"}, ["wave", "slow"]),
        ({"inside": "ja4"}, []),
        ({"sort": "later_requests"}, ["script", "slow", "wave"]),
        ({"sort": "start_at"}, ["wave", "script", "slow"]),
        ({"page_rows": 1, "skip_rows": 1}, ["wave"]),
    ],
)
def test_the_list_follows_its_choices(conn, choice, expected):
    listed = run(conn, "list", **choice)

    assert listed["burst_id"].tolist() == expected
    if "sort" not in choice and "page_rows" not in choice:
        assert run(conn, "marks", **choice)["burst_id"].tolist() == expected
        assert listed["rank"].tolist() == list(range(1, len(expected) + 1))


def test_a_burst_is_listed_where_it_overlaps_the_range(conn):
    before = Filters(FIRST, MORNING)
    during = Filters(MORNING + HOUR, MORNING + 2 * HOUR)

    assert run(conn, "list", before)["burst_id"].tolist() == ["slow"]
    assert run(conn, "list", during)["burst_id"].tolist() == ["script", "wave", "slow"]


def test_sparks_count_all_sign_ups_around_and_inside_an_attribute_its_own(conn):
    listed = run(conn, "list").set_index("burst_id")

    around = listed.loc["script", "signups"]
    assert len(around) == 30
    assert sum(around) == 60
    assert sum(around[:10]) == sum(around[20:]) == 0
    assert sum(listed.loc["slow", "signups"]) == 20


def test_accounts_in_several_bursts_count_once(conn):
    everything = run(conn, "totals").iloc[0]
    left = run(conn, "totals", explained=["script"]).iloc[0]

    assert everything["accounts"] == 80
    assert left["accounts"] == 32
    assert everything["requests"] > left["requests"]


def test_the_close_up_tells_the_burst_from_all_others(conn):
    shown = {"shown_from_at": MORNING + HOUR / 2, "shown_to_at": MORNING + 2 * HOUR}

    counts = run(conn, "moments", burst_id="wave", step=dt.timedelta(minutes=1), **shown)

    assert len(counts) == 90
    assert counts["burst_accounts"].sum() == 12
    known = signups(conn)["created_at"].between(*shown.values(), inclusive="left").sum()
    assert counts["other_accounts"].sum() == known - 12


def test_first_use_is_that_of_the_first_seven_days(conn):
    week = {"first_day_at": FIRST, "last_day_at": LAST + 8 * DAY}

    used = run(conn, "first_use", burst_id="slow", **week)

    expected = conn.execute(
        "select gen_ai_request_model as model, count(*) as asked from fact_requests fact"
        " inner join found_burst_accounts m using (account_key) where m.burst_id = 'slow'"
        " and fact.ts >= date_trunc('day', m.signed_up_at)"
        " and fact.ts < date_trunc('day', m.signed_up_at) + interval 7 day"
        " and gen_ai_request_model is not null group by all"
    ).df()
    models = used[(used["dimension"] == "model") & (used["value"] != "(unknown)")]
    assert models.set_index("value")["requests"].to_dict() == dict(
        zip(expected["model"], expected["asked"], strict=True)
    )
    assert used.groupby("dimension")["share_of_requests"].sum().tolist() == pytest.approx([1, 1])


def test_accounts_are_paged_in_the_order_asked_for(conn):
    pages = [
        run(conn, "accounts", burst_id="script", sort="signed_up_at", page_rows=25, skip_rows=skip)
        for skip in (0, 25, 50)
    ]

    rows = pd.concat(pages)
    assert rows["signed_up_at"].is_monotonic_increasing
    assert rows["pseudonym"].nunique() == 60
    assert set(rows["found"]) == {60}


def test_values_come_with_shares_and_two_bursts_with_both(conn):
    values = run(conn, "values", burst_id="script")
    both = run(conn, "values_compared", burst_id="script", other_id="wave")

    assert values["is_notable"].tolist() == [True, True, False]
    assert values["share"].tolist() == pytest.approx([41 / 55, 1, 1 / 3])
    assert values["control_share"].iloc[0] == pytest.approx(2 / 900)
    assert both["is_common"].tolist() == [True, False]
    assert pd.isna(both["other_share"].iloc[1])


@pytest.mark.parametrize(
    ("told", "repeated"),
    [({"client": True}, True), ({"client": False}, False), ({}, False)],
    ids=["told", "not notable", "not there"],
)
def test_whole_client_strings_yield_to_the_notable_clients_in_them(conn, told, repeated):
    for attr_type, is_notable in {"user_agent": True, **told}.items():
        conn.execute(
            "insert into found_burst_values"
            " values ('script', $1, 'Mozilla', 50, 60, 1, 800, 60.0, 9.0, 90.0, $2)",
            [attr_type, is_notable],
        )

    for name in ("values", "values_compared"):
        rows = run(conn, name, burst_id="script", other_id="wave").set_index("attr_type")

        assert rows.loc["user_agent", "is_repeated"] == repeated, name
        assert not rows.drop("user_agent")["is_repeated"].any(), name


def test_series_and_overlaps_lead_to_other_bursts(conn):
    assert run(conn, "series", burst_id="wave")["burst_id"].tolist() == ["script", "wave"]
    assert run(conn, "series", burst_id="slow").empty
    overlaps = run(conn, "overlaps", burst_id="script")
    assert overlaps[["burst_id", "common_accounts"]].values.tolist() == [["wave", 12]]


def test_the_extracts_hold_every_burst_and_account(conn):
    everything = {"start_at": None, "end_at": None}
    found = db.run(conn, "extract/bursts", everything)
    accounts = db.run(conn, "extract/burst_accounts", everything)

    assert found["burst_id"].tolist() == ["script", "small", "wave", "slow", "doubtful"]
    assert accounts.groupby("burst_id").size().to_dict() == dict(
        zip(found["burst_id"], found["accounts"], strict=True)
    )
    day = {"start_at": MORNING, "end_at": MORNING + 2 * HOUR}
    assert "wave" in db.run(conn, "extract/bursts", day)["burst_id"].tolist()
    assert len(db.run(conn, "extract/burst_accounts", day)) == 72


def test_an_account_is_in_the_bursts_that_hold_it(conn):
    members = conn.execute("select burst_id, account_key from found_burst_accounts").df()
    held = members.groupby("account_key")["burst_id"].agg(set)
    most = held.map(len).idxmax()
    outside = conn.execute(
        "select min(account_key) from account_details"
        " where account_key not in (select account_key from found_burst_accounts)"
    ).fetchone()[0]

    found = db.run(conn, "accounts/bursts", {"account_key": int(most)})

    assert set(found["burst_id"]) == held[most]
    assert found["score"].is_monotonic_decreasing
    assert db.run(conn, "accounts/bursts", {"account_key": outside}).empty
