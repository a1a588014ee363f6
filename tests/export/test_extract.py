"""Extracts are whole, safe to open, and say where they came from."""

import csv
import datetime as dt
import hashlib
import io
import json
from importlib import import_module

import duckdb
import openpyxl
import pytest
from openpyxl.utils.escape import unescape

from hydrascope import db, schema
from hydrascope.errors import InputError, QueryError
from hydrascope.export import excel, extract, extract_bytes, tables
from hydrascope.warehouse.store import open_version
from tests.build import warehouse

NOW = dt.datetime(2026, 2, 1, 12, 30, tzinfo=dt.UTC)
EVERYTHING = {"start_at": None, "end_at": None}
REQUESTS = 30_000
KINDS = ("csv", "parquet", "jsonl", "xlsx")


@pytest.fixture(scope="module")
def version(tmp_path_factory):
    return warehouse(tmp_path_factory.mktemp("warehouse"))


@pytest.fixture
def conn(version):
    with open_version(version.path) as opened:
        yield opened


@pytest.fixture
def odd():
    """A warehouse whose events hold everything a file format may stumble over."""
    with duckdb.connect(":memory:") as opened:
        db.script(opened, "warehouse/tables")
        db.script(opened, "warehouse/provenance")
        db.script(opened, "warehouse/views")
        db.script(opened, "warehouse/measures")
        for number, label in enumerate(ODD):
            opened.execute(
                "insert into events (event_id, ts, event_type, label) values (?, ?, 'note', ?)",
                [f"e{number}", dt.datetime(2026, 1, 1, 0, 0, number, 5), label],
            )
        yield opened


ODD = ("=1+1", "+1", "-1", "@sum", "\tx", "\rx", "plain", "a,b", 'say "x"', "é\n二", "", None)
DANGEROUS = 6


