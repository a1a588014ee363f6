"""Pinned answers for a briefing: the text of then, asked of the data of now, in the sandbox.

Account ids are short names here, whoever pinned the answer: the exports' own ids are in no
briefing. That a text is run is an entry of the audit trail before it is.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace

from hydrascope.brief.casefile import Pinned
from hydrascope.errors import HydrascopeError, InputError, SandboxError
from hydrascope.workbench.acts import Acts
from hydrascope.workbench.bench import Workbench
from hydrascope.workbench.history import History, StoredQuery
from hydrascope.workbench.pins import Pin, Pins

MOST_ROWS = 200


def chosen(pins: Pins, wanted: Iterable[int]) -> list[Pin]:
    """The pins of these numbers. Raises InputError naming one that is not there."""
    known = {pin.pin_id: pin for pin in pins.all()}
    numbers = sorted(set(wanted))
    if gone := [str(number) for number in numbers if number not in known]:
        raise InputError(
            f"There is no pinned answer {', '.join(gone)}.",
            "It may have been taken away; choose among those on the SQL page.",
        )
    return [known[number] for number in numbers]


def answers(
    bench: Workbench, history: History, pins: Sequence[Pin], acts: Acts, at: dt.datetime
) -> tuple[Pinned, ...]:
    """Each pin's answer; one that cannot be had says why."""
    return tuple(answer(bench, history, pin, acts, at) for pin in pins)


def answer(bench: Workbench, history: History, pin: Pin, acts: Acts, at: dt.datetime) -> Pinned:
    """Run a pin's text; ``bench`` is a ``Workbench.in_one_order``."""
    try:
        stored = history.query(pin.query_id)
    except InputError as error:
        return failed(pin, None, error)
    acts.query(pin.query_id, at)
    try:
        found = bench.run(stored.text, stored.params, owner=acts.author, rows=MOST_ROWS)
        if found.plan is not None:
            raise InputError("It explains a query and has no rows.", "Pin the query itself.")
    except (SandboxError, InputError) as error:
        return failed(pin, stored, error)
    columns = [column.to_pylist() for column in found.rows.columns]
    return replace(
        _pinned(pin, stored),
        head=tuple(map(str, found.frame().columns)),
        rows=tuple(zip(*columns, strict=True)),
        is_cut=bool(found.truncated),
        spec=pin.spec,
    )


def failed(pin: Pin, stored: StoredQuery | None, error: HydrascopeError) -> Pinned:
    """A pin without an answer, and why."""
    told = f"{error.cause} {error.remedy}".strip()
    return replace(_pinned(pin, stored), failed=told)


def _pinned(pin: Pin, stored: StoredQuery | None) -> Pinned:
    """The pin without its answer."""
    return Pinned(
        pin.pin_id,
        pin.title,
        pin.author,
        pin.pinned_at,
        pin.fingerprint,
        stored.text if stored else "",
        stored.params if stored else {},
    )
