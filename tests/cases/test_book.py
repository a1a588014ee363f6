"""The store of cases: rows are only added, the trail knows each, and nothing said is lost."""

import datetime as dt
import json
import sqlite3
import subprocess
import sys
from contextlib import closing

import pandas as pd
import pytest

from hydrascope import cases
from hydrascope.cases import AllowList, Book, Cases, Work, happenings, members, verdicts
from hydrascope.cases.layout import JUDGEMENTS, SHEETS
from hydrascope.errors import InputError, WarehouseError

NOW = dt.datetime(2026, 3, 1, 12)
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
SAID = {"author": "mk", "at": NOW}


@pytest.fixture
def book(tmp_path):
    return Book(tmp_path / "cases" / "cases.sqlite")


@pytest.fixture
def work(book):
    return Work(book)


def test_reading_touches_nothing_on_disk(book, work, tmp_path):
    assert work.all().empty
    assert work.evidence(1).empty
    assert AllowList(book).in_force(NOW).empty
    assert happenings.between(book, NOW, NOW + DAY).empty
    assert members.marked(book, {"c1": "c1"}).empty
    assert verdicts.standing(verdicts.history(book, ["c1"])).empty
    assert list(tmp_path.iterdir()) == []


def test_a_case_is_opened_said_what_it_is_about_and_closed(work):
    case_id = work.open("  A swarm at night ", **SAID)
    assert work.about(case_id, "cluster", "c0a1", members=["b", "a"], **SAID)
    assert work.about(case_id, "cluster", "c0a1", members=["a", "b"], **SAID) is None
    work.note(case_id, "asked the campus", author="lr", at=NOW + HOUR)

    (case,) = work.all().to_dict("records")
    assert (case["title"], case["author"], case["state"]) == ("A swarm at night", "mk", "open")
    assert case["changed_at"] == pd.Timestamp(NOW + HOUR)
    assert work.subjects(case_id)["members"].tolist() == [["a", "b"]]

    work.close(case_id, reason="explained", **SAID)
    assert work.one(case_id)["state"] == "closed"
    work.close(case_id, state="open", reason="not so", **SAID)
    assert work.one(case_id)["state"] == "open"


def test_evidence_keeps_query_parameters_view_and_numbers(work):
    case_id = work.open("t", **SAID)
    params = {"start_at": NOW, "bucket": HOUR, "model_in": ["m"], "top": 5, "none": None}
    number = work.collect(
        case_id, "figure", "Requests", query_name="volumes/over_time", params=params,
        url="/volumes?model=m", figures={"count": 1, "rows": {}}, fingerprint="abc", **SAID,
    )  # fmt: skip
    work.collect(case_id, "query", "Own", query_id="0123", url="/sql?query=0123", **SAID)

    found = work.evidence(case_id)
    assert found["params"][0] == params
    assert found["url"].tolist() == ["/volumes?model=m", "/sql?query=0123"]
    assert found["fingerprint"][0] == "abc"
    work.book.withdraw("evidence", number, "evidence", reason="wrong range", **SAID)
    assert work.evidence(case_id)["title"].tolist() == ["Own"]
    assert len(work.book.rows("evidence")) == 2
    with pytest.raises(InputError, match="still stands"):
        work.book.withdraw("evidence", number, "evidence", reason="again", **SAID)


