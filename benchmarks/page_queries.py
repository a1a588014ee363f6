"""What does every query of the pages cost, and the whole page, over varied views?

    python -m benchmarks.page_queries --warehouse DIR --exports DIR [--views 40]

Runs the real pages over seeded random views (ranges from an hour to everything, up to
three filters), notes every query they ask, then times each of those on the warehouse.
With --exports the same SQL is also asked of the raw Parquet files, through views that
compute the rollups on the fly, for a sample of the views; the ratio is printed. Last, the
server time of each page in a warm process: a view seen before, and a view never seen.
"""

import argparse
import datetime as dt
import os
import random
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb

ROOT = Path(__file__).resolve().parent.parent
LENGTHS = [
    dt.timedelta(hours=1),
    dt.timedelta(hours=9),
    dt.timedelta(days=1),
    dt.timedelta(days=3),
    dt.timedelta(days=9),
    dt.timedelta(days=30),
    dt.timedelta(days=75),
]
Call = tuple[str, dict[str, Any]]


def views(conn: duckdb.DuckDBPyConnection, count: int, seed: int) -> Iterator[dict[str, Any]]:
    """Address-bar parameters of ``count`` views; the first is the page as it opens."""
    dice = random.Random(seed)
    first, last = conn.execute(
        "select min(bucket_at), max(bucket_at) from cells_hour where cut = 'status'"
    ).fetchall()[0]
    values = {
        name: [
            row[0]
            for row in conn.execute(
                "select any_value(columns($1)) as v from segments where cut = $1"
                " group by segment_key order by v",
                [name],
            ).fetchall()
        ]
        for name in ("model", "country", "status", "plan", "task", "client")
    }
    bursts = bursts_of(conn, seed)
    yield next(bursts)
    for _ in range(count - 1):
        view: dict[str, Any] = next(bursts)
        if dice.random() < 0.8:
            length = dice.choice(LENGTHS)
            span = (last - first - length).total_seconds()
            start = first + dt.timedelta(seconds=dice.uniform(0, max(span, 0)))
            start = start.replace(minute=0, second=0)
            view["from"] = start.isoformat(timespec="minutes")
            view["to"] = (start + length).isoformat(timespec="minutes")
        for name in dice.sample(sorted(values), dice.choice([0, 0, 1, 1, 2, 3])):
            view[name] = dice.sample(values[name], min(len(values[name]), dice.choice([1, 1, 2])))
        yield view


def bursts_of(conn: duckdb.DuckDBPyConnection, seed: int) -> Iterator[dict[str, Any]]:
    """Two bursts at a time for the pages about one or two; none where none were found."""
    dice = random.Random(seed)
    known = [row[0] for row in conn.execute("select burst_id from bursts order by all").fetchall()]
    while True:
        yield dict(zip(("burst", "other"), dice.sample(known, min(len(known), 2)), strict=False))


def raw(warehouse: Path, exports: Path) -> duckdb.DuckDBPyConnection:
    """The names the queries use, computed from the Parquet files when asked."""
    from hydrascope import db

    conn = duckdb.connect()
    conn.execute("set TimeZone = 'UTC'")
    conn.execute("set enable_progress_bar = false")
    conn.execute(f"attach '{warehouse}' as w (read_only)")
    names = conn.execute(
        "select table_name from information_schema.tables"
        " where table_catalog = 'w' and table_type = 'BASE TABLE'"
    ).fetchall()
    for (name,) in names:
        conn.execute(f"create view {name} as from w.{name}")
    for part in ("views", "measures"):  # the macros the queries use
        db.script(conn, f"warehouse/{part}")
    conn.execute(_RAW_VIEWS.replace("FILES", str(exports / "requests" / "*.parquet")))
    return conn


# The plainest way to ask the files: no rollup, every name resolved per row.
_RAW_VIEWS = """
create or replace view fact_requests as
select p.*, a.account_key, s.segment_key, 1 as request_count
from read_parquet('FILES') p
join w.known_accounts a using (account_id)
left join w.account_details d using (account_key)
join w.segments s on s.cut = 'all' and s.provider = p.gen_ai_provider_name
  and s.model = p.gen_ai_request_model and s.status = p.status
  and s.task = coalesce(p.task_category, '(unknown)')
  and s.client = coalesce(nullif(lower(left(regexp_extract(
        p.user_agent_original, '^[A-Za-z][A-Za-z0-9_.-]*'), 40)), ''), '(unknown)')
  and s.country = coalesce(p.geo_country_iso_code, d.signup_country, '(unknown)')
  and s.plan = coalesce(d.plan, '(unknown)');
create or replace view raw_cells as
select ts, account_key, segment_key, 1 as requests, gen_ai_usage_input_tokens as input_tokens,
  gen_ai_usage_output_tokens as output_tokens, cost_usd,
  (gen_ai_usage_input_tokens is not null)::bigint as requests_with_tokens,
  (cost_usd is not null)::bigint as requests_with_cost, status
from fact_requests;
create or replace view cells as
select 'raw' as grain, 'all' as cut, ts as bucket_at, * exclude (ts, account_key, status)
from raw_cells;
create or replace view account_cells as
select 'raw' as grain, ts as bucket_at, * exclude (ts, status) from raw_cells;
create or replace view account_day as
select ts as bucket_at, * exclude (ts, status) from raw_cells;
create or replace view account_hour as
select ts as bucket_at, * exclude (ts, status),
  (status in ('error', 'blocked'))::bigint as failed_requests from raw_cells;
create or replace view cells_hour as
select 'all' as cut, ts as bucket_at, * exclude (ts, account_key, status) from raw_cells;
create or replace view cells_day as from cells_hour;
"""


