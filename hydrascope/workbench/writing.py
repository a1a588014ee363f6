"""An extract on its way: made in a thread of its own, looked at, stopped, fetched."""

import threading
import time
from collections.abc import Callable

from hydrascope.errors import Failed, HydrascopeError
from hydrascope.export.extract import ExtractReport

Progress = Callable[[int], None]
Make = Callable[[Progress, threading.Event], ExtractReport]


class Writing:
    """Begins at once. ``make`` tells how many rows it wrote and ends when its event is set."""

    def __init__(self, make: Make) -> None:
        self.rows = 0
        self._make = make
        self._began = time.monotonic()
        self._stop = threading.Event()
        self._report: ExtractReport | None = None
        self._error: HydrascopeError | None = None
        self._thread = threading.Thread(target=self._run, daemon=True, name="sql-extract")
        self._thread.start()

    @property
    def done(self) -> bool:
        return not self._thread.is_alive()

    @property
    def elapsed(self) -> float:
        """Seconds since it began."""
        return time.monotonic() - self._began

    def stop(self) -> None:
        """End it at once; nothing of it is left."""
        self._stop.set()

    def wait(self, timeout: float | None = None) -> bool:
        """Whether it ended, well or not, within ``timeout`` seconds."""
        self._thread.join(timeout)
        return self.done

    def result(self) -> ExtractReport:
        """What was written, once it ended. Raises what it ended with."""
        self._thread.join()
        if self._error is not None:
            raise self._error
        assert self._report is not None
        return self._report

    def _run(self) -> None:
        try:
            self._report = self._make(self._told, self._stop)
        except HydrascopeError as error:
            self._error = error
        except Exception as wrong:  # noqa: BLE001  whatever it is, somebody waits for a sentence
            self._error = Failed(f"The file could not be written: {wrong}", "Try again.")

    def _told(self, rows: int) -> None:
        self.rows = rows
