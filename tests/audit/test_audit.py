"""The audit trail: nothing is lost, and nothing can be changed, cut or replaced unnoticed."""

import datetime as dt
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing

import pandas as pd
import pytest

from hydrascope import audit
from hydrascope.audit import Audit
from hydrascope.errors import InputError, WarehouseError

NOW = dt.datetime(2026, 3, 1, 12)
HOUR = dt.timedelta(hours=1)
FILES = ("audit.sqlite", "audit.sqlite-wal", "audit.sqlite-shm")


@pytest.fixture
def trail(tmp_path):
    return audit.of(tmp_path / "warehouse")


def filled(trail, entries=5):
    for number in range(entries):
        trail.record("note", author="mk", at=NOW + number * HOUR, subject=f"note {number + 1}")
    return trail


def tamper(trail, *statements):
    """What somebody can do who may write the file: the triggers do not hold them."""
    with closing(sqlite3.connect(trail.path)) as conn, conn:
        for (name,) in conn.execute("select name from sqlite_master where type = 'trigger'"):
            conn.execute(f"drop trigger {name}")
        for statement in statements:
            conn.execute(statement)


def test_reading_touches_nothing_on_disk(trail, tmp_path):
    assert trail.entries().empty
    assert trail.head() is None
    assert trail.verify() == []
    assert list(tmp_path.iterdir()) == []


def test_an_entry_says_who_did_what_when(trail):
    at = dt.datetime(2026, 3, 1, 14, tzinfo=dt.timezone(2 * HOUR))
    number = trail.record(
        "extract", author=" mk ", at=at, subject="links", detail={"rows": 3}, fingerprint="abc"
    )

    (entry,) = trail.entries().to_dict("records")
    assert number == 1
    assert (entry["act"], entry["author"], entry["subject"]) == ("extract", "mk", "links")
    assert (entry["detail"], entry["fingerprint"]) == ('{"rows":3}', "abc")
    assert entry["done_at"] == pd.Timestamp(NOW)


@pytest.mark.parametrize("wrong", [{"act": "gossip"}, {"author": "  "}])
def test_what_is_no_entry_is_refused(trail, wrong):
    told = {"act": "note", "author": "mk", "at": NOW} | wrong
    with pytest.raises(InputError):
        trail.record(told.pop("act"), **told)
    assert trail.head() is None


def test_entries_are_found_by_act_author_time_and_text(trail):
    filled(trail)
    trail.record("import", author="lr", at=NOW, subject="exports", detail={"rows": 12})

    assert trail.entries(acts=["import"])["subject"].tolist() == ["exports"]
    assert trail.entries(acts=[]).empty
    assert len(trail.entries(author="mk")) == 5
    assert trail.entries(since=NOW + HOUR, until=NOW + 3 * HOUR)["entry_id"].tolist() == [3, 2]
    assert trail.entries(search="NOTE 4")["entry_id"].tolist() == [4]
    page = trail.entries(most=2, skip=2)
    assert page["entry_id"].tolist() == [4, 3]
    assert set(page["found"]) == {6}


def test_the_file_itself_refuses_changes(trail):
    filled(trail)
    with closing(sqlite3.connect(trail.path)) as conn:
        for statement in ("update entries set author = 'x'", "delete from entries"):
            with pytest.raises(sqlite3.IntegrityError, match="only added to"):
                conn.execute(statement)


def test_a_whole_trail_is_whole(trail):
    filled(trail)
    assert trail.verify() == []
    assert trail.verify(str(trail.head())[:12]) == []


@pytest.mark.parametrize(
    ("statements", "told"),
    [
        (["update entries set subject = 'other' where entry_id = 3"], "Entry 3 was altered"),
        (["update entries set detail = x'00' where entry_id = 3"], "Entry 3 was altered"),
        (["delete from entries where entry_id = 2"], "Entry 2 is missing"),
        (["delete from entries where entry_id < 3"], "Entries 1 to 2 are missing"),
        (["delete from entries where entry_id > 3"], "cut at its end: it lacks 4 to 5"),
        (["delete from entries"], "cut at its end: it lacks 1 to 5"),
        (
            [
                "update entries set entry_id = 99 where entry_id = 2",
                "update entries set entry_id = 2 where entry_id = 3",
                "update entries set entry_id = 3 where entry_id = 99",
            ],
            "Entry 2 does not follow",
        ),
        (
            [
                "update entries set entry_id = entry_id + 100 where entry_id > 2",
                "update entries set entry_id = entry_id - 99 where entry_id > 100",
                "insert into entries select 3, act, author, done_at, 'put in', detail, fingerprint,"
                " entry_hash, entry_hash, key_id, seal from entries where entry_id = 2",
            ],
            "Entry 3 was altered",
        ),
        (["update entries set seal = 'x' where entry_id = 5"], "seal that is not its own"),
    ],
)
def test_changed_removed_reordered_inserted_and_cut_entries_are_noticed(trail, statements, told):
    filled(trail)
    tamper(trail, *statements)

    assert any(told in problem for problem in trail.verify()), trail.verify()


