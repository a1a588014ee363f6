"""Wherever a cost is shown, the part of it that is estimated is said."""

import datetime as dt
import shutil

import duckdb
import pytest

from hydrascope import db
from hydrascope.filters import Filters
from hydrascope.warehouse.store import Warehouse
from tests import build

NOTE = "is estimated: tokens by list price, where no source tells a cost."


@pytest.fixture(scope="module")
def estimated(tmp_path_factory):
    """A warehouse in which the costs of one model are estimates."""
    root = tmp_path_factory.mktemp("estimated")
    build.warehouse(root)
    with duckdb.connect(str(Warehouse(root).current().path)) as conn:
        conn.execute(
            "insert into cells_estimated"
            " select bucket_at, segment_key, requests, cost_usd from cells_hour"
            " where cut = 'all' and cost_usd is not null and segment_key in"
            " (select segment_key from segments where cut = 'all' and model = 'alpha-large')"
        )
    return root


def test_the_share_follows_the_view(estimated):
    month = Filters(build.FIRST, build.FIRST + build.DAYS * dt.timedelta(days=1))
    with Warehouse(estimated).connect() as conn:

        def ask(**chips):
            view = Filters(month.start_at, month.end_at, chips=chips)
            return db.run(conn, "overview/estimated_cost", view.params("status")).iloc[0]

        whole = conn.execute(
            "select sum(cost_usd)::double, count(cost_usd),"
            " (sum(cost_usd) filter (gen_ai_request_model = 'alpha-large'))::double,"
            " count(cost_usd) filter (gen_ai_request_model = 'alpha-large') from requests"
        ).fetchall()[0]
        told, one, other = ask(), ask(model=("alpha-large",)), ask(model=("beta",))

    assert (told["cost_usd"], told["estimated_usd"]) == pytest.approx((whole[0], whole[2]))
    assert told["estimated_requests"] == whole[3]
    assert told["estimated_share"] == pytest.approx(whole[2] / whole[0])
    assert one["estimated_share"] == 1
    assert (other["estimated_share"], other["estimated_requests"]) == (0, 0)


@pytest.mark.parametrize(
    ("page", "address"),
    [
        ("overview", {}),
        ("volumes", {"measure": "Cost, as the source reports it"}),
        ("pages/volumes/accounts.py", {"measure": "Cost, as the source reports it"}),
        ("pages/volumes/compare.py", {"measure": "Cost, as the source reports it"}),
        ("requests", {}),
    ],
)
def test_pages_with_costs_say_which_part_is_estimated(app, words, estimated, page, address):
    shown = app(page, folder=estimated, **address)

    assert not shown.exception
    assert NOTE in words(shown)


def test_where_every_cost_is_reported_nothing_is_said(app, words):
    assert NOTE not in words(app("requests"))


def test_one_account_shows_no_cost_and_so_has_no_note(app, words, estimated):
    with Warehouse(estimated).connect() as conn:
        name = conn.execute("select min(pseudonym) from known_accounts").fetchall()[0][0]
    shown = app("account", folder=estimated, account=name)

    assert not shown.exception
    assert name in words(shown)
    assert NOTE not in words(shown)
    assert not any("cost" in column for one in shown.dataframe for column in one.value)
    assert NOTE in words(app("account", folder=estimated))


def test_a_clusters_cost_is_called_estimated_by_its_own_part(app, words, clustered, tmp_path):
    """Its neighbours' estimates are nothing of it."""
    folder = tmp_path / "warehouse"
    shutil.copytree(clustered, folder)
    with duckdb.connect(str(Warehouse(folder).current().path)) as conn:
        conn.execute(
            "update found_clusters set estimated_usd = cost_usd / 4 where cluster_id = 'c0a1'"
        )
    page = "pages/clusters/cluster.py"
    one, other = (app(page, folder=folder, cluster=name) for name in ("c0a1", "c0b2"))
    both = app("pages/clusters/compare.py", folder=folder, cluster="c0a1", other="c0b2")

    assert "25% of the cost of this cluster is estimated" in words(one)
    assert "Cost, partly estimated" in [tile.label for tile in one.metric]
    assert "Cost as reported" in [tile.label for tile in other.metric]
    assert NOTE not in words(other)
    assert "25% of the cost of cluster c0a1 is estimated" in words(both)
    assert "of the cost of cluster c0b2" not in words(both)
