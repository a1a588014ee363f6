"""What a worker answered, as values and errors of the app."""

from typing import Any

import pyarrow as pa

from hydrascope import errors
from hydrascope.errors import Busy, Failed, HydrascopeError, OverLimit, Refused, Stopped

LONG = "It ran longer than one query may."
DISK = "It needed more temporary disk than one query may use."
_KINDS: dict[str, type[errors.SandboxError]] = {
    kind.__name__: kind for kind in (Busy, Failed, OverLimit, Refused, Stopped)
}


class Tired(OverLimit):
    """Over a limit inside the worker, which survived it and is not used again."""


def error(message: dict[str, Any]) -> HydrascopeError:
    """The error a worker tells."""
    cause, remedy = str(message["cause"]), str(message.get("remedy", ""))
    kind = Tired if message.get("tired") else _KINDS.get(str(message.get("class")), Failed)
    return kind(
        cause,
        remedy,
        line=message.get("line"),
        column=message.get("column"),
        length=int(message.get("length") or 1),
    )


def ended_badly(told: HydrascopeError | None) -> bool:
    """Whether the worker that said so should not serve again."""
    return isinstance(told, Tired | Stopped) or (told is not None and not _said(told))


def _said(told: HydrascopeError) -> bool:
    return isinstance(told, errors.SandboxError)


def unforeseen(wrong: Exception) -> HydrascopeError:
    """An answer that could not be read."""
    return HydrascopeError(
        "The answer could not be read.", f"What went wrong: {type(wrong).__name__}."
    )


def rows(payload: bytes) -> pa.Table:
    """The rows of one frame, checked: a worker is not believed to send sound Arrow."""
    table = pa.ipc.open_stream(payload).read_all()
    table.validate(full=True)
    return table
