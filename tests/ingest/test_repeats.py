"""Rows that were seen before, in this file or another: which copy stays, and what does not."""

import json
from pathlib import Path

import pytest

from hydrascope.ingest.pipeline import run_import
from hydrascope.warehouse.store import Warehouse
from tests.ingest.made import DAY, NOW, adds_up, rows_of, write


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    return Warehouse(tmp_path / "warehouse")


def test_overlapping_exports_keep_the_most_complete_copy(
    tmp_path: Path, warehouse: Warehouse
) -> None:
    rows = rows_of(NOW - DAY, 100)
    poor = [{**row, "cost_usd": "", "user_agent_original": ""} for row in rows[:30]]
    first = run_import([write(tmp_path / "a.csv", poor)], warehouse, now=NOW)
    second = run_import([write(tmp_path / "b.csv", rows)], warehouse, now=NOW)
    third = run_import([write(tmp_path / "c.csv", poor[:7] + poor[:7])], warehouse, now=NOW)

    assert (first.rows_loaded, second.rows_loaded, second.rows_duplicate) == (30, 100, 0)
    assert (third.rows_loaded, third.rows_duplicate, adds_up(third)) == (0, 14, True)
    with warehouse.connect() as conn:
        costs, requests = conn.execute("select count(cost_usd), count(*) from requests").fetchall()[
            0
        ]
        files = conn.execute(
            "select file_name, rows_read, rows_loaded, rows_duplicate from import_files order by 1"
        ).fetchall()
    assert (costs, requests) == (100, 100)
    assert files == [("a.csv", 30, 0, 30), ("b.csv", 100, 100, 0), ("c.csv", 14, 0, 14)]


def test_two_files_may_number_their_events_alike(tmp_path: Path, warehouse: Warehouse) -> None:
    fields = ("event_id", "ts", "event_type", "label")
    launch = {"event_id": 1, "ts": NOW.isoformat(), "event_type": "model_launch", "label": "a"}
    outage = {**launch, "event_type": "incident", "label": "b"}
    run_import([write(tmp_path / "a.csv", [launch], fields)], warehouse, now=NOW)
    report = run_import([write(tmp_path / "b.csv", [outage, launch], fields)], warehouse, now=NOW)

    assert (report.rows_loaded, report.rows_duplicate) == (1, 1)
    with warehouse.connect() as conn:
        assert conn.execute("select count(*) from events").fetchall() == [(2,)]


def test_one_repeated_span_of_a_line_drops_nothing_else(
    tmp_path: Path, warehouse: Warehouse
) -> None:
    def line(*numbers: int) -> str:
        spans = [
            {
                "traceId": f"{number:032x}",
                "spanId": f"{number:016x}",
                "startTimeUnixNano": str(1_772_000_000_000_000_000 + number * 10**9),
                "endTimeUnixNano": str(1_772_000_001_000_000_000 + number * 10**9),
                "attributes": [
                    {"key": "gen_ai.request.model", "value": {"stringValue": "atlas-3"}},
                    {"key": "user.id", "value": {"stringValue": f"u{number}"}},
                ],
            }
            for number in numbers
        ]
        return json.dumps({"resourceSpans": [{"scopeSpans": [{"spans": spans}]}]})

    file = tmp_path / "spans.jsonl"
    file.write_text("\n".join([line(1, 2), line(2, 3, 4), line(5, 6)]) + "\n", encoding="utf-8")
    report = run_import([file], warehouse, now=NOW)

    assert (report.rows_read, report.rows_loaded, report.rows_duplicate) == (7, 6, 1)
    with warehouse.connect() as conn:
        users = conn.execute("select account_id from requests order by 1").fetchall()
    assert [user for (user,) in users] == ["u1", "u2", "u3", "u4", "u5", "u6"]
