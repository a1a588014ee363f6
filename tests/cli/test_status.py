"""``status`` says what is there, how old, and what was left out."""

import datetime as dt
import json
import sqlite3
from contextlib import closing

from hydrascope import audit
from hydrascope.cli.status import describe
from hydrascope.warehouse.store import Warehouse

NOW = dt.datetime(2026, 1, 28, 8, 0, tzinfo=dt.UTC)


def test_status_tells_tables_span_sources_and_rejects(call_json, filled):
    told = call_json("status", "--warehouse", filled)

    rows = {table["table_name"]: table["rows"] for table in told["tables"]}
    assert rows == {
        "requests": 30_000,
        "accounts": 400,
        "account_attributes": 400,
        "account_aliases": 0,
        "events": 42,
        "bursts": 0,
        "clusters": 0,
    }
    assert told["fingerprint"] == "0123456789abcdef"
    assert told["first_at"].startswith("2026-01-05T00:00")
    assert told["bytes"] > 0
    (source,) = told["sources"]
    assert source["rows_read"] == (
        source["rows_loaded"] + source["rows_duplicate"] + source["rows_rejected"]
    )
    assert told["rejects"] == [
        {"reason": "no time", "files": 1, "rows": 3},
        {"reason": "not a number: tokens", "files": 1, "rows": 2},
    ]


def test_age_counts_from_publication(filled):
    assert describe(Warehouse(filled).current(), NOW)["age_seconds"] == 2 * 86_400


def test_status_in_sentences(call, filled):
    code, out, err = call("status", "--warehouse", filled)

    assert (code, err) == (0, "")
    assert "requests                    30,000" in out
    assert "no time: 3 rows" in out
    assert "This data is synthetic: Made by the test suite" in out


def test_verify_says_the_trail_is_whole_or_what_is_wrong(call, call_json, tmp_path, filled):
    root = tmp_path / "warehouse"
    trail = audit.of(root)
    assert call("status", "--verify", "--warehouse", root)[0] == 0
    for subject in ("one", "two", "three"):
        trail.record("note", author="mk", at=NOW, subject=subject)
    head = str(trail.head())

    code, out, err = call("status", "--verify", "--head", head, "--warehouse", root)
    assert (code, err) == (0, "")
    assert "The audit trail is whole" in out
    assert head in out
    assert call_json("status", "--verify", "--warehouse", root)["is_whole"] is True

    with closing(sqlite3.connect(trail.path)) as conn, conn:
        conn.execute("drop trigger entries_no_delete")
        conn.execute("delete from entries where entry_id = 3")
    code, out, err = call("status", "--verify", "--warehouse", root)
    assert (code, out) == (1, "")
    assert "cut at its end: it lacks 3" in err
    code, out, err = call("status", "--verify", "--json", "--warehouse", root)
    assert code == 1
    assert json.loads(out)["problems"] == ["The trail was cut at its end: it lacks 3."]


def test_a_head_without_verify_is_wrong_use(call, filled):
    assert call("status", "--head", "1:01234567", "--warehouse", filled)[0] == 2


def test_identifiers_of_several_accounts_are_listed(call, tmp_path):
    files = {
        "calls.csv": "ts,account_id\n2026-02-01T00:00:00Z,ann\n",
        "names.csv": "id_type,id_value,account_id\nuser,k,ann\nuser,k,ben\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    root = tmp_path / "w"
    given = [tmp_path / name for name in files]
    assert call("import", *given, "--warehouse", root, "--no-detect")[0] == 0

    out = call("status", "--warehouse", root)[1]

    assert "Joined to several accounts, so to none: 1 name." in out
    assert "user k: ann, ben (canonical)" in out
    assert call("overlap", "--warehouse", root)[1].strip() == (
        "No two sources have requests on the same day."
    )
    code, _, err = call("overlap", "--primary", "nobody", "--warehouse", root)
    assert code == 1
    assert "Choose one of: canonical." in err
