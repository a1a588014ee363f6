"""What is on the allow-list since the last detection is marked where it is shown or compared."""

import datetime as dt

import pytest

from hydrascope import cases
from hydrascope.cases import AllowList
from hydrascope.warehouse.store import Warehouse
from tests import bursts, clusters

COMPARE, BURST = "pages/clusters/compare.py", "pages/bursts/burst.py"
NOW = dt.datetime.now(dt.UTC).replace(tzinfo=None, microsecond=0)
SAID = {
    "reason": "our own tests", "expires_at": NOW + dt.timedelta(days=30), "author": "mk",
    "at": NOW, "fingerprint": "0123456789abcdef",
}  # fmt: skip


def rows(folder, sql, *values):
    with Warehouse(folder).connect() as conn:
        return conn.execute(sql, list(values)).fetchall()


def table(page, column):
    return next(one.value for one in page.dataframe if column in one.value)


def sides(opened_on):
    """What the table of figures says of the allow-list, on either side."""
    page = opened_on(COMPARE, cluster=clusters.ACTING, other=clusters.SECOND)
    assert not page.exception
    told = page.table[0].value.set_index("")
    return tuple(told.loc["Allow-list"])


def test_two_clusters_side_by_side(opened_on, clustered, book):
    assert sides(opened_on) == ("not on it", "not on it")

    inside = [row[0] for row in rows(
        clustered, "select account_id from cluster_accounts where membership = 'probable'"
        " and cluster_id = ?", clusters.ACTING,
    )]  # fmt: skip
    AllowList(book).add("cluster", cluster_id=clusters.ACTING, members=inside, **SAID)

    one, other = sides(opened_on)
    assert one.startswith("allow-listed until")
    assert other == "not on it"


@pytest.fixture
def burst(app, tmp_path, monkeypatch):
    """A folder of bursts, its allow-list, and its page."""
    folder = tmp_path / "bursts"
    bursts.warehouse(folder, basis="created_at")
    monkeypatch.setenv("HYDRASCOPE_CASES", str(tmp_path / "cases"))
    return folder, AllowList(cases.of(folder)), lambda: app(BURST, folder=folder, burst="script")


def test_the_values_and_accounts_of_a_burst(burst, words):
    folder, listed, opened = burst
    assert "allow-listed until" not in words(opened())
    assert table(opened(), "listed")["listed"].isna().all()

    shared = rows(
        folder, "select attr_type, attr_value from found_burst_values where burst_id = 'script'"
        " and is_notable and attr_type <> 'user_agent'",
    )  # fmt: skip
    (account,) = rows(
        folder, "select account_id from burst_accounts where burst_id = 'script' limit 1"
    )
    for value in shared:
        listed.add("value", attr=value, **SAID)
    listed.add("account", account_id=account[0], **SAID)
    page = opened()

    assert not page.exception
    assert "**It is allow-listed until" in words(page)
    assert table(page, "listed")["listed"].notna().sum() == 1
