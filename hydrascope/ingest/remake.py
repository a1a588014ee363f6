"""A version changed in itself, without its exports: other prices, another choice of source.

A copy is changed, its rollups and findings are made anew, and it is published beside the old
one, which stays to go back to.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import duckdb

from hydrascope import db
from hydrascope.clusters.allowed import Allowed
from hydrascope.findings.run import Stage, detect, digest, forget, was_run
from hydrascope.ingest import privacy
from hydrascope.ingest.settle import count_once
from hydrascope.warehouse import build, rollups
from hydrascope.warehouse.store import Warehouse

# Changes a build; the days (midnights, UTC) to decide anew what counts on.
Change = Callable[[duckdb.DuckDBPyConnection], Sequence[dt.datetime]]


def remake(
    warehouse: Warehouse,
    change: Change,
    *,
    now: dt.datetime,
    stage: Stage | None = None,
    allowed: Allowed | None = None,
) -> str | None:
    """Publish the current version with ``change`` made; its fingerprint.

    None where that leaves everything as it was: nothing is published then. ``now`` (UTC) dates
    it. Raises NoWarehouse before the first import, WarehouseBusy while another is running.
    """
    tell = stage or (lambda _: None)
    warehouse.current()  # a folder that is none stays untouched
    with warehouse.building() as folder:
        current = warehouse.current()
        judged = was_run(current.path)
        tell("copying")
        conn = build.open_build(folder, current.path)
        try:
            privacy.install(conn, warehouse.secret())
            before = _State.of(conn)
            count_once(conn, warehouse.root, change(conn))
            after = _State.of(conn)
            fingerprint = build.fingerprint(conn)
            if after == before and fingerprint == current.fingerprint:
                return None
            tell("rollups")
            rollups.rebuild(conn, after.days_unlike(before), fresh=False)
            if judged:
                detect(conn, stage=tell, allowed=allowed)
            else:
                forget(conn)
            build.describe(conn, fingerprint, now, _synthetic(conn))
            conn.execute("checkpoint")
        finally:
            conn.close()
        findings = digest(allowed=allowed) if judged else ""
        warehouse.publish(folder / "usage.duckdb", fingerprint, now.isoformat(), findings=findings)
    return fingerprint


@dataclass(frozen=True)
class _State:
    """What a change can change: what counts on each day, and what decided it."""

    days: Mapping[dt.datetime, int]
    decided: frozenset[tuple[object, ...]]

    @classmethod
    def of(cls, conn: duckdb.DuckDBPyConnection) -> Self:
        days = dict(db.relation(conn, "overlap/counted_days").fetchall())
        decided = [
            (table, *row)
            for table in ("overlap_days", "primary_sources")
            for row in conn.table(table).fetchall()
        ]
        return cls(days, frozenset(decided))

    def days_unlike(self, other: Self) -> list[dt.datetime]:
        """The days (midnights, UTC) whose rows or costs are others."""
        every = self.days.keys() | other.days.keys()
        return sorted(day for day in every if self.days.get(day) != other.days.get(day))


def _synthetic(conn: duckdb.DuckDBPyConnection) -> str | None:
    sql = "select value from dataset_facts where name = 'synthetic'"
    rows = conn.execute(sql).fetchall()
    return rows[0][0] if rows else None
