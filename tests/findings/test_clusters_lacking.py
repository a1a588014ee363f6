"""Clusters where the data lack something, or are odd: an answer, never a crash."""

import duckdb
import numpy as np
import pandas as pd
import pytest

from hydrascope.findings.clusters import detect
from tests import build
from tests.planted import FIRST, accounts, check, made, one, probable, requests, rows


@pytest.fixture
def operator():
    with made(accounts(), requests()) as conn:
        yield conn


def signal(conn, keys, values):
    conn.register("told", pd.DataFrame({"account_key": keys, "attr_value": values}))
    conn.execute("insert into account_attributes_raw by name select *, 'screen' as attr_type,"
                 " 1 as n_obs, 'test' as source from told")  # fmt: skip
    conn.unregister("told")


def test_attributes_alone_are_enough():
    """No requests at all: a shared card and a signal of the team's own."""
    keys = np.arange(1, 40_001)
    mine = keys > 39_980
    cards = pd.Series(np.where(mine, "one card", "card" + pd.Series(keys % 30_000).astype("str")))
    told = pd.DataFrame({"account_key": keys, "payment_fingerprint_hash": cards})
    with made(told) as conn:
        signal(
            conn, keys, np.where(mine, "one screen", "s" + pd.Series(keys % 9_000).astype("str"))
        )

        assert detect(conn)["clusters"] == 1

        check(conn)
        assert probable(conn) == set(keys[mine].tolist())
        assert rows(conn, "select kind, requests, first_seen_at, input_tokens"
                    " from found_clusters") == [("unclear", 0, None, None)]  # fmt: skip


def test_a_list_of_prompts_only_the_operator_uses_tells_the_most():
    with made(accounts(), requests(own_templates=True)) as conn:
        detect(conn)

        assert one(conn, "select median_bits from found_cluster_families"
                   " where family = 'templates'") > 8  # fmt: skip


NOBODY = pd.DataFrame({"account_key": np.zeros(0, dtype=np.int64)})
BARE = pd.DataFrame({"account_key": np.arange(1, 31)})
ALIKE = pd.DataFrame(
    {
        "account_key": np.arange(1, 61),
        "created_at": FIRST,
        "payment_fingerprint_hash": "card",
        "signup_prefix_hash": "net",
        "signup_user_agent": "agent",
    }
)
SAME = pd.DataFrame(
    {
        "ts": np.tile(pd.date_range(FIRST, periods=50, freq="37min"), 60),
        "account_key": np.repeat(np.arange(1, 61), 50),
        "prompt_template_hash": np.tile(np.arange(50, dtype=np.uint64), 60),
    }
)
CASES = {
    "nobody": (NOBODY, None),
    "one account": (accounts().head(1), None),
    "one account that asks": (accounts().head(1), requests(ordinary=1, operators=0)),
    "templates and nothing else": (
        accounts()[["account_key"]], requests().drop(columns="user_agent_original")),
    "requests without templates": (accounts(), requests().drop(columns="prompt_template_hash")),
    "requests without programs": (accounts(), requests().drop(columns="user_agent_original")),
    "one card for all": (accounts().assign(payment_fingerprint_hash="card"), None),
    "everybody the same": (ALIKE, SAME),
    "the same, without requests": (ALIKE, None),
    "no card known": (accounts().drop(columns="payment_fingerprint_hash"), requests()),
    "no times of sign-up": (accounts().drop(columns="created_at"), requests()),
    "only strangers": (accounts(operators=0), requests(operators=0)),
    "only operators": (accounts(ordinary=0), requests(ordinary=0)),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_whatever_the_data_lack_is_an_answer(case):
    with made(*CASES[case]) as conn:
        found = detect(conn)

        check(conn)
        assert found["clusters"] == one(conn, "select count(*) from found_clusters")
        if case in {"one card for all", "only strangers", "everybody the same", "nobody"}:
            assert "coordinated" not in found


@pytest.mark.parametrize("asked", [None, SAME.iloc[:1500, :2]])
def test_accounts_that_show_nothing_are_an_answer(asked):
    with made(BARE, asked) as conn:
        assert detect(conn) == {"clusters": 0}


def test_one_program_that_everybody_uses_is_no_app():
    asked = requests(operators=0).assign(user_agent_original="the-sdk/1.0")
    with made(accounts(operators=0), asked) as conn:
        assert detect(conn) == {"clusters": 0}


def test_an_operator_that_is_a_tenth_of_the_accounts_is_found():
    told, asked = accounts(ordinary=400), requests(ordinary=400)
    with made(told, asked) as conn:
        assert detect(conn).get("coordinated") == 1


def test_a_request_of_another_year_changes_nothing(operator):
    """One wrong clock: the search still ends, and finds the same."""
    operator.execute("insert into fact_requests by name select * replace (timestamp '2025-01-01'"
                     " as ts, 'old' as request_id) from fact_requests where account_key = 3"
                     " limit 1")  # fmt: skip

    assert detect(operator) == {"clusters": 1, "coordinated": 1}


def test_the_small_warehouse_of_the_other_tests_can_be_searched(tmp_path):
    published = build.warehouse(tmp_path)
    copy = tmp_path / "copy.duckdb"
    copy.write_bytes(published.path.read_bytes())
    with duckdb.connect(str(copy)) as conn:
        conn.execute("set TimeZone = 'UTC'")
        detect(conn)

        check(conn)
