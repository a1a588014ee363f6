"""``sql`` from the command line: the page's answers, the page's refusals."""

import io
import json

import duckdb
import pytest

from hydrascope import audit
from hydrascope.errors import Refused
from hydrascope.warehouse.store import Warehouse
from hydrascope.workbench.bench import Workbench
from hydrascope.workbench.history import History


def test_rows_are_printed_as_a_table(call, filled):
    text = "select plan, count(*) as accounts from accounts group by all order by 1"

    code, out, err = call("sql", text, "--warehouse", filled)

    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "plan  accounts",
        "----  --------",
        "free  133",
        "pro   134",
        "team  133",
    ]


def test_json_says_types_and_whether_it_is_all(call_json, filled):
    told = call_json("sql", "select 1 as a, 'x' as b", "--warehouse", filled)

    assert told["columns"] == [{"name": "a", "type": "INTEGER"}, {"name": "b", "type": "VARCHAR"}]
    assert told["rows"] == [{"a": 1, "b": "x"}]
    assert told["truncated"] is None
    assert told["fingerprint"] == "0123456789abcdef"


def test_what_is_cut_short_is_said(call, filled):
    code, out, err = call("sql", "from requests", "--limit", "2", "--warehouse", filled)

    assert code == 0
    assert len(out.splitlines()) == 4
    assert "Only the first 2 rows" in err


@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_rows_go_to_other_programs(call, filled, kind):
    text = "select 1 as a, null as b, 'x,y' as c"

    code, out, _ = call("sql", text, "--format", kind, "--warehouse", filled)

    assert code == 0
    expected = {"csv": 'a,b,c\n1,,"x,y"\n', "jsonl": '{"a": 1, "b": null, "c": "x,y"}\n'}
    assert out == expected[kind]


def test_the_text_comes_from_a_file_or_standard_input(call, filled, tmp_path, monkeypatch):
    file = tmp_path / "question.sql"
    file.write_text("select $a::int + 1 as x -- é", encoding="utf-8")
    given = ("--param", "a=41", "--format", "csv", "--warehouse", filled)

    assert call("sql", "--file", file, *given)[1] == "x\n42\n"
    for arguments in ((), ("-",), ("--file", "-")):
        monkeypatch.setattr("sys.stdin", io.StringIO("select $a::int + 1 as x"))
        assert call("sql", *arguments, *given)[1] == "x\n42\n"


def test_a_whole_answer_goes_to_a_file_with_a_manifest(call_json, filled, tmp_path):
    out = tmp_path / "answer.parquet"

    told = call_json("sql", "from requests", "--out", out, "--warehouse", filled)

    assert told["rows"] == 30_000
    assert duckdb.sql(f"from '{out}'").count("*").fetchall() == [(30_000,)]
    manifest = json.loads((tmp_path / "answer.parquet.manifest.json").read_bytes())
    assert manifest["sql"] == "from requests"


def test_a_plan_is_printed(call, filled):
    told = call("sql", "from accounts", "--explain", "--warehouse", filled)
    same = call("sql", "explain from accounts", "--warehouse", filled)

    assert told[0] == same[0] == 0
    assert "known_accounts" in told[1]
    assert told[1] == same[1]


@pytest.mark.parametrize(
    "text",
    [
        "from read_csv('x')",
        "select 1; select 2",
        "drop table accounts",
        "with d as (delete from accounts returning *) from d",
        "pragma version",
        "from duckdb_settings()",
    ],
)
def test_refusals_are_those_of_the_page(call, filled, tmp_path, text):
    with Workbench(Warehouse(filled), slots=1) as bench, pytest.raises(Refused) as page:
        bench.run(text, owner="somebody")

    for more in ((), ("--out", tmp_path / "x.csv"), ("--explain",)):
        code, out, err = call("sql", text, *more, "--warehouse", filled)
        assert (code, out) == (1, "")
        assert page.value.cause in err
    assert list(tmp_path.iterdir()) == []


def test_an_error_points_at_its_place(call, filled):
    code, _, err = call("sql", "select plan,\n  nope from accounts", "--warehouse", filled)

    assert code == 1
    assert err.splitlines()[-2:] == ["Line 2:   nope from accounts", "          ^^^^"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("select 1", "--file", __file__),
        ("select 1", "--format", "xlsx"),
        ("select 1", "--out", "x.csv", "--limit", "3"),
        ("select 1", "--out", "x.csv", "--format", "jsonl"),
        ("select 1", "--limit", "0"),
        ("select 1", "--param", "a"),
    ],
)
def test_wrong_use_exits_2(call, filled, arguments):
    code, out, err = call("sql", *arguments, "--warehouse", filled)

    assert (code, out) == (2, "")
    assert "Usage:" in err


def test_too_long_is_ended(call, filled):
    endless = (
        "select count(*) from range(100000000) a, range(100000000) b where a.range + b.range < 0"
    )

    code, out, err = call("sql", endless, "--seconds", "1", "--warehouse", filled)

    assert (code, out) == (1, "")
    assert "longer" in err


def test_account_ids_are_shown_only_with_a_reason_that_is_written_down(
    call_json, filled, tmp_path, monkeypatch
):
    monkeypatch.setenv("HYDRASCOPE_CASES", str(tmp_path / "cases"))
    text = "select account_id from accounts order by 1 limit 1"

    short = call_json("sql", text, "--warehouse", filled)["rows"]
    shown = call_json("sql", text, "--reveal", "a notice", "--warehouse", filled)["rows"]

    assert short[0]["account_id"].startswith("A-")
    assert shown[0]["account_id"].startswith("acct_")
    told = audit.of(filled).entries()
    assert told["act"].tolist() == ["query", "reveal", "query"]
    assert told["detail"].str.contains("a notice").tolist() == [True, True, False]
    stored = History(tmp_path / "cases" / "queries.sqlite").query(told["subject"][0])
    assert stored.text == text


def test_what_is_asked_and_taken_away_is_written_down_first(call, filled, tmp_path, monkeypatch):
    monkeypatch.setenv("HYDRASCOPE_CASES", str(tmp_path / "cases"))
    out = ("--out", tmp_path / "a.csv", "--warehouse", filled)
    call("sql", "select 1 as one", *out)
    call("export", "accounts", *out)
    told = audit.of(filled).entries()
    assert told["act"].tolist() == ["extract", "extract"]
    assert told["subject"][0] == "extract/accounts"

    (tmp_path / "file").write_text("")
    monkeypatch.setenv("HYDRASCOPE_CASES", str(tmp_path / "file" / "cases"))
    for command, what in (("sql", "select 1"), ("export", "accounts")):
        path = tmp_path / f"{command}.csv"
        code, printed, _ = call(command, what, "--out", path, "--warehouse", filled)
        assert (code, printed, path.exists()) == (1, "", False)


def test_nothing_that_is_printed_steers_a_terminal_or_a_spreadsheet(call, filled):
    text = "select chr(27) || '[2J' || chr(8238) as x, '=1+1' as \"=y\", -1 as z"

    _, shown, _ = call("sql", text, "--warehouse", filled)
    _, sheet, _ = call("sql", text, "--format", "csv", "--warehouse", filled)
    code, _, told = call("sql", "select error(chr(27) || '[2J')", "--warehouse", filled)

    assert shown.splitlines()[-1].startswith(" [2J ")
    assert sheet.splitlines() == ["x,'=y,z", "\u202e,'=1+1,-1"]
    assert code == 1 and "\x1b" not in told
