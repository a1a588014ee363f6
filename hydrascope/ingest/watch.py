"""Watching a folder: which files have arrived whole and are to be loaded now.

A file waits until its size and time stay the same for a while and, where its format says
so, its end is there: the last gzip member, the zstd frame, the footer of a Parquet file.
"""

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from hydrascope.ingest import containers
from hydrascope.ingest.streams import Stream

# Names a copy goes by until it is complete.
UNFINISHED = (".part", ".partial", ".tmp", ".temp", ".crdownload", ".download", ".filepart",
              ".swp")  # fmt: skip
SETTLE_S = 5.0

Clock = Callable[[], float]


@dataclass(frozen=True)
class _State:
    """What a file looks like from outside."""

    size: int
    changed_ns: int


@dataclass(frozen=True)
class Arrivals:
    """One look at the folder: files to load now, and names of those that wait, with why."""

    ready: tuple[Path, ...]
    waiting: tuple[tuple[str, str], ...]


class Watcher:
    """Looks at a folder again and again and remembers what it has handed out.

    ``settle_s`` is how long a file must stay as it is, in seconds of ``clock``.
    """

    def __init__(
        self, folder: Path, *, settle_s: float = SETTLE_S, clock: Clock = time.monotonic
    ) -> None:
        self.folder = folder
        self._settle_s = settle_s
        self._clock = clock
        self._since: dict[Path, tuple[_State, float]] = {}
        self._taken: dict[Path, _State] = {}
        self._whole: dict[Path, tuple[_State, str]] = {}

    def look(self) -> Arrivals:
        """What has arrived. A file handed out is not handed out again unless it changes."""
        now = self._clock()
        ready: list[Path] = []
        waiting: list[tuple[str, str]] = []
        for path, state in self._files():
            if self._taken.get(path) == state:
                continue
            since = self._since.get(path)
            if since is None or since[0] != state:
                self._since[path] = (state, now)
            name = path.relative_to(self.folder).as_posix()
            if now - self._since[path][1] < self._settle_s:
                waiting.append((name, "still changing"))
            elif reason := self._incomplete(path, state):
                waiting.append((name, reason))
            else:
                ready.append(path)
        return Arrivals(tuple(ready), tuple(waiting))

    def taken(self, paths: tuple[Path, ...]) -> None:
        """These have been dealt with, as they were at the last look."""
        for path in paths:
            if path in self._since:
                self._taken[path] = self._since[path][0]

    def _files(self) -> Iterator[tuple[Path, _State]]:
        for root, folders, names in os.walk(self.folder):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(names):
                if name.startswith(".") or name.lower().endswith(UNFINISHED):
                    continue
                path = Path(root) / name
                try:
                    told = path.stat()
                except OSError:
                    continue  # it went meanwhile
                if told.st_size:
                    yield path, _State(told.st_size, told.st_mtime_ns)

    def _incomplete(self, path: Path, state: _State) -> str:
        """Why a file is not whole; '' when it is. Looked into once for each state."""
        known = self._whole.get(path)
        if known is None or known[0] != state:
            known = self._whole[path] = (state, incomplete(path))
        return known[1]


def incomplete(path: Path) -> str:
    """Why a file's bytes are not all there, as far as its format tells; '' when they are."""
    try:
        first = containers.first_bytes(path)
        if first.startswith(b"PAR1"):
            pq.read_metadata(path)
            return ""
        compression = containers.compression_of(first)
        if compression == "none":
            return ""
        stream = Stream(path, compression)
        for _ in stream.blocks():
            pass
    except pa.ArrowInvalid:
        return "its Parquet footer is not there yet"
    except OSError as error:
        return f"it cannot be read: {error.strerror}"
    return f"its {compression} data ends early" if stream.damage else ""
