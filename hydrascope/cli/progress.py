"""How far a long command has come: rows, rate and time left, on stderr."""

import sys
from types import TracebackType
from typing import NoReturn, Self

from tqdm import tqdm

# A log file wants a line now and then; a terminal wants a bar that moves.
TERMINAL_SECONDS = 0.2
LOG_SECONDS = 5.0


class Meter:
    """One progress line. Totals may be unknown at first and may grow."""

    def __init__(self, label: str, unit: str = "rows") -> None:
        self._terminal = sys.stderr.isatty()
        self._bar: tqdm[NoReturn] = tqdm(
            desc=label,
            unit=f" {unit}",
            unit_scale=True,
            file=sys.stderr,
            mininterval=TERMINAL_SECONDS if self._terminal else LOG_SECONDS,
            maxinterval=TERMINAL_SECONDS if self._terminal else LOG_SECONDS,
            miniters=1,
            dynamic_ncols=self._terminal,
            ascii=not self._terminal,
        )

    def reached(self, done: int, total: int | None) -> None:
        """``done`` of ``total`` so far; a total of None or 0 is not known yet."""
        if total and total != self._bar.total:
            self._bar.total = total
        self._bar.update(max(0, done - self._bar.n))

    def stage(self, label: str) -> None:
        """What is being done now."""
        if label and label != self._bar.desc.rstrip(": "):
            self._bar.set_description(label, refresh=self._terminal)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.close()
