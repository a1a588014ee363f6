import datetime as dt

import pytest

from hydrascope import db
from hydrascope.filters import Filters
from tests.build import DAYS, FIRST

DAY = dt.timedelta(days=1)
LAST = FIRST + DAYS * DAY
WEEK = Filters(FIRST + 7 * DAY, FIRST + 14 * DAY)


def page(conn, name, view, **more):
    values = {
        "days_start_at": view.start_at,
        "days_end_at": view.end_at,
        "sort": "requests",
        "page_rows": 50,
        "skip_rows": 0,
        "signed_up": False,
        "asked_only": False,
    }
    return db.run(conn, name, view.params(**{**values, **more}))


def test_asked_ranks_and_counts_like_the_raw_rows(conn):
    rows = page(conn, "accounts/asked", WEEK, page_rows=500)

    oracle = conn.execute(
        "select pseudonym, count(*) from fact_requests inner join known_accounts"
        " using (account_key) where ts >= $1 and ts < $2 group by 1 order by 2 desc",
        [WEEK.start_at, WEEK.end_at],
    ).fetchall()
    assert dict(zip(rows["pseudonym"], rows["requests"], strict=True)) == dict(oracle)
    assert rows["requests"].is_monotonic_decreasing
    assert set(rows["found"]) == {len(oracle)}


@pytest.mark.parametrize("name", ["asked", "asked_chosen", "known"])
def test_pages_follow_one_another_without_gap_or_repeat(conn, name):
    parts = [
        page(conn, f"accounts/{name}", WEEK, page_rows=90, skip_rows=skip)["pseudonym"].tolist()
        for skip in range(0, 450, 90)
    ]
    whole = page(conn, f"accounts/{name}", WEEK, page_rows=450)["pseudonym"].tolist()

    assert [one for part in parts for one in part] == whole
    assert len(set(whole)) == len(whole)


def test_asked_chosen_counts_only_what_the_chips_let_through(conn):
    view = Filters(FIRST, LAST, {"model": ("beta",)})

    rows = page(conn, "accounts/asked_chosen", view, page_rows=500)

    assert rows["requests"].sum() == 3429
    assert rows["tokens"].isna().all()  # beta reports none: not available, never zero


def test_latest_signup_comes_first_when_asked_for(conn):
    rows = page(conn, "accounts/known", WEEK, sort="signup", signed_up=True)

    assert rows["created_at"].is_monotonic_decreasing
    assert rows["created_at"].between(WEEK.start_at, WEEK.end_at, inclusive="left").all()


def test_known_over_all_the_data_agrees_with_asked(conn):
    view = Filters(FIRST, LAST)

    known = page(conn, "accounts/known", view, asked_only=True, page_rows=500)
    asked = page(conn, "accounts/asked", view, page_rows=500)

    assert known["pseudonym"].tolist() == asked["pseudonym"].tolist()
    assert known["requests"].tolist() == asked["requests"].tolist()


def test_profile_finds_an_account_by_its_name_and_never_nobody(conn):
    known = conn.execute("select pseudonym from known_accounts where account_key = 3").fetchone()[0]

    row = db.run(conn, "accounts/profile", {"pseudonym": known}).iloc[0]

    assert row["account_key"] == 3
    assert "account_id" not in row
    assert db.run(conn, "accounts/profile", {"pseudonym": "A-none"}).empty


def test_lifeline_and_mix_add_up_to_the_account(conn):
    view = Filters(FIRST, LAST)

    counts = db.run(conn, "accounts/lifeline", view.params(account_key=345))
    mix = db.run(conn, "accounts/mix", view.params(account_key=345))

    assert counts["requests"].sum() == 100
    assert set(mix.groupby("dimension")["requests"].sum()) == {100}
    assert mix.set_index("dimension").loc["model", "value"] == "alpha-large"


def test_attributes_count_the_others_that_share_them(conn):
    rows = db.run(conn, "accounts/attributes", {"account_key": 45})

    assert rows["other_accounts"].tolist() == [19]  # prefixes go by twenties


def test_events_of_one_account(conn):
    name = conn.execute("select pseudonym from known_accounts where account_key = 341").fetchone()

    rows = db.run(conn, "accounts/events", {"pseudonym": name[0]})

    assert rows["event_type"].tolist() == ["ban"]
