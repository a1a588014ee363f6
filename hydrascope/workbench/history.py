"""Every query anybody ran, and queries kept for a link: one small SQLite file.

A stored query has an id made of its text and parameters, so the same question is the same
link, and a link never carries the text itself. Runs are only added to. Whoever knows an id
may open the query; a list of runs is asked for by author.
"""

import datetime as dt
import hashlib
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import pandas as pd

from hydrascope.errors import (
    HydrascopeError,
    InputError,
    OverLimit,
    Refused,
    Stopped,
)
from hydrascope.ledger import Ledger, added_to
from hydrascope.sandbox import wire

LAYOUT = 1
OUTCOMES = ("answered", "refused", "failed", "over limit", "stopped")
_TABLES = f"""
create table queries (
    query_id text primary key,
    text text not null,
    params text not null,
    author text not null check (trim(author) <> ''),
    stored_at text not null
) without rowid;
create table runs (
    run_id integer primary key autoincrement,
    query_id text not null references queries,
    author text not null check (trim(author) <> ''),
    began_at text not null,
    seconds real not null,
    shown_rows integer,
    is_truncated integer,
    outcome text not null,
    error text,
    fingerprint text not null
);
create index runs_by_author on runs (author, run_id);
{added_to("runs", "run_id", "runs")}
pragma user_version = {LAYOUT};
"""
_STORE = "insert into queries values (?, ?, ?, ?, ?) on conflict do nothing"
_RUN = """
insert into runs
(query_id, author, began_at, seconds, shown_rows, is_truncated, outcome, error, fingerprint)
values (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_LIST = """
select runs.*, queries.text, queries.params from runs inner join queries using (query_id)
where (?1 is null or runs.author = ?1) and (?2 = '' or instr(lower(queries.text), ?2) > 0)
order by run_id desc limit ?3
"""
COLUMNS = {
    "run_id": "int64",
    "query_id": "str",
    "author": "str",
    "began_at": "datetime64[us]",
    "seconds": "float64",
    "shown_rows": "Int64",
    "is_truncated": "boolean",
    "outcome": "str",
    "error": "str",
    "fingerprint": "str",
    "text": "str",
}


@dataclass(frozen=True)
class StoredQuery:
    """A query behind a link: its text, its parameters as they were, who stored it and when."""

    query_id: str
    text: str
    params: dict[str, Any]
    author: str
    stored_at: dt.datetime


class History:
    """A file of runs. Making the object, and reading, touch nothing on disk."""

    def __init__(self, path: Path) -> None:
        self.path = Path(path)

    def store(self, text: str, params: Mapping[str, Any], *, author: str, at: dt.datetime) -> str:
        """Keep a query for a link. Returns its id; the same query keeps the id it has."""
        _need(author)
        with self._ledger.transaction(may_create=True) as conn:
            return _store(conn, text, params, author, at)

    def query(self, query_id: str) -> StoredQuery:
        """The query behind a link. Raises InputError for an id nobody stored."""
        found = None
        if self.path.exists():
            with self._ledger.transaction() as conn:
                found = conn.execute(
                    "select * from queries where query_id = ?", [query_id]
                ).fetchone()
        if found is None:
            raise InputError(
                "There is no stored query with this id.", "Ask for a new link; this one is broken."
            )
        params = {key: wire.unpacked(value) for key, value in orjson.loads(found["params"]).items()}
        stored_at = dt.datetime.fromisoformat(found["stored_at"])
        return StoredQuery(found["query_id"], found["text"], params, found["author"], stored_at)

    def add(
        self,
        text: str,
        params: Mapping[str, Any],
        *,
        author: str,
        at: dt.datetime,
        seconds: float,
        outcome: str,
        fingerprint: str,
        shown_rows: int | None = None,
        is_truncated: bool | None = None,
        error: str | None = None,
    ) -> str:
        """Write a run down. Returns the id of its query, for a link."""
        _need(author)
        if outcome not in OUTCOMES:
            raise InputError(f"{outcome!r} is no outcome.", f"Use {', '.join(OUTCOMES)}.")
        with self._ledger.transaction(may_create=True) as conn:
            query_id = _store(conn, text, params, author, at)
            conn.execute(
                _RUN,
                [query_id, author, _moment(at), seconds, shown_rows, is_truncated, outcome,
                 error, fingerprint],
            )  # fmt: skip
        return query_id

    def runs(self, author: str | None, *, search: str = "", most: int = 200) -> pd.DataFrame:
        """Runs of an author, newest first (None: everybody's), as COLUMNS says.

        ``search`` keeps those whose text holds it, in small letters or large.
        """
        rows: list[sqlite3.Row] = []
        if self.path.exists():
            with self._ledger.transaction() as conn:
                rows = conn.execute(_LIST, [author, search.lower(), most]).fetchall()
        return pd.DataFrame(
            {
                name: pd.Series([row[name] for row in rows], dtype=dtype)
                for name, dtype in COLUMNS.items()
            }
        )

    @property
    def _ledger(self) -> Ledger:
        return Ledger(self.path, "the history of queries", _TABLES, LAYOUT)


def outcome_of(error: HydrascopeError | None) -> str:
    """The word for how a run ended, by the error it ended with."""
    if error is None:
        return "answered"
    kinds = ((Refused, "refused"), (OverLimit, "over limit"), (Stopped, "stopped"))
    return next((word for kind, word in kinds if isinstance(error, kind)), "failed")


def identity(text: str, params: Mapping[str, Any]) -> str:
    """The id of a query: sixteen hexadecimal digits of a digest of text and parameters."""
    told = orjson.dumps([text.strip(), _packed(params)], option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(told).hexdigest()[:16]


def _store(
    conn: sqlite3.Connection, text: str, params: Mapping[str, Any], author: str, at: dt.datetime
) -> str:
    query_id = identity(text, params)
    told = orjson.dumps(_packed(params), option=orjson.OPT_SORT_KEYS).decode()
    conn.execute(_STORE, [query_id, text.strip(), told, author, _moment(at)])
    return query_id


def _packed(params: Mapping[str, Any]) -> dict[str, Any]:
    return {name: wire.packed(value) for name, value in params.items()}


def _moment(at: dt.datetime) -> str:
    utc = at.astimezone(dt.UTC).replace(tzinfo=None) if at.tzinfo else at
    return utc.isoformat(" ")


def _need(author: str) -> None:
    if not author.strip():
        raise InputError("A query needs an author.", "Give your name or initials.")
