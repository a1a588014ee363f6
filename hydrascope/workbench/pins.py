"""Answers pinned for the briefing: which query, drawn how. Nothing of the answer is copied.

The file is only added to; taking a pin away is a line of its own. A pin names its query by the
id under which the history holds text and parameters, so whoever makes a brief runs it again, on
the version of then, and can say what moved since ``fingerprint``.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from hydrascope import ledger
from hydrascope.errors import InputError
from hydrascope.ledger import Ledger, added_to
from hydrascope.workbench.specs import KINDS

LAYOUT = 1
FILE = "pins.sqlite"
LONGEST_TITLE = 120
_TABLES = f"""
create table pins (
    pin_id integer primary key autoincrement,
    query_id text not null check (trim(query_id) <> ''),
    title text not null check (trim(title) <> ''),
    spec text,
    fingerprint text not null,
    author text not null check (trim(author) <> ''),
    pinned_at text not null
);
create table taken_away (
    pin_id integer primary key references pins,
    author text not null check (trim(author) <> ''),
    taken_at text not null
);
{added_to("pins", "pin_id", "pins")}
{added_to("taken_away", "pin_id", "pins taken away")}
pragma user_version = {LAYOUT};
"""
_ADD = """
insert into pins (query_id, title, spec, fingerprint, author, pinned_at)
values (?, ?, ?, ?, ?, ?)
"""
_TAKE = "insert into taken_away values (?, ?, ?)"
_THERE = """
select pins.* from pins left join taken_away using (pin_id)
where taken_away.pin_id is null and (?1 is null or pin_id = ?1)
order by pin_id
"""


@dataclass(frozen=True)
class Pin:
    """One pinned answer.

    ``query_id`` is one of history.History.query; ``spec`` how it is drawn (see specs), None for
    a table; ``fingerprint`` the dataset it was pinned on; ``pinned_at`` is UTC.
    """

    pin_id: int
    query_id: str
    title: str
    spec: dict[str, Any] | None
    fingerprint: str
    author: str
    pinned_at: dt.datetime


class Pins:
    """A file of pins. Making the object, and reading, touch nothing on disk."""

    def __init__(self, path: Path) -> None:
        self.path = Path(path)

    def add(
        self,
        query_id: str,
        *,
        title: str,
        author: str,
        at: dt.datetime,
        fingerprint: str,
        spec: Mapping[str, Any] | None = None,
    ) -> int:
        """Pin an answer; gives the pin's number. Raises InputError naming what is lacking."""
        named, by = " ".join(title.split()), author.strip()
        if not named or len(named) > LONGEST_TITLE:
            raise InputError(
                "A pin needs a title.", f"Give one of at most {LONGEST_TITLE} characters."
            )
        if not by:
            raise InputError("A pin needs somebody who pinned it.", "Give your name or initials.")
        if not query_id:
            raise InputError(
                "This answer is not in the history, so nothing could find it again.",
                "Run the query once more.",
            )
        if spec is not None and spec.get("kind") not in KINDS:
            raise InputError("This is no chart's spec.", f"Its kind is one of {', '.join(KINDS)}.")
        told = None if spec is None else orjson.dumps(dict(spec)).decode()
        with self._ledger.transaction(may_create=True) as conn:
            row = [query_id, named, told, fingerprint, by, _moment(at)]
            return int(conn.execute(_ADD, row).lastrowid or 0)

    def take_away(self, pin_id: int, *, author: str, at: dt.datetime) -> None:
        """A pin is no longer wanted; it stays in the file. Raises InputError for no such pin."""
        if not author.strip():
            raise InputError("Somebody takes a pin away.", "Give your name or initials.")
        if not self._there(pin_id):
            raise InputError("There is no such pin.", "It may have been taken away already.")
        with self._ledger.transaction() as conn:
            conn.execute(_TAKE, [pin_id, author.strip(), _moment(at)])

    def all(self) -> list[Pin]:
        """Every pin that has not been taken away, oldest first."""
        return self._there(None)

    def _there(self, pin_id: int | None) -> list[Pin]:
        if not self.path.exists():
            return []
        with self._ledger.transaction() as conn:
            rows = conn.execute(_THERE, [pin_id]).fetchall()
        return [
            Pin(
                row["pin_id"],
                row["query_id"],
                row["title"],
                orjson.loads(row["spec"]) if row["spec"] else None,
                row["fingerprint"],
                row["author"],
                dt.datetime.fromisoformat(row["pinned_at"]),
            )
            for row in rows
        ]

    @property
    def _ledger(self) -> Ledger:
        return Ledger(self.path, "the pins for the briefing", _TABLES, LAYOUT)


def of(warehouse: Path) -> Pins:
    """The pins of an installation."""
    return Pins(ledger.folder(warehouse) / FILE)


def _moment(at: dt.datetime) -> str:
    utc = at.astimezone(dt.UTC).replace(tzinfo=None) if at.tzinfo else at
    return utc.isoformat(" ")
