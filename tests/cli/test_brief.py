"""``brief`` and ``verify`` from the command line."""

import json

import pytest

from hydrascope import audit
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
    call_json("brief", "--out", again, "--warehouse", folder, "--level", "partner")

    assert first.read_bytes().startswith(begins)
    assert first.read_bytes() == again.read_bytes()
    assert told["bytes"] == first.stat().st_size
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


def test_what_cannot_be_made_is_said(call, folder, tmp_path):
    for arguments, said in (
        (("--out", tmp_path / "a.docx"), "does not say what to write"),
        (("--out", tmp_path / "a.pdf", "--cluster", "c999"), "no cluster c999"),
        (("--out", tmp_path / "a.pdf", "--case", "9"), "no case 9"),
    ):
        code, _, err = call("brief", *arguments, "--warehouse", folder)
        assert (code, said in err) == (1, True)
    assert [file.name for file in tmp_path.iterdir() if file.suffix] == []
