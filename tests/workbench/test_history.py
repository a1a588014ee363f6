"""Runs written down, queries behind links, queries kept as files."""

import datetime as dt
import sqlite3
import threading

import pytest

from hydrascope.errors import Failed, InputError, OverLimit, Refused, Stopped, WarehouseError
from hydrascope.sandbox.replies import Tired
from hydrascope.workbench.history import COLUMNS, OUTCOMES, History, identity, outcome_of
from hydrascope.workbench.saved import Saved

AT = dt.datetime(2026, 2, 1, 12)


@pytest.fixture
def history(tmp_path):
    return History(tmp_path / "new" / "history.sqlite")


def add(history, text="select 1", author="ann", params=None, **more):
    told = {"at": AT, "seconds": 0.5, "outcome": "answered", "fingerprint": "f", "shown_rows": 1}
    return history.add(text, params or {}, author=author, **told | more)


def test_reading_makes_no_file(history):
    assert history.runs(None).empty
    assert list(history.runs(None).columns) == list(COLUMNS)
    assert not history.path.exists()


def test_runs_come_newest_first_and_only_ones_own(history):
    add(history, "select 1")
    add(history, "from secrets_of_bob", author="bob")
    add(history, "select 2", outcome="failed", error="no", shown_rows=None)

    mine = history.runs("ann")

    assert mine["text"].tolist() == ["select 2", "select 1"]
    assert mine["began_at"].tolist() == [AT, AT]
    assert mine["outcome"].tolist() == ["failed", "answered"]
    assert "bob" not in mine.to_csv()
    assert len(history.runs(None)) == 3
    assert history.runs("ann", search="SELECT 2")["text"].tolist() == ["select 2"]


def test_a_link_holds_no_text_and_opens_the_query_with_its_parameters(history):
    params = {"since": AT, "plans": ["free"], "n": 3, "none": None}

    query_id = add(history, "from accounts where created_at > $since", params=params)
    found = history.query(query_id)

    assert (found.text, found.params) == ("from accounts where created_at > $since", params)
    assert (found.author, found.stored_at) == ("ann", AT)
    assert query_id == identity(found.text, params)
    assert len(query_id) == 16


def test_the_same_question_is_the_same_link(history):
    first = history.store("select $a ", {"a": 1}, author="ann", at=AT)

    assert history.store("select $a", {"a": 1}, author="bob", at=AT) == first
    assert history.store("select $a", {"a": 2}, author="ann", at=AT) != first
    assert history.query(first).author == "ann"


@pytest.mark.parametrize("query_id", ["", "0" * 16, "' or 1=1 --", "../x"])
def test_an_id_nobody_stored_is_an_error(history, query_id):
    add(history)
    with pytest.raises(InputError, match="no stored query"):
        history.query(query_id)


def test_runs_are_only_added_to(history):
    add(history)
    with sqlite3.connect(history.path) as conn:
        for statement in ("delete from runs", "update runs set author = 'x'"):
            with pytest.raises(sqlite3.IntegrityError, match="only added"):
                conn.execute(statement)
    conn.close()


def test_an_author_and_a_known_outcome_are_needed(history):
    with pytest.raises(InputError, match="author"):
        add(history, author=" ")
    with pytest.raises(InputError, match="outcome"):
        add(history, outcome="maybe")


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (None, "answered"),
        (Refused("no"), "refused"),
        (OverLimit("much"), "over limit"),
        (Tired("much"), "over limit"),
        (Stopped("stop"), "stopped"),
        (Failed("x"), "failed"),
    ],
)
def test_an_error_has_its_word(error, outcome):
    assert outcome_of(error) == outcome
    assert outcome in OUTCOMES


def test_many_sessions_write_at_once(history):
    def write(number):
        for _ in range(5):
            add(history, f"select {number}", author=f"a{number}")

    threads = [threading.Thread(target=write, args=[number]) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(history.runs(None)) == 30


def test_a_damaged_file_says_what_to_do(history):
    history.path.parent.mkdir()
    history.path.write_text("no database, and long enough to be taken for one" * 40)
    with pytest.raises(WarehouseError, match="move a damaged file"):
        history.runs(None)


def test_a_saved_query_is_a_file_anybody_can_read(tmp_path):
    saved = Saved(tmp_path / "queries")

    kept = saved.save(
        "select 1\n\nfrom accounts\n",
        title="One  and\nall",
        author="ann",
        at=AT,
        description="Why.",
    )

    file = tmp_path / "queries" / f"{kept.query_id}.sql"
    assert file.read_text().startswith(
        "-- title: One and all\n-- description: Why.\n-- author: ann"
    )
    assert saved.get(kept.query_id) == kept
    assert (kept.title, kept.description, kept.text) == (
        "One and all",
        "Why.",
        "select 1\n\nfrom accounts",
    )


def test_saved_queries_are_listed_changed_and_removed(tmp_path):
    saved = Saved(tmp_path / "queries")
    assert saved.all() == []
    second = saved.save("select 2", title="b", author="ann", at=AT)
    first = saved.save("select 1", title="A", author="ann", at=AT)
    (tmp_path / "queries" / "README.sql").write_text("select 3")

    changed = saved.save("select 22", title="b", author="bob", at=AT, query_id=second.query_id)
    assert [query.query_id for query in saved.all()] == [first.query_id, second.query_id]
    assert saved.get(second.query_id) == changed
    saved.remove(second.query_id)
    assert saved.all() == [first]


@pytest.mark.parametrize("query_id", ["../../etc/passwd", "x", "0" * 12, "", "0" * 11 + "/"])
def test_ids_lead_nowhere_else(tmp_path, query_id):
    with pytest.raises(InputError):
        Saved(tmp_path).get(query_id)


def test_a_text_that_looks_like_a_header_stays_text(tmp_path):
    saved = Saved(tmp_path)
    text = "-- why: because\nselect 1 -- title: no"

    kept = saved.save(text, title="t", author="a", at=AT)

    assert kept.title == "t"
    assert kept.text.endswith("select 1 -- title: no")


@pytest.mark.parametrize("title", ["", "  ", "x" * 200])
def test_a_title_is_needed(tmp_path, title):
    with pytest.raises(InputError, match="title"):
        Saved(tmp_path).save("select 1", title=title, author="a", at=AT)
