"""Workers: limits, stopping, dying, taking turns, keeping apart."""

import os
import shutil
import tempfile
import threading
from pathlib import Path

import pytest

from hydrascope.errors import Busy, Failed, OverLimit, Stopped, WarehouseError
from hydrascope.sandbox import process
from hydrascope.sandbox.limits import Limits
from hydrascope.sandbox.pool import FOLDER, WAITING, Pool
from tests import hostile
from tests.build import warehouse
from tests.hostile import TIGHT, Attacked

ENDLESS = "select count(*) from range(100000000) a, range(100000000) b where a.range + b.range < 0"
LONG = Limits(seconds=600, memory_mib=192, address_mib=640)


@pytest.fixture
def long(world):
    """Two workers that would run for ten minutes."""
    held = world.pool(LONG, slots=2)
    yield held
    held.close()


def begin(pool, owner, text, seconds=600.0):
    request = {"op": "run", "text": text, "rows": 5, "seconds": seconds}
    return pool.submit(owner, request, lambda *_: None)


def started(job):
    """Wait until a worker has taken the job."""
    waiting = threading.Event()
    while job.begun is None and not waiting.wait(0.01):
        assert not job.done
    return job


def folders(pool):
    return [path for path in Path(pool._setup.folder).iterdir() if path.is_dir()]


def test_a_stopped_query_leaves_no_process_and_no_folder(long):
    job = started(begin(long, "a", ENDLESS))
    pid, folder = job.worker.pid, job.worker.folder

    job.stop()
    with pytest.raises(Stopped):
        job.wait(1.0)
    answer = begin(long, "a", "select 1")
    answer.wait(30)
    long.close()

    assert not Path(f"/proc/{pid}").exists()
    assert not folder.exists()


def test_a_query_that_waits_is_stopped_before_it_begins(long):
    first = started(begin(long, "a", ENDLESS))
    second = begin(long, "a", "select 1")

    second.stop()

    with pytest.raises(Stopped, match="before it began"):
        second.wait(5)
    first.stop()


def test_a_stop_after_the_end_changes_nothing(long):
    job = begin(long, "a", "select 1")
    job.wait(30)
    job.stop()
    assert job.wait(1)


def test_one_person_has_one_slot_and_others_have_theirs(long):
    hog = [begin(long, "hog", ENDLESS) for _ in range(4)]
    started(hog[0])

    other = begin(long, "other", "select 42 as x")
    assert other.wait(30)

    assert [job.begun is not None for job in hog] == [True, False, False, False]
    for job in hog:
        job.stop()


def test_nobody_may_queue_without_end(long):
    jobs = [started(begin(long, "hog", ENDLESS))]
    jobs += [begin(long, "hog", ENDLESS) for _ in range(WAITING)]
    with pytest.raises(Busy, match="waiting"):
        jobs.append(begin(long, "hog", ENDLESS))
    for job in jobs:
        job.stop()


def test_a_worker_killed_from_outside_costs_one_query_and_not_the_app(long):
    job = started(begin(long, "a", ENDLESS))

    os.kill(job.worker.pid, 9)

    with pytest.raises(OverLimit):
        job.wait(10)
    assert begin(long, "a", "select 1").wait(30)


def test_an_idle_worker_that_died_is_replaced_unseen(long):
    begin(long, "a", "select 1").wait(30)
    os.kill(long._idle[0].pid, 9)
    assert begin(long, "a", "select 1").wait(30)


def test_over_memory_and_over_time_are_told_apart(pool):
    attacked = Attacked(pool)

    memory = attacked.one("select length(repeat('a', 4000000000))").error
    time = attacked.one("select lpad('a', 2000000000, 'b')").error

    assert isinstance(memory, OverLimit)
    assert "memory" in memory.cause
    assert isinstance(time, OverLimit)
    assert "longer" in time.cause


def test_a_sort_larger_than_memory_goes_to_disk_and_comes_back(world):
    held = world.pool(Limits(seconds=60, memory_mib=64, address_mib=800, disk_mib=512), slots=1)
    text = "select count(*) from (select md5(n::varchar) as m from range(1500000) t(n) order by m)"
    rows = []
    try:
        outcome = Attacked(held).one(text)
        rows = outcome.rows
        left = [file for folder in folders(held) for file in (folder / "spill").iterdir()]
    finally:
        held.close()
    assert rows == [{"count_star()": 1_500_000}], outcome.error
    assert [file.name for file in left if file.suffix == ".tmp"] == []


def test_temporary_disk_has_an_end(world):
    held = world.pool(Limits(seconds=60, memory_mib=64, address_mib=800, disk_mib=16), slots=1)
    text = "select max(m) from (select md5(n::varchar) as m from range(6000000) t(n) order by m, n)"
    more = "select count(*) from (select distinct md5(n::varchar) as m from range(9000000) t(n))"
    try:
        errors = [Attacked(held).one(one).error for one in (text, more)]
    finally:
        held.close()
    assert any(isinstance(error, OverLimit) for error in errors), errors


