import datetime as dt
import sqlite3

import pytest

from hydrascope.errors import InputError
from hydrascope.workbench import pins
from hydrascope.workbench.pins import Pin, Pins

AT = dt.datetime(2026, 2, 1, 12)
SPEC = {"kind": "bar", "x": "model", "y": "n"}
TOLD = {"title": "Models", "author": "ann", "at": AT, "fingerprint": "f"}


@pytest.fixture
def held(tmp_path):
    return Pins(tmp_path / "cases" / "pins.sqlite")


def test_a_pin_is_a_query_and_how_it_is_drawn(held):
    assert held.all() == []
    assert not held.path.exists()

    first = held.add("0123456789abcdef", **TOLD | {"title": " Models  by\nuse "}, spec=SPEC)
    second = held.add("fedcba9876543210", **TOLD)

    assert held.all() == [
        Pin(first, "0123456789abcdef", "Models by use", SPEC, "f", "ann", AT),
        Pin(second, "fedcba9876543210", "Models", None, "f", "ann", AT),
    ]


def test_what_is_taken_away_is_gone_from_the_list_and_stays_in_the_file(held):
    kept, gone = (held.add("q", **TOLD) for _ in range(2))
    held.take_away(gone, author="bob", at=AT)

    assert [one.pin_id for one in held.all()] == [kept]
    with pytest.raises(InputError, match="no such pin"):
        held.take_away(gone, author="bob", at=AT)
    with sqlite3.connect(held.path) as conn:
        for text in ("delete from pins", "update pins set title = 'x'", "delete from taken_away"):
            with pytest.raises(sqlite3.IntegrityError, match="only added to"):
                conn.execute(text)


@pytest.mark.parametrize(
    "wrong",
    [{"title": " "}, {"title": "x" * 121}, {"author": ""}, {"spec": {"kind": "pie"}}],
)
def test_what_is_lacking_is_named(held, wrong):
    with pytest.raises(InputError):
        held.add("q", **TOLD | wrong)
    assert held.all() == []


def test_an_answer_the_history_does_not_hold_cannot_be_pinned(held):
    with pytest.raises(InputError, match="not in the history"):
        held.add("", **TOLD)


def test_pins_lie_beside_the_cases(tmp_path, monkeypatch):
    monkeypatch.delenv("HYDRASCOPE_CASES", raising=False)
    assert pins.of(tmp_path / "warehouse").path == tmp_path / "cases" / "pins.sqlite"
