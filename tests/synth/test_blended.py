"""Campaign work inside a reseller's traffic: the named share, and an honest double."""

import json

import duckdb
import numpy as np
import pyarrow as pa
import pytest

from hydrascope.synth import SCENARIOS
from hydrascope.synth.cast import gather
from hydrascope.synth.noise import hexed, mix
from hydrascope.synth.stage import Stage

from .conftest import opened

SCALE, SEED = 0.01, 2
_EDITIONS = 60


def work_of_the_campaign(scenario):
    """Hashes of every template on the campaign's list, by the simulator's own recipe."""
    stage = Stage(SCENARIOS[scenario], SCALE, SEED)
    cast = gather(stage)
    pool = stage.pools[cast.people.pool[-1]]  # shadows come last
    numbers = np.arange(pool.size)[None, :] + (np.arange(_EDITIONS) << 32)[:, None]
    keys = pool.key ^ numbers.reshape(-1).astype(np.uint64)
    return pa.table({"h": hexed(mix(mix(keys)))})


@pytest.mark.parametrize("percent", [50, 25, 10, 5])
def test_the_campaign_is_the_named_share_of_its_accounts_traffic(simulated, percent):
    folder = simulated(f"blended-{percent}", SCALE, SEED)
    listed = work_of_the_campaign(f"blended-{percent}")
    assert listed.num_rows > 1_000
    (reseller,) = (r for r in SCENARIOS[f"blended-{percent}"].resellers if r.carries)
    rows = duckdb.sql(
        f"select name, avg((prompt_template_hash in (select h from listed))::int) "
        f"from '{folder}/requests/*.parquet' join '{folder}/truth/accounts.parquet' "
        "using (account_id) group by 1"
    ).fetchall()
    shares = {name: share / reseller.carries.template_share for name, share in rows}
    assert shares.pop("hydra-h") == pytest.approx(percent / 100, rel=0.2)
    assert set(shares.values()) == {0.0}


def test_truth_marks_carriers_alone_and_evaluation_finds_its_files(simulated):
    folder = simulated("blended-25", SCALE, SEED)
    blended = opened(folder)
    counts = dict(blended("select name, count(*) from t group by 1"))
    assert counts["large_reseller"] == 60
    assert counts["hydra-h"] + counts["seller"] == 40
    assert 24 <= counts["hydra-h"] <= 28
    assert dict(blended("select name, label::varchar from t where name = 'seller'")) == {
        "seller": "decoy"
    }
    (campaign,) = json.loads((folder / "truth" / "campaigns.json").read_text())
    assert (campaign["name"], campaign["accounts"]) == ("hydra-h", counts["hydra-h"])
    decoys = json.loads((folder / "truth" / "decoys.json").read_text())
    assert {"reseller", "large_reseller", "seller"} <= {d["name"] for d in decoys}
    assert blended("select distinct campaign from w") == [("hydra-h",)]
    assert blended(
        "select count(*) from t as n join t as o on n.replaces_account_id = o.account_id "
        "where n.name <> o.name"
    ) == [(0,)]


def test_files_hold_each_account_once(simulated):
    blended = opened(simulated("blended-25", SCALE, SEED))
    assert blended("select count(*), count(distinct account_id) from a") == [(3_100, 3_100)]
    assert blended("select count(*), count(distinct account_id) from t") == [(3_100, 3_100)]
    assert blended("select count(*), count(distinct request_id) from r") == [(440_000, 440_000)]
    assert blended("select count(*) from r anti join a using (account_id)") == [(0,)]
    assert blended("select count(*) from k") == blended("select count(distinct id_value) from k")
    assert blended("select count(*) from r anti join k on api_key_id = id_value") == [(0,)]


def test_the_honest_reseller_looks_like_the_other_one(simulated):
    blended = opened(simulated("blended-25", 0.02, 1))
    told = {
        name: values
        for name, *values in blended(
            "with per as (select name, account_id, count(*) as n, avg((hour(ts) < 8)::int) as "
            "morning, count(distinct task_category) as tasks, any_value(user_agent_original) "
            "like 'relay-one/%' as relay from r join t using (account_id) "
            "where name in ('hydra-h', 'large_reseller') group by all) "
            "select name, median(n), avg(morning), min(tasks), bool_and(relay) from per group by 1"
        )
    }
    ours, honest = told["hydra-h"], told["large_reseller"]
    assert ours[0] == pytest.approx(honest[0], rel=0.3)
    assert ours[1] == pytest.approx(honest[1], abs=0.1)
    assert min(ours[2], honest[2]) >= 6
    assert ours[3] and honest[3]
    for column in ("payment_fingerprint", "signup_address"):
        shared = dict(
            blended(
                f"select name, avg((n > 1)::int) from (select name, count(*) over (partition by "
                f"{column}) as n from a join t using (account_id) where {column} is not null) "
                "where name in ('hydra-h', 'large_reseller') group by 1"
            )
        )
        assert shared["hydra-h"] == pytest.approx(shared["large_reseller"], abs=0.2), column
        assert 0.2 < shared["hydra-h"] < 0.85
