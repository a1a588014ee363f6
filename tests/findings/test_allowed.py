"""An allow-list on a real warehouse: what it names is not found again, and the version says so."""

import datetime as dt

import pytest

from hydrascope.clusters.allowed import Allowed
from hydrascope.findings.again import detect_again
from hydrascope.findings.clusters import detect
from hydrascope.findings.run import Settings, digest
from hydrascope.warehouse.store import Warehouse
from tests import build
from tests.planted import accounts, check, made, one, probable, requests, rows

NOW = dt.datetime(2026, 2, 1, 12, 0)


@pytest.fixture(scope="module")
def operator():
    with made(accounts(), requests()) as conn:
        detect(conn)
        members = rows(conn, "select account_id from cluster_accounts"
                       " where membership = 'probable' order by all")  # fmt: skip
        values = rows(conn, "select attr_type, attr_value from found_cluster_values")
        yield conn, [name for (name,) in members], set(values)


def test_an_allowed_cluster_is_not_reported_and_its_reason_is_kept(operator):
    conn, members, _ = operator

    found = detect(conn, allowed=Allowed(clusters=(frozenset(members),)))

    assert found == {"clusters": 0}
    check(conn)
    fallen = "select accounts, reason from found_cluster_candidates where fell_at = 'allow-list'"
    ((accounts_, reason),) = rows(conn, fallen)
    assert accounts_ == len(members)
    assert f"{len(members)} of its {len(members)} accounts" in reason


def test_allowed_accounts_join_no_cluster_and_the_waterfall_counts_them(operator):
    conn, members, _ = operator
    free = frozenset(members[:5])

    detect(conn, allowed=Allowed(accounts=free))

    check(conn)
    here = rows(conn, "select account_id from cluster_accounts")
    assert not free & {name for (name,) in here}
    assert len(probable(conn)) >= len(members) - 5 - 1
    said = one(conn, "select sentence from found_cluster_filters where filter = 'allow-list'")
    assert "5 accounts" in said
    assert one(conn, "select value from cluster_facts where name = 'allow_list'")


def test_allowed_values_make_no_links(operator):
    conn, _, values = operator
    cards = frozenset(value for value in values if value[0] in ("payment", "prefix"))
    assert cards

    detect(conn, allowed=Allowed(values=cards))

    left = set(rows(conn, "select attr_type, attr_value from found_cluster_values"))
    assert not cards & left
    check(conn)


def test_another_allow_list_is_another_version(tmp_path):
    build.warehouse(tmp_path)
    store = Warehouse(tmp_path)
    some = Allowed(accounts=frozenset({"acct_1"}))

    version, _ = detect_again(store, Settings(), NOW, allowed=some)

    assert digest(Settings(), some) in version.path.name
    assert digest(Settings(), some) != digest(Settings())
    assert digest(Settings(), Allowed()) == digest(Settings())
