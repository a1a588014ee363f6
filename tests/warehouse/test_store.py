"""Versions, the pointer and the secret on a real disk."""

import json
import os
from pathlib import Path

import duckdb
import pytest

from hydrascope.errors import NoWarehouse, WarehouseError
from hydrascope.warehouse.store import KEPT_VERSIONS, POINTER, Warehouse


def build(warehouse: Warehouse, number: int) -> None:
    with warehouse.building() as folder:
        with duckdb.connect(str(folder / "usage.duckdb")) as conn:
            conn.execute(f"create table n as select {number} as n")
        warehouse.publish(folder / "usage.duckdb", f"{number:012d}", "2026-03-01T00:00:00")


def read(warehouse: Warehouse) -> int:
    with warehouse.connect() as conn:
        number: int = conn.execute("select n from n").fetchall()[0][0]
    return number


def test_an_empty_folder_says_how_to_begin(tmp_path: Path) -> None:
    with pytest.raises(NoWarehouse, match="import"):
        Warehouse(tmp_path / "none").current()


def test_a_damaged_pointer_and_a_missing_version_are_told_apart(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path)
    build(warehouse, 1)
    warehouse.current().path.unlink()
    with pytest.raises(WarehouseError, match="gone"):
        warehouse.current()
    (tmp_path / POINTER).write_text("{", encoding="utf-8")
    with pytest.raises(WarehouseError, match="damaged"):
        warehouse.current()


def test_only_the_newest_versions_are_kept(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path)
    for number in range(1, 6):
        build(warehouse, number)
        os.utime(warehouse.current().path, (number, number))
    assert read(warehouse) == 5
    assert len(list(tmp_path.glob("usage-*.duckdb"))) == KEPT_VERSIONS


def test_what_a_killed_builder_left_is_swept_away(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path)
    build(warehouse, 1)
    (tmp_path / "build-dead").mkdir()
    (tmp_path / "build-dead" / "usage.duckdb").write_bytes(b"half")
    build(warehouse, 2)
    assert not list(tmp_path.glob("build-*"))
    assert read(warehouse) == 2


def test_a_build_that_fails_changes_nothing(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path)
    build(warehouse, 1)
    told = json.loads((tmp_path / POINTER).read_text(encoding="utf-8"))
    with pytest.raises(ZeroDivisionError), warehouse.building():
        _ = 1 / 0
    assert json.loads((tmp_path / POINTER).read_text(encoding="utf-8")) == told


def test_the_secret_is_made_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    first = Warehouse(tmp_path).secret()
    assert len(first) == 32
    assert Warehouse(tmp_path).secret() == first
    assert Warehouse(tmp_path / "other").secret() != first
    assert (tmp_path / "secret.key").stat().st_mode & 0o077 == 0
