"""One request on its way through the pool."""

import threading
from collections.abc import Callable
from typing import Any, Protocol

from hydrascope.errors import HydrascopeError
from hydrascope.sandbox import replies, wire
from hydrascope.sandbox.process import Worker

Heard = Callable[[bytes, Any], None]


class Stopper(Protocol):
    """Who can end a job: the pool it is in."""

    def stop(self, job: "Job") -> None: ...


class Job:
    """One request on its way. ``wait`` for its end; ``stop`` it from any thread."""

    def __init__(
        self, stopper: "Stopper", owner: str, request: dict[str, Any], heard: Heard
    ) -> None:
        self.owner = owner
        self.request = request
        self.percent: float | None = None  # a hint of the engine's, 0 to 100
        self.begun: float | None = None  # time.monotonic() when a worker took it
        self.error: HydrascopeError | None = None
        self._stopper = stopper
        self._heard = heard
        self._ended = threading.Event()
        self.taken = False  # the worker has begun to read the text
        self.worker: Worker | None = None
        self.killed: HydrascopeError | None = None

    @property
    def done(self) -> bool:
        return self._ended.is_set()

    def hear(self, kind: bytes, message: Any) -> None:
        """One message of the worker's. Raises what the worker tells as an error."""
        if kind == wire.JSON:
            if message["kind"] == "taken":
                self.taken = True
                return
            if message["kind"] == "progress":
                self.percent = float(message["percent"])
                return
            if message["kind"] == "error":
                raise replies.error(message)
        self._heard(kind, message)

    def end(self, error: HydrascopeError | None) -> None:
        self.error = error
        self._ended.set()

    def stop(self) -> None:
        """End it now, wherever it is; nothing of it is left. Returns at once."""
        self._stopper.stop(self)

    def wait(self, timeout: float | None = None) -> bool:
        """Whether it ended within ``timeout`` seconds. Raises the error it ended with."""
        if not self._ended.wait(timeout):
            return False
        if self.error is not None:
            raise self.error
        return True
