"""The files a simulation writes: exact counts, same bytes, ordinary columns, no truth."""

import hashlib
import json

import pytest

from hydrascope import schema
from hydrascope.errors import InputError
from hydrascope.synth import SCENARIOS, simulate

from .conftest import opened


def digest(folder):
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_reference_sizes_are_those_of_the_reports():
    reported = SCENARIOS["reported-2026"]
    assert [c.requests for c in reported.campaigns] == [150_000, 3_400_000, 13_000_000]
    assert sum(c.accounts for c in reported.campaigns) == 24_000
    assert (reported.accounts, reported.requests, reported.days) == (300_000, 24_000_000, 120)
    june = SCENARIOS["reported-2026-june"].campaigns[0]
    assert (june.requests, june.accounts, june.end - june.start) == (28_800_000, 25_000, 45)
    assert SCENARIOS["quiet"].campaigns == ()


def test_every_scenario_says_that_it_is_synthetic_and_after_what():
    for scenario in SCENARIOS.values():
        assert "ynthetic" in scenario.description
    assert "MiniMax" in SCENARIOS["reported-2026"].description
    assert "Alibaba" in SCENARIOS["reported-2026-june"].description


def test_counts_are_exact(incident):
    per_name = dict(
        incident("select name, count(*) from r join t using (account_id) group by name")
    )
    campaigns = {name: n for name, n in per_name.items() if name.startswith("hydra")}
    assert campaigns == {"hydra-a": 1_500, "hydra-b": 34_000, "hydra-c": 130_000}
    assert sum(per_name.values()) == 405_500
    # hydra-a would have 12 accounts at this scale; no campaign has fewer than 20
    assert incident("select count(*), count(distinct account_id) from a") == [(3_248, 3_248)]
    assert incident("select count(*), count(distinct request_id) from r") == [(405_500, 405_500)]


def test_every_row_belongs_to_a_known_account_inside_the_window(incident):
    assert incident("select count(*) from r anti join a using (account_id)") == [(0,)]
    assert incident("select count(*) from r join a using (account_id) where ts < created_at") == [
        (0,)
    ]
    ((first, last),) = incident("select min(ts)::date::text, max(ts)::date::text from r")
    assert (first, last) == ("2025-11-01", "2026-02-28")
    assert incident("select count(*) from r where api_key_id not in (select id_value from k)") == [
        (0,)
    ]


def test_columns_are_canonical(incident):
    for view, table in {
        "r": "requests",
        "a": "accounts",
        "k": "account_aliases",
        "e": "events",
    }.items():
        columns = {row[0] for row in incident(f"describe {view}")}
        known = {*schema.TABLES[table].names, *schema.SENSITIVE_INPUTS.get(table, ())}
        assert columns <= known
    assert {s for (s,) in incident("select distinct status from r")} <= set(schema.STATUSES)
    assert {s for (s,) in incident("select distinct task_category from r")} <= set(schema.TASKS)
    assert {s for (s,) in incident("select distinct event_type from e")} <= set(schema.EVENT_TYPES)


def test_requests_are_in_order_of_time_and_in_large_row_groups(incident_folder, incident):
    for path in sorted((incident_folder / "requests").glob("*.parquet")):
        late = (
            f"select count(*) from (select ts < lag(ts) over () as late from '{path}') where late"
        )
        assert incident(late) == [(0,)]
    groups = incident(
        f"select max(row_group_num_rows) from parquet_metadata('{incident_folder}/requests/*')"
    )
    assert groups == [(122_880,)]


@pytest.mark.parametrize("word", [b"hydra", b"campaign", b"hackathon", b"reseller", b"viral"])
def test_no_word_of_the_truth_is_in_an_export(incident_folder, incident, word):
    for view in ("a", "k", "e"):
        text = " ".join(map(str, incident(f"select * from {view}"))).encode()
        assert word not in text.lower()
    for column in ("account_id", "user_agent_original", "api_key_id", "client_address"):
        text = " ".join(str(v) for (v,) in incident(f"select distinct {column} from r")).encode()
        assert word not in text.lower()
    assert {p.name for p in incident_folder.iterdir()} == {
        "SYNTHETIC.json", "account_aliases.parquet", "accounts.parquet", "events.parquet",
        "requests", "truth",
    }  # fmt: skip


