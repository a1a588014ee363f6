"""Costs of a version estimated anew by the price table in force, without its exports."""

import datetime as dt

import duckdb

from hydrascope.clusters.allowed import Allowed
from hydrascope.findings.run import Stage
from hydrascope.ingest import prices
from hydrascope.ingest.remake import remake
from hydrascope.warehouse.store import Warehouse


def apply(
    warehouse: Warehouse,
    *,
    now: dt.datetime,
    stage: Stage | None = None,
    allowed: Allowed | None = None,
) -> str | None:
    """Publish the data with every estimate by the table in force; its fingerprint.

    None where no cost depends on the difference. What a source told is never touched. Raises
    InputError for a table that cannot be used, NoWarehouse, WarehouseBusy.
    """
    rows = prices.read(prices.in_force(warehouse.root))

    def change(conn: duckdb.DuckDBPyConnection) -> list[dt.datetime]:
        prices.bring(conn, rows)
        return prices.again(conn)

    return remake(warehouse, change, now=now, stage=stage, allowed=allowed)
