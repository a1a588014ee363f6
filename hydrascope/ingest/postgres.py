"""A table of a Postgres database as a Parquet file, batch by batch, never whole in memory."""

from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq

from hydrascope.errors import InputError
from hydrascope.ingest.addresses import Address

_SELECT = Path(__file__).parent / "sql" / "postgres_select.sql"

Step = Callable[[str, int], None]


def copy_table(address: Address, place: Path, step: Step) -> int:
    """Write the table to ``place``; returns its rows. ``step`` hears a label and bytes after
    each batch.

    Reads in one transaction that may not write. User, password and certificates come from the
    address or where libpq looks for them (PG* variables, ~/.pgpass). Raises ImportError without
    the driver, InputError when there is no such table to read; else what the driver raises.
    """
    import adbc_driver_postgresql.dbapi as driver

    with driver.connect(address.uri) as conn, conn.cursor() as cursor:
        cursor.execute("set transaction read only")
        cursor.execute(_SELECT.read_text(encoding="utf-8"), (address.schema, address.table))
        found = cursor.fetchall()
        if not found:
            raise InputError(
                f"There is no table {address.schema}.{address.table} at {address.told}.",
                "Check its name, written as in the database, and that the user may see it.",
            )
        statement, about = found[0]
        cursor.execute(statement)
        rows = 0
        with (
            cursor.fetch_record_batch() as batches,
            pq.ParquetWriter(place, batches.schema, compression="zstd") as out,
        ):
            for batch in batches:
                out.write_batch(batch)
                rows += batch.num_rows
                known = f" of about {max(about, rows):,}" if about else ""
                step(f"{address.schema}.{address.table}, row {rows:,}{known}", batch.nbytes)
    return rows
