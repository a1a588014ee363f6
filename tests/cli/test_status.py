"""``status`` says what is there, how old, and what was left out."""

import datetime as dt

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
