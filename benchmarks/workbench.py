"""What does the SQL sandbox cost, how fast does Stop stop, and who suffers from whom?

    python -m benchmarks.workbench [--warehouse DIR] [--users 20] [--seconds 15]

Four figures: the round trip of a trivial query through gate, worker and back; the start of a
worker; Stop on a join that would take ten minutes; and the median of everybody else's
queries while one of the users sends bombs, against the same users without the bomber. Without
--warehouse a small one is made.
"""

import argparse
import random
import statistics
import tempfile
import threading
import time
from pathlib import Path

from hydrascope.errors import HydrascopeError, Stopped
from hydrascope.warehouse.store import Warehouse
from hydrascope.workbench.bench import Workbench
from tests.build import warehouse as make

TRIVIAL = "select 1"
JOIN = """
select count(*) from range(100000000) as a, range(100000000) as b
where a.range * 7 % 1000 < b.range % 13 and a.range + b.range < 0
"""
ORDINARY = (
    "select count(*) from accounts",
    "select plan, count(*) from accounts group by all",
    "select status, count(*), sum(cost_usd) from requests group by all",
    "select date_trunc('day', ts) as day, count(*) from requests group by all order by 1",
    "from accounts order by created_at desc limit 20",
    "select client_prefix_hash, count(distinct account_id) from requests group by 1 limit 10",
)
BOMBS = (
    JOIN,
    "select length(repeat('a', 4000000000))",
    "select lpad('a', 2000000000, 'b')",
    "with recursive r as (select 1 as n union all select n + 1 from r) select count(*) from r",
    "select count(distinct md5(n::varchar)) from range(4000000000) as t(n)",
    "select levenshtein(repeat('a', 200000), repeat('b', 200000))",
)
THINK_S = (0.3, 1.2)


def milliseconds(values: list[float]) -> str:
    """Median and 95th percentile."""
    ordered = sorted(values)
    high = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    return f"median {statistics.median(ordered) * 1000:.1f} ms, 95 % {high * 1000:.1f} ms"


def timed(bench: Workbench, text: str, owner: str) -> float:
    """Seconds of one query, whatever comes of it."""
    began = time.perf_counter()
    try:
        bench.run(text, owner=owner)
    except HydrascopeError:
        pass
    return time.perf_counter() - began


def stops(bench: Workbench, times: int) -> list[float]:
    """Seconds from Stop to the end, on a join that would take ten minutes."""
    found = []
    for _ in range(times):
        running = bench.start(JOIN, owner="stopper")
        running.wait(1.0)
        began = time.perf_counter()
        running.stop()
        try:
            running.result()
        except Stopped:
            found.append(time.perf_counter() - began)
    return found


def crowd(bench: Workbench, users: int, seconds: float, *, hostile: bool) -> list[float]:
    """Seconds of each query of the peaceful users; with ``hostile`` one of them is not."""
    until = time.monotonic() + seconds
    found: list[float] = []

    def peaceful(number: int) -> None:
        dice = random.Random(number)
        while time.monotonic() < until:
            time.sleep(dice.uniform(*THINK_S))
            found.append(timed(bench, dice.choice(ORDINARY), f"user {number}"))

    def bomber() -> None:
        dice = random.Random(0)
        while time.monotonic() < until:
            bombs = [dice.choice(BOMBS) for _ in range(3)]
            sent = [threading.Thread(target=timed, args=(bench, bomb, "bomber")) for bomb in bombs]
            for thread in sent:
                thread.start()
            for thread in sent:
                thread.join()

    people = [threading.Thread(target=peaceful, args=(number,)) for number in range(users - 1)]
    if hostile:
        people.append(threading.Thread(target=bomber, daemon=True))
    for thread in people:
        thread.start()
    for thread in people[: users - 1]:
        thread.join()
    return found


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--warehouse", type=Path)
    arguments.add_argument("--users", type=int, default=20)
    arguments.add_argument("--seconds", type=float, default=15.0)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if given.warehouse is None:
            make(Path(folder))
        store = Warehouse(given.warehouse or folder)
        with Workbench(store) as bench:
            print(f"first query, worker included: {timed(bench, TRIVIAL, 'one') * 1000:.0f} ms")
            print(
                "trivial query:", milliseconds([timed(bench, TRIVIAL, "one") for _ in range(200)])
            )
            print("stop of a join:", milliseconds(stops(bench, 10)))
        quiet: list[float] = []
        loud: list[float] = []
        for hostile, found in ((False, quiet), (True, loud)):
            with Workbench(store) as bench:
                crowd(bench, given.users, 3.0, hostile=False)
                found += crowd(bench, given.users, given.seconds, hostile=hostile)
            name = "with a bomber" if hostile else "quiet"
            print(f"{given.users} users, {name}: {len(found)} queries, {milliseconds(found)}")
        ratio = statistics.median(loud) / statistics.median(quiet)
        print(f"others' median, with a bomber against quiet: {ratio:.2f} times")


if __name__ == "__main__":
    main()
