"""The catalogue untrusted text sees: views over the published tables, and nothing beside.

A small file of its own is opened read-only; the version of the data is attached to it, also
read-only, under a name nobody can guess. What is not published has no name in the catalogue
at all, so a text that got past the gate would still have nothing to ask for. Nothing is
copied: a view costs no more than the table under it.
"""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from graphlib import TopologicalSorter
from pathlib import Path

import duckdb

from hydrascope.sandbox.gate import Published

NAME = "hydrascope"
_CALLED = re.compile(r'(\w+)"?\s*\(')
_TABLES = """
select table_name as name from duckdb_tables() where database_name = $inner and not internal
union
select view_name as name from duckdb_views() where database_name = $inner and not internal
"""
_MACROS = """
select function_name, function_type, parameters, macro_definition
from duckdb_functions()
where database_name = $inner and not internal and function_type in ('macro', 'table_macro')
"""
_DEFINED = """
select view_name, sql from duckdb_views()
where database_name = $inner and not internal
order by view_oid
"""
_VIEWS = "select view_name from duckdb_views() where database_name = $front and not internal"
_COLUMNS = """
select table_name, column_name, data_type
from duckdb_columns() where database_name = $front and not internal
"""


@dataclass(frozen=True)
class Front:
    """Where the catalogue is, which data it is over, and what of it is published.

    ``instead`` holds, by name, what stands in for a table: a query in which ``{data}`` is where
    the data is. The version's own views are then made anew over that, so that nothing shows
    what it hides.
    """

    path: str
    version: str
    inner: str
    published: tuple[str, ...]
    instead: Mapping[str, str] = field(default_factory=dict)

    def attach(self, conn: duckdb.DuckDBPyConnection) -> None:
        where = self.version.replace("'", "''")
        conn.execute(f"attach '{where}' as {self.inner} (read_only)")


def inner_name() -> str:
    """A name for the attached data; faults.redacted knows what it looks like."""
    return f"inner_{secrets.token_hex(12)}"


def make(front: Front) -> None:
    """Write the catalogue file, if no other worker has; whole, or not at all."""
    path = Path(front.path)
    if path.exists():
        return
    draft = path.with_name(f"{secrets.token_hex(6)}.tmp")
    conn = duckdb.connect(str(draft))
    try:
        front.attach(conn)
        conn.execute("begin")
        inner = {"inner": front.inner}
        there = {name for (name,) in conn.execute(_TABLES, inner).fetchall()}
        data = f"{front.inner}.main"
        made = dict(conn.execute(_DEFINED, inner).fetchall()) if front.instead else {}
        for name in sorted((there & set(front.published)) - made.keys()):
            shown = front.instead.get(name, f'from {{data}}."{name}"')
            conn.execute(f'create view "{name}" as {shown.replace("{data}", data)}')
        for name, definition in made.items():
            if name in front.published:
                conn.execute(definition)
        macros = {row[0]: row[1:] for row in conn.execute(_MACROS, inner).fetchall()}
        for name in _called_first({name: body for name, (_, _, body) in macros.items()}):
            if name in front.published:
                kind, parameters, body = macros[name]
                given = ", ".join(f'"{parameter}"' for parameter in parameters)
                rows = "table" if kind == "table_macro" else ""
                conn.execute(f'create macro "{name}"({given}) as {rows} {body}')
        conn.execute("commit")
    finally:
        conn.close()
    os.replace(draft, path)


def _called_first(bodies: Mapping[str, str]) -> list[str]:
    """Names of macros in an order in which each comes after those its body calls."""
    called = {name: set(_CALLED.findall(body)) for name, body in bodies.items()}
    calls = {name: sorted(called[name] & bodies.keys()) for name in sorted(bodies)}
    return list(TopologicalSorter(calls).static_order())


def published(conn: duckdb.DuckDBPyConnection) -> Published:
    """What the opened catalogue holds."""
    front = {"front": NAME}
    views = {name for (name,) in conn.execute(_VIEWS, front).fetchall()}
    macros = {row[0] for row in conn.execute(_MACROS, {"inner": NAME}).fetchall()}
    return Published(frozenset(views), frozenset(macros))


def columns(conn: duckdb.DuckDBPyConnection) -> dict[str, dict[str, str]]:
    """Type of each column of each published table."""
    found: dict[str, dict[str, str]] = {}
    for table, column, kind in conn.execute(_COLUMNS, {"front": NAME}).fetchall():
        found.setdefault(table, {})[column] = kind
    return found
