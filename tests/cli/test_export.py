"""``export`` from the command line: whole answers, and no choice unheeded."""

import json

import duckdb
import pytest

from tests import clusters


def test_a_table_goes_to_a_file_with_a_manifest(call_json, filled, tmp_path):
    out = tmp_path / "new" / "requests.parquet"

    told = call_json("export", "requests", "--out", out, "--warehouse", filled)

    assert told["rows"] == 30_000
    assert duckdb.sql(f"from '{out}'").count("*").fetchall() == [(30_000,)]
    manifest = json.loads((out.parent / "requests.parquet.manifest.json").read_bytes())
    assert manifest["rows"] == 30_000
    assert sorted(file.name for file in out.parent.iterdir()) == [
        "requests.parquet",
        "requests.parquet.manifest.json",
    ]


def test_a_range_with_a_zone_is_understood(call_json, filled, tmp_path):
    range_ = ("--from", "2026-01-06T01:00+01:00", "--to", "2026-01-07")

    told = call_json(
        "export", "requests", *range_, "--out", tmp_path / "r.csv", "--warehouse", filled
    )

    manifest = json.loads((tmp_path / "r.csv.manifest.json").read_bytes())
    assert manifest["parameters"] == {
        "start_at": "2026-01-06T00:00:00Z",
        "end_at": "2026-01-07T00:00:00Z",
    }
    assert 0 < told["rows"] < 30_000


def test_a_named_query_takes_the_view_of_the_page(call_json, filled, tmp_path):
    whole, one = (
        call_json(
            *("export", "overview/headline", "--out", tmp_path / "h.jsonl"),
            *("--warehouse", filled, *where),
        )
        for where in ((), ("--where", "model=beta"))
    )

    assert whole["rows"] == one["rows"] == 1
    assert whole["sha256"] != one["sha256"]


@pytest.mark.parametrize(
    ("arguments", "unheeded"),
    [
        (("accounts", "--from", "2026-01-01"), "--from/--to"),
        (("accounts", "--where", "model=beta"), "--where model"),
        (("requests", "--param", "colour=red"), "--param colour"),
    ],
)
def test_a_choice_that_would_be_ignored_is_refused(call, filled, tmp_path, arguments, unheeded):
    code, out, err = call("export", *arguments, "--out", tmp_path / "x.csv", "--warehouse", filled)

    assert (code, out) == (1, "")
    assert unheeded in err
    assert list(tmp_path.iterdir()) == []


def test_unknown_names_and_endings_say_what_there_is(call, filled, tmp_path):
    code, _, err = call("export", "buersts", "--out", tmp_path / "b.csv", "--warehouse", filled)
    assert code == 1
    assert "account_aliases" in err

    code, _, err = call("export", "accounts", "--out", tmp_path / "b.doc", "--warehouse", filled)
    assert code == 1
    assert ".xlsx" in err


def test_clusters_their_accounts_and_links_are_tables_like_any_other(call_json, tmp_path):
    clusters.warehouse(tmp_path / "w")
    rows = {}

    for name, kind in (("clusters", "xlsx"), ("cluster_accounts", "csv"), ("links", "parquet")):
        out = tmp_path / f"{name}.{kind}"
        rows[name] = call_json("export", name, "--out", out, "--warehouse", tmp_path / "w")["rows"]

    assert rows == {"clusters": 5, "cluster_accounts": 193, "links": 363}
    first = duckdb.sql(f"from '{tmp_path}/cluster_accounts.csv'").columns
    assert first[:3] == ["cluster_id", "account_id", "membership"]
    linked = duckdb.sql(f"from '{tmp_path}/links.parquet'").columns
    assert linked[:4] == ["account_a", "account_b", "attr_type", "match_weight"]
