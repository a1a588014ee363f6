"""What detection reads of all requests, kept in the version: adding a day costs that day.

The schema ``kept`` holds sums over requests that detection would else take from every request
anew: networks, clients and common templates of each account, and how many accounts asked in each
minute; and ``kept.days``, a digest of each day they cover. Before they are read the digests are
compared with what is loaded. Days that only came are added; where a day changed or went, everything
is counted anew. So they always say what a count from scratch would say.

A published version is read-only. Where nothing is kept in one, an empty database in memory stands
in for the schema, under the same name.
"""

from dataclasses import dataclass
from typing import Any

import duckdb
import pandas as pd

from hydrascope import db
from hydrascope.errors import QueryError

# Raised when a kept table means something else.
METHOD = 1
TABLES = ("networks", "clients", "templates", "minutes")


@dataclass
class Kept:
    """Brings the kept tables up to date, each at most once, on a connection of the caller's."""

    days: pd.DataFrame
    added: pd.DataFrame | None  # the days to add; None where everything is counted anew

    def bring(self, conn: duckdb.DuckDBPyConnection, table: str) -> None:
        """Make ``kept.<table>`` say what is loaded."""
        if self.added is None:
            db.script(conn, f"detect/keep_{table}")
        elif len(self.added):
            days = self.added["day_at"]
            span: dict[str, Any] = {
                "start_at": days.min().to_pydatetime(),
                "end_at": (days.max() + pd.Timedelta(days=1)).to_pydatetime(),
                "days": [day.to_pydatetime() for day in days],
            }
            db.script(conn, f"detect/more_{table}", span)

    def settle(self, conn: duckdb.DuckDBPyConnection) -> None:
        """Write down what the tables cover, once all are brought up to date."""
        if self.added is not None and not len(self.added):
            return
        conn.register("kept_rows", self.days.assign(method=METHOD))
        conn.execute("create or replace table kept.days as select * from kept_rows")
        conn.unregister("kept_rows")


def prepare(conn: duckdb.DuckDBPyConnection) -> Kept:
    """What is kept in a version, beside what is loaded. Makes the schema where there is none."""
    days = db.run(conn, "detect/days")
    before = _before(conn)
    if before is None:
        return Kept(days, None)
    both = days.merge(before, how="outer", on=["day_at", "rows", "digest"], indicator=True)
    changed = set(both.loc[both["_merge"] == "right_only", "day_at"])
    added = both.loc[both["_merge"] == "left_only", ["day_at"]]
    return Kept(days, None if changed else added)


def forget(conn: duckdb.DuckDBPyConnection) -> None:
    """Drop everything kept: nothing of what was loaded stays in it."""
    conn.execute("drop schema if exists kept cascade")


def _before(conn: duckdb.DuckDBPyConnection) -> pd.DataFrame | None:
    """The days covered so far; None where the tables must be made anew."""
    there = conn.execute(
        "select count(*) from duckdb_tables() where database_name = current_database()"
        " and schema_name = 'kept' and table_name = 'days'"
    ).fetchall()[0][0]
    if there:
        told = conn.execute("select day_at, rows, digest, method from kept.days").df()
        if (told["method"] == METHOD).all():
            return told.drop(columns="method")
    read_only = conn.execute(
        "select readonly from duckdb_databases() where database_name = current_database()"
    ).fetchall()[0][0]
    if not read_only:
        conn.execute("create schema if not exists kept")
    elif there:
        raise QueryError(
            "Another Hydrascope searched this version.", "Run `python -m hydrascope detect`."
        )
    else:
        conn.execute("attach if not exists ':memory:' as kept (read_write)")
    return None
