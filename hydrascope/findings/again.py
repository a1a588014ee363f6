"""Detection on what is loaded already: a copy of the version, judged anew and published."""

import datetime as dt

from hydrascope.clusters.allowed import Allowed
from hydrascope.findings.run import Counts, Settings, Stage, detect, digest
from hydrascope.warehouse import build
from hydrascope.warehouse.store import Version, Warehouse


def detect_again(
    warehouse: Warehouse,
    settings: Settings,
    now: dt.datetime,
    stage: Stage | None = None,
    *,
    allowed: Allowed | None = None,
) -> tuple[Version, Counts]:
    """Publish the current data with what is found under ``settings``. ``now`` dates it (UTC);
    ``allowed`` is the allow-list, nothing unless given.

    Raises NoWarehouse before the first import, WarehouseBusy while another is running.
    """
    warehouse.current()  # a folder that is none stays untouched
    with warehouse.building() as folder:
        current = warehouse.current()
        conn = build.open_build(folder, current.path)
        try:
            found = detect(conn, settings, stage, allowed=allowed)
            conn.execute("checkpoint")
        finally:
            conn.close()
        # A name of its own each time: who reads the current file must not see it change.
        name = f"{digest(settings, allowed)}-{folder.name.removeprefix('build-')}"
        version = warehouse.publish(
            folder / "usage.duckdb", current.fingerprint, now.isoformat(), findings=name
        )
    return version, found
