"""Mapping files: the two public traces, units, clocks, and clear complaints."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hydrascope.errors import InputError
from hydrascope.ingest.mapping import read_mapping

MAPPINGS = Path(__file__).parent.parent.parent / "data" / "sample" / "mappings"
Reader = Callable[..., Any]


def test_servegen_clients(read: Reader, tmp_path: Path) -> None:
    for model, client, rates in (
        ("m-mid", 6, ("0", "0.016666666666666666", "47.845")),
        ("m-mid", 7, ("0", "0", "0")),
        ("m-small", 6, ("750.0", "0.0016666666666666668", "0")),
    ):
        folder = tmp_path / "data" / "language" / model
        folder.mkdir(parents=True, exist_ok=True)
        lines = [f"{n * 600},{rate},0.35,Gamma,1.5,0.2" for n, rate in enumerate(rates)]
        (folder / f"chunk-{client}-trace.csv").write_text("\n".join(lines))

    found = read(tmp_path, mapping=MAPPINGS / "servegen.toml")

    assert found.rows_read == 9
    assert found.reasons == ["bucket without requests"] * 5
    told = [
        (row["account_id"], row["gen_ai_request_model"], row["ts"], row["request_count"])
        for row in found.rows
    ]
    start = dt.datetime(2025, 1, 6)
    step = dt.timedelta(minutes=10)
    assert told == [
        ("m-mid/chunk-6", "m-mid", start + step, 10),
        ("m-mid/chunk-6", "m-mid", start + 2 * step, 28_707),
        ("m-small/chunk-6", "m-small", start, 450_000),
        ("m-small/chunk-6", "m-small", start + step, 1),
    ]
    assert {row["row_grain"] for row in found.rows} == {"bucket"}
    assert {row["ts_end"] - row["ts"] for row in found.rows} == {step}
    assert len({row["request_id"] for row in found.rows}) == 4
    assert {row["source"] for row in found.rows} == {"servegen"}


AZURE = (
    "TIMESTAMP,ContextTokens,GeneratedTokens\n"
    "2023-11-16 18:17:03.9799600,4808,10\n"
    "2023-11-16 18:17:04.0319600,3180,8\n"
)


def test_azure_trace_needs_no_mapping_and_names_no_account(read: Reader, tmp_path: Path) -> None:
    file = tmp_path / "AzureLLMInferenceTrace_code.csv"
    file.write_text(AZURE)

    found = read(file)

    assert found.sum("gen_ai_usage_input_tokens") == 7988
    assert found.rows[0]["ts"] == dt.datetime(2023, 11, 16, 18, 17, 3, 979960)
    assert {(row["account_id"], row["account_id_type"]) for row in found.rows} == {(None, None)}
    assert any("names no account" in notice for notice in found.plan.notices)
    assert any("ContextTokens as gen_ai_usage_input" in notice for notice in found.plan.notices)


def test_azure_trace_with_its_mapping_has_the_workload(read: Reader, tmp_path: Path) -> None:
    file = tmp_path / "AzureLLMInferenceTrace_code.csv"
    file.write_text(AZURE)
    found = read(file, mapping=MAPPINGS / "azure-llm-2023.toml")
    assert {row["gen_ai_request_model"] for row in found.rows} == {"code"}
    assert found.sum("gen_ai_usage_output_tokens") == 18


def test_units_zone_values_and_json(read: Reader, tmp_path: Path) -> None:
    mapping = tmp_path / "m.toml"
    mapping.write_text(
        'name = "till"\n[clock]\ncolumn = "when"\nzone = "Europe/Berlin"\n[columns]\n'
        'account_id = "who"\nclient_address = "from"\ncost_usd = {column = "cents", times = 0.01}\n'
        'duration_ms = {column = "secs", times = 1000}\nstatus = {value = "ok"}\n'
    )
    row = '{"when":"2025-07-01 12:00:00","who":"a","from":"198.51.100.1","cents":"12.5","secs":1.5}'
    zoned = row.replace("12:00:00", "12:00:00Z")
    (tmp_path / "x.jsonl").write_text(f"{row}\n{zoned}\n")
    (tmp_path / "y.csv").write_text(
        "secs,who,when,from,cents\n1.5,a,2025-07-01 12:00:00,::1,12.5\n"
    )

    found = read(tmp_path / "x.jsonl", tmp_path / "y.csv", mapping=mapping)

    assert sorted(row["ts"].hour for row in found.rows) == [10, 10, 12]
    assert {str(row["cost_usd"]) for row in found.rows} == {"0.125000000"}
    assert {row["duration_ms"] for row in found.rows} == {1500}
    assert {(row["status"], row["account_id"]) for row in found.rows} == {("ok", "a")}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("name = ", "not valid TOML"),
        ("[columns]\n", "name is missing"),
        ('name = "x"\nfoo = 1\n', "unknown entry 'foo'"),
        ('name = "x"\ntable = "t"\n', "unknown table"),
        ('name = "x"\n[columns]\nnope = "a"\n', "'nope' is no column"),
        ('name = "x"\n[columns]\nstatus = 3\n', "one of column, path, value"),
        ('name = "x"\n[columns]\nstatus = {path = "{a}"}\n', "not in the file's path"),
        ('name = "x"\n[columns]\nrequest_count = {column = "a", times = "b"}\n', "no number"),
        ('name = "x"\n[clock]\nunit = "s"\n', "names no column"),
        ('name = "x"\n[clock]\ncolumn = "a"\nunit = "days"\n', "unknown unit"),
        ('name = "x"\n[clock]\ncolumn = "a"\nepoch = "noon"\n', "is no time"),
        ('name = "x"\n[file]\nheader = false\n', "without columns"),
        ('name = "x"\ngrain = "week"\n', "unknown grain"),
        ('name = "x"\n[columns]\naccount_id = "user_password"\n', "may hold a secret"),
    ],
)
def test_complaints(tmp_path: Path, text: str, complaint: str) -> None:
    file = tmp_path / "m.toml"
    file.write_text(text)
    with pytest.raises(InputError, match=complaint):
        read_mapping(file)


def test_names_in_a_mapping_are_only_names(read: Reader, tmp_path: Path) -> None:
    evil = "x\"'); drop table t; --"
    mapping = tmp_path / "m.toml"
    mapping.write_text(
        f"name = 'evil'\n[clock]\ncolumn = '''{evil}'''\n[columns]\n"
        f"status = {{value = '''{evil}'''}}\naccount_id = 'a'\n"
    )
    (tmp_path / "x.csv").write_text(f'"{evil.replace(chr(34), chr(34) * 2)}",a\n2025-01-01,b\n')
    found = read(tmp_path / "x.csv", mapping=mapping)
    assert [row["status"] for row in found.rows] == [evil]
