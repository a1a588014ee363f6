"""How values are written where a file format has no type of its own for them.

Text formats get UTC times as ISO 8601. Formats a spreadsheet opens also get an apostrophe
before text a spreadsheet would run as a formula, and nested values as JSON text.
"""

from typing import Any

import duckdb
from duckdb import (
    CaseExpression,
    ColumnExpression,
    ConstantExpression,
    DuckDBPyRelation,
    Expression,
    FunctionExpression,
)

SPREADSHEETS = ("csv", "xlsx")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
ESCAPE_NOTE = (
    "Text beginning with = + - @, a tab or a carriage return has an apostrophe in front, "
    "so that a spreadsheet does not run it."
)
ISO_UTC = "%Y-%m-%dT%H:%M:%S.%fZ"
_PLAIN = (
    *("boolean", "tinyint", "smallint", "integer", "bigint", "hugeint"),
    *("utinyint", "usmallint", "uinteger", "ubigint", "uhugeint", "float", "double", "decimal"),
)
_TIMES = ("timestamp", "timestamp_s", "timestamp_ms", "timestamp_ns")
_NESTED = ("list", "array", "struct", "map", "union", "json")


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would run this text."""
    return text.startswith(FORMULA_STARTS)


def unformulated(value: Any) -> Any:
    """Text a spreadsheet would run gets an apostrophe in front; anything else stays."""
    return f"'{value}" if isinstance(value, str) and is_formula(value) else value


def written_as(relation: DuckDBPyRelation, kind: str) -> DuckDBPyRelation:
    """The rows as a file of this kind holds them; the input is left as it was."""
    if kind == "parquet":
        return relation
    columns = zip(relation.columns, relation.types, strict=True)
    return relation.select(*(_cell(name, str(type_.id), kind) for name, type_ in columns))


def _cell(name: str, type_: str, kind: str) -> Expression:
    column: Expression = ColumnExpression(name)
    if type_ in _TIMES:
        if kind != "xlsx":
            column = FunctionExpression("strftime", column, ConstantExpression(ISO_UTC))
    elif kind in SPREADSHEETS and type_ not in (*_PLAIN, "date"):
        column = _escaped(FunctionExpression("to_json", column) if type_ in _NESTED else column)
    title = unformulated(name) if kind in SPREADSHEETS else name
    return column.alias(title)


def _escaped(value: Expression) -> Expression:
    text = value.cast(duckdb.sqltypes.VARCHAR)
    first = FunctionExpression("left", text, ConstantExpression(1))
    starts = [ConstantExpression(start) for start in FORMULA_STARTS]
    quoted = FunctionExpression("concat", ConstantExpression("'"), text)
    return CaseExpression(first.isin(*starts), quoted).otherwise(text)
