"""The cluster pages' figures against the same questions asked of the raw rows."""

import datetime as dt

import pandas as pd
import pytest

from hydrascope import db
from tests import build, bursts, clusters
from tests.clusters import ACTING, APP, CAMPUS, SECOND, UNCLEAR

DAY = dt.timedelta(days=1)
FIRST = build.FIRST
LAST = FIRST + build.DAYS * DAY
CHOICE = {
    "start_at": FIRST,
    "end_at": LAST,
    "before_start_at": None,
    "before_end_at": None,
    "kinds": None,
    "least_accounts": 2,
    "sort": "kind",
    "page_rows": 50,
    "skip_rows": 0,
}
LATE = {"start_at": FIRST + 10 * DAY, "before_start_at": FIRST, "before_end_at": FIRST + 10 * DAY}


@pytest.fixture
def conn(conn):
    bursts.insert(conn)
    clusters.insert(conn)
    return conn


def run(conn, name, **more):
    return db.run(conn, f"clusters/{name}", {**CHOICE, **more})


def asked(conn, start_at=FIRST, end_at=LAST):
    """The slow, obvious way: requests of each cluster's probable members, from single requests."""
    rows = conn.execute("select account_key, ts from fact_requests").df()
    members = conn.execute(
        "select cluster_id, account_key from found_cluster_accounts where membership = 'probable'"
    ).df()
    rows = rows[(rows["ts"] >= start_at) & (rows["ts"] < end_at)]
    return rows.merge(members, on="account_key")["cluster_id"].value_counts().to_dict(), len(rows)


@pytest.mark.parametrize("range_", [{}, LATE])
def test_the_list_counts_what_probable_members_asked_in_the_range(conn, range_):
    found = run(conn, "list", **range_)

    expected, everybody = asked(conn, range_.get("start_at", FIRST))
    assert dict(zip(found["cluster_id"], found["requests"], strict=True)) == expected
    shares = dict(zip(found["cluster_id"], found["share_of_requests"], strict=True))
    assert shares[ACTING] == pytest.approx(expected[ACTING] / everybody)
    assert (found["accounts"] > 0).all()


def test_what_acts_as_one_comes_first_and_then_what_asks_most(conn):
    assert run(conn, "list")["cluster_id"].tolist() == [ACTING, SECOND, UNCLEAR, CAMPUS, APP]
    assert run(conn, "list", sort="accounts")["cluster_id"].iloc[0] == ACTING
    assert run(conn, "list", sort="requests")["requests"].is_monotonic_decreasing


def test_the_list_compares_with_the_days_before_or_with_nothing(conn):
    assert run(conn, "list")["before_requests"].isna().all()

    found = run(conn, "list", sort="change", **LATE).set_index("cluster_id")

    expected, _ = asked(conn, FIRST, FIRST + 10 * DAY)
    assert found["before_requests"].to_dict() == expected
    assert found.index[0] == ACTING


def test_kinds_size_and_pages_narrow_the_list(conn):
    matter = run(conn, "list", kinds=["coordinated", "unclear"])
    assert set(matter["cluster_id"]) == {ACTING, SECOND, UNCLEAR}
    assert run(conn, "list", kinds=[]).empty
    assert UNCLEAR not in set(run(conn, "list", least_accounts=15)["cluster_id"])
    page = run(conn, "list", page_rows=2, skip_rows=2)
    assert page["rank"].tolist() == [3, 4]
    assert page["found"].tolist() == [5, 5]


def test_a_range_nobody_of_a_cluster_lived_in_has_no_clusters(conn):
    later = {"start_at": LAST + DAY, "end_at": LAST + 2 * DAY}

    assert run(conn, "list", **later).empty
    assert run(conn, "totals", **later).empty


def test_the_ramp_is_the_first_day_at_a_quarter_of_the_busiest(conn):
    found = run(conn, "list").set_index("cluster_id")

    days = run(conn, "days", cluster_ids=[ACTING])
    quarter = days[days["requests"] * 4 >= days["requests"].max()]
    assert found.loc[ACTING, "ramp_at"] == quarter["bucket_at"].iloc[0]
    assert found.loc[ACTING, "ramp_at"] == pd.Timestamp("2026-01-17")


def test_totals_are_the_sums_of_the_list(conn):
    listed = run(conn, "list", **LATE)

    totals = run(conn, "totals", **LATE).set_index("kind")

    assert totals.index[0] == "coordinated"
    for column in ("accounts", "requests"):
        assert totals[column].to_dict() == listed.groupby("kind")[column].sum().to_dict()
    assert totals["clusters"].to_dict() == listed["kind"].value_counts().to_dict()
    assert (totals["all_requests"] == asked(conn, FIRST + 10 * DAY)[1]).all()


def test_days_keep_quiet_ones_and_leave_out_the_end(conn):
    found = run(conn, "days", cluster_ids=[ACTING, APP], end_at=FIRST + 3 * DAY)

    assert len(found) == 6
    assert found["bucket_at"].max() == FIRST + 2 * DAY


