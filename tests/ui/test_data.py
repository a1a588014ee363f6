"""What the Data page says and does, without a page."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress

import pandas as pd
import pytest

from hydrascope.errors import HydrascopeError, InputError, WarehouseBusy
from hydrascope.ui import data_faults, data_fields, data_jobs, data_loaded, data_needs

HEAD = "ts,account_id,gen_ai_request_model"


@pytest.fixture
def csv(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("\n".join([HEAD, "2026-02-01T00:00:00Z,a,m", "never,a,m"]), encoding="utf-8")
    return path


@pytest.fixture
def sleeper(monkeypatch, tmp_path):
    """Jobs that would run for a minute, which says so; the real interpreter, another program."""
    line = '{"phase": "loading", "rows": 5, "rows_expected": 9}'
    program = (
        "import signal, sys; from time import sleep;"
        # A shell's background job starts with interrupts ignored, and hands that on.
        " signal.signal(signal.SIGINT, signal.default_int_handler);"
        f" print({line!r}, file=sys.stderr, flush=True); sleep(60) # hydrascope"
    )
    monkeypatch.setattr(data_jobs, "_command", lambda *_: [sys.executable, "-c", program])
    return tmp_path / "w"


def ended(root):
    """The last job, once its process is gone."""
    process(root).wait(timeout=60)
    return data_jobs.latest(root)


def process(root):
    return data_jobs._started()[data_jobs.latest(root).pid]


def test_an_import_of_its_own_reports_and_its_uploads_go(tmp_path, csv):
    root, uploads = tmp_path / "w", tmp_path / "uploads"
    uploads.mkdir()
    csv.rename(uploads / "a.csv")

    job = data_jobs.start(
        root, "import", "Import of a", ["import", "--no-detect", "--", str(uploads)], files=uploads
    )
    assert job.is_running
    with pytest.raises(WarehouseBusy):
        data_jobs.start(root, "import", "another", ["import", "--", str(uploads)])
    job = ended(root)

    assert (job.error, job.report["rows_loaded"], job.report["rows_rejected"]) == ("", 1, 1)
    assert not uploads.exists()
    assert data_jobs.latest(root) == job


def test_a_failed_import_says_the_last_words(tmp_path):
    data_jobs.start(tmp_path / "w", "import", "x", ["import", "--", str(tmp_path / "nothing")])

    assert "nothing" in ended(tmp_path / "w").error


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_progress_is_read_and_stop_ends_it(sleeper):
    job = data_jobs.start(sleeper, "import", "x", ["import"])
    end = time.monotonic() + 30
    while not job.rows:
        assert time.monotonic() < end
        with suppress(subprocess.TimeoutExpired):
            process(sleeper).wait(timeout=0.05)
        job = data_jobs.latest(sleeper)
    assert (job.phase, job.rows, job.rows_expected) == ("loading", 5, 9)

    data_jobs.stop(job)

    assert ended(sleeper).error.startswith("Stopped before the end")


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_a_process_that_is_killed_is_said_in_a_sentence(sleeper):
    job = data_jobs.start(sleeper, "import", "x", ["import"])
    os.kill(job.pid, signal.SIGKILL)

    assert ended(sleeper).error == (
        "It ended without a word; what had been published before is unchanged."
    )


def test_old_jobs_go_and_a_pid_of_somebody_else_is_no_job(tmp_path):
    for n in range(5):
        folder = tmp_path / "jobs" / f"{n}"
        folder.mkdir(parents=True)
        (folder / "log").write_text("")
        told = {"kind": "import", "label": "x", "started_at": 0, "pid": 1, "files": ""}
        (folder / "job.json").write_text(json.dumps(told))

    assert not data_jobs.latest(tmp_path).is_running
    assert sorted(path.name for path in (tmp_path / "jobs").iterdir()) == ["2", "3", "4"]


def test_names_of_uploads_are_made_harmless_and_differ():
    taken = set()
    sent = ("../../etc/passwd", "C:\\a\\b.csv", "b.csv", "B.csv", ".hidden", "a\x00b")
    names = [data_jobs.safe_name(name, taken) for name in sent]

    assert names == ["passwd", "b.csv", "b (2).csv", "B (3).csv", "hidden", "a_b"]


def test_abandoned_uploads_of_others_are_removed(tmp_path):
    old = data_jobs.incoming(tmp_path)
    os.utime(old, (0, 0))

    new = data_jobs.incoming(tmp_path)

    assert [path.name for path in new.parent.iterdir()] == [new.name]


def test_looking_at_nothing_is_an_error_with_its_cause(tmp_path):
    with pytest.raises(InputError, match="gone"):
        data_jobs.look(tmp_path / "w", ["--", str(tmp_path / "gone")])


def test_fields_that_are_needed_are_asked_for_before_anything_is_tried():
    told = data_faults.missing("account_attributes", {"account_id": "x"})

    assert sorted(told) == ["attr_type", "attr_value"]
    assert data_faults.missing("requests", {"ts": "x"}) == {}


def test_a_fault_stands_at_its_field_with_cause_and_remedy():
    kind = {
        "looked_at": 20,
        "rows": [[1]],
        "rejected_by_reason": {"time not understood": 18, "no account id": 2, "odd": 1},
        "null_shares": {"cost_usd": 1, "status": 1, "gen_ai_request_model": 0.5},
    }
    chosen = {"ts": "wann", "account_id": "wer", "cost_usd": "preis", "status": "leer"}

    faults = data_faults.found(
        chosen, kind, [["gestern", "", "viel", ""]], ["wann", "wer", "preis", "leer"]
    )

    assert faults == {
        "clock": "18 of 20 rows: time not understood, for example 'gestern'. Choose the unit it"
        " counts in, or write its format, for example %d.%m.%Y %H:%M.",
        "account_id": "2 of 20 rows: no account id. Choose the column that holds the account.",
        "cost_usd": "None of its values could be read, for example 'viel'. Choose another column"
        " or unit.",
    }


def test_a_wrong_zone_or_format_stands_at_the_clock(tmp_path, csv):
    for line, said in (("zone = 'Mars/Olympus'", "no time zone"), ("format = '%Q'", "time format")):
        mapping = tmp_path / "m.toml"
        mapping.write_text(
            f'name = "m"\n[clock]\ncolumn = "ts"\n{line}\n[columns]\naccount_id = "account_id"\n'
        )
        with pytest.raises(InputError) as error:
            data_jobs.look(tmp_path / "w", ["--mapping", str(mapping), "--", str(csv)])
        told = data_faults.refused("text", error.value)
        assert list(told.faults) == ["clock"] and said in told.faults["clock"]
        assert not told.is_usable
    assert list(data_faults.refused("t", HydrascopeError("Broken.")).faults) == [""]


def test_a_mapping_is_written_with_its_units_and_nothing_unquoted():
    chosen = {"ts": 'wann "hier"', "cost_usd": "cent", "account_id": "wer"}

    text = data_fields.written("m", "requests", chosen, "s", "", "", 0.01, 1)

    assert '[clock]\ncolumn = "wann \\"hier\\""\nunit = "s"' in text
    assert 'cost_usd = { column = "cent", times = 0.01 }' in text
    assert 'account_id = "wer"' in text
    assert data_fields.named("Mein Export (2).csv") == "mein-export"
    assert data_fields.guess("cost_usd", ["x", "Amount"]) == 1
    assert data_fields.guess("plan", ["x"]) == -1


def test_what_a_file_does_not_tell_is_what_none_of_its_rows_has():
    found = data_needs.missing_after(
        "requests",
        {"cost_usd": 1, "gen_ai_usage_output_tokens": 1, "user_agent_original": 1, "status": 0.9},
    )

    assert found["field"].tolist() == ["output tokens", "cost", "client"]
    assert data_needs.missing_after("events", {"cost_usd": 1}).empty


def test_lacking_signals_come_by_share_with_the_cure():
    found = data_needs.lacking({"cost": 0.4, "model": 1.0, "plan": None, "nonsense": 0})

    assert found["field"].tolist() == ["plan", "cost"]
    assert found["known_share"].tolist() == [0.0, 0.4]
    assert found["mend"].str.len().min() > 10


def test_the_end_of_a_source_is_told_in_words():
    at = pd.Timestamp("2026-02-03 12:00")
    days = pd.DataFrame(
        {"source": ["a"] * 3, "bucket_at": pd.date_range("2026-02-01", periods=3),
         "share_of_usual": [1.0, 0.4, 0.2], "last_at": at, "days_behind": 4,
         "is_incomplete": [False, False, True]}
    )  # fmt: skip

    told = data_loaded.late_in_words(days)

    assert len(told) == 3
    assert "2026-02-03 12:00 UTC" in told[0]
    assert "on 2026-02-02:" in told[1]
    assert "4 days before" in told[2]
    assert data_loaded.late_in_words(days.assign(share_of_usual=1, days_behind=0).iloc[:2]) == []
