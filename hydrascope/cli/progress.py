"""How far a long command has come: rows, rate and time left, on stderr.

A terminal gets a bar that moves. Anything else, such as a log, gets a line now and then.
"""

import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import NoReturn, Self

import click
import orjson
from tqdm import tqdm

TERMINAL_SECONDS = 0.2
LOG_SECONDS = 5.0
LINE_SECONDS = 0.5
UNKNOWN = "{desc}: {n_fmt}{unit}, {rate_fmt}"
KNOWN = "{desc}: {n_fmt} of {total_fmt}{unit}, {rate_fmt}, {remaining} left"


class Meter:
    """One progress line. The total may be unknown at first and may change."""

    def __init__(self, label: str, unit: str = "rows") -> None:
        self._label = label
        self._unit = f" {unit}"
        self._done = 0
        self._total: int | None = None
        self._begun = self._said = time.monotonic()
        self._bar: tqdm[NoReturn] | None = None
        if sys.stderr.isatty():
            self._bar = tqdm(
                desc=label,
                unit=self._unit,
                unit_scale=True,
                mininterval=TERMINAL_SECONDS,
                miniters=1,
                dynamic_ncols=True,
            )

    def reached(self, done: int, total: int | None, label: str | None = None) -> None:
        """``done`` of ``total`` so far (None or 0: not known yet), and what is being done."""
        self._done, self._total = done, total or None
        self._label = label or self._label
        if self._bar is not None:
            self._bar.total = self._total
            self._bar.set_description(self._label, refresh=False)
            self._bar.update(done - self._bar.n)
        elif time.monotonic() - self._said >= LOG_SECONDS:
            self._say()

    def _say(self) -> None:
        self._said = time.monotonic()
        line = tqdm.format_meter(
            self._done,
            self._total,  # type: ignore[arg-type]  # None is what tqdm itself passes
            self._said - self._begun,
            prefix=self._label,
            unit=self._unit,
            unit_scale=True,
            bar_format=KNOWN if self._total else UNKNOWN,
        )
        click.echo(line, err=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.close()
        elif kind is None and self._done:
            self._say()


def stage_lines(*, as_lines: bool) -> Callable[[str], None]:
    """Tell on stderr what begins: a sentence, or one JSON object for a program."""

    def say(phase: str) -> None:
        told = orjson.dumps({"phase": phase}).decode() if as_lines else f"{phase} …"
        click.echo(told, err=True)

    return say


class Lines:
    """Progress as JSON lines on stderr, for a program that shows it: at most two a second."""

    def __init__(self) -> None:
        self._said = 0.0
        self._phase = ""

    def tell(self, phase: str, rows: int, rows_expected: int | None) -> None:
        """``rows`` of ``rows_expected`` (None: not known yet) so far."""
        if phase == self._phase and time.monotonic() - self._said < LINE_SECONDS:
            return
        self._said, self._phase = time.monotonic(), phase
        told = {"phase": phase, "rows": rows, "rows_expected": rows_expected, "at": time.time()}
        click.echo(orjson.dumps(told).decode(), err=True)
