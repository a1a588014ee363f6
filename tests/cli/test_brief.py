"""``brief`` and ``verify`` from the command line."""

import datetime as dt
import json
import zipfile

import pytest

from hydrascope import audit, cases, ledger
from hydrascope.cases import briefs
from hydrascope.workbench import pins
from hydrascope.workbench.history import History
from tests import clusters


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("briefed")
    clusters.warehouse(made)
    return made


@pytest.fixture(autouse=True)
def apart(monkeypatch, tmp_path):
    monkeypatch.setenv("HYDRASCOPE_CASES", str(tmp_path / "cases"))


@pytest.mark.parametrize(
    ("suffix", "begins"),
    [(".pdf", b"%PDF"), (".html", b"<!doc"), (".pptx", b"PK"), (".md", b"**TLP"), (".zip", b"PK")],
)
def test_the_ending_says_the_format_and_the_bytes_repeat(
    call_json, folder, tmp_path, suffix, begins
):
    first, again = tmp_path / f"a{suffix}", tmp_path / f"b{suffix}"

    told = call_json("brief", "--out", first, "--warehouse", folder, "--level", "partner")
    beside = ("--out", again, "--out", tmp_path / "c.md")
    both = call_json("brief", *beside, "--warehouse", folder, "--level", "partner")

    assert first.read_bytes().startswith(begins)
    assert first.read_bytes() == again.read_bytes()
    assert told["files"] == [{"file": str(first), "bytes": first.stat().st_size}]
    assert [one["bytes"] for one in both["files"]] == [
        again.stat().st_size,
        (tmp_path / "c.md").stat().st_size,
    ]
    assert len(audit.of(folder).entries(acts=["brief", "pack"])) >= 3
    assert (told["level"], told["as_of"]) == ("partner", "2026-01-26 08:00 UTC")


def test_a_pack_is_checked_and_a_changed_one_fails(call, call_json, folder, tmp_path):
    out = tmp_path / "pack.zip"
    call_json("brief", "--cluster", "c0b2", "--out", out, "--warehouse", folder)

    told = call_json("verify", out, "--warehouse", folder)
    assert (told["intact"], told["seal"]) == (True, "intact")
    content = bytearray(out.read_bytes())
    content[len(content) // 2] ^= 1
    out.write_bytes(content)
    code, printed, err = call("verify", out, "--warehouse", folder)
    assert (code, printed) == (1, "")
    assert "was changed" in err


def test_indicators_in_clear_are_asked_for_and_written_down(call, call_json, folder, tmp_path):
    out = tmp_path / "pack.zip"
    code, _, err = call(
        "brief", "--clear-indicators", "--out", tmp_path / "a.pdf", "--warehouse", folder
    )
    assert (code, "Only the evidence pack" in err) == (1, True)
    code, _, err = call("brief", "--clear-indicators", "--out", out, "--warehouse", folder)
    assert (code, "for a reason" in err, out.exists()) == (1, True, False)

    who = ("--author", "A. Analyst", "--reason", "Court order")
    call_json("brief", "--clear-indicators", *who, "--out", out, "--warehouse", folder)
    entry = audit.of(folder).entries(acts=["pack"]).iloc[0]

    assert entry["author"] == "A. Analyst"
    assert json.loads(entry["detail"])["reason"] == "Court order"


@pytest.fixture
def kept(folder):
    """Two pinned answers and a case that takes the first."""
    at = dt.datetime(2026, 1, 27)
    signed = {"author": "B. Other", "at": at}
    history = History(ledger.folder(folder) / "queries.sqlite")
    for text, title in (
        ("select account_id, requests from accounts order by all limit $n", "Who asks"),
        ("select nothing from accounts", "Broken"),
    ):
        query_id = history.store(text, {"n": 3}, **signed)
        pins.of(folder).add(query_id, title=title, fingerprint="old", **signed)
    book = cases.of(folder)
    number = cases.Work(book).open("A swarm", **signed)
    cases.Work(book).about(number, "cluster", clusters.ACTING, **signed)
    briefs.take(book, number, 1, briefs.TAKEN, **signed)
    briefs.say(book, number, "internal", "ties", "By the card.", **signed)
    return number


def test_pinned_answers_and_own_sentences_of_a_case_are_in_its_briefing(
    call, call_json, folder, kept, tmp_path
):
    out, zipped = tmp_path / "a.md", tmp_path / "a.zip"
    told = call_json("brief", "--case", kept, "--out", out, "--warehouse", folder)
    text = out.read_text(encoding="utf-8")

    assert told["as_of"] == "2026-01-27 00:00 UTC"
    assert "By the card. † (edited by B. Other, 2026-01-27 00:00 UTC)" in text
    assert "Own SQL: Who asks" in text
    assert "on dataset old; asked again of this one" in text
    assert "order by all limit $n" in text
    rows = text.split("*Who asks: its rows*")[1].split("```")[0]
    assert "acct" not in rows  # short names, whoever pinned it
    assert rows.count("| A-") == 3
    assert "Broken" not in text
    query = audit.of(folder).entries(acts=["query"]).iloc[0]
    assert query["author"] == "command line"

    both = ("--pin", 1, "--pin", 2)
    call_json("brief", "--case", kept, *both, "--out", zipped, "--warehouse", folder)
    with zipfile.ZipFile(zipped) as box:
        assert box.read("sql/own_1.sql").endswith(b"limit $n\n")
        assert len(box.read("own_1.csv").splitlines()) == 4
        text = box.read("brief.md").decode()
        asked = {one["figure"]: one for one in json.loads(box.read("sql/parameters.json"))}
    assert "It could not be answered:" in text
    assert asked["own_1"]["parameters"] == {"n": 3}
    assert asked["own_2"]["failed"]
    code, _, err = call("brief", "--pin", 9, "--out", out, "--warehouse", folder)
    assert (code, "no pinned answer 9" in err) == (1, True)


@pytest.mark.parametrize("level", ["internal", "executive"])
def test_of_the_quiet_scenario_it_says_that_nothing_was_found_and_what_that_means(
    call_json, quiet, tmp_path, level
):
    _, root, _, imported = quiet
    out = tmp_path / "quiet.md"
    told = call_json("brief", "--level", level, "--out", out, "--warehouse", root)
    text = out.read_text(encoding="utf-8")
    found = call_json(
        "sql",
        "select (select count(*) from accounts) as accounts, sum(request_count)::bigint as"
        " requests, (select count(*) from clusters where kind = 'coordinated') as acting"
        " from requests",
        *("--warehouse", root),
    )["rows"][0]

    assert found["acting"] == 0
    assert (
        f"No coordinated accounts were found among {found['accounts']:,} accounts and"
        f" {found['requests']:,} requests" in text
    )
    assert "## What this means" in text
    assert "## What this does not mean" in text
    assert "It does not show that nobody extracts the model." in text
    assert "SYNTHETIC DATA" in text
    assert told["synthetic"]
    assert told["fingerprint"] == imported["fingerprint"]
    for never in ("act as one, each", "Confirmed by a person", "very likely (80"):
        assert never not in text


def test_what_cannot_be_made_is_said(call, folder, tmp_path):
    for arguments, said in (
        (("--out", tmp_path / "a.docx"), "does not say what to write"),
        (("--out", tmp_path / "a.pdf", "--cluster", "c999"), "no cluster c999"),
        (("--out", tmp_path / "a.pdf", "--case", "9"), "no case 9"),
    ):
        code, _, err = call("brief", *arguments, "--warehouse", folder)
        assert (code, said in err) == (1, True)
    assert [file.name for file in tmp_path.iterdir() if file.suffix] == []
