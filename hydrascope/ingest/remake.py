"""A version changed in itself, without its exports: other prices, another choice of source.

A copy is changed, its rollups and findings are made anew, and it is published beside the old
one, which stays to go back to.
"""

import datetime as dt
from collections.abc import Callable, Sequence

import duckdb

from hydrascope.clusters.allowed import Allowed
from hydrascope.findings.run import Stage, detect, digest, forget, was_run
from hydrascope.ingest import privacy
from hydrascope.ingest.settle import count_once
from hydrascope.warehouse import build, rollups
from hydrascope.warehouse.store import Warehouse

# Changes a build; the days (midnights, UTC) whose requests it changed.
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
            days = count_once(conn, warehouse.root, change(conn))
            fingerprint = build.fingerprint(conn)
            if not days and fingerprint == current.fingerprint:
                return None
            tell("rollups")
            rollups.rebuild(conn, list(days), fresh=False)
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


def _synthetic(conn: duckdb.DuckDBPyConnection) -> str | None:
    sql = "select value from dataset_facts where name = 'synthetic'"
    rows = conn.execute(sql).fetchall()
    return rows[0][0] if rows else None
