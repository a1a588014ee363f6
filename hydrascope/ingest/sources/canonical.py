"""Files that already use the canonical column names: one source per table."""

from hydrascope import schema
from hydrascope.ingest.flat import flat_source

CANONICAL = {
    table: flat_source(table, "canonical", f"canonical {table}") for table in schema.TABLES
}
GENERIC = {
    table: flat_source(table, "generic", f"flat file of {table}, columns told by their names")
    for table in ("requests", "accounts")
}