def timed(work: Callable[[], object], times: int) -> float:
    """Median milliseconds."""
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken)


def spread(values: list[float]) -> tuple[float, float]:
    """Median and 95th percentile."""
    ordered = sorted(values)
    return statistics.median(ordered), ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]


def walk(page: str, all_views: list[dict[str, Any]]) -> tuple[list[Call], list[float], list[float]]:
    """Open ``page`` under every view; the queries asked, first and repeated times in ms."""
    import streamlit as st
    from streamlit.testing.v1 import AppTest

    from hydrascope import db

    calls: list[Call] = []
    st.cache_data.clear()
    plain = db.run

    is_noting = False

    def noting(conn: Any, name: str, params: Any = None) -> Any:
        if is_noting:
            calls.append((name, dict(params or {})))
        return plain(conn, name, params)

    db.run = noting
    new, seen = [], []
    try:
        for view in all_views:
            app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
            for name, value in view.items():
                app.query_params[name] = value
            app.run()  # pages with an address of their own are known from the first run on
            st.cache_data.clear()
            app.switch_page(page)
            is_noting = True
            for into in (new, seen):
                begun = time.perf_counter()
                app.run()
                into.append((time.perf_counter() - begun) * 1000)
            is_noting = False
            if app.exception:
                raise SystemExit(f"{page} failed under {view}: {app.exception[0].value}")
    finally:
        db.run = plain
    return calls, new, seen


def report_queries(
    calls: list[Call], conn: duckdb.DuckDBPyConnection, other: duckdb.DuckDBPyConnection | None
) -> None:
    from hydrascope import db

    by_name: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for name, params in calls:
        if params not in by_name[name]:
            by_name[name].append(params)
    everything: list[float] = []
    for name in sorted(by_name):
        asked = by_name[name]
        taken = [timed(lambda n=name, p=params: db.run(conn, n, p), 3) for params in asked]
        everything += taken
        middle, high = spread(taken)
        line = f"  {name:32} {len(asked):>4} views {middle:>8.1f} ms {high:>8.1f} ms p95"
        if other is not None:
            sample = asked[:: max(1, len(asked) // 3)][:3]
            files = [_on_files(other, name, params) for params in sample]
            ours = [timed(lambda n=name, p=params: db.run(conn, n, p), 3) for params in sample]
            told = [raw_ms / own for raw_ms, own in zip(files, ours, strict=True) if raw_ms]
            if told:
                line += f"   files take {statistics.median(told):,.0f} times as long"
        print(line, flush=True)
    middle, high = spread(everything)
    print(f"  {'all of them':32} {len(everything):>4} views {middle:>8.1f} ms {high:>8.1f} ms p95")


def _on_files(conn: duckdb.DuckDBPyConnection, name: str, params: dict[str, Any]) -> float | None:
    """Milliseconds the files take for the same question; None where they cannot tell."""
    from hydrascope import db

    asked = {**params}
    for key, value in (("grain", "raw"), ("account_grain", "raw"), ("cut", "all")):
        if key in asked:
            asked[key] = value
    try:
        return timed(lambda: db.run(conn, name, asked), 1)
    except duckdb.Error:
        return None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--warehouse", type=Path, required=True)
    parser.add_argument("--exports", type=Path)
    parser.add_argument("--views", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--page", help="only pages whose path holds this text")
    options = parser.parse_args()
    os.environ["HYDRASCOPE_WAREHOUSE"] = str(options.warehouse)

    from hydrascope.warehouse.store import Warehouse

    version = Warehouse(options.warehouse).current()
    conn = Warehouse(options.warehouse).connect()
    conn.execute("select 1")
    other = raw(version.path, options.exports) if options.exports else None
    pages = sorted(
        str(path.relative_to(ROOT))
        for folder in ("overview", "bursts", "volumes")
        for path in (ROOT / "pages" / folder).glob("*.py")
        if options.page is None or options.page in str(path)
    )
    all_views = list(views(conn, options.views, options.seed))
    for page in pages:
        calls, new, seen = walk(page, all_views)
        print(f"{page}")
        report_queries(calls, conn, other)
        for what, taken in (("page, view never seen", new), ("page, view seen before", seen)):
            middle, high = spread(taken)
            print(f"  {what:32} {len(taken):>4} views {middle:>8.1f} ms {high:>8.1f} ms p95")


if __name__ == "__main__":
    main()
