"""Poorer and damaged exports of the same incident."""

import json

import pytest

from hydrascope.errors import InputError
from hydrascope.synth import SCENARIOS, simulate

from .conftest import opened

SCALE, SEED = 0.01, 3  # as the `incident` the exports are compared with


@pytest.fixture(scope="module")
def sparse_folder(simulated):
    return simulated("sparse", SCALE, SEED)


@pytest.fixture(scope="module")
def damage(simulated, incident_folder):
    """SQL over requests and accounts before (r, a) and after (rn, an) the damage."""
    noisy = simulated("noisy", SCALE, SEED)
    ask = opened(incident_folder)
    ask(f"create view rn as from '{noisy}/requests/*.parquet'")
    ask(f"create view an as from '{noisy}/accounts.parquet'")
    ask(f"create view en as from '{noisy}/events.parquet'")
    return ask


def test_sparse_has_a_bare_request_log_only(sparse_folder):
    assert {path.name for path in sparse_folder.iterdir()} == {
        "SYNTHETIC.json", "events.parquet", "requests", "truth",
    }  # fmt: skip
    sparse = opened(sparse_folder)
    columns = {row[0] for row in sparse("describe r")}
    assert columns == set(SCENARIOS["sparse"].records.columns)
    for word in ("address", "asn", "country", "tls", "key", "org", "user_id", "status"):
        assert not any(word in column for column in columns), word
    assert sparse("select count(*) from e where account_id is not null") == [(0,)]
    assert sparse("select count(*) > 3 from e") == [(True,)]


def test_sparse_is_the_reported_incident(sparse_folder, incident):
    incident(f"create or replace view s as from '{sparse_folder}/requests/*.parquet'")
    ((both, alike),) = incident(
        "select count(*), count(*) filter (s.ts = r.ts and s.account_id = r.account_id and "
        "s.prompt_template_hash = r.prompt_template_hash) from s join r using (request_id)"
    )
    assert (both, alike) == (405_500, 405_500)
    truth = (sparse_folder / "truth" / "campaigns.json").read_text()
    assert [c["name"] for c in json.loads(truth)] == ["hydra-a", "hydra-b", "hydra-c"]


def altered(damage, before, after, key, column):
    """Share of a column's cells that became empty, and that changed, of those that could.

    A value taken from another row may be the same one, and an empty cell cannot be emptied.
    """
    ((rows, full, gone, changed, alike),) = damage(
        f"with n as (select {column}, count(*) as n from {before} group by 1) "
        f"select count(*), count(b.{column}), count(*) filter (b.{column} is not null and "
        f"a.{column} is null), count(*) filter (b.{column} is distinct from a.{column}), "
        f"(select sum((n / (select sum(n) from n)) ** 2) from n) "
        f"from {before} b join {after} a using ({key})"
    )
    could = 0.5 * full / rows + 0.5 * (1 - alike)
    return gone / full / (2 - full / rows), changed / rows / could if could > 0.02 else None


@pytest.mark.parametrize(
    ("before", "after", "key"), [("r", "rn", "request_id"), ("a", "an", "account_id")]
)
def test_a_tenth_of_the_optional_cells_of_noisy_is_altered(damage, before, after, key):
    columns = [row[0] for row in damage(f"describe {before}")]
    optional = [c for c in columns if c not in ("ts", "account_id", "request_id")]
    assert len(optional) > 15
    found = {column: altered(damage, before, after, key, column) for column in optional}
    for column, (gone, changed) in found.items():
        assert 0.03 < gone < 0.07, column
        assert changed is None or 0.075 < changed < 0.125, column
    told = [changed for _, changed in found.values() if changed is not None]
    assert 0.085 < sum(told) / len(told) < 0.115


def test_values_of_noisy_are_ones_that_occur(damage):
    for before, after, column in (
        ("r", "rn", "client_address"),
        ("r", "rn", "prompt_template_hash"),
        ("a", "an", "payment_fingerprint"),
        ("a", "an", "email"),
    ):
        assert damage(
            f"select count(*) from {after} where {column} not in "
            f"(select {column} from {before} where {column} is not null)"
        ) == [(0,)]


def test_time_account_request_and_events_of_noisy_stay(damage):
    assert damage(
        "select count(*) from r join rn using (request_id) where r.ts = rn.ts "
        "and r.account_id = rn.account_id"
    ) == [(405_500,)]
    assert damage("select count(*) from (from e except from en)") == [(0,)]
    assert damage("select count(*) from rn") == [(405_500,)]


@pytest.mark.parametrize("scenario", ["sparse", "noisy"])
def test_spend_logs_cannot_leave_anything_out(tmp_path, scenario):
    with pytest.raises(InputError, match="leaves values out") as caught:
        simulate(scenario, tmp_path / "out", scale=0.001, seed=1, fmt="litellm")
    assert caught.value.remedy
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("scenario", ["stealth", "blended-10", "noisy"])
def test_hard_scenarios_give_the_same_bytes_again(tmp_path, scenario):
    files = []
    for name in ("one", "two"):
        simulate(scenario, tmp_path / name, scale=0.001, seed=4)
        paths = sorted(p for p in (tmp_path / name).rglob("*") if p.is_file())
        files.append({p.relative_to(tmp_path / name): p.read_bytes() for p in paths})
    assert files[0] == files[1]


def test_hard_scenarios_say_that_they_are_synthetic_and_what_is_hard():
    for name in ("stealth", "blended-50", "blended-25", "blended-10", "blended-5", "sparse"):
        assert SCENARIOS[name].description.startswith("Synthetic.")
        assert "Hard: " in SCENARIOS[name].description
