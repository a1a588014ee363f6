"""Accounts by volume against the raw rows, page by page and whatever the edges."""

import pytest

from hydrascope import db
from hydrascope.ui import volumes_windows
from hydrascope.ui.volumes_view import View
from tests.queries.oracle import AMOUNTS, VIEWS, before, during, run


@pytest.fixture(params=VIEWS)
def view(request):
    return VIEWS[request.param]


@pytest.fixture(params=AMOUNTS)
def measure(request):
    return request.param


@pytest.mark.parametrize("sort", ["amount", "rise", "fall"])
def test_accounts_agree_with_the_raw_rows_whatever_the_edges(conn, view, measure, sort):
    asked = volumes_windows.ranked(View(view, measure), sort=sort, page=1, size=1000)

    found = db.run(conn, "volumes/accounts", asked)

    scale = view.length / (view.before()[1] - view.before()[0])
    now = during(conn, view, measure).groupby("account_key")["amount"].sum(min_count=1)
    then = before(conn, view, measure).groupby("account_key")["amount"].sum(min_count=1)
    excess = now.sub(then * scale, fill_value=0).dropna()
    assert found["amount"].sum() == pytest.approx(now.sum())
    assert sorted(found["excess"].dropna()) == pytest.approx(sorted(excess), abs=1e-5)
    order = {"amount": -found["amount"], "rise": -found["excess"], "fall": found["excess"]}[sort]
    assert order.dropna().is_monotonic_increasing
    assert found["accounts_total"].unique().tolist() == [len(found)]


def test_accounts_come_in_pages(conn):
    view = View(VIEWS["all the data"])
    pages = [
        db.run(
            conn, "volumes/accounts", volumes_windows.ranked(view, sort="amount", page=n, size=150)
        )
        for n in (1, 2, 3)
    ]

    names = [name for page in pages for name in page["pseudonym"]]
    assert [len(page) for page in pages] == [150, 150, 100]
    assert len(set(names)) == 400


def test_requests_of_no_known_account_are_nobodys(conn):
    conn.execute("update known_accounts set account_id = '(unknown)' where account_key = 341")

    found = db.run(
        conn,
        "volumes/accounts",
        volumes_windows.ranked(View(VIEWS["all the data"]), sort="amount", page=1, size=1000),
    )

    assert len(found) == found["accounts_total"].iloc[0] == 399


def test_a_bucket_counts_as_many_requests_as_it_stands_for(conn):
    conn.execute("update fact_requests set request_count = 10, row_grain = 'bucket'")
    view = VIEWS["minutes, two chips"]

    stack = run(conn, "over_time", view, "model")
    accounts = db.run(
        conn,
        "volumes/accounts",
        volumes_windows.ranked(View(view), sort="amount", page=1, size=1000),
    )

    asked = conn.execute(
        "select count(*) * 10 from fact_requests inner join segments using (segment_key)"
        " where cut = 'all' and model = 'alpha-large' and task in ('reasoning', 'coding')"
        " and ts >= $1 and ts < $2",
        [view.start_at, view.end_at],
    ).fetchone()
    assert stack["requests"].sum() == accounts["amount"].sum() == asked[0] > 0
