"""Detecting again publishes another file; nobody who reads is disturbed."""

import datetime as dt

import duckdb
import pytest

from hydrascope import db
from hydrascope.errors import NoWarehouse, QueryError, WarehouseBusy
from hydrascope.findings.again import detect_again
from hydrascope.findings.bursts import TABLES
from hydrascope.findings.run import Settings
from hydrascope.warehouse.store import Warehouse, open_version
from tests import build

NOW = dt.datetime(2026, 2, 1, 12, 0)
LATER = dt.datetime(2026, 2, 1, 12, 5)


def rows(conn, statement):
    return conn.execute(statement).fetchall()


def everything(conn):
    names = [*TABLES.values(), "detection_facts"]
    return {name: rows(conn, f"select * from {name} order by all") for name in names}


def test_detecting_again_publishes_a_new_file_and_readers_keep_theirs(tmp_path):
    before = build.warehouse(tmp_path)
    store = Warehouse(tmp_path)
    with open_version(before.path) as reader:
        version, found = detect_again(store, Settings(), NOW)

        assert reader.execute("select count(*) from found_bursts").fetchall() == [(0,)]
        assert version == store.current()
        assert version.path != before.path
        assert version.fingerprint == before.fingerprint
        assert found.bursts["bursts"] == 1
    with store.connect() as conn:
        assert rows(conn, "select count(*) from bursts") == [(1,)]
        assert rows(conn, "select count(*) from requests") == [(30_000,)]
        first = everything(conn)

    again, _ = detect_again(store, Settings(), LATER)

    assert again.path != version.path
    with store.connect() as conn:
        assert everything(conn) == first


def test_detecting_again_brings_the_views_of_an_older_file_up_to_date(tmp_path):
    before = build.warehouse(tmp_path)
    with duckdb.connect(str(before.path)) as older:
        older.execute("drop macro table signed_up")
    store = Warehouse(tmp_path)
    asked = {
        "burst_id": "none",
        "basis": "created_at",
        "step": dt.timedelta(days=1),
        "shown_from_at": build.FIRST,
        "shown_to_at": build.FIRST + dt.timedelta(days=build.DAYS),
    }
    with store.connect() as conn, pytest.raises(QueryError, match=r"older.*hydrascope detect"):
        db.run(conn, "bursts/moments", asked)

    detect_again(store, Settings(), NOW)

    with store.connect() as conn:
        assert db.run(conn, "bursts/moments", asked)["other_accounts"].sum() == 400


def test_detection_waits_for_nobody_and_needs_data(tmp_path):
    store = Warehouse(tmp_path)
    with pytest.raises(NoWarehouse):
        detect_again(store, Settings(), NOW)
    build.warehouse(tmp_path)

    with store.building(), pytest.raises(WarehouseBusy):
        detect_again(store, Settings(), NOW)

    assert not list(tmp_path.glob("build-*"))
