"""How long the briefing takes in each format, from the queries to the bytes.

python -m benchmarks.brief WAREHOUSE [LEVEL]

Prints seconds and size for composing and for each format, and whether a second run gave the
same bytes. The demo incident (811,000 requests, three clusters) at level internal took 3.7 s of
processor and 9.4 s on the clock, on two cores that other work kept busy four times over.
"""

import datetime as dt
import sys
import time
from pathlib import Path

from hydrascope import dossier
from hydrascope.brief import formats
from hydrascope.brief.casefile import CaseFile
from hydrascope.warehouse.store import Warehouse, open_version

SECRET = bytes(32)


def run(root: Path, level: str) -> None:
    version = Warehouse(root).current()
    order = dossier.Order(CaseFile(level=level), dt.datetime(2026, 1, 1))
    whole, cpu = time.perf_counter(), time.process_time()
    with open_version(version.path) as conn:
        began = time.perf_counter()
        made = dossier.composed(conn, order, SECRET)
        print(f"{'composing':<12}{time.perf_counter() - began:>8.2f} s")
        first: dict[str, bytes] = {}
        for suffix in (*formats.DOCUMENTS, formats.PACK):
            began = time.perf_counter()
            first[suffix] = dossier.written(made, order, suffix, SECRET)
            took = time.perf_counter() - began
            print(f"{suffix:<12}{took:>8.2f} s{len(first[suffix]) / 1e3:>10,.0f} kB")
        print(f"{'together':<12}{time.perf_counter() - whole:>8.2f} s", end="")
        print(f"{time.process_time() - cpu:>8.2f} s of processor")
        again = dossier.composed(conn, order, SECRET)
        same = all(
            dossier.written(again, order, suffix, SECRET) == content
            for suffix, content in first.items()
        )
    print("The same bytes again." if same else "OTHER BYTES the second time.")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    run(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "internal")
