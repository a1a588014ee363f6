"""A briefing's own sentences and pinned answers, kept in the case."""

import datetime as dt
from contextlib import closing

import pandas as pd
import pytest

from hydrascope.cases import Book, Work, briefs, which
from hydrascope.cases.layout import ADDED, JUDGEMENTS
from hydrascope.errors import InputError
from hydrascope.ledger import _connect

NOW = dt.datetime(2026, 3, 1, 12)
HOUR = dt.timedelta(hours=1)
SAID = {"author": "mk", "at": NOW, "fingerprint": "f1"}


@pytest.fixture
def book(tmp_path):
    made = Book(tmp_path / "cases" / "cases.sqlite")
    Work(made).open("A swarm", **SAID)
    return made


def standing(book, level="internal"):
    rows = briefs.sentences(book, 1, level)
    return {row.sentence: (row.text, row.author) for row in rows.itertuples()}


def test_the_last_word_on_a_sentence_stands_and_all_are_kept(book):
    briefs.say(book, 1, "internal", "targets", "Reasoning.", **SAID)
    briefs.say(book, 1, "internal", "targets", "Grading.", author="lr", at=NOW + HOUR)
    briefs.say(book, 1, "partner", "targets", "Much.", **SAID)

    assert standing(book) == {"targets": ("Grading.", "lr")}
    assert standing(book, "partner") == {"targets": ("Much.", "mk")}
    assert standing(book, "executive") == {}
    briefs.say(book, 1, "internal", "targets", " ", **SAID)
    assert standing(book) == {}
    assert book.rows("sentences")["text"].dropna().tolist() == ["Reasoning.", "Grading.", "Much."]
    assert Work(book).one(1)["changed_at"].to_pydatetime() == NOW + HOUR
    assert book.trail.verify() == []
    assert len(book.trail.entries(search="sentences")) == 4


def test_a_pinned_answer_is_taken_and_left_out_again(book):
    for pin_id, state in ((2, briefs.TAKEN), (1, briefs.TAKEN), (2, briefs.LEFT_OUT)):
        briefs.take(book, 1, pin_id, state, **SAID)

    assert briefs.taken(book, 1) == [1]
    with pytest.raises(InputError, match="no choice"):
        briefs.take(book, 1, 1, "perhaps", **SAID)
    for write in (
        lambda: briefs.take(book, 9, 1, briefs.TAKEN, **SAID),
        lambda: briefs.say(book, 9, "internal", "targets", "x", **SAID),
    ):
        with pytest.raises(InputError, match="no case 9"):
            write()
    with pytest.raises(InputError, match="author"):
        briefs.say(book, 1, "internal", "targets", "x", author=" ", at=NOW)


def test_a_file_from_before_gains_the_sheets_and_keeps_what_it_holds(tmp_path):
    path = tmp_path / "cases.sqlite"
    with closing(_connect(path)) as conn:
        conn.executescript(
            f"{JUDGEMENTS}{ADDED[False]}pragma user_version = 2;"
            "insert into cases (title, author, at) values ('Old', 'mk', '2026-01-01 00:00:00');"
        )
    book = Book(path)

    briefs.say(book, 1, "internal", "targets", "Reasoning.", **SAID)
    assert standing(book) == {"targets": ("Reasoning.", "mk")}
    assert Work(book).one(1)["title"] == "Old"


def test_a_judgement_follows_the_members_not_the_name():
    now = pd.DataFrame(
        {"cluster_id": ["new", "new", "new", "old"], "account_id": ["a", "b", "c", "z"]}
    )
    said = pd.DataFrame(
        {
            "cluster_id": ["old", "new", "old", "old"],
            "members": [["a", "b", "c"], [], ["z"], ["p", "q"]],
        }
    )

    assert which.meant(said, "new", now).index.size == 2
    assert which.meant(said, "old", now)["members"].tolist() == [["z"]]
    assert which.meant(said.iloc[:0], "old", now).empty
