"""Parquet in place: types, statistics, batches, and the rows that must not pass."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hydrascope.ingest import parquet_reader

Reader = Callable[..., Any]
START = dt.datetime(2025, 5, 1)


def table(count: int, first: int = 0, **more: pa.Array) -> pa.Table:
    numbers = range(first, first + count)
    return pa.table(
        {
            "ts": pa.array([START + dt.timedelta(seconds=n) for n in numbers], pa.timestamp("us")),
            "account_id": [f"a{n % 7}" for n in numbers],
            "request_id": [f"r{n}" for n in numbers],
            "gen_ai_usage_input_tokens": pa.array(numbers, pa.int32()),
            **more,
        }
    )


def test_small_files_share_a_batch_and_keep_their_names(read: Reader, tmp_path: Path) -> None:
    for n in (2, 0, 1):
        folder = tmp_path / f"day={n}"
        folder.mkdir()
        pq.write_table(table(10, n * 10), folder / "part.parquet")
    found = read(tmp_path)
    assert found.sum("gen_ai_usage_input_tokens") == sum(range(30))
    assert {(row["source_file"], row["request_id"]) for row in found.rows} == {
        (f"day={n // 10}/part.parquet", f"r{n}") for n in range(30)
    }
    assert {row["source_line"] for row in found.rows} == set(range(1, 11))


def test_a_big_file_comes_in_parts(
    read: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet_reader, "ROWS", 300)
    pq.write_table(table(1000), tmp_path / "a.parquet", row_group_size=128)
    found = read(tmp_path / "a.parquet")
    assert [row["source_line"] for row in found.rows] == list(range(1, 1001))


def test_rows_with_impossible_times_are_rejected(read: Reader, tmp_path: Path) -> None:
    good = table(20)
    odd = good.set_column(
        0, "ts", pa.array([None, dt.datetime(1999, 1, 1)] + [START] * 18, pa.timestamp("us"))
    )
    pq.write_table(odd, tmp_path / "a.parquet")
    pq.write_table(odd, tmp_path / "b.parquet", write_statistics=False)
    found = read(tmp_path)
    assert found.reasons == ["no time"] * 2 + ["time before 2015 or after tomorrow"] * 2
    assert len(found.rows) == 36
    assert '"request_id":"r1"' in str(found.rejects[-1][3])


@pytest.mark.parametrize(
    "kind",
    [
        pa.timestamp("ns"),
        pa.timestamp("ms"),
        pa.timestamp("us", tz="UTC"),
        pa.timestamp("us", tz="Asia/Tokyo"),
        pa.string(),
        pa.int64(),
    ],
)
def test_types_of_time(read: Reader, tmp_path: Path, kind: pa.DataType) -> None:
    moments: list[Any] = [START.replace(tzinfo=dt.UTC)] * 3
    if kind == pa.string():
        moments = ["2025-05-01T02:00:00+02:00"] * 3
    if kind == pa.int64():
        moments = [1746057600000] * 3
    if pa.types.is_timestamp(kind) and kind.tz is None:
        moments = [START] * 3
    pq.write_table(table(3).set_column(0, "ts", pa.array(moments, kind)), tmp_path / "a.parquet")
    assert {row["ts"] for row in read(tmp_path / "a.parquet").rows} == {START}


def test_other_types_missing_columns_and_rules(read: Reader, tmp_path: Path) -> None:
    more = {
        "cost_usd": pa.array([0.0, 0.25, None]),
        "status": ["SUCCESS", "429", None],
        "client_address": ["198.51.100.1", "", None],
        "prompt_template_hash": ["00000000000000ff", "mine", None],
        "prompt": ["Say 1", "Say 2", None],
        "api_key_id": ["sk-0123456789abcdefgh", "k", ""],
    }
    pq.write_table(table(3, **more), tmp_path / "a.parquet")
    rows = read(tmp_path / "a.parquet").rows
    assert [str(row["cost_usd"]) for row in rows] == ["0E-9", "0.250000000", "None"]
    assert [row["status"] for row in rows] == ["ok", "blocked", None]
    assert [row["client_address"] for row in rows] == ["198.51.100.1", None, None]
    assert rows[0]["prompt_template_hash"] == 255
    assert [row["prompt_length"] for row in rows] == [5, 5, None]
    assert rows[0]["api_key_id"].startswith("key:")
    assert {row["request_count"] for row in rows} == {1}
    assert {row["account_id_type"] for row in rows} == {"account"}


def test_without_an_account_another_identifier_stands_in(read: Reader, tmp_path: Path) -> None:
    accounts = pa.array(["a", "", None])
    more = {"user_id": ["u", "u", None], "api_key_id": ["k", "k", "k"]}
    pq.write_table(table(3, **more).set_column(1, "account_id", accounts), tmp_path / "a.parquet")
    rows = read(tmp_path / "a.parquet").rows
    assert [(row["account_id"], row["account_id_type"]) for row in rows] == [
        ("a", "account"), ("u", "user"), ("k", "api_key"),
    ]  # fmt: skip


def test_a_litellm_dump_as_parquet(read: Reader, tmp_path: Path) -> None:
    file = Path(__file__).parent.parent / "fixtures/exports/litellm/spend_logs_payload.json"
    record = json.loads(file.read_text(encoding="utf-8"))
    pq.write_table(pa.Table.from_pylist([record]), tmp_path / "a.parquet")
    (row,) = read(tmp_path / "a.parquet").rows
    assert (row["source"], row["gen_ai_usage_input_tokens"]) == ("litellm_spend", 10)
    assert row["duration_ms"] == pytest.approx(4.583)


def test_mails_as_identifiers_are_hashed_alike_everywhere(read: Reader, tmp_path: Path) -> None:
    more = {"user_id": ["Jane@ex.org", "u", None]}
    mails = table(3, **more).set_column(1, "account_id", pa.array(["jane@EX.org", "", None]))
    pq.write_table(mails, tmp_path / "requests.parquet")
    pq.write_table(table(3), tmp_path / "plain.parquet")
    text = "id_type,id_value,account_id\nuser,jane@ex.org,a1\nemail,jane@ex.org,a1\n"
    (tmp_path / "aliases.csv").write_text(text)
    (tmp_path / "attributes.csv").write_text(
        "account_id,attr_type,attr_value\njane@ex.org,ip,203.0.113.9\na,email_address,jane@ex.org\n"
    )
    (tmp_path / "more.csv").write_text("ts,account_id\n2025-05-01T00:00:00Z,jane@ex.org\n")
    found = read(tmp_path)
    rows = {(r["source_file"], r["source_line"]): r for r in found.tables["requests"]}
    first = rows["requests.parquet", 1]
    assert first["account_id"] == first["user_id"] == rows["more.csv", 2]["account_id"]
    assert first["account_id"].startswith("mail:")
    assert rows["requests.parquet", 2]["account_id"] == "u"
    assert {rows["plain.parquet", n]["account_id"] for n in (1, 2, 3)} == {"a0", "a1", "a2"}
    assert {r["id_value"] for r in found.tables["account_aliases"]} == {first["account_id"]}
    ip, mail = found.tables["account_attributes"]
    assert (ip["account_id"], ip["attr_type"]) == (first["account_id"], "address")
    assert (mail["attr_type"], len(mail["attr_value"])) == ("email", 16)
    assert "203.0" not in ip["attr_value"]
