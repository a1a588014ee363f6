"""Workers shared by everybody, fairly: a few at once, one per person, the rest in turn.

A worker serves one request at a time. One that ran over a limit, gave way or died is not used
again; a new one takes its place. What waits is taken in turn by person, so that whoever asks
ten times waits behind everybody who asks once.
"""

import atexit
import os
import shutil
import tempfile
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from hydrascope.errors import Busy, HydrascopeError, OverLimit, Stopped
from hydrascope.sandbox import faults, replies, wire
from hydrascope.sandbox.job import Heard, Job
from hydrascope.sandbox.limits import MIB, Limits
from hydrascope.sandbox.process import Setup, Worker

FOLDER = "hydrascope-sql-"
WATCH_S = 0.05
WAITING = 8  # requests one person may have waiting
OVERHEAD_MIB = 512  # what a worker has beyond the engine's memory before it counts as over


class Pool:
    """Workers over one version of the data."""

    def __init__(
        self,
        version: Path,
        published: tuple[str, ...],
        *,
        instead: Mapping[str, str] | None = None,
        limits: Limits | None = None,
        slots: int | None = None,
        per_owner: int = 1,
    ) -> None:
        """``slots`` requests run at once, of one owner ``per_owner``. Starts nothing yet.

        ``instead``: what stands in for a table of the version, see front.Front.
        """
        self.limits = limits or Limits()
        self.slots = slots or max(2, min(8, 2 * (os.cpu_count() or 1)))
        self._per_owner = per_owner
        _sweep()
        self._folder = Path(tempfile.mkdtemp(prefix=f"{FOLDER}{os.getpid()}-"))
        self._setup = Setup.over(version, published, instead or {}, self._folder, self.limits)
        self._lock = threading.Lock()
        self._waiting: OrderedDict[str, deque[Job]] = OrderedDict()
        self._running: dict[Job, float] = {}  # and when it is killed, time.monotonic()
        self._idle: list[Worker] = []
        self._starting = 0
        self._closed = self._retired = False
        self._threads = ThreadPoolExecutor(self.slots + 2, thread_name_prefix="sql")
        self._ending = threading.Event()
        self._watcher = threading.Thread(target=self._watch, daemon=True, name="sql-watch")
        self._watcher.start()
        atexit.register(self.close)

    def submit(self, owner: str, request: dict[str, Any], heard: Heard) -> Job:
        """Queue a request (see engine.Engine). ``heard`` gets its messages, in a pool thread.

        Raises Busy when the owner has too much waiting.
        """
        job = Job(self, owner, request, heard)
        with self._lock:
            if self._closed:
                raise Busy("The workbench is closing.", "Try again.")
            mine = self._waiting.setdefault(owner, deque())
            if len(mine) >= WAITING:
                raise Busy(
                    f"{len(mine)} of your queries are waiting already.",
                    "Wait for them, or stop some.",
                )
            mine.append(job)
            self._dispatch()
        return job

    def warm(self, workers: int = 1) -> None:
        """Have that many workers ready, so that the first query does not wait for one."""
        with self._lock:
            missing = workers - len(self._idle) - len(self._running) - self._starting
            for _ in range(max(0, missing)):
                self._starting += 1
                self._threads.submit(self._start_idle)

    def stop(self, job: Job) -> None:
        with self._lock:
            waiting = self._waiting.get(job.owner, deque())
            if job in waiting:
                waiting.remove(job)
                job.end(Stopped("Stopped before it began."))
            elif not job.done:
                self._kill(job, Stopped("Stopped; nothing of it is left."))

    def close(self) -> None:
        """Kill everything and take the folder away. May be called again."""
        atexit.unregister(self.close)
        with self._lock:
            self._closed = True
            for job in list(self._running):
                self._kill(job, Stopped("The workbench closed."))
            waiting = [job for jobs in self._waiting.values() for job in jobs]
            self._waiting.clear()
            idle, self._idle = self._idle, []
        for job in waiting:
            job.end(Stopped("The workbench closed."))
        for worker in idle:
            worker.close()
        self._threads.shutdown(wait=True)
        self._ending.set()
        self._watcher.join()
        shutil.rmtree(self._folder, ignore_errors=True)

    def retire(self) -> None:
        """Take no more; close once what was asked has been answered. Returns at once."""
        with self._lock:
            self._retired = True
            idle = not self._running and not any(self._waiting.values())
        if idle:
            threading.Thread(target=self.close, daemon=True, name="sql-close").start()

    def _dispatch(self) -> None:
        """Give free slots to whoever's turn it is. Called with the lock held."""
        while len(self._running) < self.slots and (job := self._next()):
            self._running[job] = float("inf")
            job.worker = self._idle.pop() if self._idle else None
            self._threads.submit(self._serve, job)

    def _next(self) -> Job | None:
        busy = [job.owner for job in self._running]
        for owner, jobs in list(self._waiting.items()):
            if not jobs:
                del self._waiting[owner]
            elif busy.count(owner) < self._per_owner:
                self._waiting.move_to_end(owner)
                return jobs.popleft()
        return None

    def _serve(self, job: Job) -> None:
        error: HydrascopeError | None = None
        try:
            job.worker = job.worker or Worker(self._setup)
            try:
                self._ask(job, job.worker)
            except wire.Torn:
                if job.taken or job.killed is not None:
                    raise
                # It had died while it was idle, of nothing this text has done.
                job.worker.close()
                job.worker = Worker(self._setup)
                self._ask(job, job.worker)
        except wire.Torn:
            error = self._death(job)
        except HydrascopeError as told:
            error = told
        except Exception as wrong:  # noqa: BLE001  a pool thread that dies would lose the slot
            error = replies.unforeseen(wrong)
        self._finish(job, job.killed or error)

    def _ask(self, job: Job, worker: Worker) -> None:
        job.begun = time.monotonic()
        with self._lock:
            self._running[job] = job.begun + float(job.request["seconds"])
        if job.killed is None:
            for kind, message in worker.ask(job.request, self.limits.stream_mib * 4 * MIB):
                job.hear(kind, message)

    def _death(self, job: Job) -> HydrascopeError:
        if job.killed is not None:
            return job.killed
        why = job.worker.death() if job.worker else ""
        told = {"processor": replies.LONG, "disk": replies.DISK}.get(why, faults.TOO_MUCH)
        return OverLimit(told, faults.LESS)

    def _finish(self, job: Job, error: HydrascopeError | None) -> None:
        """Let the slot go first, then clean up: others should not wait for a process to end."""
        worker, job.worker = job.worker, None
        unsound = job.killed is not None or replies.ended_badly(error)
        good = worker is not None and worker.alive and not worker.polite and not unsound
        with self._lock:
            del self._running[job]
            if worker is not None and good and not self._closed:
                self._idle.append(worker)
                worker = None
            self._dispatch()
        job.end(error)
        if worker is not None:
            worker.close()
        if self._retired:
            self.retire()
        elif worker is not None and not self._closed:
            self.warm()

    def _start_idle(self) -> None:
        worker = None
        try:
            worker = Worker(self._setup)
        except HydrascopeError:
            pass  # the next query tries again, and says what is wrong
        with self._lock:
            self._starting -= 1
            keep = worker is not None and not self._closed and len(self._idle) < self.slots
            if worker is not None and keep:
                self._idle.append(worker)
        if worker is not None and not keep:
            worker.close()

    def _watch(self) -> None:
        """Kill what runs too long or has too much memory; make what runs long give way."""
        while not self._ending.wait(WATCH_S):
            now = time.monotonic()
            with self._lock:
                running = list(self._running.items())
            for job, deadline in running:
                worker, begun = job.worker, job.begun
                if worker is None or begun is None:
                    continue
                if now > deadline:
                    self._over(job, replies.LONG)
                elif (worker.resident_mib() or 0) > self._most_mib:
                    self._over(job, faults.TOO_MUCH)
                elif now - begun > self.limits.polite_seconds and not worker.polite:
                    worker.yield_way()

    @property
    def _most_mib(self) -> int:
        return self.limits.memory_mib + self.limits.address_mib + OVERHEAD_MIB

    def _over(self, job: Job, why: str) -> None:
        with self._lock:
            if job in self._running:
                self._kill(job, OverLimit(why, faults.LESS))

    def _kill(self, job: Job, why: HydrascopeError) -> None:
        """Called with the lock held; the job ends when its thread notices."""
        job.killed = job.killed or why
        if job.worker is not None:
            job.worker.kill()


def _sweep() -> None:
    """Take away what an app that was killed left: folders are named after their process."""
    for folder in Path(tempfile.gettempdir()).glob(f"{FOLDER}*-*"):
        owner = folder.name.removeprefix(FOLDER).partition("-")[0]
        if os.name == "posix" and owner.isdigit() and not _lives(int(owner)):
            shutil.rmtree(folder, ignore_errors=True)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True  # somebody else's
    return True
