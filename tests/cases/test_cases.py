"""Judgements: who may say what, what holds after a re-import, and that nothing is lost."""

import datetime as dt
import os
import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
import pytest

from hydrascope.cases import Cases
from hydrascope.errors import InputError, WarehouseError

START = dt.datetime(2026, 1, 10, 9)
HOUR = dt.timedelta(hours=1)
NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


def burst(burst_id="b1", attr_type="asn", attr_value="64500", start_at=START, hours=4):
    return {
        "burst_id": burst_id,
        "attr_type": attr_type,
        "attr_value": attr_value,
        "start_at": start_at,
        "end_at": start_at + hours * HOUR,
    }


@pytest.fixture
def cases(tmp_path):
    return Cases(tmp_path / "notes" / "cases.sqlite")


def explained(cases, *bursts):
    """Reasons that hold, null as None."""
    found = cases.explained(pd.DataFrame(bursts))
    return [None if pd.isna(reason) else reason for reason in found["explained_reason"]]


def test_reading_touches_nothing_on_disk(cases, tmp_path):
    assert explained(cases, burst()) == [None]
    assert cases.history().empty
    assert list(tmp_path.iterdir()) == []


def test_an_explanation_says_why_who_and_when_and_leaves_the_frame_alone(cases):
    cases.explain(burst(), reason=" a class ", author="mk", at=NOW)
    frame = pd.DataFrame([burst(), burst("b2", attr_value="64501")])
    before = frame.copy()

    found = cases.explained(frame)

    assert found["explained_reason"].tolist()[0] == "a class"
    assert found["explained_by"].tolist()[0] == "mk"
    assert found["explained_at"][0] == pd.Timestamp("2026-03-01 12:00")
    assert found.loc[1, ["explained_reason", "explained_by", "explained_at"]].isna().all()
    pd.testing.assert_frame_equal(frame, before)
    pd.testing.assert_frame_equal(found[frame.columns], frame)


def test_a_frame_without_rows_gains_the_columns(cases):
    cases.explain(burst(), reason="a class", author="mk", at=NOW)

    found = cases.explained(pd.DataFrame([burst()]).iloc[:0])

    assert found.empty
    assert {"explained_reason", "explained_by", "explained_at"} <= set(found.columns)


@pytest.mark.parametrize(
    ("changed", "holds"),
    [
        ({"start_at": START + HOUR / 6}, True),
        ({"hours": 8}, True),  # exactly half of what the two cover
        ({"hours": 8.1}, False),
        ({"start_at": START + 24 * HOUR}, False),
        ({"attr_value": "64501"}, False),
        ({"attr_type": None, "attr_value": None}, False),
    ],
)
def test_after_a_reimport_it_holds_for_the_burst_that_overlaps(cases, changed, holds):
    cases.explain(burst(), reason="a class", author="mk", at=NOW)

    assert explained(cases, burst("other", **changed)) == ["a class" if holds else None]


@pytest.mark.parametrize("null", [None, np.nan, pd.NA])
def test_bursts_among_all_sign_ups_match_whatever_null_is(cases, null):
    cases.explain(burst(attr_type=null, attr_value=null), reason="launch", author="mk", at=NOW)

    assert explained(cases, burst("b2", attr_type=None, attr_value=np.nan)) == ["launch"]


def test_a_row_of_a_frame_is_a_burst(cases):
    frame = pd.DataFrame([burst(attr_type=None, attr_value=None)])

    cases.explain(frame.iloc[0], reason="launch", author="mk", at=pd.Timestamp(NOW))

    assert explained(cases, burst(attr_type=None, attr_value=None)) == ["launch"]


def test_the_last_word_counts(cases):
    cases.explain(burst(), reason="a class", author="mk", at=NOW)
    cases.explain(burst(), reason="a promotion", author="lr", at=NOW + HOUR)
    assert explained(cases, burst()) == ["a promotion"]

    cases.withdraw("b1", author="mk", reason="the university denies it", at=NOW + 2 * HOUR)
    assert explained(cases, burst(), burst("shifted", hours=4.1)) == [None, None]

    cases.explain(burst(), reason="a class after all", author="mk", at=NOW + 3 * HOUR)
    assert explained(cases, burst()) == ["a class after all"]


