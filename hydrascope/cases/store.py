"""Where judgements are kept: one small SQLite file that is only ever added to.

Several sessions may read and write it at once. Nothing in it is changed or removed, and
the database itself refuses to: to take a judgement back is another row. Author and UTC
time stand on each.
"""

import datetime as dt
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from hydrascope.audit import Audit
from hydrascope.cases.book import Book
from hydrascope.cases.reference import (
    EXPLAINED,
    NAMED_BY,
    WITHDRAWN,
    BurstReference,
    Judgement,
    Standing,
    naive_utc,
)
from hydrascope.errors import InputError

_ADD = """
insert into burst_judgements
(kind, burst_id, attr_type, attr_value, start_at, end_at, fingerprint, reason, author, judged_at)
values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_ALL = "select * from burst_judgements where ?1 is null or burst_id = ?1 order by judgement_id"
_LAST = "select * from burst_judgements where burst_id = ? order by judgement_id desc limit 1"
COLUMNS = {
    "judgement_id": "int64",
    "kind": "str",
    "burst_id": "str",
    "attr_type": "str",
    "attr_value": "str",
    "start_at": "datetime64[us]",
    "end_at": "datetime64[us]",
    "fingerprint": "str",
    "reason": "str",
    "author": "str",
    "judged_at": "datetime64[us]",
}


class Cases:
    """A file of judgements. Making the object, and reading, touch nothing on disk."""

    def __init__(self, path: Path, trail: Audit | None = None) -> None:
        self._book = Book(path, trail)
        self.path = self._book.path

    def explain(
        self,
        burst: Mapping[str, Any],
        *,
        reason: str,
        author: str,
        at: dt.datetime,
        fingerprint: str | None = None,
    ) -> None:
        """Say why a burst is nothing to pursue: a promotion, a class.

        ``burst`` has burst_id, attr_type, attr_value, start_at and end_at; ``fingerprint``
        names the dataset it was seen in. Raises InputError without a reason or an author.
        """
        said = _judgement(EXPLAINED, BurstReference.of(burst), reason, author, at)
        with self._book.writing() as conn:
            self._add(conn, said, fingerprint)

    def withdraw(
        self,
        burst: str | Mapping[str, Any],
        *,
        author: str,
        reason: str,
        at: dt.datetime,
        fingerprint: str | None = None,
    ) -> None:
        """Take back the explanation of a burst, by its id or as the row it is shown in.

        The row says more: a burst that inherited its explanation by overlap stays withdrawn
        through the next import too. Raises InputError without a reason or an author.
        """
        by_id = isinstance(burst, str)
        named = BurstReference(burst) if isinstance(burst, str) else BurstReference.of(burst)
        said = _judgement(WITHDRAWN, named, reason, author, at)
        with self._book.writing() as conn:
            if by_id and (last := conn.execute(_LAST, [named.burst_id]).fetchone()):
                said = _judgement(WITHDRAWN, BurstReference.of(dict(last)), reason, author, at)
            self._add(conn, said, fingerprint)

    def explained(self, bursts: pd.DataFrame) -> pd.DataFrame:
        """The frame and, for each burst, the explanation that holds: null where none does.

        Adds explained_reason, explained_by and explained_at; the argument stays as it is.
        """
        standing = Standing([_said(row) for row in self._rows()])
        rows = bursts[list(NAMED_BY)].itertuples(index=False, name=None)
        named = (BurstReference.of(dict(zip(NAMED_BY, row, strict=True))) for row in rows)
        found = [standing.explanation(burst) for burst in named]
        columns = {
            "explained_reason": ("str", [said and said.reason for said in found]),
            "explained_by": ("str", [said and said.author for said in found]),
            "explained_at": ("datetime64[us]", [said and said.at for said in found]),
        }
        return bursts.assign(
            **{
                name: pd.Series(values, index=bursts.index, dtype=dtype)
                for name, (dtype, values) in columns.items()
            }
        )

    def history(self, burst_id: str | None = None) -> pd.DataFrame:
        """Every judgement ever made, oldest first; of one burst id, if given."""
        rows = self._rows(burst_id)
        return pd.DataFrame(
            {
                name: pd.Series([row[name] for row in rows], dtype=dtype)
                for name, dtype in COLUMNS.items()
            }
        )

    def _rows(self, burst_id: str | None = None) -> list[sqlite3.Row]:
        if not self.path.exists():
            return []
        with self._book.ledger.transaction() as conn:
            return conn.execute(_ALL, [burst_id]).fetchall()

    def _add(self, conn: sqlite3.Connection, said: Judgement, fingerprint: str | None) -> None:
        """The row and, before it is kept, its entry of the trail."""
        _add(conn, said, fingerprint)
        self._book.trail.record(
            "explain",
            author=said.author,
            at=said.at,
            subject=f"burst {said.burst.burst_id}",
            detail={"kind": said.kind, "reason": said.reason},
            fingerprint=fingerprint,
        )


def _judgement(
    kind: str, burst: BurstReference, reason: str, author: str, at: dt.datetime
) -> Judgement:
    """Checked: a judgement without reason, author or time is none."""
    if not reason or not reason.strip():
        raise InputError("A judgement needs a reason.", "Say in a sentence why.")
    if not author or not author.strip():
        raise InputError("A judgement needs an author.", "Give your name or initials.")
    moment = naive_utc(at)
    if moment is None:
        raise InputError("A judgement needs a time.", "Pass the present time, UTC.")
    return Judgement(burst, kind, reason.strip(), author.strip(), moment)


def _add(conn: sqlite3.Connection, said: Judgement, fingerprint: str | None) -> None:
    burst = said.burst
    times = [time and time.isoformat(" ") for time in (burst.start_at, burst.end_at, said.at)]
    start_at, end_at, judged_at = times
    conn.execute(
        _ADD,
        [said.kind, burst.burst_id, burst.attr_type, burst.attr_value, start_at, end_at,
         fingerprint, said.reason, said.author, judged_at],
    )  # fmt: skip


def _said(row: sqlite3.Row) -> Judgement:
    at = dt.datetime.fromisoformat(row["judged_at"])
    burst = BurstReference.of(dict(row))
    return Judgement(burst, row["kind"], row["reason"], row["author"], at)