def test_who_makes_the_hashes_anew_still_lacks_the_secret(trail, tmp_path):
    """Without the secret the whole chain can be made again, but not the seals nor the head."""
    filled(trail)
    forged = Audit(tmp_path / "forged" / "audit.sqlite")
    for number in range(5):
        forged.record("note", author="somebody", at=NOW, subject=f"note {number}")
    assert forged.verify() == []
    for name in FILES:
        (trail.path.parent / name).unlink(missing_ok=True)
    shutil.copy(forged.path, trail.path)

    told = trail.verify()
    assert any("sealed with another secret" in problem for problem in told)
    assert any("Entry 5 is not the one known from earlier" in problem for problem in told)


def test_an_older_copy_put_back_is_noticed_and_so_is_one_with_its_head(trail, tmp_path):
    filled(trail, 3)
    noted_early = str(trail.head())
    kept = tmp_path / "kept"
    kept.mkdir()
    with closing(sqlite3.connect(trail.path)) as conn:
        conn.execute("pragma wal_checkpoint(truncate)")
    shutil.copy(trail.path, kept / "audit.sqlite")
    head = tmp_path / "warehouse" / "audit.head"
    shutil.copy(head, kept / "audit.head")
    filled(trail, 2)
    noted_late = str(trail.head())

    for name in FILES:
        (trail.path.parent / name).unlink(missing_ok=True)
    shutil.copy(kept / "audit.sqlite", trail.path)
    assert trail.verify() == ["The trail was cut at its end: it lacks 4 to 5."]

    shutil.copy(kept / "audit.head", head)
    assert trail.verify(noted_early) == []
    (told,) = trail.verify(noted_late)
    assert told.startswith("Entry 5, known from earlier, is missing")


def test_a_trail_that_is_gone_a_head_that_is_gone_and_damage_are_said(trail, tmp_path):
    filled(trail)
    head = tmp_path / "warehouse" / "audit.head"
    whole = head.read_bytes()

    head.write_bytes(whole.replace(b'"entry_id":5', b'"entry_id":4'))
    assert any("head" in told and "altered" in told for told in trail.verify())
    head.write_bytes(b"{")
    assert ["damaged" in told for told in trail.verify()] == [True]
    head.unlink()
    assert ["is missing" in told for told in trail.verify()] == [True]
    head.write_bytes(whole)
    for name in FILES:
        (trail.path.parent / name).unlink(missing_ok=True)
    assert trail.verify() == ["The trail was cut at its end: it lacks 1 to 5."]
    trail.path.write_bytes(b"no database" * 400)
    assert ["cannot be used" in told for told in trail.verify()] == [True]


def test_a_head_that_fell_behind_by_a_kill_is_no_alarm(trail, tmp_path):
    head = tmp_path / "warehouse" / "audit.head"
    filled(trail, 2)
    behind = head.read_bytes()
    filled(trail, 1)
    head.write_bytes(behind)

    assert trail.verify() == []


@pytest.mark.parametrize("noted", ["x", "5:", "5:abc", "five:0123456789"])
def test_what_is_no_head_is_said(trail, noted):
    filled(trail)
    (told,) = trail.verify(noted)
    assert "is no head" in told


def test_where_it_cannot_be_written_it_is_not_done(trail, tmp_path):
    (tmp_path / "cases").write_text("a file where the folder would be")
    with pytest.raises(WarehouseError):
        trail.record("note", author="mk", at=NOW)


WRITER = """
import datetime as dt, sys, threading
from pathlib import Path
from hydrascope import audit
trail = audit.of(Path(sys.argv[1]))
def write(author):
    for number in range(int(sys.argv[2])):
        entry = trail.record("note", author=author, at=dt.datetime(2026, 3, 1), subject=author)
        sys.stdout.write(f"{entry}\\n")
        sys.stdout.flush()
threads = [threading.Thread(target=write, args=[name]) for name in sys.argv[3:]]
for thread in threads: thread.start()
for thread in threads: thread.join()
"""


def test_eight_writers_and_a_kill_lose_no_acknowledged_entry(trail, tmp_path):
    """Six, in two processes, write to their end; two are killed while they write."""
    start = [sys.executable, "-c", WRITER, str(tmp_path / "warehouse")]

    def started(*more):
        return subprocess.Popen([*start, *more], stdout=subprocess.PIPE, text=True)

    writers = [started("12", *(f"writer {name}" for name in "abc")) for _ in range(2)]
    killed = started("100000", "killed a", "killed b")
    heard = [killed.stdout.readline() for _ in range(5)]
    killed.kill()
    heard += killed.communicate()[0].splitlines(keepends=True)
    told = [line for writer in writers for line in writer.communicate()[0].splitlines()]

    assert [writer.returncode for writer in writers] == [0] * 2
    acknowledged = {int(line) for line in (*told, *heard) if line.strip()}
    assert acknowledged <= set(trail.entries()["entry_id"])
    assert len(trail.entries(search="writer")) == 2 * 3 * 12
    assert trail.verify() == []
    trail.record("note", author="mk", at=NOW)  # nobody holds the lock any more
    assert trail.verify() == []
