"""Small SQLite files beside the warehouse: several sessions write them, and none is seen half."""

import os
import secrets
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from hydrascope.errors import WarehouseError

WAIT_S = 30.0
FOLDER = "HYDRASCOPE_CASES"


def folder(warehouse: Path) -> Path:
    """Where the files of an installation are: HYDRASCOPE_CASES, else ``cases`` beside the
    warehouse."""
    return Path(os.environ.get(FOLDER) or warehouse.resolve().parent / "cases")


def added_to(table: str, key: str, rows: str) -> str:
    """Triggers that let nobody change or remove rows. ``rows`` says in words what they are.

    Replacing a row deletes it without the trigger of deletes: a key given again is refused.
    """
    only = f"begin select raise(abort, '{rows} are only added to'); end;\n"
    known = f"exists (select 1 from {table} where {key} = new.{key})"  # noqa: S608  our names
    return (
        f"create trigger {table}_no_update before update on {table} {only}"
        f"create trigger {table}_no_delete before delete on {table} {only}"
        f"create trigger {table}_no_replace before insert on {table} when {known} {only}"
    )


@dataclass(frozen=True)
class Ledger:
    """A file by its path, what it holds in words, its tables and their ``user_version``.

    ``tables`` is SQL that makes them and sets the version; ``upgrades`` is SQL by the older
    version it makes the next one of.
    """

    path: Path
    holds: str
    tables: str
    layout: int
    upgrades: Mapping[int, str] = field(default_factory=dict)

    @contextmanager
    def transaction(self, *, may_create: bool = False) -> Iterator[sqlite3.Connection]:
        """A connection for one transaction, written whole or not at all.

        Raises WarehouseError where the file is damaged, out of reach or another version's.
        """
        try:
            if may_create and not self.path.exists():
                self._create()
            with closing(_connect(self.path)) as conn, conn:
                if _version(conn) in self.upgrades:
                    self._upgrade(conn)
                if _version(conn) != self.layout:
                    raise WarehouseError(
                        f"The file with {self.holds} was made by another version of Hydrascope.",
                        "Use that version, or move the file away to begin anew.",
                    )
                yield conn
        except (sqlite3.Error, OSError) as error:
            raise WarehouseError(
                f"The file with {self.holds} cannot be used: {error}.",
                "Check the file and its folder; move a damaged file away to begin anew.",
            ) from error

    def _upgrade(self, conn: sqlite3.Connection) -> None:
        """Bring an older file up to date, whole or not at all; whoever is second finds it done."""
        conn.execute("begin immediate")
        while (version := _version(conn)) in self.upgrades:
            for statement in _statements(self.upgrades[version]):
                conn.execute(statement)
            conn.execute(f"pragma user_version = {version + 1}")
        conn.commit()

    def _create(self) -> None:
        """Make the file beside its place, then put it there: no session sees half of it."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = self.path.with_name(f"{self.path.name}.{secrets.token_hex(4)}.tmp")
        draft.touch(mode=0o600)
        try:
            with closing(_connect(draft)) as conn:
                conn.execute("pragma journal_mode = wal")
                conn.executescript(self.tables)
            os.link(draft, self.path)  # fails, rather than overwrites, if another made one
        except FileExistsError:
            pass
        except OSError:  # a file system without hard links
            if not self.path.exists():
                draft.replace(self.path)
        finally:
            draft.unlink(missing_ok=True)


def _connect(path: Path) -> sqlite3.Connection:
    conn = sqlite3.connect(path, timeout=WAIT_S)
    conn.row_factory = sqlite3.Row
    return conn


def _version(conn: sqlite3.Connection) -> int:
    return int(conn.execute("pragma user_version").fetchone()[0])


def _statements(text: str) -> Iterator[str]:
    """The statements of a text, one by one: a script would commit before it begins."""
    pending = ""
    for line in text.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""
