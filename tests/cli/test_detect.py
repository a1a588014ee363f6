"""``detect``, and ``import`` that detects, from the command line on real files."""

import csv
import datetime as dt
import random
from contextlib import closing

import pytest

from hydrascope import audit, cases, permits
from hydrascope.warehouse.store import Warehouse

START = dt.datetime(2026, 1, 5)


@pytest.fixture(scope="module")
def exports(tmp_path_factory):
    """Accounts of sixty days, and eighty more within an hour of one night."""
    chance = random.Random(4)
    moments = [START + dt.timedelta(minutes=chance.uniform(0, 60 * 1_440)) for _ in range(1_200)]
    night = START + dt.timedelta(days=40, hours=4)
    moments += [night + dt.timedelta(seconds=45 * n + chance.uniform(0, 20)) for n in range(80)]
    folder = tmp_path_factory.mktemp("exports")
    with (folder / "accounts.csv").open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(["account_id", "created_at", "plan"])
        writer.writerows((f"u{n}", at.isoformat(), "free") for n, at in enumerate(moments))
    return folder


def bursts(call_json, store, tmp_path):
    file = tmp_path / "bursts.csv"
    call_json("export", "bursts", "--out", file, "--warehouse", store)
    with file.open(newline="", encoding="utf-8") as told:
        return list(csv.DictReader(told))


def loaded_tables(status):
    return [table for table in status["tables"] if table["table_name"] != "bursts"]


def test_an_import_finds_bursts_and_says_so(call, call_json, exports, tmp_path):
    store = tmp_path / "w"

    code, out, _ = call("import", exports, "--warehouse", store)

    assert code == 0
    assert "Found 1 burst of sign-ups" in out
    (burst,) = bursts(call_json, store, tmp_path)
    assert 80 <= int(burst["accounts"]) <= 83  # who came by chance within the hour is inside
    assert burst["start_at"].replace("T", " ").startswith("2026-02-14 04:0")


def test_no_detect_loads_only_and_detect_makes_up_for_it(call, call_json, exports, tmp_path):
    store, out = tmp_path / "w", tmp_path / "out"
    out.mkdir()

    code, said, _ = call("import", exports, "--no-detect", "--warehouse", store)
    assert code == 0
    assert "burst" not in said
    assert bursts(call_json, store, out) == []
    loaded = call_json("status", "--warehouse", store)["fingerprint"]

    code, said, err = call("detect", "--warehouse", store)
    assert (code, err) == (0, "")
    assert "Found 1 burst of sign-ups" in said
    assert f"Dataset {loaded} published." in said
    assert len(bursts(call_json, store, tmp_path)) == 1

    direct = tmp_path / "direct"
    call_json("import", exports, "--warehouse", direct)
    assert bursts(call_json, direct, out) == bursts(call_json, store, tmp_path)


def test_thresholds_change_what_is_found_and_nothing_that_was_loaded(call_json, exports, tmp_path):
    store = tmp_path / "w"
    loaded = call_json("import", exports, "--warehouse", store)
    before = call_json("status", "--warehouse", store)
    assert loaded["found"]["bursts"] == sum(loaded["found"].values()) - 1 == 1

    told = call_json("detect", "--least-accounts", "200", "--warehouse", store)

    assert told == {
        "fingerprint": loaded["fingerprint"],
        "least_accounts": 200,
        "false_discovery_rate": 0.05,
        "least_cluster": 8,
        "resolution": 1.0,
        "found": {"bursts": 0},
        "clusters": {"clusters": 0},
    }
    assert bursts(call_json, store, tmp_path) == []
    after = call_json("status", "--warehouse", store)
    assert loaded_tables(after) == loaded_tables(before)
    assert after["sources"] == before["sources"]


def test_an_import_after_no_detect_judges_everything_loaded(call_json, exports, tmp_path):
    store, more = tmp_path / "w", tmp_path / "more.csv"
    call_json("import", exports, "--no-detect", "--warehouse", store)
    more.write_text("account_id,created_at\nlate,2026-03-20T10:00:00\n", encoding="utf-8")

    told = call_json("import", more, "--warehouse", store)

    assert told["rows_loaded"] == 1
    assert told["found"]["bursts"] == 1


def test_before_the_first_import_there_is_nothing_to_judge(call, tmp_path):
    code, out, err = call("detect", "--warehouse", tmp_path / "none")

    assert (code, out) == (1, "")
    assert "Nothing has been imported" in err
    assert not (tmp_path / "none").exists()


def test_the_allow_list_in_force_reaches_both_and_both_are_in_the_trail(
    call_json, exports, tmp_path
):
    store = tmp_path / "w"
    now = dt.datetime.now(dt.UTC)
    listed = cases.AllowList(cases.of(store))
    said = {"reason": "ours", "author": "mk", "at": now}
    first = listed.add("account", account_id="u1", expires_at=now + dt.timedelta(days=1), **said)

    call_json("import", exports, "--warehouse", store)
    assert facts(store)["allow_list"] == permits.in_force(store, now).digest()
    listed.end(first, reason="not ours", author="mk", at=now)
    call_json("detect", "--warehouse", store)
    assert "allow_list" not in facts(store)

    told = audit.of(store).entries(acts=["import", "detect"])
    assert told["act"].tolist() == ["detect", "import"]
    assert set(told["fingerprint"]) == {Warehouse(store).current().fingerprint}
    assert '"rows_loaded":1280' in told["detail"][1]
    assert audit.of(store).verify() == []


def facts(store):
    with closing(Warehouse(store).connect()) as conn:
        return dict(conn.execute("select name, value from cluster_facts").fetchall())
