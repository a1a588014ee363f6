"""Detection after a day came in: with what is kept of the days before, and from scratch.

    python -m benchmarks.cluster_day WAREHOUSE FOLDER [--repeat 3]

Copies the published version into FOLDER, takes its last day out, searches it, puts the day back,
and searches the same file again and again, by turns with and without what the first search kept.
Each search is a process of its own. Prints seconds of wall and processor time and the size of the
file, and fails when two searches find anything else.
"""

import argparse
import json
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import duckdb

from hydrascope import db
from hydrascope.findings import kept
from hydrascope.findings.run import detect
from hydrascope.warehouse import rollups
from hydrascope.warehouse.store import Warehouse

FOUND = """
select table_name from duckdb_tables()
where schema_name = 'main' and (table_name like 'found_%' or table_name like '%_facts')
    and table_name <> 'dataset_facts'
order by table_name
"""


def opened(path: Path) -> duckdb.DuckDBPyConnection:
    conn = duckdb.connect(str(path), config={"memory_limit": "5GB"})
    conn.execute("set TimeZone = 'UTC'")
    for name in ("warehouse/views", "warehouse/measures", "load/prepare"):
        db.script(conn, name)
    return conn


def without_its_last_day(source: Path, path: Path) -> None:
    """A copy that was searched before its last day came in."""
    shutil.copyfile(source, path)
    path.chmod(0o600)
    with opened(path) as conn:
        (last,) = conn.execute(
            "select date_trunc('day', max(ts))::timestamp from fact_requests"
        ).fetchall()[0]
        conn.execute("create temp table day as from fact_requests where ts >= $1", [last])
        conn.execute("delete from fact_requests where ts >= $1", [last])
        rollups.rebuild(conn, [last], fresh=False)
        detect(conn)
        conn.execute("insert into fact_requests from day")
        rollups.rebuild(conn, [last], fresh=False)


def search(path: Path) -> dict[str, Any]:
    """One search of a file: seconds, and a digest of each table found."""
    with opened(path) as conn:
        begun, busy = time.perf_counter(), time.process_time()
        detect(conn)
        spent = time.perf_counter() - begun, time.process_time() - busy
        found = {
            name: conn.table(name).aggregate("count(*), bit_xor(hash(COLUMNS(*)))").fetchall()
            for (name,) in conn.execute(FOUND).fetchall()
        }
    return {"wall": spent[0], "busy": spent[1], "found": str(found)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("warehouse", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--repeat", type=int, default=3)
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    base, turn = asked.folder / "base.duckdb", asked.folder / "turn.duckdb"
    without_its_last_day(Warehouse(asked.warehouse).current().path, base)
    told = set()
    print("| search | wall, s | processor, s | MB after |\n|---|---|---|---|")
    for _ in range(asked.repeat):
        for name in ("the day added", "from scratch"):
            shutil.copyfile(base, turn)
            if name == "from scratch":
                with opened(turn) as conn:
                    kept.forget(conn)
            done = subprocess.run(
                [sys.executable, "-m", "benchmarks.cluster_day", "--one", str(turn)],
                check=True, capture_output=True, text=True,
            )  # fmt: skip
            one = json.loads(done.stdout)
            told.add(one["found"])
            size = turn.stat().st_size // 1_000_000
            print(f"| {name} | {one['wall']:.1f} | {one['busy']:.1f} | {size:,} |", flush=True)
    if len(told) > 1:
        sys.exit("The searches differ.")
    print("\nAll searches found the same.")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(search(Path(sys.argv[2]))))
    else:
        main()