def test_actions_have_owner_day_and_collateral_and_end(work):
    case_id = work.open("t", **SAID)
    one = work.plan(case_id, "Ban them", owner="ops", due_at=NOW + DAY, collateral="none", **SAID)
    two = work.plan(case_id, "Write to legal", owner="mk", **SAID)
    work.move(one, "done", reason="at noon", **SAID)

    found = work.actions(case_id)
    assert found["state"].tolist() == ["done", "open"]
    assert pd.isna(found["due_at"][1])
    work.move(one, "open", **SAID)
    assert work.actions(case_id)["state"].tolist() == ["open", "open"]
    with pytest.raises(InputError):
        work.move(two, "forgotten", **SAID)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda work: work.open(" ", **SAID),
        lambda work: work.open("t", author=" ", at=NOW),
        lambda work: work.note(7, "text", **SAID),
        lambda work: work.note(1, " ", **SAID),
        lambda work: work.about(1, "rumour", "x", **SAID),
        lambda work: work.collect(1, "rumour", "x", **SAID),
        lambda work: work.plan(1, "Ban", owner="", **SAID),
        lambda work: work.close(1, reason="", **SAID),
        lambda work: work.one(7),
        lambda work: happenings.add(work.book, NOW, "gossip", "x", **SAID),
        lambda work: happenings.add(work.book, NOW, "incident", " ", **SAID),
        lambda work: members.mark(work.book, "c", ["a"], "guilty", reason="r", **SAID),
        lambda work: members.mark(work.book, "c", [], "cleared", reason="r", **SAID),
        lambda work: members.mark(work.book, "c", ["a"], "cleared", reason=" ", **SAID),
    ],
)
def test_what_is_blank_or_unknown_is_refused_and_leaves_no_trace(work, wrong):
    work.open("t", **SAID)
    before = str(work.book.trail.head())
    with pytest.raises(InputError) as raised:
        wrong(work)
    assert raised.value.remedy
    assert str(work.book.trail.head()) == before


def test_every_write_is_in_the_trail_and_account_ids_are_not(work):
    case_id = work.open("t", **SAID)
    work.about(case_id, "accounts", "chosen", members=["acct-secret"], **SAID)
    work.note(case_id, "text", **SAID)
    AllowList(work.book).add(
        "cluster",
        cluster_id="c1",
        members=["acct-secret"],
        reason="r",
        expires_at=NOW + DAY,
        **SAID,
    )
    members.mark(work.book, "c1", ["acct-secret"], "cleared", reason="r", **SAID)
    happenings.add(work.book, NOW, "ban_wave", "wave", **SAID)

    told = work.book.trail.entries()
    assert told["act"].tolist() == ["event", "confirm", "allow", "note", "case", "case"]
    assert work.book.trail.verify() == []
    assert "acct-secret" not in told.to_csv()


def test_where_the_trail_cannot_be_written_nothing_is_kept(work, tmp_path):
    case_id = work.open("t", **SAID)
    trail = work.book.trail.path
    with closing(sqlite3.connect(trail)) as conn:
        conn.execute("pragma user_version = 99")
    with pytest.raises(WarehouseError):
        work.note(case_id, "text", **SAID)
    assert work.notes(case_id).empty


@pytest.mark.parametrize("sheet", SHEETS)
def test_the_database_itself_refuses_to_change_what_was_said(work, sheet):
    work.open("t", **SAID)
    key = SHEETS[sheet].key
    texts = {name: "x" for name, kind in SHEETS[sheet].columns.items() if kind in ("text", "whole")}
    row = texts | {"author": "a", "at": "2026-03-01 12:00:00"}
    with closing(sqlite3.connect(work.book.path)) as conn:
        names = ", ".join(row)
        conn.execute(
            f"insert into {sheet} ({names}) values ({', '.join('?' * len(row))})",
            list(row.values()),
        )
        for statement in (
            f"update {sheet} set author = 'other'",
            f"delete from {sheet}",
            f"insert or replace into {sheet} ({key}, {names}) select {key}, {names} from {sheet}",
        ):
            with pytest.raises(sqlite3.IntegrityError, match="only added to"):
                conn.execute(statement)