def _as_csv(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


def test_every_table_extracts_the_columns_of_the_data_dictionary(conn):
    assert set(tables()) >= set(schema.TABLES)
    for name, table in schema.TABLES.items():
        values = db.bound(f"extract/{name}", EVERYTHING)
        found = conn.sql(db.sql(f"extract/{name}"), params=values).columns
        assert tuple(found) == table.names


@pytest.mark.parametrize("kind", ["csv", "parquet", "jsonl"])
def test_no_row_is_lost_and_none_changes(conn, tmp_path, kind):
    out = tmp_path / f"requests.{kind}"

    report = extract(conn, "requests", EVERYTHING, out, created_at=NOW)

    assert report.rows == REQUESTS
    with duckdb.connect(":memory:") as reader:
        back = reader.sql(f"from '{out}'").aggregate(
            "count(*), count(distinct request_id), sum(gen_ai_usage_input_tokens),"
            "sum(cost_usd::decimal(18, 9)), min(ts::timestamp), max(ts::timestamp),"
            "count(gen_ai_request_model)"
        )
        wanted = conn.sql("from requests").aggregate(
            "count(*), count(distinct request_id), sum(gen_ai_usage_input_tokens),"
            "sum(cost_usd), min(ts), max(ts), count(gen_ai_request_model)"
        )
        assert back.fetchall() == wanted.fetchall()


def test_a_range_is_heeded_and_its_end_is_exclusive(conn, tmp_path):
    day = dt.datetime(2026, 1, 17)
    params = {"start_at": day, "end_at": day + dt.timedelta(days=1)}

    report = extract(conn, "requests", params, tmp_path / "day.parquet", created_at=NOW)

    counted = conn.execute(
        "select count(*) from requests where ts >= $start_at and ts < $end_at", params
    ).fetchall()
    assert 0 < report.rows == counted[0][0] < REQUESTS


def test_csv_disarms_formulas_and_keeps_all_other_text(odd):
    rows = _as_csv(extract_bytes(odd, "events", EVERYTHING, "csv"))

    labels = [row["label"] for row in rows]
    assert labels[:DANGEROUS] == [f"'{label}" for label in ODD[:DANGEROUS]]
    assert labels[DANGEROUS:-1] == list(ODD[DANGEROUS:-1])
    assert rows[3]["ts"] == "2026-01-01T00:00:03.000005Z"


def test_numbers_below_zero_are_not_taken_for_formulas(conn):
    cursor = conn.cursor()
    cursor.execute("create temp table below as select -5 as number, '-5' as text")
    from hydrascope.export.cells import written_as

    assert written_as(cursor.table("below"), "csv").fetchall() == [(-5, "'-5")]


def test_json_lines_keep_text_as_it_is(odd):
    lines = extract_bytes(odd, "events", EVERYTHING, "jsonl").decode().splitlines()

    told = [json.loads(line) for line in lines]
    assert [line.get("label") for line in told] == list(ODD)
    assert told[0]["ts"] == "2026-01-01T00:00:00.000005Z"


def test_excel_holds_types_and_disarms_formulas(odd, tmp_path):
    extract(odd, "events", EVERYTHING, tmp_path / "events.xlsx", created_at=NOW)

    sheet = openpyxl.load_workbook(tmp_path / "events.xlsx").worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == schema.EVENTS.names
    label = rows[0].index("label")
    texts = [unescape(row[label]) for row in rows[1:7]]
    assert texts == [f"'{text}" for text in ODD[:DANGEROUS]]
    assert isinstance(rows[1][1], dt.datetime)


def test_excel_continues_on_further_sheets(conn, tmp_path, monkeypatch):
    monkeypatch.setattr(excel, "SHEET_ROWS", 150)

    report = extract(conn, "accounts", {}, tmp_path / "accounts.xlsx", created_at=NOW)

    book = openpyxl.load_workbook(tmp_path / "accounts.xlsx", read_only=True)
    sheets = [list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets]
    assert [len(rows) - 1 for rows in sheets] == [150, 150, 100]
    assert {rows[0] for rows in sheets} == {schema.ACCOUNTS.names}
    ids = [row[0] for rows in sheets for row in rows[1:]]
    assert len(set(ids)) == report.rows == 400


def test_excel_refuses_beforehand_what_it_cannot_hold(conn, tmp_path, monkeypatch):
    monkeypatch.setattr(excel, "SHEET_ROWS", 50)
    out = tmp_path / "accounts.xlsx"

    with pytest.raises(InputError, match="400 rows are more than an Excel file") as refused:
        extract(conn, "accounts", {}, out, created_at=NOW)

    assert ".parquet" in refused.value.remedy
    assert list(tmp_path.iterdir()) == []


def test_excel_refuses_a_cell_it_would_cut_short(odd, tmp_path):
    odd.execute("update events set label = repeat('x', 40000) where event_id = 'e6'")

    with pytest.raises(InputError, match="40,000 characters in label"):
        extract(odd, "events", EVERYTHING, tmp_path / "events.xlsx", created_at=NOW)

    assert list(tmp_path.iterdir()) == []


def test_the_manifest_says_where_the_rows_came_from(conn, tmp_path):
    out = tmp_path / "requests.csv"
    params = {"start_at": dt.datetime(2026, 1, 6), "end_at": None}

    report = extract(conn, "requests", params, out, created_at=NOW)

    told = json.loads(report.manifest_path.read_bytes())
    assert report.manifest_path == tmp_path / "requests.csv.manifest.json"
    assert told["sha256"] == hashlib.sha256(out.read_bytes()).hexdigest() == report.sha256
    assert told["bytes"] == out.stat().st_size
    assert told["rows"] == len(_as_csv(out.read_bytes()))
    assert told["query"] == "extract/requests"
    assert told["sql"] == db.sql("extract/requests")
    assert told["parameters"] == {"end_at": None, "start_at": "2026-01-06T00:00:00Z"}
    assert told["dataset_fingerprint"] == "0123456789abcdef"
    assert told["synthetic"] == "Made by the test suite"
    assert told["created_at"] == "2026-02-01T12:30:00Z"
    assert told["software"].startswith("hydrascope ")
    assert any("apostrophe" in note for note in told["notes"])
    assert [column["name"] for column in told["columns"]] == list(schema.REQUESTS.names)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_question_gives_the_same_bytes(conn, kind):
    first, second = (extract_bytes(conn, "accounts", {}, kind) for _ in range(2))

    assert first == second


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_answer_is_a_file_with_its_columns(odd, tmp_path, kind):
    out = tmp_path / f"accounts.{kind}"

    assert extract(odd, "accounts", {}, out, created_at=NOW).rows == 0

    if kind == "csv":
        assert out.read_text().strip().split(",") == list(schema.ACCOUNTS.names)
    elif kind == "parquet":
        assert tuple(duckdb.sql(f"from '{out}'").columns) == schema.ACCOUNTS.names
    elif kind == "xlsx":
        rows = list(openpyxl.load_workbook(out).worksheets[0].iter_rows(values_only=True))
        assert rows == [schema.ACCOUNTS.names]


def test_rows_pass_in_batches_and_are_counted_on_the_way(conn, tmp_path):
    seen: list[int] = []

    extract(
        conn, "requests", EVERYTHING, tmp_path / "r.parquet", created_at=NOW, progress=seen.append
    )

    assert seen[-1] == REQUESTS
    assert len(seen) > 1
    assert seen == sorted(seen)


def test_the_published_version_itself_still_may_not_write(conn, tmp_path):
    extract(conn, "accounts", {}, tmp_path / "accounts.csv", created_at=NOW)

    with pytest.raises(duckdb.PermissionException):
        conn.execute(f"copy accounts to '{tmp_path / 'leak.csv'}'")


def test_what_cannot_be_written_is_refused_with_a_remedy(conn, tmp_path):
    with pytest.raises(InputError, match=r"accounts\.doc does not say") as ending:
        extract(conn, "accounts", {}, tmp_path / "accounts.doc", created_at=NOW)
    assert ".parquet" in ending.value.remedy
    with pytest.raises(QueryError, match="no table or query named 'cliques'") as unknown:
        extract(conn, "cliques", {}, tmp_path / "cliques.csv", created_at=NOW)
    assert "requests" in unknown.value.remedy
    with pytest.raises(QueryError):
        extract(conn, "../secrets", {}, tmp_path / "x.csv", created_at=NOW)
    with pytest.raises(InputError, match="no extract of kind"):
        extract_bytes(conn, "accounts", {}, "doc")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("error", [InputError("Given up."), KeyboardInterrupt()])
def test_what_ends_the_rows_half_way_is_raised_and_leaves_no_file(
    conn, tmp_path, monkeypatch, kind, error
):
    monkeypatch.setattr(import_module("hydrascope.export.extract"), "BATCH_ROWS", 2_048)

    def given_up(rows):
        if rows > 2_048:
            raise error

    with pytest.raises(type(error)):
        extract(
            conn,
            "requests",
            EVERYTHING,
            tmp_path / f"requests.{kind}",
            created_at=NOW,
            progress=given_up,
        )

    assert list(tmp_path.iterdir()) == []
