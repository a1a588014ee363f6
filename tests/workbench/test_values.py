"""Typed text becomes typed values."""

import datetime as dt
import decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hydrascope.errors import InputError, Refused
from hydrascope.sandbox import typing_of, wire
from hydrascope.workbench import values


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("BIGINT", " 12 ", 12),
        ("UINTEGER", "3", 3),
        ("DOUBLE", "1e3", 1000.0),
        ("DECIMAL(18,9)", "1.25", decimal.Decimal("1.25")),
        ("BOOLEAN", "Yes", True),
        ("BOOLEAN", "0", False),
        ("DATE", "2026-01-31", dt.date(2026, 1, 31)),
        ("TIMESTAMP", "2026-01-31", dt.datetime(2026, 1, 31)),
        ("TIMESTAMP", "2026-01-31T01:00+01:00", dt.datetime(2026, 1, 31)),
        ("INTERVAL", "15 minutes", dt.timedelta(minutes=15)),
        ("INTERVAL", "1 Hour", dt.timedelta(hours=1)),
        ("VARCHAR", " as it is ", " as it is "),
        ("VARCHAR", "", ""),
        ("VARCHAR[]", "free, pro", ["free", "pro"]),
        ("VARCHAR[]", '["a, b"]', ["a, b"]),
        ("BIGINT[]", "1,2", [1, 2]),
        ("BIGINT[]", "[1, 2]", [1, 2]),
        ("VARCHAR[]", "", None),
        ("BIGINT", "", None),
        ("TIMESTAMP", "null", None),
        ("UUID", "x", "x"),
    ],
)
def test_text_is_read_as_its_type_says(kind, text, value):
    assert values.typed("a", kind, text) == value


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("BIGINT", "1.5"),
        ("BIGINT", "many"),
        ("DOUBLE", "x"),
        ("DECIMAL(4,2)", "x"),
        ("BOOLEAN", "perhaps"),
        ("DATE", "yesterday"),
        ("TIMESTAMP", "noon"),
        ("INTERVAL", "a while"),
        ("INTERVAL", "3 parsecs"),
        ("BIGINT[]", "a,b"),
    ],
)
def test_what_cannot_be_read_is_named(kind, text):
    with pytest.raises(Refused, match=r"\$since"):
        values.typed("since", kind, text)


def test_what_has_a_type_stays_and_what_is_not_asked_goes():
    at = dt.datetime(2026, 1, 1)
    given_ = {"a": at, "b": None, "c": [1], "d": "x"}

    assert values.bound({"a": "TIMESTAMP", "b": "BIGINT", "c": "BIGINT[]"}, given_) == {
        "a": at,
        "b": None,
        "c": [1],
    }


@pytest.mark.parametrize(
    ("name", "hints", "tables", "kind"),
    [
        ("a", ["DATE"], ["requests"], "DATE"),
        ("a", ["=ts"], ["requests"], "TIMESTAMP"),
        ("a", ["[=plan"], ["accounts"], "VARCHAR[]"),
        ("a", ["=requests"], ["accounts"], "BIGINT"),
        ("a", ["=nowhere"], ["accounts"], "VARCHAR"),
        ("a", ["=n"], [], "VARCHAR"),
        ("start_at", [], [], "TIMESTAMP"),
        ("plan_in", [], [], "VARCHAR[]"),
        ("limit", [], [], "BIGINT"),
        ("anything", [], [], "VARCHAR"),
    ],
)
def test_types_are_guessed_from_what_the_text_says(name, hints, tables, kind):
    columns = {
        "requests": {"ts": "TIMESTAMP", "n": "BIGINT"},
        "accounts": {"plan": "VARCHAR", "requests": "BIGINT", "n": "DOUBLE"},
    }

    assert typing_of.parameter(name, hints, columns, tables) == kind


scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**100), 2**100),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(),
    st.datetimes(),
    st.dates(),
    st.timedeltas(),
    st.decimals(allow_nan=False, allow_infinity=False),
)


@given(st.one_of(scalars, st.lists(scalars)))
def test_values_survive_the_pipe(value):
    assert wire.unpacked(wire.packed(value)) == value


def test_what_cannot_be_bound_says_so():
    with pytest.raises(InputError, match="bytes"):
        wire.packed(b"x")
