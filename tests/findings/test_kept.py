"""What is kept of the requests says what a count of all of them would, whatever came or changed."""

import datetime as dt

import pytest

from hydrascope.findings import kept
from hydrascope.findings.again import detect_again
from hydrascope.findings.clusters import detect, forget
from hydrascope.findings.run import Settings
from hydrascope.warehouse.store import Warehouse
from tests import build
from tests.planted import DAYS, FIRST, accounts, made, one, requests, rows, tables

LAST = FIRST + dt.timedelta(days=DAYS - 1)
TOTALS = """
create or replace table account_totals as
select account_key, min(ts), max(ts), count(*) from fact_requests group by all;
alter table account_totals rename "min(ts)" to first_request_at;
alter table account_totals rename "max(ts)" to last_request_at;
alter table account_totals rename "count_star()" to requests;
"""


@pytest.fixture(scope="module")
def world():
    """Searched before its last day came in; then the day is there, and not yet searched."""
    with made(accounts(), requests()) as conn:
        conn.execute("update fact_requests set address_key = account_key % 50, tls_ja4 = 'j' ||"
                     " account_key % 9, source_line = request_id[2:]::bigint,"
                     " client_asn = account_key % 7")  # fmt: skip
        conn.execute("create temp table day as from fact_requests where ts >= ?", [LAST])
        conn.execute("delete from fact_requests where ts >= ?", [LAST])
        conn.execute(TOTALS)
        detect(conn)
        conn.execute("insert into fact_requests from day")
        conn.execute(TOTALS)
        yield conn


@pytest.fixture
def grown(world):
    """The same within a transaction, so that each test starts from there."""
    world.execute("begin")
    yield world
    world.execute("rollback")


def sums(conn):
    return {name: rows(conn, f"select * from kept.{name} order by all") for name in kept.TABLES}


def bring(conn):
    told = kept.prepare(conn)
    for name in kept.TABLES:
        told.bring(conn, name)
    told.settle(conn)
    return told


def test_a_day_that_came_in_is_added_and_nothing_else_read(grown):
    before = rows(grown, "select count(*) from kept.templates")

    told = bring(grown)

    assert told.added["day_at"].tolist() == [LAST]
    added = sums(grown)
    assert rows(grown, "select count(*) from kept.templates") > before
    kept.forget(grown)
    assert bring(grown).added is None
    assert sums(grown) == added
    assert all(added.values())


def test_what_is_known_already_is_read_again_and_not_counted_again(grown):
    bring(grown)
    before = sums(grown)

    told = bring(grown)

    assert len(told.added) == 0
    assert sums(grown) == before


CHANGES = {
    "a row went": "delete from fact_requests where request_id = 'r7'",
    "a row came to an old day": "insert into fact_requests by name select * replace ("
    "'new' as request_id, 99 as prompt_template_hash) from fact_requests where request_id = 'r7'",
    "a row has another owner": "update fact_requests set account_key = 5 where request_id = 'r7'",
    "a row was replaced": "update fact_requests set source_line = 77, tls_ja4 = 'other'"
    " where request_id = 'r7'",
    "a day went": f"delete from fact_requests where ts < '{FIRST + dt.timedelta(days=1)}'",
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_an_old_day_that_changed_is_counted_anew(grown, change):
    bring(grown)
    grown.execute(CHANGES[change])

    assert bring(grown).added is None

    told = sums(grown)
    kept.forget(grown)
    bring(grown)
    assert sums(grown) == told


def test_findings_after_a_day_are_those_from_scratch_table_by_table(world):
    assert len(kept.prepare(world).added) == 1
    detect(world)
    added = tables(world)
    kept.forget(world)

    detect(world)

    assert added.pop("found_clusters")
    found = tables(world)
    del found["found_clusters"]
    assert found == added


def test_nothing_is_kept_of_data_that_was_not_searched():
    with made(accounts(ordinary=60, operators=4), requests(ordinary=60, operators=4)) as conn:
        detect(conn)
        assert one(conn, "select count(*) from duckdb_tables() where schema_name = 'kept'")

        forget(conn)

        assert not one(conn, "select count(*) from duckdb_tables() where schema_name = 'kept'")


def test_a_published_version_is_read_and_stays_as_it_is(tmp_path):
    build.warehouse(tmp_path)
    store = Warehouse(tmp_path)
    with store.connect() as conn:
        assert bring(conn).added is None
        fresh = sums(conn)
    version, _ = detect_again(store, Settings(), dt.datetime(2026, 2, 1))

    with store.connect() as conn:
        assert len(kept.prepare(conn).added) == 0
        assert sums(conn) == fresh
    assert version.path.is_file()
