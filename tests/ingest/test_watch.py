"""Files that arrive bit by bit wait until they are whole."""

import gzip
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hydrascope.ingest.watch import Watcher, incomplete


class Time:
    """A clock somebody sets."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Time:
    return Time()


@pytest.fixture
def watcher(tmp_path: Path, clock: Time) -> Watcher:
    return Watcher(tmp_path, settle_s=5, clock=clock)


def names(watcher: Watcher) -> list[str]:
    return [path.name for path in watcher.look().ready]


def test_a_file_that_grows_waits_and_is_handed_out_once(
    tmp_path: Path, watcher: Watcher, clock: Time
) -> None:
    file = tmp_path / "a.csv"
    file.write_text("ts,account_id\n", encoding="utf-8")
    assert watcher.look().waiting == (("a.csv", "still changing"),)
    clock.now = 4.9
    file.write_text("ts,account_id\n2026", encoding="utf-8")
    assert names(watcher) == []
    clock.now = 9.8  # five seconds after the first look, not after the last change
    assert names(watcher) == []
    clock.now = 9.9
    found = watcher.look()
    assert found.ready == (file,)
    watcher.taken(found.ready)
    clock.now = 60
    assert names(watcher) == []
    file.write_text("ts,account_id\n2026-01-01,a\n", encoding="utf-8")
    assert names(watcher) == []
    clock.now = 66
    assert names(watcher) == ["a.csv"]


def test_what_a_copy_is_called_until_it_is_complete_is_not_looked_at(
    tmp_path: Path, watcher: Watcher, clock: Time
) -> None:
    for name in (".a.csv", "a.csv.part", "b.jsonl.crdownload", "empty.csv"):
        (tmp_path / name).write_text("" if name == "empty.csv" else "x", encoding="utf-8")
    watcher.look()
    clock.now = 60
    assert watcher.look().ready == ()
    assert watcher.look().waiting == ()


def test_half_a_gzip_or_parquet_file_is_told_from_a_whole_one(tmp_path: Path) -> None:
    packed, table = tmp_path / "a.jsonl.gz", tmp_path / "a.parquet"
    packed.write_bytes(gzip.compress(b'{"ts": 1}\n' * 50))
    pq.write_table(pa.table({"ts": list(range(1000))}), table)
    for path, said in ((packed, "ends early"), (table, "footer")):
        whole = path.read_bytes()
        assert incomplete(path) == ""
        for cut in (len(whole) - 1, len(whole) // 2, 12):
            path.write_bytes(whole[:cut])
            assert said in incomplete(path), (path.name, cut)


def test_a_complete_end_is_waited_for_however_long_it_takes(
    tmp_path: Path, watcher: Watcher, clock: Time
) -> None:
    whole = gzip.compress(b'{"ts": 1}\n' * 500)
    file = tmp_path / "a.jsonl.gz"
    file.write_bytes(whole[:-4])
    watcher.look()
    clock.now = 600
    assert watcher.look().waiting == (("a.jsonl.gz", "its gzip data ends early"),)
    file.write_bytes(whole)
    watcher.look()
    clock.now = 700
    assert names(watcher) == ["a.jsonl.gz"]
