"""What people allowed reaches detection, and comes back when it has expired."""

import datetime as dt

import pandas as pd

from hydrascope import cases, permits
from hydrascope.clusters.allowed import Allowed

NOW = dt.datetime(2026, 3, 1)
DAY = dt.timedelta(days=1)
SAID = {"reason": "our own tests", "author": "mk", "at": NOW, "expires_at": NOW + 7 * DAY}


def test_nothing_is_allowed_where_nobody_said_anything(tmp_path):
    assert permits.in_force(tmp_path / "w", NOW) == Allowed()
    assert list(tmp_path.iterdir()) == []


def test_each_kind_of_entry_arrives_while_it_holds(tmp_path):
    listed = cases.AllowList(cases.of(tmp_path / "w"))
    listed.add("value", attr=("asn", "64500"), **SAID)
    listed.add("account", account_id="a1", **SAID)
    listed.add("cluster", cluster_id="c1", members=["a2", "a3"], **SAID)
    listed.add("account", account_id="a4", **SAID | {"expires_at": NOW + DAY})

    told = permits.in_force(tmp_path / "w", NOW + 2 * DAY)
    assert told == Allowed(
        frozenset({("asn", "64500")}), frozenset({"a1"}), (frozenset({"a2", "a3"}),)
    )
    assert permits.in_force(tmp_path / "w", NOW).accounts == {"a1", "a4"}
    assert not permits.in_force(tmp_path / "w", NOW + 7 * DAY)


def test_a_value_is_the_same_fact_at_signup_and_in_requests():
    assert permits.same_fact("prefix") == ("prefix", "request_prefix")
    assert permits.same_fact("request_ja4") == ("request_ja4", "ja4")
    assert permits.same_fact("payment") == ("payment",)


def test_an_empty_list_allows_nothing():
    assert permits.allowed(pd.DataFrame()) == Allowed()
