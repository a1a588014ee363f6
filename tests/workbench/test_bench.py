"""Asking: answers, parameters, plans, counts, and other versions."""

import datetime as dt
import math

import pytest

from hydrascope import db
from hydrascope.errors import HydrascopeError, NoWarehouse, Refused, Stopped
from hydrascope.filters import Filters
from hydrascope.sandbox import process
from hydrascope.sandbox.limits import Limits
from hydrascope.warehouse.store import Warehouse
from hydrascope.workbench.bench import Workbench
from tests.build import FIRST, warehouse

ENDLESS = "select count(*) from range(100000000) a, range(100000000) b where a.range + b.range < 0"


def ask(bench, text, params=None, **more):
    return bench.run(text, params, owner="somebody", **more)


def test_an_answer_has_rows_types_time_and_fingerprint(bench):
    found = ask(bench, "select plan, count(*) as accounts from accounts group by all order by 1")

    assert found.columns == (("plan", "VARCHAR"), ("accounts", "BIGINT"))
    assert found.frame().to_dict("list") == {
        "plan": ["free", "pro", "team"],
        "accounts": [133, 134, 133],
    }
    assert found.fingerprint == "0123456789abcdef"
    assert 0 < found.seconds < 30
    assert (found.truncated, found.cut_cells, found.plan) == ("", 0, None)
    assert found.scanned_rows >= 400


def test_what_is_not_shown_is_said_and_can_be_counted(bench):
    found = ask(bench, "from requests order by ts", rows=10)

    assert (found.rows.num_rows, found.truncated) == (10, "rows")
    assert bench.count("from requests order by ts", owner="somebody") == 30_000
    assert ask(bench, "from requests limit 10", rows=10).truncated == ""
    assert ask(bench, "from requests", rows=10**9).rows.num_rows == 1000, "the limit holds"


def test_a_result_of_many_bytes_stops_early_and_says_so(bench):
    found = ask(bench, "select repeat('x', 9000) || n as x from range(5000) t(n)")

    assert found.truncated in ("rows", "size")
    assert found.rows.nbytes < 17 << 20


def test_long_cells_are_cut_and_counted(bench):
    found = ask(bench, "select repeat('é', 20000) as x, 'short' as y")

    assert len(found.frame()["x"][0]) == bench.limits.cell_characters
    assert found.cut_cells == 1


def test_odd_kinds_of_values_can_be_shown(bench):
    text = """
        select interval 1 day, '\\xAA'::blob, '101'::bit, uuid(), 1::hugeint, time '10:00',
        union_value(a := 1), [1, 2], {'x': 1}, map {'a': 1}, null, 1.5::decimal(5, 2),
        'a'::enum('a', 'b'), {'x': 1}::variant, timestamptz '2026-01-01', 1 as a, 2 as a
    """
    frame = ask(bench, text).frame()

    assert frame.shape == (1, 17)
    assert len(set(frame.columns)) == 17


def test_empty_answers_keep_their_columns(bench):
    found = ask(bench, "from accounts where false")

    assert found.frame().shape[0] == 0
    assert found.columns[0] == ("account_id", "VARCHAR")


def test_parameters_get_the_types_the_text_gives_them(bench):
    text = """
        from requests where ts >= $since and ts < $until and status in $status
        and request_count > $least and duration_ms < $longest and is_cache_hit = $hit
        and task_category = $task and $free is null limit $n
    """

    found = bench.inspect(text, owner="somebody")

    assert found.parameters == {
        "since": "TIMESTAMP",
        "until": "TIMESTAMP",
        "status": "VARCHAR[]",
        "least": "BIGINT",
        "longest": "DOUBLE",
        "hit": "BOOLEAN",
        "task": "VARCHAR",
        "free": "VARCHAR",
        "n": "BIGINT",
    }
    assert found.tables == ("requests",)
    assert found.explain == ""


def test_values_are_bound_never_written(bench):
    nasty = "x' or 1 = 1; drop table accounts; --"

    found = ask(bench, "select $a as a", {"a": nasty, "unheeded": "1"})

    assert found.frame()["a"].tolist() == [nasty]


