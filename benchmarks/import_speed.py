"""What does an import cost, against the plainest load DuckDB can do of the same files?

    python -m benchmarks.import_speed EXPORTS --work DIR

Each load runs in a process of its own, one after the other, timed after its imports.
Printed per load: rows per second, processor seconds, peak memory, bytes per row on disk; and
the import's ratio to the plain load. Wall time is the figure; processor time says how far to
trust it on a machine that has other work.
"""

import argparse
import json
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PLAIN = """
import sys, duckdb
from benchmarks.told import Told
told = Told()
conn = duckdb.connect(sys.argv[2])
for place, glob in enumerate(sys.argv[3:]):
    conn.execute(f"create table t{place} as select * from read_parquet($1)", [glob])
conn.execute("checkpoint")
told.end()
"""
IMPORT = """
import sys
from hydrascope.ingest.pipeline import run_import
from hydrascope.warehouse.store import Warehouse
from benchmarks.told import Told
told = Told()
report = run_import([sys.argv[1]], Warehouse(sys.argv[2]))
assert report.rows_read == report.rows_loaded + report.rows_duplicate + report.rows_rejected
told.end()
"""


def measured(code: str, *arguments: str) -> dict[str, float]:
    """Run Python text in a child that tells of itself; wall and processor seconds, peak bytes."""
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def row(name: str, told: dict[str, float], rows: int, size: int) -> str:
    return (
        f"{name:12} {rows / told['seconds']:>12,.0f} rows/s {told['seconds']:>8.1f} s"
        f" {told['processor']:>8.1f} cpu s {told['peak'] / 1e9:>6.2f} GB peak"
        f" {size / rows:>7.1f} bytes/row"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("exports", type=Path)
    parser.add_argument("--work", type=Path, required=True, help="an empty folder for the results")
    parser.add_argument("--keep", action="store_true", help="leave the warehouse in the folder")
    options = parser.parse_args()
    work = options.work
    work.mkdir(parents=True, exist_ok=True)
    for old in ("warehouse", "plain.duckdb"):
        shutil.rmtree(work / old, ignore_errors=True)
        (work / old).unlink(missing_ok=True) if (work / old).is_file() else None

    import duckdb

    exports = options.exports
    globs = [str(exports / "requests" / "*.parquet"), str(exports / "accounts.parquet")]
    rows = duckdb.execute("select count(*) from read_parquet($1)", [globs[0]]).fetchall()[0][0]
    plain = measured(PLAIN, "", str(work / "plain.duckdb"), *globs)
    plain_size = (work / "plain.duckdb").stat().st_size
    (work / "plain.duckdb").unlink()
    loaded = measured(IMPORT, str(exports), str(work / "warehouse"))
    published = json.loads((work / "warehouse" / "current.json").read_text(encoding="utf-8"))
    size = (work / "warehouse" / published["file"]).stat().st_size
    print(f"{rows:,} requests from {exports.name}")
    print(row("plain load", plain, rows, plain_size))
    print(row("import", loaded, rows, size))
    print(
        f"import / plain load: {loaded['seconds'] / plain['seconds']:.2f} in wall time,"
        f" {loaded['processor'] / plain['processor']:.2f} in processor time,"
        f" {size / plain_size:.2f} in bytes"
    )
    if not options.keep:
        shutil.rmtree(work / "warehouse")


if __name__ == "__main__":
    main()
