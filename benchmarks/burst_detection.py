"""What does it cost to find, describe and judge all bursts of a warehouse, from scratch?

    python -m benchmarks.burst_detection WAREHOUSE [--times N]

The named baseline is reading the same sign-ups with their attributes into memory and doing
nothing with them. Each runs in a process of its own; medians and ratios to the baseline.
Wall time is the figure; processor time says how far to trust it on a busy machine.
"""

import argparse
import json
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CODE = """
import json, sys, time
from hydrascope.detect.bursts import Settings
from hydrascope.findings.bursts import look, signups
from hydrascope.warehouse.store import Warehouse
with Warehouse(sys.argv[1]).connect() as conn:
    begun, worked = time.perf_counter(), time.process_time()
    if sys.argv[2] == "read":
        found = len(signups(conn, first_seen=False))
    else:
        found = len(look(conn, Settings())[0].bursts)
    told = [time.perf_counter() - begun, time.process_time() - worked, found]
print(json.dumps(told))
"""


def measured(warehouse: str, what: str, times: int) -> tuple[float, float, int]:
    """Median wall and processor seconds, and how many rows or bursts there were."""
    runs = []
    for _ in range(times):
        command = [sys.executable, "-c", CODE, warehouse, what]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        runs.append(json.loads(done.stdout))
    wall, worked, found = zip(*runs, strict=True)
    return statistics.median(wall), statistics.median(worked), found[0]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("warehouse", type=Path)
    parser.add_argument("--times", type=int, default=5)
    asked = parser.parse_args()
    where = str(asked.warehouse.resolve())
    read = measured(where, "read", asked.times)
    found = measured(where, "detect", asked.times)
    print(f"read {read[2]:,} sign-ups    {read[0]:6.2f} s  {read[1]:6.2f} cpu s")
    print(
        f"find {found[2]:,} bursts         {found[0]:6.2f} s  {found[1]:6.2f} cpu s"
        f"  {found[0] / read[0]:.1f} times the reading"
    )


if __name__ == "__main__":
    main()
