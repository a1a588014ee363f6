"""What comes back from the sandbox, and a query while it runs."""

import threading
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from queue import Empty, Full, Queue
from typing import Any

import pandas as pd
import pyarrow as pa

from hydrascope.errors import Failed, HydrascopeError
from hydrascope.sandbox import replies, wire
from hydrascope.sandbox.job import Job
from hydrascope.workbench.plans import Plan, plan

AHEAD = 4  # pieces of an extract read before they are written
PATIENCE_S = 0.1


@dataclass(frozen=True)
class Asked:
    """What a text asks, before it runs: parameters with a type each, tables, EXPLAIN or not."""

    parameters: dict[str, str]
    tables: tuple[str, ...]
    explain: str


@dataclass(frozen=True)
class Answer:
    """Rows to look at.

    ``columns`` are names and DuckDB types; ``truncated`` is ``rows`` or ``size`` when there
    are more than shown, else empty; ``cut_cells`` counts values shortened. For EXPLAIN there
    is a ``plan`` and no row. ``seconds`` is the worker's own time, ``scanned_rows`` what it
    read from tables, None where not known; ``fingerprint`` names the data asked.
    """

    rows: pa.Table
    columns: tuple[tuple[str, str], ...]
    truncated: str
    cut_cells: int
    seconds: float
    fingerprint: str
    scanned_rows: int | None = None
    plan: Plan | None = None

    def frame(self) -> pd.DataFrame:
        """The rows as a frame; a name that occurs twice gets a number."""
        seen: dict[str, int] = {}
        names = []
        for name in self.rows.column_names:
            seen[name] = seen.get(name, 0) + 1
            names.append(name if seen[name] == 1 else f"{name}_{seen[name]}")
        frame: pd.DataFrame = self.rows.rename_columns(names).to_pandas()
        return frame


@dataclass
class Heard:
    """What a job has sent so far, at most ``room`` bytes: a worker is not believed to stop."""

    room: int
    columns: list[tuple[str, str]] = field(default_factory=list)
    tables: list[pa.Table] = field(default_factory=list)
    done: dict[str, Any] = field(default_factory=dict)

    def __call__(self, kind: bytes, message: Any) -> None:
        if kind == wire.ARROW:
            self.room -= len(message)
            if self.room < 0:
                raise ValueError("more than was asked for")
            self.tables.append(replies.rows(message))
        elif message["kind"] == "columns":
            self.columns = [(name, type_) for name, type_ in message["columns"]]
        else:
            self.done = message


class Running:
    """A query on its way: look at it, wait for it, stop it."""

    def __init__(self, job: Job, heard: Heard, fingerprint: str) -> None:
        self._job = job
        self._heard = heard
        self._fingerprint = fingerprint
        self._asked = time.monotonic()

    @property
    def done(self) -> bool:
        return self._job.done

    @property
    def is_waiting(self) -> bool:
        """Whether other queries come first."""
        return self._job.begun is None and not self._job.done

    @property
    def percent(self) -> float | None:
        """How far it is, 0 to 100, as far as the engine can tell; a hint."""
        return self._job.percent

    @property
    def elapsed(self) -> float:
        """Seconds since it was asked."""
        return time.monotonic() - self._asked

    def stop(self) -> None:
        """End it at once; ``result`` then raises Stopped."""
        self._job.stop()

    def wait(self, timeout: float | None = None) -> bool:
        """Whether it ended, well or not, within ``timeout`` seconds."""
        try:
            return self._job.wait(timeout)
        except HydrascopeError:
            return True

    def result(self) -> Answer:
        """The answer, once there. Raises Refused, Failed, OverLimit or Stopped."""
        self._job.wait()
        heard, done = self._heard, self._heard.done
        explained = plan(done["plan"], analyzed=done["analyzed"]) if "plan" in done else None
        return Answer(
            pa.concat_tables(heard.tables) if heard.tables else pa.table({}),
            tuple(heard.columns),
            str(done.get("truncated", "")),
            int(done.get("cut_cells", 0)),
            float(done.get("seconds", 0.0)),
            self._fingerprint,
            explained.scanned_rows if explained else done.get("scanned_rows"),
            explained,
        )


class Stream:
    """All rows of a query as they come; the worker waits while they are written."""

    def __init__(self, stop: threading.Event | None = None) -> None:
        self._stop = stop
        self.columns: list[tuple[str, str]] = []
        self.job: Job | None = None
        self._pieces: Queue[pa.Table] = Queue(AHEAD)
        self._closed = False

    def __call__(self, kind: bytes, message: Any) -> None:
        if kind == wire.ARROW:
            self._put(replies.rows(message))
        elif message["kind"] == "columns":
            self.columns = [(name, type_) for name, type_ in message["columns"]]

    def _put(self, piece: pa.Table) -> None:
        while not self._closed:
            try:
                self._pieces.put(piece, timeout=PATIENCE_S)
                return
            except Full:
                continue  # whoever writes is slower; look whether they have given up

    def _next(self) -> pa.Table | None:
        """The next piece, None at the end. Raises what the query ended with."""
        assert self.job is not None
        while True:
            if self._stop is not None and self._stop.is_set():
                self.job.stop()
            ended = self.job.done
            try:
                return self._pieces.get(timeout=0 if ended else PATIENCE_S)
            except Empty:
                if not ended:
                    continue
            if self.job.error is not None:
                raise self.job.error
            return None

    def batches(self, check: Callable[[], None]) -> tuple[pa.Schema, Generator[pa.RecordBatch]]:
        """The rows; ``columns`` is filled once this returns.

        ``check`` is called before each piece and may raise to end it all. Raises what the
        query ended with, before its first row or between two.
        """
        first = self._next()
        if first is None:
            raise Failed("The query ended without an answer.", "Try again.")

        def later() -> Generator[pa.RecordBatch]:
            while (piece := self._next()) is not None:
                check()
                yield from piece.to_batches()

        return first.schema, later()

    def close(self) -> None:
        """Stop what still runs."""
        self._closed = True
        if self.job is not None:
            self.job.stop()
