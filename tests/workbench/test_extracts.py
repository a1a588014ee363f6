"""Every row into a file: whole, or no file at all."""

import datetime as dt
import json
import threading

import duckdb
import openpyxl
import pytest

from hydrascope.errors import Failed, OverLimit, Refused, Stopped
from hydrascope.sandbox.limits import Limits
from hydrascope.workbench import bench as bench_module
from hydrascope.workbench.bench import Workbench
from hydrascope.workbench.writing import Writing

NOON = dt.datetime(2026, 2, 1, 12)
ENDLESS = "select count(*) from range(100000000) a, range(100000000) b where a.range + b.range < 0"
KINDS = ("csv", "parquet", "jsonl", "xlsx")


def extract(bench, text, out, params=None):
    return bench.extract(text, params, out, owner="somebody", created_at=NOON)


@pytest.mark.parametrize("kind", KINDS)
def test_an_extract_is_whole_and_has_a_manifest(bench, tmp_path, kind):
    text = "select request_id, ts, '=1+1' as formula from requests where status = $status"
    seen = []

    report = bench.extract(
        text,
        {"status": "ok"},
        tmp_path / f"answer.{kind}",
        owner="somebody",
        created_at=NOON,
        progress=seen.append,
    )

    expected = bench.count("from requests where status = 'ok'", owner="somebody")
    told = json.loads(report.manifest_path.read_bytes())
    assert report.rows == expected > 1000
    assert told["rows"] == expected
    assert told["sql"] == text
    assert told["parameters"] == {"status": "ok"}
    assert told["dataset_fingerprint"] == "0123456789abcdef"
    assert seen[-1] == expected
    rows = read(report.path, kind)
    assert len(rows) == expected
    assert rows[0][2] == ("'=1+1" if kind in ("csv", "xlsx") else "=1+1")


def read(path, kind):
    if kind != "xlsx":
        return duckdb.sql(f"select request_id, null, formula from '{path}'").fetchall()
    book = openpyxl.load_workbook(path)
    try:
        return list(book.active.iter_rows(values_only=True))[1:]
    finally:
        book.close()


@pytest.mark.parametrize(
    "text",
    ["selec", "from nowhere", "select error('x') from requests", "explain select 1"],
)
def test_an_extract_that_fails_leaves_no_file(bench, tmp_path, text):
    with pytest.raises((Refused, Failed)):
        extract(bench, text, tmp_path / "answer.csv")
    assert list(tmp_path.iterdir()) == []


def test_an_empty_extract_is_a_file_with_its_heading(bench, tmp_path):
    report = extract(bench, "select plan from accounts where false", tmp_path / "a.csv")

    assert report.rows == 0
    assert (tmp_path / "a.csv").read_text().strip() == "plan"


def test_an_error_after_many_rows_is_told_as_what_it_is(bench, tmp_path):
    text = "select if(n = 290000, error('late'), n) as x from range(300000) t(n)"

    for kind in KINDS[:3]:
        with pytest.raises(Failed, match=r"^late$"):
            extract(bench, text, tmp_path / f"answer.{kind}")
    assert list(tmp_path.iterdir()) == []


def test_an_extract_is_stopped_from_outside(bench, tmp_path):
    stop = threading.Event()

    with pytest.raises(Stopped):
        bench.extract(
            "select n, repeat('x', 100) as x from range(5000000) t(n)",
            None,
            tmp_path / "answer.csv",
            owner="somebody",
            created_at=NOON,
            progress=lambda _: stop.set(),
            stop=stop,
        )
    assert list(tmp_path.iterdir()) == []


def test_an_extract_leaves_room_on_the_disk(bench, tmp_path, monkeypatch):
    monkeypatch.setattr(bench_module, "LEAST_FREE", 1 << 60)

    with pytest.raises(OverLimit, match="disk"):
        extract(bench, "from requests", tmp_path / "answer.csv")
    assert list(tmp_path.iterdir()) == []


def test_an_extract_over_time_stops_and_leaves_nothing(world, tmp_path):
    limits = Limits(extract_seconds=1.0)
    with Workbench(world.warehouse, limits=limits, slots=1) as tight, pytest.raises(OverLimit):
        extract(tight, ENDLESS, tmp_path / "answer.csv")
    assert list(tmp_path.iterdir()) == []


def test_an_extract_in_the_background_is_watched_and_stopped(bench, tmp_path):
    def make(text):
        return Writing(
            lambda progress, stop: bench.extract(
                text,
                None,
                tmp_path / "answer.csv",
                owner="somebody",
                created_at=NOON,
                progress=progress,
                stop=stop,
            )
        )

    assert make("from accounts").result().rows > 100
    (tmp_path / "answer.csv").unlink()
    (tmp_path / "answer.csv.manifest.json").unlink()
    endless = make(ENDLESS)
    assert not endless.wait(0.5)
    endless.stop()
    assert endless.wait(1.0)
    with pytest.raises(Stopped):
        endless.result()
    assert list(tmp_path.iterdir()) == []
