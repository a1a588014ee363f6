"""The command that scores findings: where it reads, what it says, what it refuses."""

import duckdb
import pytest

from hydrascope.warehouse.store import Warehouse
from tests import clusters

BURST = """
insert into found_bursts by name
select 'b1' as burst_id, timestamp '2026-01-17 04:50' as start_at,
    timestamp '2026-01-17 05:10' as end_at, 60 as accounts, 2.0 as expected_accounts,
    99.0 as score, 0.001 as q_value, 'a test' as basis,
    'scripted sign-ups likely' as verdict, 3.0 as verdict_points, 'high' as confidence;
insert into found_burst_accounts
select 'b1', n, timestamp '2026-01-17 05:00', 1 from range(341, 401) t(n);
"""
# Accounts 341 to 400 are the wave; the others are ordinary.
TRUTH = """
copy (
    select 'acct_' || n as account_id,
        if(n > 340, 'campaign', 'background') as label,
        if(n > 340, 'hydra', 'background') as name,
        if(n > 340, 0, null)::bigint as wave,
        timestamp '2026-01-17 04:00:00' + n * interval 10 second as created_at
    from range(1, 401) t(n)
) to '{folder}/accounts.parquet';
copy (
    select 'hydra' as campaign, 0::bigint as wave, 'burst' as kind,
        timestamp '2026-01-17 04:56:50' as start_at, timestamp '2026-01-17 05:06:40' as end_at,
        60::bigint as accounts
) to '{folder}/waves.parquet';
"""


@pytest.fixture(scope="module")
def truth(tmp_path_factory):
    """A simulation's folder with the truth in it."""
    folder = tmp_path_factory.mktemp("simulated")
    (folder / "truth").mkdir()
    duckdb.execute(TRUTH.format(folder=folder / "truth"))
    return folder


@pytest.fixture(scope="module")
def detected(tmp_path_factory):
    """A published warehouse in which one burst and some clusters were found."""
    root = tmp_path_factory.mktemp("detected")
    clusters.warehouse(root)
    with duckdb.connect(str(Warehouse(root).current().path)) as conn:
        conn.execute("delete from found_bursts")
        conn.execute("delete from found_burst_accounts")
        conn.execute(BURST)
    return root


@pytest.fixture(scope="module")
def nothing(tmp_path_factory):
    """A published warehouse in which nothing was found."""
    root = tmp_path_factory.mktemp("nothing")
    clusters.warehouse(root, "nothing", with_bursts=False)
    return root


@pytest.mark.parametrize("inside", ["", "truth"])
def test_it_tells_what_was_found_and_how_that_was_counted(call, detected, truth, inside):
    code, out, err = call("evaluate", "--truth", truth / inside, "--warehouse", detected)

    assert (code, err) == (0, "")
    assert "1 of 1 waves of sign-ups found, 1 found or seen." in out
    assert "scripted sign-ups likely: 1" in out
    assert "Found: one burst holds at least half" in out
    assert "60 of 60 campaign accounts in coordinated clusters of their campaign (100.0%)" in out
    assert "1 of 2 coordinated clusters are no campaign's" in out
    assert "Found: in a coordinated cluster that belongs to the campaign" in out


def test_json_is_one_object_with_the_details(call_json, detected, truth):
    told = call_json("evaluate", "--truth", truth, "--warehouse", detected)

    assert (told["target_waves_found"], told["bursts_without_cause"]) == (1, 0)
    assert told["waves"][0]["precision"] == 1
    assert told["waves"][0]["burst_id"] == "b1"
    assert told["verdicts_by_cause"] == {"hydra": {"scripted sign-ups likely": 1}}
    assert told["bursts_reported"] == 1
    assert told["bursts"][0]["cause"] == "hydra"
    assert told["decoys"] == []
    assert told["cluster_recall"] == told["campaigns_in_clusters"][0]["recall"] == 1
    assert told["clusters"][0]["cluster_id"] == "c0a1"
    background = told["others_in_clusters"][0]
    assert background["flagged"] == told["background_accounts_flagged"] > 0
    assert {"name": "hydra", "kind": "coordinated", "accounts": 60} in told["cluster_kinds"]


def test_nothing_found_is_an_answer_too(call, nothing, truth):
    code, out, _ = call("evaluate", "--truth", truth, "--warehouse", nothing)

    assert code == 0
    assert "The warehouse holds no clusters." in out
    assert "0 of 1 waves of sign-ups found, 0 found or seen." in out


def test_the_truth_of_other_data_is_refused(call, detected, tmp_path):
    duckdb.execute(TRUTH.replace("acct_", "other_").format(folder=tmp_path))

    code, out, err = call("evaluate", "--truth", tmp_path, "--warehouse", detected)

    assert (code, out) == (1, "")
    assert "does not know 100% of the accounts" in err


def test_a_folder_without_a_truth_is_refused(call, detected, tmp_path):
    code, _, err = call("evaluate", "--truth", tmp_path, "--warehouse", detected)

    assert code == 1
    assert "holds no truth" in err


def test_a_warehouse_without_clusters_says_how_to_get_them(call, truth, tmp_path):
    clusters.warehouse(tmp_path, "older")

    code, out, err = call("evaluate", "--truth", truth, "--warehouse", tmp_path)

    assert (code, out) == (1, "")
    assert "python -m hydrascope detect" in err
