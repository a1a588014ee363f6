"""A small warehouse with one planted operator among strangers, and what to ask of it."""

import datetime as dt

import duckdb
import numpy as np
import pandas as pd

from hydrascope import db
from tests import worlds

FIRST = dt.datetime(2026, 1, 5)
DAYS, ORDINARY, OPERATORS = 10, 1600, 40
PROGRAMS = [f"{name}-client/1.2" for name in "abcdefghijkl"]
MINE = set(range(ORDINARY + 1, ORDINARY + OPERATORS + 1))
OWN = [
    "accounts", "evidence", "families", "values", "shows", "tests", "days", "hours", "mix",
]  # fmt: skip


def rows(conn, statement):
    return conn.execute(statement).fetchall()


def one(conn, statement):
    return rows(conn, statement)[0][0]


def tables(conn):
    names = rows(
        conn,
        "select table_name from duckdb_tables() where table_name like 'found_clus%'"
        " or table_name in ('found_links', 'found_successions', 'cluster_facts')",
    )
    return {name: rows(conn, f"select * from {name} order by all") for (name,) in names}


def empty():
    conn = duckdb.connect()
    for name in ("tables", "provenance", "bursts", "clusters", "views"):
        db.script(conn, f"warehouse/{name}")
    conn.execute("insert into segments by name select 'all' as cut, 1 as segment_key,"
                 " 'coding' as task, 'alpha' as model")  # fmt: skip
    return conn


def made(accounts, requests=None):
    """A warehouse of such accounts and requests; what a frame lacks, the data lack."""
    conn = empty()
    conn.register("accounts_in", accounts)
    conn.execute("insert into known_accounts select account_key, 'acct_' || account_key,"
                 " 'A-' || account_key from accounts_in")  # fmt: skip
    conn.execute("insert into account_details by name select *, 'test' as source from accounts_in")
    if requests is not None:
        conn.register("requests_in", requests)
        conn.execute(
            "insert into fact_requests by name select *, 1 as segment_key, 1 as file_key,"
            " 'r' || row_number() over () as request_id, 'request' as row_grain,"
            " 1 as request_count, 'account' as account_id_type, 'ok' as status,"
            " 100 as gen_ai_usage_input_tokens, 900 as gen_ai_usage_output_tokens"
            " from requests_in"
        )
    sums = ("sum(request_count), sum(gen_ai_usage_input_tokens), sum(gen_ai_usage_output_tokens),"
            " sum(cost_usd)")  # fmt: skip
    conn.execute("insert into account_totals select account_key, min(ts), max(ts), count(*)"
                 " from fact_requests group by all")  # fmt: skip
    conn.execute(f"insert into account_day select date_trunc('day', ts), account_key, segment_key,"
                 f" {sums}, count(*), 0 from fact_requests group by all")  # fmt: skip
    conn.execute(
        "insert into account_hour select account_key, date_trunc('hour', ts), sum(request_count),"
        " 0, sum(gen_ai_usage_input_tokens), sum(gen_ai_usage_output_tokens), sum(cost_usd)"
        " from fact_requests group by all"
    )
    return conn


