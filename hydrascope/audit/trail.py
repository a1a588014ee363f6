"""Who did what, in order: an append-only trail in which a missing or altered entry shows.

Each entry carries the SHA-256 of itself and of the entry before it, and a seal: an HMAC of that
hash with the installation's secret, which nobody can make who only has the file. The last hash
is also kept apart, in the warehouse's folder (the head), so that entries cut off at the end, or
another file put in place of this one, are noticed. Who can write both folders and read the
secret can still rewind both; therefore ``status`` prints the head, to be noted elsewhere.
"""

import datetime as dt
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
import pandas as pd
from filelock import FileLock, Timeout

from hydrascope.audit import checks
from hydrascope.audit.seals import Head, HeadFile, Key
from hydrascope.errors import InputError, WarehouseBusy, WarehouseError
from hydrascope.ledger import WAIT_S, Ledger, added_to, folder
from hydrascope.warehouse.store import Warehouse

LAYOUT = 1
FILE, HEAD = "audit.sqlite", "audit.head"
ACTS = (
    "import", "detect", "reveal", "query", "extract", "verdict", "note", "evidence", "case",
    "allow", "event", "confirm", "action", "explain", "brief", "pack", "erase",
    "prices", "primary", "switch_version", "backup", "restore",
)  # fmt: skip
_TABLES = f"""
create table entries (
    entry_id integer primary key,
    act text not null,
    author text not null check (trim(author) <> ''),
    done_at text not null,
    subject text not null,
    detail text not null,
    fingerprint text,
    previous_hash text not null,
    entry_hash text not null,
    key_id text not null,
    seal text not null
);
{added_to("entries", "entry_id", "entries of the audit trail")}
pragma user_version = {LAYOUT};
"""
_LAST = "select entry_id, entry_hash from entries order by entry_id desc limit 1"
_ADD = "insert into entries values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_ALL = "select * from entries order by entry_id"
_LIST = """
select entries.*, count(*) over () as found from entries
where (?1 is null or act in (select value from json_each(?1)))
and (?2 is null or author = ?2)
and (?3 is null or done_at >= ?3) and (?4 is null or done_at < ?4)
and (?5 = '' or instr(lower(subject || ' ' || detail || ' ' || author), ?5) > 0)
order by entry_id desc limit ?6 offset ?7
"""
COLUMNS = {
    "entry_id": "int64",
    "act": "str",
    "author": "str",
    "done_at": "datetime64[us]",
    "subject": "str",
    "detail": "str",
    "fingerprint": "str",
    "entry_hash": "str",
    "found": "int64",
}


def of(warehouse: Path) -> "Audit":
    """The audit trail of an installation. Touches nothing on disk."""
    kept = Warehouse(warehouse)
    return Audit(folder(kept.root) / FILE, secret=kept.secret, head=kept.root / HEAD)


