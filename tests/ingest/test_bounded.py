"""What one record or one compressed file can cost, measured in a process of its own."""

import gzip
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hydrascope.errors import InputError
from hydrascope.ingest import streams
from hydrascope.ingest.compose import LONG_VALUE
from hydrascope.ingest.pieces import LONGEST, TOO_LONG

Reader = Callable[..., Any]
ROW = {"ts": "2026-02-02T00:00:00Z", "account_id": "a", "gen_ai_request_model": "m"}
# The peak of the program's own memory: ru_maxrss would count the process that started it.
PROGRAM = """
import datetime as dt, json, re, sys
from pathlib import Path
from hydrascope.ingest.pipeline import run_import
from hydrascope.warehouse.store import Warehouse
report = run_import([sys.argv[1]], Warehouse(sys.argv[2]), now=dt.datetime(2026, 3, 1), detection=False)
(peak,) = re.findall(r"VmHWM:\\s*(\\d+) kB", Path("/proc/self/status").read_text())
print(json.dumps([report.rows_loaded, report.rejected_by_reason, int(peak) / 1024]))
"""  # noqa: E501
linux_only = pytest.mark.skipif(
    sys.platform != "linux", reason="the peak of a process is told in /proc there"
)


def row(n: int, **more: str) -> str:
    return json.dumps({**ROW, "request_id": f"r{n}", **more})


def imported(folder: Path, into: Path) -> tuple[int, dict[str, int], float]:
    """Rows loaded, rejects by reason, and peak memory in MB of an import in its own process."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, folder, into],
        stdout=subprocess.PIPE, check=True, timeout=300, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    loaded, rejected, peak_mb = json.loads(done.stdout)
    return loaded, rejected, peak_mb


@linux_only
def test_values_of_a_hundred_megabytes_cost_bounded_memory(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    long = "x" * 100_000_000
    with (folder / "lines.jsonl").open("w") as file:
        file.writelines(f"{line}\n" for line in (row(1), row(2, gen_ai_request_model=long), row(3)))
    with (folder / "cells.csv").open("w") as file:
        file.write("ts,request_id,account_id,gen_ai_request_model\n")
        file.write("2026-02-02,c1,a,m\n2026-02-02,c2,a,m\n")
        file.write(f'2026-02-02,c3,a,"{long[:50_000_000]}\n{long[:50_000_000]}"\n')
        file.write("2026-02-02,c4,a,m\n")

    loaded, rejected, peak_mb = imported(folder, tmp_path / "w")

    assert (loaded, rejected) == (5, {TOO_LONG: 2})
    assert peak_mb < 600
    kept = "".join(path.read_text() for path in (tmp_path / "w" / "rejects").glob("*.jsonl"))
    assert len(kept) < 20_000


@linux_only
def test_many_values_just_within_bounds_cost_bounded_memory(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    long = "x" * (LONGEST - 1000)
    with (folder / "lines.jsonl").open("w") as file:
        file.write(f"{row(1)}\n")
        file.writelines(f"{row(n, gen_ai_request_model=long)}\n" for n in range(2, 7))

    loaded, rejected, peak_mb = imported(folder, tmp_path / "w")

    assert (loaded, rejected) == (1, {LONG_VALUE: 5})
    assert peak_mb < 2200


@pytest.mark.parametrize("kind", ["jsonl", "csv", "parquet"])
def test_a_long_value_rejects_its_row_and_a_long_prompt_does_not(
    read: Reader, tmp_path: Path, kind: str
) -> None:
    path = tmp_path / f"a.{kind}"
    long = "x" * 1_100_000
    if kind == "parquet":
        rows = [row(1), row(2, account_id=long), row(3, prompt=long)]
        pq.write_table(
            pa.Table.from_pylist([{"prompt": "", **json.loads(one)} for one in rows]), path
        )
    elif kind == "jsonl":
        path.write_text("\n".join([row(1), row(2, account_id=long), row(3, prompt=long)]))
    else:
        path.write_text(
            f"ts,request_id,account_id,prompt\n2026-02-02,1,a,\n2026-02-02,2,{long},\n"
            f"2026-02-02,3,a,{long}\n"
        )

    found = read(path)

    assert found.reasons == [LONG_VALUE]
    assert [one["request_id"][-1] for one in found.rows] == ["1", "3"]
    assert max(len(raw or "") for _, _, _, raw in found.rejects) <= 4000


def test_a_record_in_a_document_that_never_ends_is_given_up(read: Reader, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(f'[{row(1)}, {{"ts": "{"x" * (LONGEST + 20_000_000)}')

    found = read(path)

    assert len(found.rows) == 1
    assert found.reasons == [f"{TOO_LONG}: reading of the file stopped there"]


def test_what_unpacks_to_far_more_than_its_size_is_stopped_until_allowed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.jsonl.gz"
    line = f"{row(1)}\n".encode()
    with gzip.open(path, "wb", compresslevel=9) as file:
        file.writelines(line * 1000 for _ in range(300))
    monkeypatch.setattr(streams, "BOMB_BYTES", 1 << 20)

    def unpacked() -> tuple[int, str]:
        stream = streams.Stream(path, "gzip")
        return sum(len(block) for block in stream.blocks()), stream.damage

    given, damage = unpacked()
    assert given <= max(1 << 20, 200 * path.stat().st_size) < 300_000 * len(line)
    assert "200 times its size" in damage and streams.RATIO_NAME in damage
    monkeypatch.setenv(streams.RATIO_NAME, "2000")
    assert unpacked() == (300_000 * len(line), "")
    monkeypatch.setenv(streams.TOTAL_NAME, "0.02")
    given, damage = unpacked()
    assert given <= 20_000_000 and "0.02 GB" in damage
    monkeypatch.setenv(streams.TOTAL_NAME, "plenty")
    with pytest.raises(InputError, match="plenty"):
        unpacked()
