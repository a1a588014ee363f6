"""What every table and column of a warehouse means: one source for the schema browser and the docs.

Canonical tables are described in ``schema``; names and types of the others are those of
``queries/warehouse/``, and what they mean is here.
"""

from functools import cache

import duckdb

from hydrascope import db, schema
from hydrascope.dictionary.stored import GRAINS, meaning
from hydrascope.schema import Column, Table

_COLUMNS = """
select table_name, column_name, data_type from information_schema.columns
where table_catalog = 'memory' order by table_name, ordinal_position
"""


@cache
def stored() -> dict[str, Table]:
    """The physical tables, and the views that are not canonical.

    Raises KeyError for a table or a column nobody described, and for a table that is none.
    """
    with duckdb.connect(":memory:") as conn:
        for part in ("tables", "provenance", "bursts", "clusters", "views", "measures"):
            db.script(conn, f"warehouse/{part}")
        rows = conn.execute(_COLUMNS).fetchall()
    if differing := ({table for table, _, _ in rows} - schema.TABLES.keys()) ^ GRAINS.keys():
        raise KeyError(f"GRAINS and the warehouse differ in {sorted(differing)}")
    columns: dict[str, list[Column]] = {table: [] for table in GRAINS}
    for table, column, kind in rows:
        if table in columns:
            columns[table].append(Column(column, kind, "", meaning(table, column)))
    return {name: Table(name, grain, tuple(columns[name])) for name, grain in GRAINS.items()}


def tables() -> dict[str, Table]:
    """Every table people can meet, canonical ones first."""
    return {**schema.TABLES, **stored()}


def grain(table: Table) -> str:
    """What a row is, as a sentence."""
    return f"{table.grain[0].upper()}{table.grain[1:]}."
