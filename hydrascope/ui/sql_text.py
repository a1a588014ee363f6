"""The text of a named query with its values written in, ready to paste and run."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from hydrascope import db

_PARAMETER = re.compile(r"\$([a-z_][a-z0-9_]*)")


def literal(value: Any) -> str:
    """A value as DuckDB writes it."""
    if isinstance(value, list | tuple):
        return f"[{', '.join(literal(item) for item in value)}]"
    if isinstance(value, dt.datetime):
        return f"timestamp '{value:%Y-%m-%d %H:%M:%S}'"
    if isinstance(value, dt.timedelta):
        return f"interval '{int(value.total_seconds())} seconds'"
    if value is None or isinstance(value, bool):
        return "null" if value is None else str(value).lower()
    if isinstance(value, int | float):
        return repr(value)
    return "'" + str(value).replace("'", "''") + "'"


def written(name: str, params: Mapping[str, Any]) -> str:
    """The query as text. For reading and pasting only: what pages run is always bound."""
    values = db.bound(name, params)
    lines = [f"-- {name}.sql"]
    for line in db.sql(name).splitlines():
        if line.startswith("--"):
            if line.startswith("-- question:"):
                lines.append(line)
            continue
        lines.append(_PARAMETER.sub(lambda found: literal(values[found[1]]), line))
    return "\n".join(lines)
