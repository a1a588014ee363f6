"""Clusters on a real warehouse: written down consistently, whatever the data lack."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hydrascope.clusters.search import Settings
from hydrascope.findings.clusters import _in_order, detect, forget
from tests.planted import (
    FIRST,
    MINE,
    OPERATORS,
    OWN,
    accounts,
    check,
    made,
    one,
    probable,
    requests,
    rows,
    tables,
)


@pytest.fixture
def operator():
    with made(accounts(), requests()) as conn:
        yield conn


def test_the_operator_is_found_and_every_table_agrees(operator):
    found = detect(operator)

    assert found == {"clusters": 1, "coordinated": 1}
    assert len(probable(operator) & MINE) >= 0.9 * OPERATORS
    assert len(probable(operator) - MINE) <= 1
    check(operator)
    assert all(tables(operator)[f"found_cluster_{name}"] for name in OWN)


def test_twice_is_the_same_and_the_order_of_rows_is_nothing(operator):
    detect(operator)
    first = tables(operator)
    detect(operator)
    second = tables(operator)
    for table in ("account_details", "known_accounts", "fact_requests", "account_day"):
        operator.execute(f"create temp table mixed as select * from {table} order by hash(rowid)")
        operator.execute(f"delete from {table}")
        operator.execute(f"insert into {table} select * from mixed")
        operator.execute("drop table mixed")

    detect(operator)

    assert second == first
    assert tables(operator) == first


def test_the_estimated_part_of_a_clusters_cost_is_that_of_its_members(operator):
    operator.execute(
        "update fact_requests set cost_usd = 0.5,"
        " cost_origin = if(account_key % 2 = 0, 'price_table', 'source')"
    )
    operator.execute("update account_hour set cost_usd = requests * 0.5")
    detect(operator)
    members = " and account_key in (select account_key from found_cluster_accounts"
    members += " where membership = 'probable')"
    (told,) = rows(
        operator,
        "select sum(cost_usd), sum(cost_usd) filter (account_key % 2 = 0) from fact_requests"
        f" where true{members}",
    )

    assert rows(operator, "select cost_usd, estimated_usd from found_clusters") == [told]
    share = one(operator, "select estimated_share(estimated_usd, cost_usd) from found_clusters")
    assert share == pytest.approx(float(told[1] / told[0]))
    assert 0 < share < 1
    operator.execute("create temp table pairs as from (values (null, 4), (1, 4), (9, 4), (0, 0)) t")
    shares = rows(operator, "select estimated_share(col0::double, col1::double) from pairs")
    assert shares == [(0,), (0.25,), (1,), (1,)]


def test_a_cluster_keeps_its_name_when_accounts_are_numbered_anew():
    told, asked = accounts(), requests()
    with made(told, asked) as conn:
        detect(conn)
        names = rows(conn, "select cluster_id from found_clusters")
    with made(told, asked) as conn:
        for table in ("known_accounts", "account_details", "fact_requests", "account_totals",
                      "account_day", "account_hour"):  # fmt: skip
            conn.execute(f"update {table} set account_key = 5000 - account_key")

        detect(conn)

        assert rows(conn, "select cluster_id from found_clusters") == names
        assert len({5000 - key for key in probable(conn)} & MINE) >= 0.9 * OPERATORS


def test_findings_of_other_data_can_be_forgotten(operator):
    detect(operator)

    forget(operator)

    told = tables(operator)
    assert told.pop("cluster_facts") == [("not_run", "1")]
    assert not any(told.values())


def test_fewer_accounts_than_asked_for_are_no_cluster(operator):
    assert detect(operator, Settings(least_accounts=200)) == {"clusters": 0}

    check(operator)
    assert one(operator, "select count(*) from found_cluster_candidates where fell_at = 'size'")


@pytest.mark.parametrize("family", ["payment", "network", "templates"])
def test_a_family_can_be_left_out(operator, family):
    detect(operator, Settings(without=(family,)))

    told = {
        name for (name,) in rows(operator, "select distinct family from found_cluster_evidence")
    }
    assert family not in told
    check(operator)


def test_replacements_of_banned_accounts_are_written_down():
    """Half of the accounts are banned; an hour later another starts with the same card."""
    told, asked = accounts(), requests()
    rng = np.random.default_rng(4)
    gone, come = np.arange(1601, 1621), np.arange(1621, 1641)
    at = {key: FIRST + dt.timedelta(hours=float(hour))
          for key, hour in zip(gone, rng.uniform(60, 200, 20), strict=True)}  # fmt: skip
    since = {new: at[old] + dt.timedelta(hours=1) for old, new in zip(gone, come, strict=True)}
    asked["begun"] = asked["account_key"].map(since)
    asked = asked[asked["begun"].isna() | (asked["ts"] >= asked["begun"])].drop(columns="begun")
    card = told.set_index("account_key")["payment_fingerprint_hash"]
    told.loc[told["account_key"].isin(come), "payment_fingerprint_hash"] = card[gone].to_numpy()
    extra = pd.DataFrame({"ts": list(since.values()), "account_key": list(since)})
    with made(told, pd.concat([asked, extra], ignore_index=True)) as conn:
        for key, moment in at.items():
            conn.execute("insert into events by name select ? as event_id, ?::timestamp as ts,"
                         " 'ban' as event_type, ? as account_id",
                         [f"b{key}", moment, f"acct_{key}"])  # fmt: skip

        detect(conn)

        check(conn)
        pairs = rows(conn, "select from_account_key, to_account_key, gap_hours"
                     " from found_successions")  # fmt: skip
        assert len(pairs) >= 12
        assert np.mean([to == before + 20 for before, to, _ in pairs]) >= 0.7
        assert one(conn, "select median_regrowth_hours from found_clusters") == (
            pytest.approx(1.0, abs=0.3)
        )
        assert one(conn, "select banned_accounts from found_clusters") >= 18


def counted(moments, requests, edges):
    table = sorted(zip(moments, requests, strict=True))
    return (
        [sum(moment < edge for moment in moments) for edge in edges],
        [moment for moment, _ in table],
        [asked for _, asked in table],
    )


# Moments are an account's place times the minutes there are: from small ones to those that share
# no word of 64 bits with their requests.
MOMENTS = st.sampled_from([30, 2**20, 2**40, 2**59]).flatmap(
    lambda most: st.lists(st.integers(0, most), unique=True, max_size=30)
)


@given(
    MOMENTS,
    st.sampled_from([1, 9, 2**12, 2**40]),
    st.sampled_from([0, 2**21, 2**60]),
    st.integers(0, 2**20),
)
def test_moments_are_sorted_with_their_requests_whether_they_share_a_word_or_not(
    moments, most, last, seed
):
    rng = np.random.default_rng(seed)
    requests = rng.integers(1, most + 1, len(moments))
    at = np.array(moments, dtype=np.int64)
    edges = np.unique(np.r_[0, at, at[:3] + 1, last])

    begin, moment, asked = _in_order(at, requests, edges)

    expected = counted(moments, requests.tolist(), edges.tolist())
    assert (begin.tolist(), moment.tolist(), asked.tolist()) == expected
