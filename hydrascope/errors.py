"""Everything Hydrascope raises on purpose.

HydrascopeError
├── InputError        a file, a mapping or a parameter is not what it should be
│   └── UnknownFormat     no source recognises the file
├── WarehouseError    the store cannot do what was asked
│   ├── NoWarehouse       nothing has been imported yet
│   └── WarehouseBusy     another import is running
└── QueryError        a named query, its parameters and the data do not fit

Each carries a cause and a remedy; both are shown to the person, in that order.
"""


class HydrascopeError(Exception):
    """Base of every deliberate error: ``cause`` says what is, ``remedy`` what to do."""

    def __init__(self, cause: str, remedy: str = "") -> None:
        self.cause = cause
        self.remedy = remedy
        super().__init__(f"{cause} {remedy}".strip())


class InputError(HydrascopeError):
    """A file, a mapping or a parameter is not what it should be."""


class UnknownFormat(InputError):
    """No source recognises the file."""


class WarehouseError(HydrascopeError):
    """The store cannot do what was asked."""


class NoWarehouse(WarehouseError):
    """Nothing has been imported yet."""


class WarehouseBusy(WarehouseError):
    """Another import is running."""


class QueryError(HydrascopeError):
    """A named query is missing, or its parameters or the data do not fit it."""
