"""Named queries: load a ``.sql`` file, bind its parameters, return a frame."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from hydrascope.errors import QueryError

QUERIES = Path(__file__).resolve().parent.parent / "queries"
_NAME = re.compile(r"^[a-z0-9_]+(/[a-z0-9_]+)+$")


@cache
def sql(name: str) -> str:
    """Text of ``queries/<name>.sql``. Raises QueryError for a name that is not there."""
    path = QUERIES / f"{name}.sql"
    if not _NAME.match(name) or not path.is_file():
        raise QueryError(f"There is no query named {name!r}.", "See the files under queries/.")
    return path.read_text(encoding="utf-8")


@cache
def _parser() -> duckdb.DuckDBPyConnection:
    """One empty database that reads texts; to open another for each costs more than reading."""
    return duckdb.connect(":memory:", config={"threads": 1})


@cache
def parameters(name: str) -> frozenset[str]:
    """Names of the ``$parameters`` a query declares, as DuckDB's own parser sees them."""
    with _parser().cursor() as parser:
        statements = parser.extract_statements(sql(name))
    return frozenset().union(*(statement.named_parameters for statement in statements))


def bound(name: str, params: Mapping[str, Any]) -> dict[str, Any]:
    """The part of ``params`` the query takes. Raises QueryError naming what is missing."""
    wanted = parameters(name)
    missing = sorted(wanted - params.keys())
    if missing:
        raise QueryError(f"Query {name!r} lacks {', '.join(missing)}.", "Pass these parameters.")
    return {key: params[key] for key in wanted}


def relation(
    conn: duckdb.DuckDBPyConnection, name: str, params: Mapping[str, Any] | None = None
) -> duckdb.DuckDBPyConnection:
    """Execute a named query and leave its result to be fetched as the caller likes."""
    values = bound(name, params or {})
    try:
        return conn.execute(sql(name), values) if values else conn.execute(sql(name))
    except (duckdb.BinderException, duckdb.CatalogException) as error:
        raise QueryError(
            f"The data has no place for query {name!r}: an older Hydrascope wrote it.",
            "Run `python -m hydrascope detect`, which brings views and findings up to date.",
        ) from error


def run(
    conn: duckdb.DuckDBPyConnection, name: str, params: Mapping[str, Any] | None = None
) -> pd.DataFrame:
    """Run a named query; one frame, columns as the file's header says."""
    return relation(conn, name, params).df()


def script(
    conn: duckdb.DuckDBPyConnection, name: str, params: Mapping[str, Any] | None = None
) -> None:
    """Run every statement of a file that builds or prepares and returns nothing."""
    values = bound(name, params or {})
    for statement in conn.extract_statements(sql(name)):
        taken = {key: values[key] for key in statement.named_parameters}
        conn.execute(statement, taken) if taken else conn.execute(statement)
