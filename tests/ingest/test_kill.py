"""Killing an import at any moment leaves the published warehouse whole."""

import datetime as dt
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from hydrascope.ingest.pipeline import run_import
from hydrascope.warehouse.store import Warehouse

ROOT = Path(__file__).resolve().parents[2]
# Thirty in the release check; fewer in every run, to keep the suite short.
KILLS = int(os.environ.get("HYDRASCOPE_KILLS", "6"))
NOW = dt.datetime(2026, 3, 1)


def write(path: Path, day: int, rows: int) -> Path:
    start = dt.datetime(2026, 1, 1) + dt.timedelta(days=day)
    lines = ["ts,account_id,request_id,gen_ai_usage_input_tokens"]
    lines += [
        f"{start + dt.timedelta(seconds=n % 86_400)},u{n % 97},r{day}-{n},{n % 11}"
        for n in range(rows)
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def state(warehouse: Warehouse) -> tuple[object, ...]:
    """What a reader sees: the fingerprint, and counts that must agree with each other."""
    with warehouse.connect() as conn:
        raw = conn.execute("select count(*), sum(request_count) from fact_requests").fetchall()[0]
        rolled = conn.execute(
            "select sum(requests) from cells where grain = 'day' and cut = 'all'"
        ).fetchall()[0]
    assert raw[1] == rolled[0]
    return warehouse.current().fingerprint, *raw


def test_a_killed_import_never_harms_what_is_published(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path / "warehouse")
    run_import([write(tmp_path / "day0.csv", 0, 2_000)], warehouse, now=NOW)
    before = state(warehouse)
    new = write(tmp_path / "day1.csv", 1, 60_000)
    command = [sys.executable, "-m", "hydrascope", "import", str(new)]
    command += ["--warehouse", str(warehouse.root)]

    begun = time.monotonic()
    reference = tmp_path / "reference"
    subprocess.run(
        [*command[:-1], str(reference)], cwd=ROOT, check=True, capture_output=True, timeout=120
    )
    takes = time.monotonic() - begun

    dice = random.Random(2026)
    killed = 0
    for _ in range(KILLS):
        process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            process.wait(timeout=dice.uniform(0.05, takes))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            killed += 1
        seen = state(warehouse)
        assert seen == before or seen[1:] == (62_000, 62_000)
        if seen != before:  # it finished before the kill: start from a fresh warehouse
            warehouse = Warehouse(tmp_path / f"warehouse-{killed}-{time.monotonic_ns()}")
            run_import([tmp_path / "day0.csv"], warehouse, now=NOW)
            before = state(warehouse)
            command[-1] = str(warehouse.root)

    run_import([new], warehouse, now=NOW)
    assert state(warehouse)[1:] == (62_000, 62_000)
    assert not list(warehouse.root.glob("build-*"))
    assert killed > 0
