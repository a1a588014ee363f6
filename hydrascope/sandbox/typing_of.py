"""Which type a parameter has, from what the text says about it. A guess people can correct."""

from collections.abc import Mapping, Sequence

_TIMES = ("_at", "_time", "_ts")
_WHOLE = ("limit", "offset", "top", "n", "rows", "page_size")
_LISTS = ("_in",)


def parameter(
    name: str,
    hints: Sequence[str],
    columns: Mapping[str, Mapping[str, str]],
    tables: Sequence[str],
) -> str:
    """A DuckDB type. ``hints`` are those of tree.hints; ``tables`` those the text names."""
    for hint in hints:
        if not hint.startswith(("=", "[=")):
            return hint
    for hint in hints:
        column = hint.rpartition("=")[2]
        kind = _column(column, columns, tables)
        if kind:
            return f"{kind}[]" if hint.startswith("[") else kind
    return _by_name(name)


def _column(name: str, columns: Mapping[str, Mapping[str, str]], tables: Sequence[str]) -> str:
    """The type of a column of that name: of the tables asked, else where all others agree."""
    asked = {columns[table][name] for table in tables if name in columns.get(table, {})}
    found = asked or {known[name] for known in columns.values() if name in known}
    return next(iter(found)) if len(found) == 1 else ""


def _by_name(name: str) -> str:
    if name.endswith(_TIMES):
        return "TIMESTAMP"
    if name.endswith(_LISTS):
        return "VARCHAR[]"
    return "BIGINT" if name in _WHOLE else "VARCHAR"
