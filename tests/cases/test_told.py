"""What the audit trail holds about a case: all of it, and of no other case."""

import datetime as dt

from hydrascope.audit import Audit
from hydrascope.cases import Book, Work, told

SAID = {"author": "mk", "at": dt.datetime(2026, 3, 1)}


def test_the_history_of_a_case_is_whole_and_its_own(tmp_path):
    book = Book(tmp_path / "cases.sqlite", Audit(tmp_path / "audit.sqlite"))
    work = Work(book)
    numbers = [work.open(f"Case {n}", **SAID) for n in range(12)]
    for number in (numbers[0], numbers[10]):  # 1 and 11: one begins as the other
        note = work.note(number, "Ask them.", **SAID)
        action = work.plan(number, "Suspend", owner="T", due_at=SAID["at"], **SAID)
        book.add("action_states", "action", action_id=action, state="done", **SAID)
        book.withdraw("notes", note, "note", reason="wrong", **SAID)

    for number in (numbers[0], numbers[10]):
        found = told.entries(book, number)
        sheets = found["detail"].str.extract(r'"sheet":"(\w+)"')[0].tolist()
        assert sheets == ["withdrawals", "action_states", "actions", "notes", "cases"]
        assert found["entry_id"].is_monotonic_decreasing
    assert len(told.entries(book, numbers[5])) == 1