def accounts(seed=1, ordinary=ORDINARY, operators=OPERATORS):
    """Strangers, then accounts of one operator: four share a card, all came through a few exits."""
    rng = np.random.default_rng(seed)
    total = ordinary + operators
    key = np.arange(1, total + 1)
    mine = key > ordinary
    card = np.where(mine, 10_000 + key // 4, key)
    exits = np.where(mine, 900 + rng.integers(0, 6, total), worlds.zipf(rng, 300, total))
    hours = rng.uniform(0, 24 * DAYS, total)
    return pd.DataFrame(
        {
            "account_key": key,
            "created_at": [FIRST + dt.timedelta(hours=hour) for hour in hours],
            "payment_fingerprint_hash": [f"card{n}" for n in card],
            "signup_prefix_hash": [f"net{n}" for n in exits],
            "signup_country": np.array(["US", "DE", "KR"])[rng.integers(0, 3, total)],
            "signup_user_agent": [f"agent{n}" for n in worlds.zipf(rng, 20, total)],
        }
    )


def requests(seed=1, ordinary=ORDINARY, operators=OPERATORS, *, own_templates=False):
    """Strangers ask when they like; the operator's accounts in the minutes of its jobs."""
    rng = np.random.default_rng([seed, 1])
    jobs = worlds.daily(rng, 200, DAYS)
    number = np.r_[rng.integers(10, 40, ordinary), np.full(operators, 60)]
    key = np.repeat(np.arange(1, ordinary + operators + 1), number)
    mine, total = key > ordinary, number.sum()
    minute = np.where(mine, rng.choice(jobs, total), worlds.daily(rng, total, DAYS))
    job = np.where(rng.random(total) < 0.8, 5_000 + rng.integers(0, 50, total), 0)
    usual = worlds.zipf(rng, 2000, total, 0.7) + (key * 100_000 if own_templates else 0)
    program = np.array(PROGRAMS)[worlds.zipf(rng, len(PROGRAMS), ordinary + operators)]
    return pd.DataFrame(
        {
            "ts": pd.Timestamp(FIRST)
            + pd.to_timedelta(minute * 60 + rng.integers(0, 60, total), unit="s"),
            "account_key": key,
            "prompt_template_hash": np.where(mine & (job > 0), job, usual).astype(np.uint64),
            "user_agent_original": program[key - 1],
        }
    )


def probable(conn):
    return {key for (key,) in rows(conn, "select account_key from found_cluster_accounts"
                                   " where membership = 'probable'")}  # fmt: skip


def check(conn):
    """Whatever was found: every table agrees with every other."""
    ids = {name for (name,) in rows(conn, "select cluster_id from found_clusters")}
    for name in OWN:
        assert {found for (found,) in rows(conn, f"select distinct cluster_id from"
                                           f" found_cluster_{name}")} <= ids, name  # fmt: skip
    off = {
        "members": "select * from found_clusters c where accounts <> (select count(*) from"
        " found_cluster_accounts a where a.cluster_id = c.cluster_id and membership = 'probable')",
        "near misses": "select * from found_clusters c where possible_accounts <> (select count(*)"
        " from found_cluster_accounts a where a.cluster_id = c.cluster_id"
        " and membership = 'possible')",
        "twice": "select account_key from found_cluster_accounts group by 1 having count(*) > 1",
        "bits": "select * from found_cluster_accounts a where abs(match_weight - (select sum(bits)"
        " from found_cluster_evidence e where e.cluster_id = a.cluster_id"
        " and e.account_key = a.account_key)) > 1e-6",
        "too few bits": "select * from found_cluster_accounts inner join found_clusters"
        " using (cluster_id) where membership = 'probable' and match_weight < needed_bits"
        " and kind <> 'shared_app'",
        "missing": "select * from found_cluster_accounts"
        " where (membership = 'possible') <> (missing is not null)",
        "families": "select * from found_cluster_families f where accounts <> (select count(*)"
        " from found_cluster_evidence e inner join found_cluster_accounts a"
        " using (cluster_id, account_key) where e.cluster_id = f.cluster_id"
        " and e.family = f.family and bits >= 2 and membership = 'probable')",
        "points": "select * from found_clusters c where abs(points - (select sum(points) from"
        " found_cluster_tests t where t.cluster_id = c.cluster_id)) > 1e-9",
        "requests": "select * from found_clusters c where requests <> coalesce((select"
        " sum(requests) from found_cluster_days d where d.cluster_id = c.cluster_id), 0)",
        "hours": "select cluster_id from found_cluster_hours group by 1"
        " having abs(sum(share) - 1) > 1e-9",
        "values": "select * from found_cluster_values v where accounts <> (select count(*) from"
        " found_cluster_shows s inner join found_cluster_accounts a using (cluster_id, account_key)"
        " where s.cluster_id = v.cluster_id and s.place = v.place and membership = 'probable')",
        "shows": "select * from found_cluster_shows anti join found_cluster_values"
        " using (cluster_id, place)",
        "links": "select * from found_links where account_key_a >= account_key_b",
        "link sums": "select account_key_a, account_key_b from found_links group by all"
        " having abs(sum(bits) - any_value(total_bits)) > 0.5",
        "successions": "select * from found_successions where gap_hours <= 0 or"
        " abs(gap_hours - epoch(began_at - stopped_at) / 3600) > 0.001"
        " or from_account_key = to_account_key",
    }
    for name, statement in off.items():
        assert rows(conn, statement) == [], name
    kept = "select count(*) from found_cluster_candidates where fell_at is null"
    assert one(conn, kept) == len(ids)