def test_only_candidates_that_fell_are_listed_with_a_reason(conn):
    found = run(conn, "candidates", page_rows=2)

    assert found["accounts"].tolist() == [31, 12]
    assert found["reason"].notna().all()
    assert found["found"].tolist() == [3, 3]
    steps = run(conn, "filters")
    assert steps["candidates_before"].tolist()[1:] == steps["candidates_after"].tolist()[:-1]


def test_a_burst_names_the_clusters_of_its_accounts(conn):
    (row,) = run(conn, "of_burst", burst_id="script").to_dict("records")
    assert (row["cluster_id"], row["common_accounts"], row["accounts"]) == (ACTING, 60, 80)

    slow = run(conn, "of_burst", burst_id="slow")
    members = conn.execute(
        "select cluster_id, count(*) from found_burst_accounts inner join found_cluster_accounts"
        " using (account_key) where burst_id = 'slow' group by 1"
    ).fetchall()
    counts = slow["common_accounts"] + slow["possible_accounts"]
    assert dict(zip(slow["cluster_id"], counts, strict=True)) == dict(members)


def test_two_clusters_show_their_families_and_what_marks_both(conn):
    both = {"cluster_id": ACTING, "other_id": SECOND}

    families = run(conn, "compare_families", **both)
    assert families["is_other"].tolist()[:2] == [False, True]
    assert families["family"].iloc[0] == "payment"
    (value,) = run(conn, "compare_values", **both).to_dict("records")
    assert (value["attr_type"], value["accounts"], value["other_accounts"]) == ("template", 58, 22)
    assert value["share"] == pytest.approx(58 / 80)
    assert run(conn, "compare_accounts", **both).empty
    conn.execute(
        "insert into found_cluster_accounts values ('c0b2', 341, 'possible', 5.0, 14.5, 1, 'x')"
    )
    (account,) = run(conn, "compare_accounts", **both).to_dict("records")
    assert (account["membership"], account["other_membership"]) == ("probable", "possible")


def test_flagged_requests_are_those_of_clusters_that_act_as_one(conn):
    found = db.run(conn, "overview/flagged", CHOICE)

    expected, _ = asked(conn)
    assert found["requests"].sum() == expected[ACTING] + expected[SECOND]
    assert len(found) == build.DAYS


@pytest.mark.parametrize("name", ["clusters", "cluster_accounts", "links"])
def test_an_extract_holds_every_row_of_its_table(conn, name):
    every = {"start_at": None, "end_at": None}

    found = db.run(conn, f"extract/{name}", every)

    (rows,) = conn.execute(f"select count(*) from {name}").fetchone()
    known = [column[0] for column in conn.execute(f"select * from {name}").description]
    assert len(found) == rows > 0
    assert list(found.columns) == known


def test_an_extract_of_clusters_may_be_of_a_range(conn):
    before = {"start_at": None, "end_at": FIRST}
    assert db.run(conn, "extract/clusters", before).empty
    assert len(db.run(conn, "extract/clusters", {"start_at": LAST - DAY, "end_at": None})) == 5


@pytest.mark.parametrize("measure", ["requests", "tokens", "cost_usd"])
def test_days_by_cluster_add_up_to_everybody(conn, measure):
    found = db.run(conn, "volumes/clusters_over_time", {**CHOICE, "measure": measure, "top": 2})

    whole = {
        "requests": "sum(request_count), sum(request_count)",
        "tokens": "sum(gen_ai_usage_input_tokens + gen_ai_usage_output_tokens),"
        " count(gen_ai_usage_input_tokens)",
        "cost_usd": "sum(cost_usd)::double, count(cost_usd)",
    }[measure]
    amount, measured = conn.execute(f"select {whole} from fact_requests").fetchone()
    assert found["amount"].sum() == pytest.approx(amount)
    assert found["measured_requests"].sum() == measured
    assert found["requests"].sum() == 30_000
    assert found["series"].unique().tolist() == ["(in no cluster)", ACTING, "(everything else)"]
    assert (found["amount"] >= 0).all()


def test_members_among_some_accounts_are_counted_by_cluster(conn):
    ids = [name for (name,) in conn.execute(
        "select account_id from cluster_accounts where membership = 'probable'"
        " and cluster_id in ($one, $other) order by all", {"one": ACTING, "other": SECOND}
    ).fetchall()]  # fmt: skip
    found = run(conn, "listed", account_ids=[*ids, "nobody"]).set_index("cluster_id")

    assert set(found.index) == {ACTING, SECOND}
    assert found["listed_accounts"].tolist() == found["accounts"].tolist()
    assert run(conn, "listed", account_ids=ids[:3])["listed_accounts"].sum() == 3
    assert run(conn, "listed", account_ids=["nobody"]).empty
