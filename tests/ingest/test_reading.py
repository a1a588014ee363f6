"""Files as they really are: marks, encodings, damage, half lines, odd rows, exact numbers."""

import codecs
import datetime as dt
import gzip
import json
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pytest

from hydrascope.ingest import delimited, documents, pieces, text_reader
from hydrascope.ingest.streams import ENDS_EARLY

Reader = Callable[..., Any]
LINES = [
    {"ts": f"2025-05-01T00:00:{n:02}Z", "account_id": f"a{n}", "gen_ai_usage_input_tokens": n}
    for n in range(40)
]
NDJSON = "".join(json.dumps(line) + "\n" for line in LINES)
TABLE = "ts,account_id,gen_ai_usage_input_tokens\n" + "".join(
    f"{line['ts']},{line['account_id']},{line['gen_ai_usage_input_tokens']}\n" for line in LINES
)
TOTAL = sum(range(40))


def zstd(data: bytes) -> bytes:
    return pa.compress(data, codec="zstd", asbytes=True)


def frame(data: bytes) -> bytes:
    """A zstd frame as a file has it."""
    sink = pa.BufferOutputStream()
    with pa.CompressedOutputStream(sink, "zstd") as out:
        out.write(data)
    return sink.getvalue().to_pybytes()


VARIANTS = {
    "plain.jsonl": NDJSON.encode(),
    "mark.jsonl": codecs.BOM_UTF8 + NDJSON.encode(),
    "crlf.jsonl": NDJSON.replace("\n", "\r\n").encode(),
    "cr.jsonl": NDJSON.replace("\n", "\r").encode(),
    "cr.csv": TABLE.replace("\n", "\r").encode(),
    "utf16.jsonl": NDJSON.encode("utf-16"),
    "utf16le.jsonl": NDJSON.encode("utf-16-le"),
    "blank.jsonl": NDJSON.replace("\n", "\n\n  \n").encode(),
    "unended.jsonl": NDJSON.rstrip().encode(),
    "named-plain.gz": NDJSON.encode(),
    "zipped": gzip.compress(NDJSON.encode()),
    "members.json": gzip.compress(NDJSON[:1000].encode()) + gzip.compress(NDJSON[1000:].encode()),
    "zstd.log": frame(NDJSON.encode()),
    "array.json": json.dumps(LINES).encode(),
    "pretty.json": json.dumps(LINES, indent=3).encode(),
    "trailing.json": json.dumps(LINES, indent=1).replace("\n]", ",\n]").encode(),
    "objects.json": "\n".join(json.dumps(line, indent=2) for line in LINES).encode(),
    "glued.json": "".join(json.dumps(line) for line in LINES).encode(),
    "commas.json": ",\n".join(json.dumps(line, indent=2) for line in LINES).encode(),
    "wrapped.json": json.dumps({"object": "page", "data": LINES, "next": None}).encode(),
    "result.json": json.dumps({"success": True, "result": LINES}, indent=2).encode(),
    "faults.json": json.dumps(LINES).replace('"}', '",}').replace("}, ", ",},").encode(),
    "plain.csv": TABLE.encode(),
    "mark.csv": codecs.BOM_UTF8 + TABLE.encode(),
    "crlf.csv": TABLE.replace("\n", "\r\n").encode(),
    "utf16.csv": TABLE.encode("utf-16"),
    "semicolon.csv": TABLE.replace(",", ";").encode(),
    "tab.tsv": TABLE.replace(",", "\t").encode(),
    "comment.csv": ("# made on Monday\n\n" + TABLE).encode(),
    "table.csv.zst": frame(TABLE.encode()),
    "quoted.csv": TABLE.replace("a1,", '"a1",').encode(),
    "floats.csv": TABLE.replace(",7\n", ",7.0\n").replace(",30\n", ',"30"\n').encode(),
}


