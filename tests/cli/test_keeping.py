"""``versions``, ``use``, ``forget``, ``look`` and ``import --watch`` as a shell runs them."""

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress

import pytest

from hydrascope import audit
from hydrascope.cli.main import main
from hydrascope.ingest.contract import file_digest

HEAD = "ts,account_id,gen_ai_request_model,gen_ai_usage_input_tokens"


def export(path, day, accounts=5):
    lines = [
        HEAD,
        *(f"2026-02-{day:02}T0{n % 10}:00:00Z,who-{n % accounts},m,{n}" for n in range(40)),
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """A warehouse with two versions, its trail beside it; every test takes a copy."""
    folder = tmp_path_factory.mktemp("two")
    root = folder / "w" / "warehouse"
    for day in (1, 2):
        file = export(folder / f"day{day}.csv", day)
        told = ["import", str(file), "--warehouse", str(root), "--no-detect", "--author", "Ada"]
        assert main(told) == 0
    return root.parent


@pytest.fixture
def two(template, tmp_path):
    shutil.copytree(template, tmp_path / "w")
    return tmp_path / "w" / "warehouse"


def test_going_back_publishes_the_earlier_version_and_is_on_record(call, call_json, two):
    new, old = call_json("versions", "--warehouse", two)["versions"]
    assert (new["is_current"], old["is_current"]) == (True, False)
    assert (new["requests"], old["requests"]) == (80, 40)

    assert call("use", old["fingerprint"], "--warehouse", two, "--author", "Ada")[0] == 0

    assert call_json("status", "--warehouse", two)["fingerprint"] == old["fingerprint"]
    entries = audit.of(two).entries()
    assert sorted(entries["act"]) == ["import", "import", "switch_version"]
    assert entries["author"].tolist() == ["Ada"] * 3
    assert audit.of(two).verify() == []
    assert call("use", new["name"], "--warehouse", two)[0] == 0


def test_a_version_nobody_has_is_named_with_those_there_are(call, two):
    code, _, err = call("use", "0123456789ab", "--warehouse", two)

    assert code == 1
    assert "usage-" in err


def test_forgetting_asks_for_the_name_and_keeps_it_out_of_the_record(
    call, call_json, two, monkeypatch
):
    monkeypatch.setattr("click.prompt", lambda *_, **__: "who-2")
    assert call("forget", "--account", "who-1", "--warehouse", two)[0] == 1
    before = call_json("status", "--warehouse", two)["fingerprint"]

    monkeypatch.setattr("click.prompt", lambda *_, **__: "who-1")
    code, out, _ = call("forget", "--account", "who-1", "--warehouse", two)

    assert code == 0
    assert "requests: 16 rows" in out
    after = call_json("status", "--warehouse", two)["fingerprint"]
    entry = audit.of(two).entries(acts=["erase"]).iloc[0]
    assert entry["fingerprint"] == after != before
    assert "who-1" not in str(entry.to_dict())
    assert [
        one["fingerprint"] for one in call_json("versions", "--warehouse", two)["versions"]
    ] == [after]


def test_a_forgotten_file_leaves_no_name_in_the_audit_trail(call, two, template):
    digests = [file_digest(template.parent / f"day{day}.csv") for day in (1, 2)]
    assert call("forget", "--file", "day1.csv", "--yes", "--warehouse", two)[0] == 0

    told = audit.of(two).entries().to_csv()
    assert "day1.csv" not in told
    assert all(digest[:12] in told for digest in digests)
    assert audit.of(two).verify() == []


def test_looking_tells_the_source_and_loads_nothing(call_json, tmp_path):
    export(tmp_path / "in" / "a.csv", 3)
    (tmp_path / "in" / "odd.csv").write_text("wann,wer\n1,2\n", encoding="utf-8")
    told = call_json("look", tmp_path / "in", "--warehouse", tmp_path / "w")

    kind = told["kinds"][0]
    assert (kind["table"], kind["looked_at"], len(kind["rows"])) == ("requests", 40, 5)
    assert kind["null_shares"]["cost_usd"] == 1
    assert kind["first_at"].startswith("2026-02-03")
    assert told["unknown"][0]["columns"] == ["wann", "wer"]
    assert not (tmp_path / "w").exists()


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_a_watched_folder_is_loaded_as_files_arrive_and_ctrl_c_ends_it(call_json, tmp_path):
    folder, root = tmp_path / "in", tmp_path / "w"
    export(folder / "one.csv", 1)
    command = [sys.executable, "-m", "hydrascope", "import", str(folder), "--watch",
               "--settle", "0.2", "--no-detect", "--warehouse", str(root)]  # fmt: skip
    log = tmp_path / "log"
    with log.open("w") as out:
        running = subprocess.Popen(
            command,
            stdout=out,
            stderr=subprocess.STDOUT,
            preexec_fn=heeds_interrupts,  # noqa: PLW1509  no thread is about
        )
    try:
        wait_for(lambda: log.read_text().count("published") == 1, log, running)
        (folder / "half.csv.part").write_text("no", encoding="utf-8")
        (folder / "odd.csv").write_text("wann,wer\n1,2\n", encoding="utf-8")
        export(folder / "two.csv.part", 2).rename(folder / "two.csv")
        wait_for(lambda: "loaded: 40" in log.read_text().split("published")[1], log, running)
        running.send_signal(signal.SIGINT)
        assert running.wait(timeout=30) == 0
    finally:
        running.kill()
        running.wait(timeout=30)
    assert "Stopped watching" in log.read_text()
    assert call_json("status", "--warehouse", root)["tables"][0]["rows"] == 80


def heeds_interrupts():
    """A shell that runs the tests in its background has them ignored, and that is inherited."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def wait_for(found, log, running, until_s=60):
    end = time.monotonic() + until_s
    while not found():
        with suppress(subprocess.TimeoutExpired):
            running.wait(timeout=0.2)
            pytest.fail(f"it ended: {log.read_text()}")
        assert time.monotonic() < end, log.read_text()


def test_watching_takes_one_folder(tmp_path, capsys):
    assert main(["import", str(tmp_path / "none"), "--watch"]) == 2