def test_a_parameter_without_a_value_is_named(bench):
    with pytest.raises(Refused, match=r"\$b"):
        ask(bench, "select $a::int + $b", {"a": "1"})


def test_a_value_that_does_not_fit_is_named(bench):
    with pytest.raises(Refused, match=r"\$a is a INTEGER"):
        ask(bench, "select $a::integer", {"a": "many"})


def test_every_figures_sql_runs_with_the_same_numbers(bench, world):
    filters = Filters(FIRST, FIRST + dt.timedelta(days=20))
    params = filters.params("model", measure="requests", top=5)
    name = "volumes/over_time"
    with world.warehouse.connect() as conn:
        shown = db.run(conn, name, {key: params[key] for key in db.parameters(name)})

    found = ask(bench, db.sql(name), params).frame()

    assert len(found) == len(shown) > 0
    assert found.iloc[:, -1].tolist() == shown.iloc[:, -1].tolist()


def test_a_plan_is_a_tree(bench):
    told = bench.explain("select count(*) from accounts", owner="somebody")
    measured = ask(bench, "explain analyze select count(*) from requests").plan

    assert not told.analyzed
    assert told.scanned_rows is None
    assert any("known_accounts" in line for line in told.lines())
    assert measured.analyzed
    assert measured.scanned_rows >= 30_000
    assert all(step.rows is not None for _, step in measured.root.walk())
    assert not any("inner_" in line for line in told.lines() + measured.lines())


def test_a_running_query_tells_how_far_it_is_and_stops(bench):
    running = bench.start(ENDLESS, owner="somebody")

    assert not running.wait(0.5)
    assert running.elapsed > 0
    running.stop()
    assert running.wait(1.0), "within a second"
    with pytest.raises(Stopped):
        running.result()
    assert running.percent is None or 0 <= running.percent <= 100
    assert ask(bench, "select 1 as x").rows.to_pylist() == [{"x": 1}]


def test_reading_a_text_does_not_wait_for_ones_own_query(bench):
    running = bench.start(ENDLESS, owner="somebody")

    assert bench.inspect("select $a::int", owner="somebody").parameters == {"a": "INTEGER"}
    assert not running.done
    running.stop()
    assert running.wait(5)


def test_a_new_version_is_asked_at_once(tmp_path):
    warehouse(tmp_path, fingerprint="a" * 16)
    with Workbench(Warehouse(tmp_path), slots=1) as bench:
        first = ask(bench, "select count(*) as n from accounts")
        warehouse(tmp_path, accounts=False, fingerprint="b" * 16)
        second = ask(bench, "select count(*) as n from accounts")

    assert (first.fingerprint, second.fingerprint) == ("a" * 16, "b" * 16)
    assert first.frame()["n"][0] == 400
    assert second.frame()["n"][0] == 1


def test_without_a_warehouse_it_says_how_to_begin(tmp_path):
    with Workbench(Warehouse(tmp_path / "none")) as bench, pytest.raises(NoWarehouse):
        ask(bench, "select 1")


def test_a_worker_that_sends_too_much_is_not_believed(world, monkeypatch):
    endless = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from hydrascope.sandbox import engine, worker\n"
        "def shown(self, cursor, judged, values, most):\n"
        "    reader = cursor.sql('from range(10000000000)').to_arrow_reader(100000)\n"
        "    for batch in reader: yield batch\n"
        "engine.Engine._shown = lambda self, *a: iter([{'kind': 'done'}])\n"
        "main = worker._shut_in\n"
        "def shut_in(told):\n"
        "    found = main(told)\n"
        "    engine.Engine._shown = shown\n"
        "    return found\n"
        "worker._shut_in = shut_in\n"
        "worker.main()"
    )
    monkeypatch.setattr(process, "_BEGIN", endless)
    limits = Limits(seconds=30, result_mib=1, rows=10)
    with (
        Workbench(world.warehouse, limits=limits, slots=1) as bench,
        pytest.raises(HydrascopeError, match="could not be read"),
    ):
        ask(bench, "select 1")


def test_numbers_that_are_none_are_shown(bench):
    value = ask(bench, "select 1 / 0 as x").frame()["x"][0]

    assert math.isinf(value)
