"""What a person is told, and where it points."""

import time

import duckdb
import pytest

from hydrascope.errors import Failed, OverLimit, Refused
from hydrascope.sandbox import faults


def raised(text):
    with duckdb.connect(":memory:") as conn, pytest.raises(duckdb.Error) as caught:
        conn.execute(text)
    return caught.value


@pytest.mark.parametrize(
    "sentence",
    [
        'Cannot open file "/var/lib/app/data/usage-1.duckdb": no such file',
        "Cannot open C:\\Users\\somebody\\secret.key",
        "see /etc/passwd and ~/.ssh/id_rsa",
        'Use "SET enable_external_access = true" to allow it',
        'Table "inner_0123456789abcdef01234567.main.accounts" is gone',
        "usage-abc.duckdb is locked",
    ],
)
def test_paths_settings_and_inner_names_are_taken_out(sentence):
    said = faults.redacted(sentence)

    for word in ("/var", "Users", "/etc", ".ssh", "enable_external", "inner_", ".duckdb"):
        assert word not in said


def test_a_sentence_stays_a_sentence():
    assert len(faults.redacted("x " * 5000)) <= faults.LONGEST_SENTENCE + 1
    assert faults.redacted("'2026/01/31' is no date") == "'2026/01/31' is no date"
    assert faults.redacted("Binder Error: column a is not there") == "column a is not there"


def test_an_error_made_millions_long_is_read_at_once():
    began = time.monotonic()
    for piece in ("set a ", "/x", "a b ", '"inner_'):
        faults.told(duckdb.Error(piece * 1_000_000), "select 1")

    assert time.monotonic() - began < 2


def test_a_sentence_about_sets_is_no_setting_and_none_is_empty():
    about = "Parser Error: Maximum grouping set count of 65535 exceeded"
    assert faults.redacted(about) == "Maximum grouping set count of 65535 exceeded"
    assert faults.redacted("SET threads = 1 first.") == faults.UNSAID


def test_nothing_in_a_sentence_steers_a_terminal():
    told = faults.redacted("Could not convert '\x1b[2J\u202ex\x07'")

    assert told == "Could not convert ' [2J x '"


@pytest.mark.parametrize("before", ["", "é" * 30, "x" * 400, "\n\n", "a,\nb,\n  "])
def test_the_place_is_found_in_long_and_many_lines(before):
    text = f"select '{before}' as x, nope, 'ü' as y, '{'z' * 300}' as z"

    told = faults.told(raised(text), text)

    lines = text.split("\n")
    at = (told.line, told.column - 1)
    assert lines[at[0] - 1][at[1] : at[1] + told.length] == "nope"


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (MemoryError(), OverLimit),
        (duckdb.OutOfMemoryException("Out of Memory Error: could not"), OverLimit),
        (RuntimeError("std::bad_alloc"), OverLimit),
        (duckdb.InterruptException("INTERRUPT"), OverLimit),
        (duckdb.PermissionException('Cannot access file "/x/y/z"'), Refused),
        (duckdb.IOException("max_temp_directory_size exceeded"), OverLimit),
        (ValueError("/a/b/c"), Failed),
    ],
)
def test_errors_become_the_kinds_people_know(error, kind):
    told = faults.told(error, "select 1")

    assert type(told) is kind
    assert "/" not in f"{told.cause} {told.remedy}".replace("/ ", "")