def test_ids_are_drawn_alike_for_everyone(incident):
    shapes = incident(
        "select distinct regexp_replace(account_id, '[0-9a-f]{16}$', '') from t "
        "union select distinct regexp_replace(api_key_id, '[0-9a-f]{14}$', '') from r "
        "union select distinct regexp_replace(request_id, '[0-9a-f]{16}$', '') from r"
    )
    assert {shape for (shape,) in shapes} == {"acct_", "key_", "req_"}
    early = incident(
        "select label = 'campaign', avg(('0x' || substr(account_id, 6, 8))::bigint) "
        "from t group by 1"
    )
    for _, mean in early:
        assert 0.4 * 2**32 < mean < 0.6 * 2**32


def test_addresses_belong_to_nobody(incident):
    assert incident(
        "select count(*) from r where not (client_address like '24_.%' or "
        "client_address like '25_.%' or client_address like '3fff:%')"
    ) == [(0,)]
    assert incident(
        "select count(*) from r where not (client_asn between 64496 and 65551 "
        "or client_asn >= 4200000000)"
    ) == [(0,)]
    assert incident(
        "select count(*) from a where email not similar to '.*example(.com|.net|.org)?'"
    ) == [(0,)]


def test_the_same_seed_gives_the_same_bytes_and_another_seed_does_not(tmp_path):
    summaries = [
        simulate("reported-2026", tmp_path / name, scale=0.001, seed=seed)
        for name, seed in (("one", 5), ("two", 5), ("three", 6))
    ]
    one, two, three = (digest(tmp_path / name) for name in ("one", "two", "three"))
    assert one == two
    changed = {name for name in one if name in three and one[name] != three[name]}
    assert {"accounts.parquet", "events.parquet", "truth/accounts.parquet"} <= changed
    assert summaries[0].rows == summaries[2].rows == 40_550


def test_the_summary_can_be_written_as_json_and_progress_reaches_the_end(tmp_path):
    seen = []
    summary = simulate(
        "quiet", tmp_path / "q", scale=0.001, seed=1, progress=lambda *at: seen.append(at)
    )
    assert seen[-1] == (24_000, 24_000)
    assert json.loads(json.dumps(summary.to_dict()))["rows"] == 24_000
    assert summary.bytes == sum(
        p.stat().st_size for p in (tmp_path / "q").rglob("*") if p.is_file()
    )


def test_the_marker_says_synthetic_and_nothing_of_the_truth(incident_folder):
    marker = json.loads((incident_folder / "SYNTHETIC.json").read_text())
    assert marker["synthetic"] is True
    assert (marker["scenario"], marker["scale"], marker["seed"]) == ("reported-2026", 0.01, 3)
    assert not {"accounts", "campaigns", "decoys"} & set(marker)


def test_june_and_quiet_can_be_simulated(tmp_path, quiet_folder):
    simulate("reported-2026-june", tmp_path / "june", scale=0.002, seed=1)
    june = opened(tmp_path / "june")
    ((accounts, requests),) = june(
        "select count(distinct account_id), count(*) from r join t using (account_id) "
        "where name = 'hydra-d'"
    )
    assert (accounts, requests) == (50, 57_600)
    quiet = opened(quiet_folder)
    assert quiet("select count(*) from t where label = 'campaign'") == [(0,)]
    assert quiet("select count(*) from r") == [(96_000,)]


@pytest.mark.parametrize(
    ("changed", "cause"),
    [
        ({"scenario": "nobody"}, "no scenario"),
        ({"scale": 0.0}, "scale"),
        ({"scale": -1.0}, "scale"),
        ({"fmt": "xml"}, "no format"),
        ({"fmt": "litellm", "scale": 1.0}, "litellm"),
    ],
)
def test_wrong_use_is_refused_with_a_remedy(tmp_path, changed, cause):
    asked = {"scenario": "quiet", "scale": 0.001, "seed": 1, "fmt": "parquet", **changed}
    with pytest.raises(InputError, match=cause) as caught:
        simulate(asked.pop("scenario"), tmp_path / "out", **asked)
    assert caught.value.remedy
    assert not (tmp_path / "out").exists()


def test_a_folder_of_somebody_elses_is_left_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("precious")
    with pytest.raises(InputError, match="no simulation wrote"):
        simulate("quiet", tmp_path, scale=0.001, seed=1)
    assert (tmp_path / "mine.txt").read_text() == "precious"


def test_a_stopped_simulation_leaves_the_old_one_in_place(tmp_path):
    out = tmp_path / "out"
    simulate("quiet", out, scale=0.001, seed=1)
    before = digest(out)

    def stop(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        simulate("quiet", out, scale=0.001, seed=2, progress=stop)
    assert digest(out) == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