class Audit:
    """A file of entries. Making the object, and reading, touch nothing on disk.

    ``secret`` gives the key of the seals, none without; ``head`` is where the last hash is kept.
    """

    def __init__(
        self, path: Path, *, secret: Callable[[], bytes] = bytes, head: Path | None = None
    ) -> None:
        self.path = Path(path)
        self._secret = secret
        self._head = HeadFile(head or self.path.with_suffix(".head"))

    def record(
        self,
        act: str,
        *,
        author: str,
        at: dt.datetime,
        subject: str = "",
        detail: Mapping[str, Any] | None = None,
        fingerprint: str | None = None,
    ) -> int:
        """Add an entry; when this returns its number, it is on disk.

        ``subject`` names what was acted on, ``detail`` says more and is kept as JSON. Raises
        InputError for an act or author that is none, WarehouseError where it cannot be written:
        what was to be done should then not be done.
        """
        if act not in ACTS:
            raise InputError(f"{act!r} is no act of the audit trail.", f"Use {', '.join(ACTS)}.")
        if not author.strip():
            raise InputError("An entry of the audit trail needs an author.", "Give your name.")
        told = orjson.dumps(
            dict(detail or {}), default=str, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS
        ).decode()
        what = [act, author.strip(), _moment(at), subject, told, fingerprint]
        key = Key.of(self._secret)
        with self._alone():
            with self._ledger.transaction(may_create=True) as conn:
                conn.execute("begin immediate")
                last = conn.execute(_LAST).fetchone()
                number, previous = (last[0] + 1, last[1]) if last else (1, checks.NOTHING)
                entry = [number, *what, previous]
                digest = checks.digest(entry)
                conn.execute(_ADD, [*entry, digest, key.key_id, key.seal(digest)])
            # After the entry, never before: a kill in between leaves a head that is behind,
            # which is harmless; one ahead of the trail would look like a cut.
            self._head.keep(Head(number, digest), key)
        return number

    def entries(
        self,
        *,
        acts: Iterable[str] | None = None,
        author: str | None = None,
        since: dt.datetime | None = None,
        until: dt.datetime | None = None,
        search: str = "",
        most: int | None = None,
        skip: int = 0,
    ) -> pd.DataFrame:
        """Entries as COLUMNS says, newest first; ``until`` is exclusive, no ``acts`` means all.

        ``search`` keeps those whose subject, detail or author holds it; ``found`` counts all
        that match, shown or not.
        """
        rows: list[sqlite3.Row] = []
        if self.path.exists():
            chosen = None if acts is None else orjson.dumps(list(acts)).decode()
            times = [moment and _moment(moment) for moment in (since, until)]
            limit = -1 if most is None else most
            values = [chosen, author, *times, search.strip().lower(), limit, skip]
            with self._ledger.transaction() as conn:
                rows = conn.execute(_LIST, values).fetchall()
        return pd.DataFrame(
            {
                name: pd.Series([row[name] for row in rows], dtype=dtype)
                for name, dtype in COLUMNS.items()
            }
        )

    def head(self) -> Head | None:
        """The last entry; None where there is none."""
        if not self.path.exists():
            return None
        with self._ledger.transaction() as conn:
            last = conn.execute(_LAST).fetchone()
        return Head(*last) if last else None

    def verify(self, noted: str = "") -> list[str]:
        """Problems found, as sentences; empty where the trail is whole.

        ``noted`` is a head somebody wrote down earlier: it must still be in the trail.
        """
        try:
            rows = self._rows()
        except WarehouseError as error:
            return [error.cause]
        if not rows and not self._head.path.exists():
            return checks.noted(rows, noted) if noted else []
        key = Key.of(self._secret)
        told = checks.chain(rows) + key.broken(rows) + self._head.broken(rows, key)
        return told + (checks.noted(rows, noted) if noted else [])

    def trust(self) -> None:
        """Take the trail as it is for the whole one: what a restore does, and nobody else."""
        with self._alone():
            head = self.head()
            if head is None:
                self._head.path.unlink(missing_ok=True)
            else:
                self._head.keep(head, Key.of(self._secret))

    def _rows(self) -> checks.Rows:
        if not self.path.exists():
            return []
        with self._ledger.transaction() as conn:
            return [dict(row) for row in conn.execute(_ALL)]

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One writer at a time, so that the head never falls behind an entry acknowledged."""
        lock = FileLock(
            self.path.with_suffix(".lock"), timeout=WAIT_S, mode=0o600, poll_interval=0.005
        )
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock.acquire()
        except Timeout:
            raise WarehouseBusy(
                "The audit trail is being written by somebody else.", "Try again in a moment."
            ) from None
        except OSError as error:
            raise WarehouseError(
                f"The audit trail cannot be written: {error}.", f"Check {self.path.parent}."
            ) from error
        try:
            yield
        finally:
            lock.release()

    @property
    def _ledger(self) -> Ledger:
        return Ledger(self.path, f"the audit trail, {self.path},", _TABLES, LAYOUT)


def _moment(at: dt.datetime) -> str:
    utc = at.astimezone(dt.UTC).replace(tzinfo=None) if at.tzinfo else at
    return utc.isoformat(" ", timespec="microseconds")
