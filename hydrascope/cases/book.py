"""The file of cases: rows in, rows out. Nothing is changed or removed, and all is in the trail."""

import datetime as dt
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
import pandas as pd

from hydrascope import ledger
from hydrascope.audit import Audit
from hydrascope.audit import of as trail_of
from hydrascope.cases.layout import DICT, DTYPES, LAYOUT, LIST, SHEETS, TABLES, TEXT, TIME, UPGRADES
from hydrascope.cases.reference import naive_utc
from hydrascope.errors import InputError
from hydrascope.ledger import Ledger

FILE = "cases.sqlite"
_NEEDS = {"author": "Give your name or initials.", "reason": "Say in a sentence why."}


def of(warehouse: Path) -> "Book":
    """The cases of an installation. Touches nothing on disk."""
    return Book(ledger.folder(warehouse) / FILE, trail_of(warehouse))


class Book:
    """A file of cases and the audit trail its writes go to.

    Making the object, and reading, touch nothing on disk. Several sessions may write at once.
    Without a ``trail`` it is the one beside the file.
    """

    def __init__(self, path: Path, trail: Audit | None = None) -> None:
        self.path = Path(path)
        self.trail = trail or Audit(self.path.with_name("audit.sqlite"))

    def add(
        self,
        sheet: str,
        act: str,
        *,
        author: str,
        at: dt.datetime,
        fingerprint: str | None = None,
        subject: str = "",
        **row: Any,
    ) -> int:
        """Add a row and its entry of the trail; when this returns its number, both are on disk.

        ``row`` holds columns of the sheet. Raises InputError where one that is needed is blank,
        WarehouseError where either file cannot be written; then there is no row.
        """
        values = _checked(sheet, row | {"author": author, "at": at, "fingerprint": fingerprint})
        with self.writing() as conn:
            number = _insert(conn, sheet, values)
            told = {
                name: value
                for name, value in row.items()
                if value not in (None, "") and not _stays(sheet, name)
            }
            # Before the row is committed: nothing is kept that the trail does not know of.
            self.trail.record(
                act,
                author=author,
                at=at,
                subject=subject or f"{SHEETS[sheet].noun} {number}",
                detail={"sheet": sheet, "number": number, **told},
                fingerprint=fingerprint,
            )
        return number

    def rows(self, sheet: str, **equals: Any) -> pd.DataFrame:
        """Rows of a sheet that equal the values given, oldest first, JSON read."""
        known = SHEETS[sheet].everything
        unknown = equals.keys() - known.keys()
        if unknown:
            raise KeyError(f"{sheet} has no {', '.join(sorted(unknown))}")
        where = "".join(f" and {name} = ?" for name in equals)
        text = f"select * from {sheet} where 1{where} order by {SHEETS[sheet].key}"  # noqa: S608  our names
        found: list[sqlite3.Row] = []
        if self.path.exists():
            with self.ledger.transaction() as conn:
                found = conn.execute(text, list(equals.values())).fetchall()
        return pd.DataFrame(
            {
                name: pd.Series([_read(kind, row[name]) for row in found], dtype=DTYPES[kind])
                for name, kind in known.items()
            }
        )

    def standing(self, sheet: str, **equals: Any) -> pd.DataFrame:
        """The rows that nobody withdrew."""
        found = self.rows(sheet, **equals)
        gone = self.rows("withdrawals", of_sheet=sheet)["ref"]
        return found[~found[SHEETS[sheet].key].isin(gone)].reset_index(drop=True)

    def withdraw(
        self,
        sheet: str,
        number: int,
        act: str,
        *,
        reason: str,
        author: str,
        at: dt.datetime,
        fingerprint: str | None = None,
    ) -> None:
        """Take a row back; it stays on record. Raises InputError where nothing stands there."""
        if self.standing(sheet, **{SHEETS[sheet].key: number}).empty:
            raise InputError(
                f"There is no {SHEETS[sheet].noun} {number} that still stands.",
                "Somebody may have taken it back; look again.",
            )
        subject = f"{SHEETS[sheet].noun} {number} taken back"
        self.add("withdrawals", act, author=author, at=at, fingerprint=fingerprint,
                 subject=subject, of_sheet=sheet, ref=number, reason=reason)  # fmt: skip

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that holds the right to write from its beginning."""
        with self.ledger.transaction(may_create=True) as conn:
            conn.execute("begin immediate")
            yield conn

    @property
    def ledger(self) -> Ledger:
        return Ledger(self.path, f"the cases, {self.path},", TABLES, LAYOUT, UPGRADES)


def _checked(sheet: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """The values as they are stored. Raises InputError for one that is needed and blank."""
    known = SHEETS[sheet].everything
    values = {name: _written(known[name], value) for name, value in row.items()}
    for name, kind in known.items():
        if kind == TEXT and not values.get(name):
            word = "an author" if name == "author" else f"a {name.replace('_', ' ')}"
            raise InputError(
                f"A {SHEETS[sheet].noun} needs {word}.", _NEEDS.get(name, "Fill it in.")
            )
    if not values["at"]:
        raise InputError(f"A {SHEETS[sheet].noun} needs a time.", "Pass the present time, UTC.")
    return values


def _insert(conn: sqlite3.Connection, sheet: str, values: Mapping[str, Any]) -> int:
    names, marks = ", ".join(values), ", ".join("?" * len(values))
    text = f"insert into {sheet} ({names}) values ({marks})"  # noqa: S608  our names
    return int(conn.execute(text, list(values.values())).lastrowid or 0)


def _written(kind: str, value: Any) -> Any:
    if kind in (LIST, DICT):
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
    if kind == TIME:
        moment = naive_utc(value)
        return moment and moment.isoformat(" ")
    return (value.strip() or None) if isinstance(value, str) else value


def _read(kind: str, value: Any) -> Any:
    return orjson.loads(value) if kind in (LIST, DICT) and value is not None else value


def _stays(sheet: str, name: str) -> bool:
    """Account ids and kept figures stay out of the trail, which shows everybody everything: the
    number of the row leads to them."""
    return name == "account_id" or SHEETS[sheet].columns.get(name) in (LIST, DICT)