def test_a_file_of_judgements_alone_keeps_them_and_gains_the_rest(tmp_path):
    path = tmp_path / "cases.sqlite"
    with closing(sqlite3.connect(path)) as conn, conn:
        conn.executescript(f"{JUDGEMENTS}pragma user_version = 1;")
        conn.execute(
            "insert into burst_judgements (kind, burst_id, reason, author, judged_at)"
            " values ('explained', 'b1', 'a class', 'mk', '2026-03-01 12:00:00')"
        )
    old = Cases(path)
    assert old.history()["reason"].tolist() == ["a class"]

    assert Work(Book(path)).open("t", **SAID) == 1
    old.withdraw("b1", author="mk", reason="no", at=NOW)
    assert old.history()["kind"].tolist() == ["explained", "withdrawn"]
    assert Book(path).trail.entries()["act"].tolist() == ["explain", "case"]


WRITER = """
import datetime as dt, sys, threading
from pathlib import Path
from hydrascope import cases
work = cases.Work(cases.of(Path(sys.argv[1])))
explained = cases.Cases(work.book.path, work.book.trail)
def write(author):
    for number in range(int(sys.argv[2])):
        said = {"author": author, "at": dt.datetime(2026, 3, 1)}
        explained.explain({"burst_id": f"{author} {number}"}, reason="r", **said)
        work.note(1, f"{author} {number}", **said)
        sys.stdout.write(f"{author} {number}\\n")
        sys.stdout.flush()
threads = [threading.Thread(target=write, args=[name]) for name in sys.argv[3:]]
for thread in threads: thread.start()
for thread in threads: thread.join()
"""


def test_eight_writers_and_a_kill_lose_no_acknowledged_note(tmp_path):
    """Six, in three processes, write to their end; two are killed while they write."""
    book = cases.of(tmp_path / "warehouse")
    Work(book).open("t", **SAID)
    start = [sys.executable, "-c", WRITER, str(tmp_path / "warehouse")]

    def started(*more):
        return subprocess.Popen([*start, *more], stdout=subprocess.PIPE, text=True)

    writers = [started("8", f"writer {number} a", f"writer {number} b") for number in range(3)]
    killed = started("100000", "killed a", "killed b")
    heard = [killed.stdout.readline() for _ in range(5)]
    killed.kill()
    heard += killed.communicate()[0].splitlines(keepends=True)
    told = [line for writer in writers for line in writer.communicate()[0].splitlines()]

    assert [writer.returncode for writer in writers] == [0] * 3
    assert len(told) == 3 * 2 * 8
    whole = [*told, *(line.strip() for line in heard if line.endswith("\n"))]
    noted = Work(book).notes(1)["text"]
    assert set(whole) <= set(noted)
    assert set(whole) <= set(Cases(book.path, book.trail).history()["burst_id"])
    assert noted.is_unique
    assert book.trail.verify() == []
    in_trail = {json.loads(row)["number"] for row in book.trail.entries(acts=["note"])["detail"]}
    assert set(Work(book).notes(1)["note_id"]) <= in_trail


def test_marks_the_last_word_counts(book):
    said = {"reason": "r", **SAID}
    members.mark(book, "c1", ["a", "b"], "confirmed", **said)
    members.mark(book, "c1", ["b"], "cleared", **said)
    members.mark(book, "c2", ["c"], "confirmed", **said)
    members.mark(book, "c1", ["a"], "undecided", **said)

    found = members.marked(book, {"c1": "c1"})
    assert dict(zip(found["account_id"], found["mark"], strict=True)) == {"b": "cleared"}
    assert len(members.marked(book, {"c1": "c1", "c2": "c2"})) == 2


def test_events_by_hand_are_found_in_their_range_until_withdrawn(book):
    happenings.add(book, NOW, "ban_wave", "first wave", **SAID)
    number = happenings.add(book, NOW + DAY, "policy_change", "new terms", **SAID)

    assert happenings.between(book, NOW, NOW + DAY)["label"].tolist() == ["first wave"]
    assert len(happenings.between(book, NOW, NOW + 2 * DAY)) == 2
    book.withdraw("happenings", number, "event", reason="it was another day", **SAID)
    assert len(happenings.between(book, NOW, NOW + 2 * DAY)) == 1
