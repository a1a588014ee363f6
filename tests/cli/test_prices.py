"""``prices`` as a shell runs it: what is in force, another table, and costs estimated anew."""

import csv
import sys

import pytest

from hydrascope import audit
from hydrascope.ingest import prices
from hydrascope.warehouse.store import Warehouse

HEAD = ",".join(prices.COLUMNS)
CALLS = (
    "ts,account_id,request_id,gen_ai_request_model,gen_ai_usage_input_tokens,"
    "gen_ai_usage_output_tokens,cost_usd\n"
    "2026-02-01T01:00:00Z,a,one,swift-1,1000000,0,\n"
    "2026-02-01T02:00:00Z,a,two,swift-1,1000000,0,0.75\n"
    "2026-02-01T03:00:00Z,b,three,own-7,500000,0,\n"
)


def table(path, *lines):
    path.write_text("\n".join((HEAD, *lines)) + "\n", encoding="utf-8")
    return path


def costs(root):
    with Warehouse(root).connect() as conn:
        rows = conn.execute("select request_id, cost_usd::double from requests").fetchall()
        sums = conn.execute(
            "select sum(cost_usd)::double from cells_day where cut = 'model'"
        ).fetchall()
    assert sums[0][0] == pytest.approx(sum(cost or 0 for _, cost in rows))
    return dict(rows)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    from hydrascope.cli.main import main

    folder = tmp_path_factory.mktemp("prices")
    (folder / "calls.csv").write_text(CALLS, encoding="utf-8")
    root = folder / "warehouse"
    assert main(["import", str(folder / "calls.csv"), "--warehouse", str(root), "--no-detect"]) == 0
    return root


def test_a_table_of_ones_own_is_checked_kept_applied_and_on_record(call, call_json, loaded):
    before = Warehouse(loaded).current().fingerprint
    told = call_json("prices", "--warehouse", loaded)
    assert told["is_shipped"]
    assert {one["model"] for one in told["unpriced"]} == {"swift-1", "own-7"}
    mine = table(loaded.parent / "mine.csv", ",swift-*,,2,4,,,our contract,,")

    told = call_json("prices", "--file", mine, "--warehouse", loaded, "--author", "Ada")

    assert (told["is_shipped"], told["is_applied"]) == (False, False)
    assert costs(loaded) == {"one": None, "two": 0.75, "three": None}
    code, out, _ = call("prices", "--apply", "--warehouse", loaded, "--author", "Ada")
    assert code == 0
    assert costs(loaded) == {"one": 2.0, "two": 0.75, "three": None}
    assert "own-7: 1 request" in out
    after = Warehouse(loaded).current().fingerprint
    assert f"Dataset {after} published." in out
    assert after != before
    entries = audit.of(loaded).entries()
    assert entries["act"].tolist()[:2] == ["prices", "prices"]
    assert audit.of(loaded).verify() == []

    assert "No cost changed." in call("prices", "--apply", "--warehouse", loaded)[1]
    call("prices", "--reset", "--apply", "--warehouse", loaded)
    assert costs(loaded) == {"one": None, "two": 0.75, "three": None}
    assert Warehouse(loaded).current().fingerprint == before


def test_a_table_edited_to_nonsense_is_refused_and_the_draft_kept(call, loaded, monkeypatch):
    writer = loaded.parent / "writer.py"
    writer.write_text(
        "import sys; open(sys.argv[1], 'a').write('acme,m,,free,1,,,list,,\\n')", encoding="utf-8"
    )
    monkeypatch.setenv("VISUAL", f"{sys.executable} {writer}")

    code, _, err = call("prices", "--edit", "--warehouse", loaded)

    assert code == 1
    assert "'free' is no price of input tokens" in err
    assert not (loaded / prices.FILE).exists()
    draft = (loaded / "prices.draft.csv").read_text(encoding="utf-8")
    assert list(csv.DictReader(draft.splitlines()))[-1]["model"] == "m"


def test_a_changed_table_is_remarked_on_by_the_next_import(call, call_json, tmp_path):
    root = tmp_path / "warehouse"
    file = tmp_path / "calls.csv"
    file.write_text(CALLS, encoding="utf-8")
    table(tmp_path / "a.csv", ",swift-1,,2,4,,,list,,")
    call("prices", "--file", tmp_path / "a.csv", "--warehouse", root)
    call("import", file, "--warehouse", root, "--no-detect")
    call("prices", "--file", table(tmp_path / "b.csv", ",*,,8,8,,,list,,"), "--warehouse", root)
    later = tmp_path / "later.csv"
    later.write_text(CALLS.replace("02-01", "02-02"), encoding="utf-8")

    told = call_json("import", later, "--warehouse", root, "--no-detect")

    assert any("price table has changed" in notice for notice in told["notices"])
    assert [one["model"] for one in told["unpriced"]] == ["own-7"]
    with Warehouse(root).connect() as conn:
        sql = "select distinct cost_usd::double from requests where cost_origin = 'price_table'"
        assert conn.execute(sql).fetchall() == [(2.0,)]