@pytest.mark.parametrize("name", VARIANTS)
def test_every_container_reads_the_same(read: Reader, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(VARIANTS[name])
    found = read(tmp_path / name)
    assert (len(found.rows), found.rejects) == (40, [])
    assert found.sum("gen_ai_usage_input_tokens") == TOTAL
    assert {row["account_id"] for row in found.rows} == {f"a{n}" for n in range(40)}
    assert {row["source"] for row in found.rows} == {"canonical"}


def test_bare_zstd_blocks_are_the_same(read: Reader, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(zstd(NDJSON.encode()))
    assert len(read(tmp_path / "a.jsonl").rows) == 40


def many() -> bytes:
    return "".join(
        json.dumps({"ts": "2025-05-01T00:00:00Z", "account_id": f"a{n}", "request_id": f"{n:x}"})
        + "\n"
        for n in range(20_000)
    ).encode()


@pytest.mark.parametrize("cut", [0.9, 0.5, 0.1])
def test_truncated_gzip_keeps_the_readable_prefix(read: Reader, tmp_path: Path, cut: float) -> None:
    whole = gzip.compress(many(), mtime=0)
    part = whole[: int(len(whole) * cut)]
    readable = zlib.decompressobj(wbits=31).decompress(part).count(b"\n")
    (tmp_path / "a.jsonl.gz").write_bytes(part)

    found = read(tmp_path / "a.jsonl.gz")

    assert len(found.rows) == readable > 1000
    assert ENDS_EARLY in found.reasons
    assert set(found.reasons) <= {ENDS_EARLY, "not valid JSON"}


def test_corrupt_gzip_and_zstd(read: Reader, tmp_path: Path) -> None:
    whole = bytearray(gzip.compress(many(), mtime=0))
    whole[len(whole) // 2 : len(whole) // 2 + 40] = b"\xff" * 40
    (tmp_path / "a.gz").write_bytes(bytes(whole))
    (tmp_path / "b.zst").write_bytes(frame(many())[:-2000])
    for name in ("a.gz", "b.zst"):
        found = read(tmp_path / name)
        assert len(found.rows) > 1000
        assert found.reasons.count(ENDS_EARLY) == 1


def test_half_a_last_line_and_bad_lines_are_kept_as_rejects(read: Reader, tmp_path: Path) -> None:
    good = NDJSON.encode().splitlines(keepends=True)
    bad = [
        b'{"ts": "2025-05-01T00:00:00Z", "account_id": "\xff\xfe"}\n',
        b"[1, 2]\n",
        b'{"ts": "2025-05-01T00:00:00Z", "account_id": "a\0b"}\n',
        b'{"ts": "2025-05-01T00:00:00Z", "account_id": "\\ud800"}\n',
        b'{"account_id": "nobody"}\n',
        b'{"ts": "noonish", "account_id": "a"}\n',
        b'{"ts": "1999-01-01T00:00:00Z", "account_id": "a"}\n',
        b'{"ts": "2026-03-03T00:00:00Z", "account_id": "a"}\n',
        b'{"ts": "2025-05-01T00:0',
    ]
    (tmp_path / "a.jsonl").write_bytes(b"".join(good + bad))

    found = read(tmp_path / "a.jsonl")

    assert len(found.rows) == 40
    by_line = {line: reason for _, line, reason, _ in found.rejects}
    assert by_line == {
        41: pieces.BAD_TEXT,
        42: "not a JSON object",
        43: "not valid JSON",
        44: "not valid JSON",
        45: "no time",
        46: "time not understood",
        47: "time before 2015 or after tomorrow",
        48: "time before 2015 or after tomorrow",
        49: "not valid JSON",
    }
    raws = {line: raw for _, line, _, raw in found.rejects}
    assert "noonish" in raws[46]


def test_json_documents_that_end_early(read: Reader, tmp_path: Path) -> None:
    text = json.dumps(LINES, indent=2)
    (tmp_path / "a.json").write_text(text[: len(text) // 2])
    found = read(tmp_path / "a.json")
    assert 15 < len(found.rows) < 25
    assert found.reasons == [documents.CUT_OFF]


def test_numbers_and_ids_stay_exact(read: Reader, tmp_path: Path) -> None:
    big = 9007199254740993
    (tmp_path / "a.jsonl").write_text(
        f'{{"ts": 1746057600123456789, "request_id": {big}, "account_id": {2**63 + 1},'
        f' "gen_ai_usage_input_tokens": "{big}", "cost_usd": "0.000000001",'
        ' "prompt_hash": "ffffffffffffffff", "prompt_template_hash": "my-hash"}\n'
        '{"ts": "1746057600", "request_id": {"a": [1]}, "account_id": true,'
        ' "gen_ai_usage_input_tokens": -5, "cost_usd": 0, "gen_ai_usage_output_tokens": 3}\n'
    )
    first, second = read(tmp_path / "a.jsonl").rows
    assert (first["request_id"], first["account_id"]) == (str(big), str(2**63 + 1))
    assert first["gen_ai_usage_input_tokens"] == big
    assert first["ts"] == dt.datetime(2025, 5, 1, 0, 0, 0, 123456)
    assert str(first["cost_usd"]) == "1E-9"
    assert first["prompt_hash"] == 2**64 - 1
    assert second["request_id"] == '{"a":[1]}'
    assert second["gen_ai_usage_input_tokens"] is None
    assert (second["cost_usd"], second["cost_origin"]) == (None, None)  # tokens, yet no price


def test_names_may_differ_in_case_and_late_columns_count(read: Reader, tmp_path: Path) -> None:
    lines = [{"TS": line["ts"], "accountId": line["account_id"]} for line in LINES] * 10
    lines.append({"TS": LINES[0]["ts"], "accountId": "z", "status": "failed", "tool_count": 3})
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    rows = read(tmp_path / "a.jsonl").rows
    assert len(rows) == 401
    assert (rows[-1]["account_id"], rows[-1]["status"], rows[-1]["tool_count"]) == ("z", "error", 3)


def test_odd_rows_of_a_table(read: Reader, tmp_path: Path) -> None:
    day = "2025-05-01"
    (tmp_path / "a.csv").write_bytes(
        b"ts,account_id,user_agent_original,status\n"
        b'2025-05-01,a,"two\nlines, and ""quotes""",ok\n'
        b"2025-05-01,b\n"
        b"\n"
        b"2025-05-01,c,x,ok,,\n"
        b"2025-05-01,d,x,ok,more\n"
        b"2025-05-01,None,-,N/A\n"
    )
    found = read(tmp_path / "a.csv")
    assert [(row["account_id"], row["status"]) for row in found.rows] == [
        ("a", "ok"), (None, None), ("b", None), ("c", "ok"),
    ]  # fmt: skip
    assert found.rows[0]["user_agent_original"] == 'two\nlines, and "quotes"'
    assert found.reasons == [delimited.TOO_MANY]
    assert day in str(found.rejects[0][3])


def test_a_table_with_bad_bytes_loses_only_those_rows(read: Reader, tmp_path: Path) -> None:
    rows = [f"2025-05-01,a{n},x\n".encode() for n in range(30_000)]
    rows[20_000] = b"2025-05-01,\xff\xfe,x\n"
    rows[25_000] = b"2025-05-01,a\0b,x\n"
    (tmp_path / "a.csv").write_bytes(b"ts,account_id,status\n" + b"".join(rows))
    found = read(tmp_path / "a.csv")
    assert len(found.rows) == 29_998
    assert {(line, reason) for _, line, reason, _ in found.rejects} == {
        (20_002, pieces.BAD_TEXT),
        (25_002, delimited.HAS_NUL),
    }


def test_latin_1_is_read_and_said(read: Reader, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("ts,account_id\n2025-05-01,Jürgen\n".encode("cp1252"))
    found = read(tmp_path / "a.csv")
    assert found.rows[0]["account_id"] == "Jürgen"
    assert "not UTF-8" in found.plan.notices[0]


def test_big_files_come_in_several_batches(
    read: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_reader, "ROWS", 3000)
    (tmp_path / "a.jsonl").write_bytes(many())
    found = read(tmp_path / "a.jsonl")
    assert [row["source_line"] for row in found.rows] == list(range(1, 20_001))
    assert len({row["request_id"] for row in found.rows}) == 20_000


def test_the_keys_of_a_record_are_told_apart_whatever_else_it_is(
    read: Reader, tmp_path: Path
) -> None:
    """As a list of paths would: the first of two alike, and null is no object."""
    path = tmp_path / "a.jsonl"
    first = {"ts": "2025-05-01", "account_id": "a"}
    lines = [
        json.dumps({**first, "request_id": "plain"}),
        '{"ts": "2025-05-01", "account_id": "a", "request_id": "one", "request_id": "two"}',
        '{"TS": "2025-05-01", "account_id": "a", "request_id": "capitals"}',
        '{"ts": "2025-05-01", "account_id": "a", "a.b": 1, "request_id": {"x": [1, 2]}}',
        "null",
        "[1]",
    ]
    path.write_text("\n".join(lines) + "\n")

    found = read(path)

    assert [one["request_id"] for one in found.rows] == ["plain", "one", '{"x":[1,2]}']
    assert found.reasons == ["no time", "not a JSON object", "not a JSON object"]