def test_nothing_of_one_query_is_left_for_the_next(world, monkeypatch):
    held = hostile.ungated_pool(world, monkeypatch)
    attacked = Attacked(held)
    try:
        for text in (
            "create temp table requests as select 'mine' as x",
            "create temp macro count_star() as 1",
            "set variable mine = 'mine'",
            "prepare mine as select 'mine'",
            "begin",
            "set search_path = 'temp'",
        ):
            attacked.one(text)
        after = [
            attacked.one("select getvariable('mine') as x").rows,
            attacked.one("execute mine").refused,
            attacked.one("select count(*) as n from requests").rows,
        ]
    finally:
        held.close()
    assert after == [[{"x": None}], True, [{"n": 30_000}]]


def test_answers_reach_whoever_asked(world):
    held = world.pool(TIGHT, slots=2)
    heard = {}
    jobs = []
    try:
        for person in range(12):
            mine = heard.setdefault(person, [])
            request = {
                "op": "run",
                "text": "select $secret as x",
                "rows": 5,
                "seconds": 20,
                "params": {"secret": f"of {person}"},
            }
            jobs.append(held.submit(str(person), request, lambda *told, to=mine: to.append(told)))
        for job in jobs:
            assert job.wait(30)
    finally:
        held.close()
    for person, messages in heard.items():
        told = repr(messages)
        assert f"of {person}" in told
        assert not any(f"of {other}'" in told for other in heard if other != person)


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks into /proc")
def test_a_worker_has_no_environment_no_files_and_no_privileges(pool):
    job = begin(pool, "a", "select 1", 20)
    job.wait(30)
    worker = pool._idle[-1]
    inside = Path(f"/proc/{worker.pid}")

    environment = (inside / "environ").read_bytes()
    files = {os.readlink(file) for file in (inside / "fd").iterdir()}
    status = (inside / "status").read_text()

    assert hostile.IN_THE_ENVIRONMENT.encode() not in environment
    assert b"HOME" not in environment
    mine = str(pool._setup.folder)
    version = pool._setup.front.version
    beyond = {
        file
        for file in files
        if not file.startswith((mine, "pipe:", "/dev/null")) and file != version
    }
    assert beyond == set()
    assert "NoNewPrivs:\t1" in status


def test_what_the_kernel_holds_is_told(pool):
    begin(pool, "a", "select 1", 20).wait(30)
    held = pool._idle[-1].held

    if Path("/proc/self").exists():
        assert "address space" in held
    assert {"core", "files", "file size"} <= set(held)


def test_a_path_may_have_quotes_and_accents(tmp_path):
    folder = tmp_path / "it's é; drop table x"
    version = warehouse(folder)
    held = Pool(version.path, ("accounts",), slots=1)
    try:
        outcome = Attacked(held).one("select count(*) as n from accounts")
    finally:
        held.close()
    assert outcome.rows == [{"n": 400}], outcome.error


def test_a_version_that_cannot_be_opened_says_so(tmp_path):
    (tmp_path / "broken.duckdb").write_bytes(b"no database")
    held = Pool(tmp_path / "broken.duckdb", ("accounts",), slots=1)
    try:
        with pytest.raises(WarehouseError, match="did not start") as caught:
            begin(held, "a", "select 1").wait(60)
    finally:
        held.close()
    assert str(tmp_path) not in str(caught.value)


def test_closing_ends_what_runs_and_takes_the_folder_away(world):
    held = world.pool(LONG, slots=2)
    job = started(begin(held, "a", ENDLESS))

    held.close()

    with pytest.raises(Stopped):
        job.wait(5)
    assert not Path(held._setup.folder).exists()
    with pytest.raises(Busy):
        begin(held, "a", "select 1")


def test_what_a_killed_app_left_is_swept_away(world):
    gone = Path(tempfile.gettempdir()) / f"{FOLDER}999999999-left"
    gone.mkdir(exist_ok=True)
    try:
        world.pool(slots=1).close()
        assert not gone.exists()
    finally:
        shutil.rmtree(gone, ignore_errors=True)


def test_a_worker_that_sends_nonsense_is_an_error_not_a_crash(world, monkeypatch):
    nonsense = "import sys; sys.stdout.buffer.write(b'J\\xff\\xff\\xff\\xff' + b'x' * 100)"
    monkeypatch.setattr(process, "_BEGIN", nonsense)
    held = world.pool(slots=1)
    try:
        with pytest.raises(WarehouseError):
            begin(held, "a", "select 1").wait(60)
    finally:
        held.close()


def test_an_error_of_the_engine_does_not_cost_the_worker(pool):
    attacked = Attacked(pool)
    attacked.one("select 1")
    before = {worker.pid for worker in pool._idle}

    assert isinstance(attacked.one("select nothing from accounts").error, Failed)

    assert {worker.pid for worker in pool._idle} <= before
