"""What does it cost to open the page about a cluster, and how does that grow with its accounts?

    python -m benchmarks.cluster_page --warehouse DIR [--times 7]

Opens the real page, in this process, for the largest cluster and for the one nearest to fifty
accounts, which is the baseline: every time is also given as a multiple of the same time for the
small one. Each part of the page is opened in three ways: *cold* (the warehouse is opened anew and
nothing is kept), *new* (an open warehouse, a cluster nobody looked at yet) and *again* (everything
is kept). Then each query of the page on its own, against counting the cluster's account-hours.
Operating-system caches are warm throughout; the first run, which imports, is left out.
"""

import argparse
import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb

ROOT = Path(__file__).resolve().parent.parent
PAGE = "pages/clusters/cluster.py"
SMALL = 50
TARGET_MS = 1000
COUNT = """
select count(*) from account_hour where account_key in (
    select account_key from found_cluster_accounts where cluster_id = $1
)
"""
Call = tuple[str, dict[str, Any]]


def chosen(conn: duckdb.DuckDBPyConnection) -> list[tuple[str, int]]:
    """The largest cluster and the one nearest to fifty accounts, with their accounts."""
    found = conn.execute("select cluster_id, accounts from found_clusters order by all").fetchall()
    if len(found) < 2:
        raise SystemExit("Two clusters are needed; this warehouse has fewer.")
    largest = max(found, key=lambda one: one[1])
    rest = [one for one in found if one != largest]
    return [largest, min(rest, key=lambda one: abs(one[1] - SMALL))]


def milliseconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


def median(work: Callable[[], object], times: int) -> float:
    return statistics.median(milliseconds(work) for _ in range(times))


class Page:
    """The page about one cluster, opened at one of its parts, run by the real script."""

    def __init__(self, cluster_id: str, part: str) -> None:
        from streamlit.testing.v1 import AppTest

        self.app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
        self.app.query_params["cluster"] = cluster_id
        self.app.query_params["part"] = part
        self.app.run()  # pages with an address of their own are known from the first run on
        self.app.switch_page(PAGE)
        self.run()

    def run(self) -> None:
        self.app.run()
        if self.app.exception:
            raise SystemExit(f"the page failed: {self.app.exception[0].value}")

    def kilobytes(self) -> float:
        """What the figures and tables send to the browser."""
        parts = [*self.app.get("plotly_chart"), *self.app.dataframe]
        return sum(part.proto.ByteSize() for part in parts) / 1024

    def times(self, times: int) -> dict[str, list[float]]:
        """Milliseconds of each way to open it, in order of length."""
        import streamlit as st

        taken: dict[str, list[float]] = {"cold": [], "new": [], "again": []}
        for _ in range(times):
            st.cache_data.clear()
            st.cache_resource.clear()
            taken["cold"].append(milliseconds(self.run))
            st.cache_data.clear()
            taken["new"].append(milliseconds(self.run))
            taken["again"].append(milliseconds(self.run))
        return {way: sorted(some) for way, some in taken.items()}


def asked(page: Page) -> list[Call]:
    """The queries the page asks when nothing is kept, each once."""
    import streamlit as st

    from hydrascope import db

    calls: list[Call] = []
    plain = db.run

    def noting(conn: Any, name: str, params: Any = None) -> Any:
        calls.append((name, dict(params or {})))
        return plain(conn, name, params)

    st.cache_data.clear()
    db.run = noting
    try:
        page.run()
    finally:
        db.run = plain
    return calls


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--warehouse", type=Path, required=True)
    parser.add_argument("--times", type=int, default=7)
    options = parser.parse_args()
    os.environ["HYDRASCOPE_WAREHOUSE"] = str(options.warehouse)

    from hydrascope import db
    from hydrascope.ui.cluster_one import PARTS
    from hydrascope.warehouse.store import Warehouse

    conn = Warehouse(options.warehouse).connect()
    (large, accounts), (small, few) = chosen(conn)
    print(f"The page of {accounts:,} accounts ({large}), against one of {few:,} ({small}):")
    worst = 0.0
    calls: list[Call] = []
    for part in PARTS.values():
        page, other = Page(large, part), Page(small, part)
        taken, usual = page.times(options.times), other.times(options.times)
        told = [
            f"{way} {statistics.median(taken[way]):5.0f} ms"
            f" ({statistics.median(taken[way]) / statistics.median(usual[way]):.2f} times)"
            for way in taken
        ]
        sent = page.kilobytes(), other.kilobytes()
        told.append(f"sends {sent[0]:.0f} kB ({sent[0] / sent[1]:.2f} times)")
        print(f"  {part:18} {', '.join(told)}", flush=True)
        worst = max(worst, taken["cold"][-1])
        calls += [call for call in asked(page) if call not in calls]
    verdict = "under" if worst < TARGET_MS else "NOT under"
    print(f"  the longest of all took {worst:.0f} ms: {verdict} the second it may take")

    baseline = median(lambda: conn.execute(COUNT, [large]).fetchall(), options.times)
    print(f"Its queries, against counting its account-hours ({baseline:.1f} ms):")
    every = [
        (median(lambda n=name, p=params: db.run(conn, n, p), options.times), name)
        for name, params in calls
    ]
    for took, name in sorted(every, reverse=True):
        print(f"  {name:32} {took:>8.1f} ms  {took / baseline:>6.2f} times as long")
    total = sum(took for took, _ in every)
    print(f"  {'all of them':32} {total:>8.1f} ms  {total / baseline:>6.2f} times as long")


if __name__ == "__main__":
    main()
