"""Who had account ids shown instead of short names, when and why: an act that is written down.

The file is only added to. Showing them is one line, and so is every query and every extract
made while they are shown, by the id under which the history holds its text.
"""

import datetime as dt
from pathlib import Path

import pandas as pd

from hydrascope.errors import InputError
from hydrascope.ledger import Ledger, added_to

LAYOUT = 1
FILE = "reveals.sqlite"
SHOWN, ASKED, EXTRACTED, HIDDEN = ACTS = ("shown", "asked", "extracted", "hidden")
_TABLES = f"""
create table reveals (
    reveal_id integer primary key autoincrement,
    act text not null check (act in {ACTS}),
    author text not null check (trim(author) <> ''),
    visitor text not null,
    reason text not null check (trim(reason) <> ''),
    done_at text not null,
    fingerprint text not null,
    query_id text
);
{added_to("reveals", "reveal_id", "reveals")}
pragma user_version = {LAYOUT};
"""
_ADD = """
insert into reveals (act, author, visitor, reason, done_at, fingerprint, query_id)
values (?, ?, ?, ?, ?, ?, ?)
"""
_ALL = "select * from reveals order by reveal_id"


class Reveals:
    """A file of reveals. Making the object, and reading, touch nothing on disk."""

    def __init__(self, path: Path) -> None:
        self.path = Path(path)

    def add(
        self,
        act: str,
        *,
        author: str,
        visitor: str,
        reason: str,
        at: dt.datetime,
        fingerprint: str,
        query_id: str | None = None,
    ) -> None:
        """Write an act down, before it is done. Raises InputError without author or reason."""
        if not author.strip() or not reason.strip():
            raise InputError(
                "Account ids are shown to somebody, for a reason.", "Give your name and why."
            )
        told = [act, author.strip(), visitor, reason.strip(), at.isoformat(" "), fingerprint]
        with self._ledger.transaction(may_create=True) as conn:
            conn.execute(_ADD, [*told, query_id])

    def all(self) -> pd.DataFrame:
        """Every act, oldest first."""
        rows = []
        if self.path.exists():
            with self._ledger.transaction() as conn:
                rows = [dict(row) for row in conn.execute(_ALL)]
        return pd.DataFrame(rows)

    @property
    def _ledger(self) -> Ledger:
        return Ledger(self.path, "the record of account ids shown", _TABLES, LAYOUT)
