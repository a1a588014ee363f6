"""Reading files as an import does, without a warehouse; and imports one after another."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pytest

from hydrascope.ingest.batches import Plan, batches
from hydrascope.ingest.pipeline import run_import
from hydrascope.ingest.plan import plan
from hydrascope.ingest.source import input_columns
from hydrascope.warehouse.store import Warehouse

NOW = dt.datetime(2026, 3, 1)
KEY = b"an installation's secret"


@dataclass
class Read:
    """Everything that came out of some files."""

    plan: Plan
    rows: list[dict[str, Any]] = field(default_factory=list)
    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    rejects: list[tuple[str, int, str, str | None]] = field(default_factory=list)
    rows_read: int = 0
    notices: list[str] = field(default_factory=list)

    @property
    def reasons(self) -> list[str]:
        return sorted(reason for _, _, reason, _ in self.rejects)

    def sum(self, column: str) -> int:
        return sum(row[column] or 0 for row in self.rows)


@pytest.fixture(scope="session")
def _conn() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(config={"threads": 2}) as conn:
        yield conn


@pytest.fixture
def read(_conn: duckdb.DuckDBPyConnection) -> Callable[..., Read]:
    """Read paths; check on the way that nothing was lost and the columns are as promised."""

    def run(*paths: Path, mapping: Path | None = None, now: dt.datetime = NOW) -> Read:
        result = Read(plan(paths, mapping=mapping))
        for batch in batches(_conn, result.plan.files, key=KEY, now=now):
            found = _conn.execute(f"select * from {batch.relation}")
            names = [column[0] for column in found.description]
            assert names == [name for name, _ in input_columns(batch.table)]
            rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
            rejects = []
            if batch.rejects is not None:
                rejects = _conn.execute(
                    f"select source_file, source_line, reason, raw from {batch.rejects}"
                ).fetchall()
            assert len(rows) + len(rejects) == batch.rows_read
            assert len(rejects) == batch.rows_rejected
            result.rows_read += batch.rows_read
            result.notices += batch.notices
            result.rejects += rejects
            result.rows += rows
            result.tables.setdefault(batch.table, []).extend(rows)
        leftover = _conn.execute(
            "select count(*) from duckdb_views() where view_name like 'ingest_%'"
        ).fetchall()
        assert leftover == [(0,)]
        return result

    return run


@pytest.fixture
def load(tmp_path: Path) -> Callable[..., Warehouse]:
    """Imports one group of files after another into one warehouse."""
    warehouse = Warehouse(tmp_path / "w")

    def run(*groups: list[Path]) -> Warehouse:
        for group in groups:
            run_import(group, warehouse, now=NOW, detection=False)
        return warehouse

    return run
