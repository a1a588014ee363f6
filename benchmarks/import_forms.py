"""What does an import cost by format, against the plainest DuckDB read of the same file?

    python -m benchmarks.import_forms EXPORTS --work DIR [--rows 1000000]

The same requests of EXPORTS as JSON lines and CSV, both gzipped, and as Parquet. Plain is
``create table as select * from read_…(file)`` into a file of its own, the format's columns found
by DuckDB; the import is the whole one, with checks, keyed hashes, repeats and rollups, and
without detection, which is measured by the other benchmarks. One process each, in turn, timed
after its imports. Wall time is the figure; processor time says how far to trust it on a machine
that has other work.
"""

import argparse
from pathlib import Path

import duckdb

from benchmarks.import_speed import measured

FORMS = {
    "jsonl.gz": ("format json, compression gzip", "read_json"),
    "csv.gz": ("format csv, header, compression gzip", "read_csv"),
    "parquet": ("format parquet", "read_parquet"),
}
PLAIN = """
import sys, duckdb
from benchmarks.told import Told
told = Told()
conn = duckdb.connect(sys.argv[1])
conn.execute(f"create table plain as select * from {sys.argv[3]}($1)", [sys.argv[2]])
conn.execute("checkpoint")
told.end()
"""
IMPORT = """
import sys
from hydrascope.ingest.pipeline import run_import
from hydrascope.warehouse.store import Warehouse
from benchmarks.told import Told
told = Told()
report = run_import([sys.argv[2]], Warehouse(sys.argv[1]), detection=False)
assert report.rows_read == report.rows_loaded + report.rows_duplicate + report.rows_rejected
assert report.rows_loaded == int(sys.argv[3]), report
told.end()
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("exports", type=Path)
    parser.add_argument("--work", type=Path, required=True, help="a folder for the results")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--forms", nargs="+", choices=FORMS, default=list(FORMS))
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    read = str(options.exports / "requests" / "*.parquet")

    for form in options.forms:
        written, function = FORMS[form]
        file = options.work / f"requests.{form}"
        duckdb.execute(
            f"copy (select * from read_parquet($read) limit {options.rows})"
            f" to '{file}' ({written})",
            {"read": read},
        )
        place = options.work / form
        plain = measured(PLAIN, f"{place}.duckdb", str(file), function)
        loaded = measured(IMPORT, f"{place}-warehouse", str(file), str(options.rows))
        for name, told in (("plain read", plain), ("import", loaded)):
            print(
                f"{form:9} {name:10} {options.rows / told['seconds']:>11,.0f} rows/s"
                f" {told['seconds']:>7.1f} s {told['processor']:>7.1f} cpu s"
                f" {told['peak'] / 1e9:>6.2f} GB peak",
                flush=True,
            )
        print(
            f"{form:9} ratio {loaded['seconds'] / plain['seconds']:.2f} in wall time,"
            f" {loaded['processor'] / plain['processor']:.2f} in processor time",
            flush=True,
        )


if __name__ == "__main__":
    main()
