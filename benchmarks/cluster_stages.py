"""Time and memory of each stage of the cluster detection, per warehouse, against a plain count.

    python -m benchmarks.cluster_stages WAREHOUSE…

Give warehouses of several sizes to see how stages grow. The baseline is the time DuckDB takes to
count the accounts of every prompt template in the same file: one pass over all requests.
Nothing is written. Each warehouse is read in a process of its own, so that peaks are its own.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.told import peak_bytes
from hydrascope.clusters import pairs, search
from hydrascope.clusters.settings import Settings
from hydrascope.findings import clusters
from hydrascope.warehouse.store import Warehouse

BASELINE = """
select count(*) from (
    select prompt_template_hash, count(distinct account_key) from fact_requests group by all
)
"""
STAGES: tuple[tuple[Any, str, str], ...] = (
    (clusters, "read_evidence", "read evidence"),
    (clusters, "_met", "pairs that meet"),
    (pairs, "candidates", "candidate pairs"),
    (pairs, "weigh", "match weights"),
    (search, "leiden", "Leiden, twice"),
    (search, "settle", "settle members"),
    (search, "merge", "join groups"),
    (search, "find_jobs", "jobs"),
    (clusters._Minutes, "read", "read minutes"),
    (search, "_judged", "tests and kinds"),
)


def _timed(spent: dict[str, float], name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    def call(*arguments: Any, **named: Any) -> Any:
        begun = time.perf_counter()
        try:
            return function(*arguments, **named)
        finally:
            spent[name] = spent.get(name, 0.0) + time.perf_counter() - begun

    return call


def measure(root: Path) -> dict[str, Any]:
    """Seconds per stage, accounts, requests and the peak of memory for one warehouse."""
    conn = Warehouse(root).connect()
    begun = time.perf_counter()
    conn.execute(BASELINE).fetchall()
    baseline = time.perf_counter() - begun
    (requests,) = conn.execute("select sum(requests) from account_totals").fetchall()[0]
    spent: dict[str, float] = {}
    for owner, attribute, name in STAGES:
        setattr(owner, attribute, _timed(spent, name, getattr(owner, attribute)))
    begun = time.perf_counter()
    evidence, found, _ = clusters.look(conn, Settings())
    whole = time.perf_counter() - begun
    return {
        "accounts": evidence.accounts,
        "requests": int(requests),
        "baseline": baseline,
        "stages": spent | {"all": whole},
        "clusters": len(found.clusters),
        "peak_mb": peak_bytes() >> 20,
    }


def main(roots: list[str]) -> None:
    print("| accounts | requests | stage | seconds | times the plain count |")
    print("|---|---|---|---|---|")
    for root in roots:
        told = subprocess.run(
            [sys.executable, "-m", "benchmarks.cluster_stages", "--one", root],
            check=True, capture_output=True, text=True,
        ).stdout  # fmt: skip
        found = json.loads(told)
        for stage, seconds in {"plain count": found["baseline"], **found["stages"]}.items():
            ratio = seconds / found["baseline"]
            size = f"| {found['accounts']:,} | {found['requests']:,} "
            print(f"{size}| {stage} | {seconds:.1f} | {ratio:.1f} |")
        print(f"\n{found['clusters']} clusters, at most {found['peak_mb']:,} MB.\n", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        try:
            print(json.dumps(measure(Path(sys.argv[2]))))
        except duckdb.Error as error:
            sys.exit(f"{sys.argv[2]}: {error}")
    else:
        main(sys.argv[1:])
