"""Make a new version: open a build, describe what it holds, name it."""

import datetime as dt
import hashlib
import shutil
from pathlib import Path

import duckdb

from hydrascope import __version__, db
from hydrascope.warehouse.store import SCHEMA_VERSION

MEMORY_LIMIT = "5GB"
_PRICES = """
select md5(string_agg(told, chr(10) order by told))
from (select prices::varchar as told from prices)
"""


def open_build(folder: Path, base: Path | None) -> duckdb.DuckDBPyConnection:
    """A writable copy of ``base``, or an empty warehouse when there is none."""
    path = folder / "usage.duckdb"
    if base is not None:
        shutil.copyfile(base, path)
    conn = duckdb.connect(
        str(path),
        config={
            "memory_limit": MEMORY_LIMIT,
            "temp_directory": str(folder / "spill"),
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            # A build that dies is thrown away: what is not yet in its file need not be written
            # there often.
            "checkpoint_threshold": "1GB",
        },
    )
    conn.execute("set TimeZone = 'UTC'")
    conn.execute("set enable_progress_bar = false")
    # What does not fit in memory spills to the build folder; clear addresses may be part of
    # it. The engine's own cipher is good enough for a file that lives for minutes.
    conn.execute("set force_mbedtls_unsafe = 'true'")
    conn.execute("set temp_file_encryption = true")
    if base is None:
        db.script(conn, "warehouse/tables")
        db.script(conn, "warehouse/bursts")
        db.script(conn, "warehouse/clusters")
        db.script(conn, "load/begin")
    db.script(conn, "warehouse/provenance")
    db.script(conn, "warehouse/views")
    db.script(conn, "warehouse/measures")
    db.script(conn, "load/prepare")
    return conn


def fingerprint(conn: duckdb.DuckDBPyConnection) -> str:
    """The name of exactly what is loaded: the files, how they were read, what was erased.

    Where costs are estimated, the price table is part of it, and so is which of two sources a
    person prefers.
    """
    rows = conn.execute(
        "select distinct sha256, source, mapping_sha256 from import_files order by all"
    ).fetchall()
    erased = conn.execute("select distinct kind, digest from erasures order by all").fetchall()
    told = [SCHEMA_VERSION, *("|".join(part or "" for part in row) for row in rows)]
    told += [f"erased|{kind}|{digest}" for kind, digest in erased]
    told += [
        "|".join(str(part or "") for part in ("primary", *row))
        for row in conn.execute("from primary_sources order by place").fetchall()
    ]
    if is_estimated(conn):
        told.append(f"prices|{conn.execute(_PRICES).fetchall()[0][0]}")
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:12]


def is_estimated(conn: duckdb.DuckDBPyConnection) -> bool:
    """Whether any cost in the build is by list price."""
    sql = "select 1 from fact_requests where cost_origin = 'price_table' limit 1"
    return bool(conn.execute(sql).fetchall())


def describe(
    conn: duckdb.DuckDBPyConnection, name: str, at: dt.datetime, synthetic: str | None
) -> None:
    """Write down what the version is; every page and extract repeats it."""
    facts = {
        "fingerprint": name,
        "created_at": at.isoformat(timespec="seconds"),
        "schema_version": SCHEMA_VERSION,
        "software_version": __version__,
    }
    if synthetic:
        facts["synthetic"] = synthetic
    conn.execute("delete from dataset_facts where name <> 'synthetic' or $1", [bool(synthetic)])
    conn.executemany("insert into dataset_facts values (?, ?)", list(facts.items()))