def test_what_was_inherited_can_be_withdrawn_and_stays_so(cases):
    cases.explain(burst(), reason="a class", author="mk", at=NOW)
    shifted = burst("b2", hours=4.2)

    cases.withdraw(shifted, author="lr", reason="no class that day", at=NOW + HOUR)

    assert explained(cases, shifted, burst("b3", hours=4.4)) == [None, None]


def test_what_was_inherited_can_be_withdrawn_by_its_id_alone(cases):
    cases.explain(burst(), reason="a class", author="mk", at=NOW)

    cases.withdraw("b2", author="lr", reason="no class that day", at=NOW + HOUR)

    assert explained(cases, burst("b2", hours=4.2), burst()) == [None, "a class"]


def test_the_history_keeps_everything_with_what_it_points_at(cases):
    cases.explain(burst(), reason="a class", author="mk", at=NOW, fingerprint="53133f51")
    cases.withdraw("b1", author="lr", reason="no", at=NOW + HOUR)

    found = cases.history()

    assert found["kind"].tolist() == ["explained", "withdrawn"]
    assert found["author"].tolist() == ["mk", "lr"]
    assert found["start_at"].tolist() == [START, START]
    assert found["fingerprint"].tolist()[0] == "53133f51"
    assert len(cases.history("b2")) == 0


@pytest.mark.parametrize("empty", ["", "  "])
def test_without_a_reason_or_an_author_nothing_is_written(cases, empty):
    for said in ({"reason": empty, "author": "mk"}, {"reason": "a class", "author": empty}):
        with pytest.raises(InputError) as raised:
            cases.explain(burst(), **said, at=NOW)
        assert raised.value.cause
        assert raised.value.remedy
    assert not cases.path.exists()


@pytest.mark.parametrize(
    "statement",
    [
        "update burst_judgements set reason = 'x'",
        "delete from burst_judgements",
        "insert or replace into burst_judgements"
        " select judgement_id, kind, burst_id, null, null, null, null, null, 'x', 'x', judged_at"
        " from burst_judgements",
    ],
)
def test_the_database_itself_refuses_to_change_what_was_said(cases, statement):
    cases.explain(burst(), reason="a class", author="mk", at=NOW)
    conn = sqlite3.connect(cases.path)

    with pytest.raises(sqlite3.IntegrityError, match="only added to"):
        conn.execute(statement)
    conn.close()

    assert cases.history()["reason"].tolist() == ["a class"]


@pytest.mark.skipif(os.name == "nt", reason="modes of files are POSIX")
def test_only_the_owner_may_look(cases):
    cases.explain(burst(), reason="a class", author="mk", at=NOW)

    assert stat.S_IMODE(cases.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(cases.path.parent.stat().st_mode) == 0o700
    conn = sqlite3.connect(cases.path)
    assert conn.execute("pragma journal_mode").fetchone() == ("wal",)
    conn.close()
    left = {file.name: stat.S_IMODE(file.stat().st_mode) for file in cases.path.parent.iterdir()}
    kept = {"cases.sqlite", "audit.sqlite", "audit.head"}
    assert left.keys() - {"audit.lock"} == kept
    assert set(left.values()) == {0o600}


def test_many_threads_write_into_a_file_that_is_not_there_yet(cases):
    def one(number):
        Cases(cases.path).explain(burst(f"b{number}"), reason="r", author="mk", at=NOW)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(one, range(40)))

    found = cases.history()
    assert sorted(found["burst_id"]) == sorted(f"b{number}" for number in range(40))


def test_a_damaged_file_is_a_sentence_with_a_remedy(cases):
    cases.path.parent.mkdir()
    cases.path.write_bytes(b"not a database, but long enough to look like one" * 99)

    with pytest.raises(WarehouseError, match="cannot be used") as raised:
        cases.history()
    assert "begin anew" in raised.value.remedy


def test_a_file_of_another_version_is_left_alone(cases):
    cases.explain(burst(), reason="a class", author="mk", at=NOW)
    conn = sqlite3.connect(cases.path)
    conn.execute("pragma user_version = 99")
    conn.close()

    with pytest.raises(WarehouseError, match="another version"):
        cases.explain(burst(), reason="again", author="mk", at=NOW)
