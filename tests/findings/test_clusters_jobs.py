"""A campaign in a reseller's pool, through a real warehouse: the tables say what was found."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from hydrascope.clusters.search import Settings
from hydrascope.findings.clusters import detect
from tests import pool, worlds
from tests.planted import FIRST, check, made, one, probable, rows


def warehouse(world: pool.Pool):
    """Accounts without anything in common but the pool's program, and every single request."""
    rng = np.random.default_rng(3)
    key = np.arange(1, pool.ACCOUNTS + 1)
    accounts = pd.DataFrame(
        {
            "account_key": key,
            "created_at": [
                FIRST + dt.timedelta(hours=hour) for hour in rng.uniform(0, 24, len(key))
            ],
            "payment_fingerprint_hash": [f"card{n}" for n in key],
            "signup_prefix_hash": [f"net{n}" for n in worlds.zipf(rng, 300, len(key))],
        }
    )
    seconds = world.minute * 60 + rng.integers(0, 60, len(world.minute))
    requests = pd.DataFrame(
        {
            "ts": pd.Timestamp(FIRST) + pd.to_timedelta(seconds, unit="s"),
            "account_key": world.account + 1,
            "prompt_template_hash": world.template.astype(np.uint64),
            "user_agent_original": np.array(["relay/1.2", "sdk/4.0"])[
                world.programs[world.account]
            ],
        }
    )
    return made(accounts, requests)


@pytest.fixture(scope="module")
def blended():
    with warehouse(pool.pool(1)) as conn:
        yield conn


def test_a_campaign_that_is_a_quarter_of_its_accounts_requests_is_found(blended):
    mine = set((pool.CARRIERS + 1).tolist())

    assert detect(blended)["coordinated"] == 1

    check(blended)
    (name,) = (
        name for (name,) in rows(blended, "select cluster_id from found_clusters"
                                 " where kind = 'coordinated'")
    )  # fmt: skip
    members = {
        key for (key,) in rows(blended, "select account_key from found_cluster_accounts where"
                               f" membership = 'probable' and cluster_id = '{name}'")
    }  # fmt: skip
    assert len(members & mine) >= 0.8 * len(mine)
    assert len(members & mine) >= 0.9 * len(members)
    (doubt,) = rows(blended, f"select explained_by from found_clusters where cluster_id = '{name}'")
    assert "of these accounts' requests are this work" in doubt[0]


def test_candidates_too_small_to_be_judged_have_no_number_of_families(blended):
    detect(blended, Settings(least_accounts=30))

    check(blended)
    wrong = "select count(*) from found_cluster_candidates where (fell_at is not distinct from"
    assert one(blended, f"{wrong} 'size') <> (families is null)") == 0
    assert one(blended, "select count(*) from found_cluster_candidates where fell_at = 'size'")


def test_without_timing_or_templates_there_is_no_job(blended):
    for family in ("timing", "templates"):
        assert "coordinated" not in detect(blended, Settings(without=(family,))), family
        check(blended)


def test_the_same_work_at_random_times_is_not_coordinated():
    with warehouse(pool.pool(1, in_step=False)) as conn:
        assert "coordinated" not in detect(conn)
        check(conn)
        assert not probable(conn) & set(range(1, pool.STRANGERS + 1))
