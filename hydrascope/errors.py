"""Everything Hydrascope raises on purpose.

HydrascopeError
├── InputError        a file, a mapping or a parameter is not what it should be
│   └── UnknownFormat     no source recognises the file
├── WarehouseError    the store cannot do what was asked
│   ├── NoWarehouse       nothing has been imported yet
│   └── WarehouseBusy     another import is running
├── QueryError        a named query, its parameters and the data do not fit
└── SandboxError      a person's own SQL could not be answered
    ├── Refused           it asks for something the workbench does not do
    ├── Failed            the engine could not read or run it
    ├── OverLimit         it took more memory, time or disk than one query may
    ├── Stopped           somebody stopped it
    └── Busy              too much is waiting already

Each carries a cause and a remedy; both are shown to the person, in that order.
"""

from typing import Any


class HydrascopeError(Exception):
    """Base of every deliberate error: ``cause`` says what is, ``remedy`` what to do."""

    def __init__(self, cause: str, remedy: str = "") -> None:
        self.cause = cause
        self.remedy = remedy
        super().__init__(f"{cause} {remedy}".strip())


class InputError(HydrascopeError):
    """A file, a mapping or a parameter is not what it should be."""


class UnknownFormat(InputError):
    """No source recognises the file; ``skipped`` says of each file why."""

    skipped: tuple[Any, ...] = ()


class WarehouseError(HydrascopeError):
    """The store cannot do what was asked."""


class NoWarehouse(WarehouseError):
    """Nothing has been imported yet."""


class WarehouseBusy(WarehouseError):
    """Another import is running."""


class QueryError(HydrascopeError):
    """A named query is missing, or its parameters or the data do not fit it."""


class SandboxError(HydrascopeError):
    """A person's own SQL could not be answered.

    ``line`` and ``column`` (from 1, in characters) say where in the text, when that is known;
    ``length`` is how many characters are meant.
    """

    def __init__(
        self,
        cause: str,
        remedy: str = "",
        *,
        line: int | None = None,
        column: int | None = None,
        length: int = 1,
    ) -> None:
        super().__init__(cause, remedy)
        self.line = line
        self.column = column
        self.length = length


class Refused(SandboxError):
    """The text asks for something the workbench does not do."""


class Failed(SandboxError):
    """The engine could not read or run the text."""


class OverLimit(SandboxError):
    """The query took more memory, time or disk than one query may."""


class Stopped(SandboxError):
    """Somebody stopped the query."""


class Busy(SandboxError):
    """Too much is waiting already; nothing was started."""
