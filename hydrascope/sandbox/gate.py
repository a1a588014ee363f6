"""Which texts are run at all: one question, naming only what is published.

The engine's own parser reads the text; nothing here looks for words in it. The gate is the
first of several walls, and the others hold without it (docs/sql.md).
"""

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import orjson

from hydrascope.errors import Failed, Refused
from hydrascope.sandbox import faults
from hydrascope.sandbox.tree import Asked, Named, Objection, asked, folded

LONGEST_TEXT = 20_000  # bytes; a list of 200,000 values took 8 s and 1.1 GB to plan
TOO_DEEP = ("The text is nested too deeply.", "Write it flatter, with WITH.")
_FUNCTIONS = Path(__file__).with_name("functions.txt")
_TREE = "select json_serialize_sql(?, skip_null := true, skip_empty := true, skip_default := true)"
_EXPLAIN = ("", "explain", "explain analyze")
_WORD = re.compile(r"\s*(?P<word>\w*)")


@dataclass(frozen=True)
class Published:
    """What a text may name: tables and views, and the macros over them."""

    tables: frozenset[str] = frozenset()
    macros: frozenset[str] = frozenset()


@dataclass
class Judged:
    """A text that may run. ``query`` is it without EXPLAIN, ``explain`` which of the three.

    ``parameters`` gives for each name what the text says about its type (see tree.hints).
    """

    query: str
    explain: str
    tables: tuple[str, ...] = ()
    parameters: dict[str, list[str]] = field(default_factory=dict)


@cache
def functions() -> tuple[frozenset[str], frozenset[str]]:
    """Names a text may call: those that make values, those that make rows."""
    parts: dict[str, set[str]] = {}
    current: set[str] = set()
    for line in _FUNCTIONS.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            current = parts.setdefault(line, set())
        elif line and not line.startswith("#"):
            current.add(line)
    return frozenset(parts["[values]"]), frozenset(parts["[rows]"])


def refuse_unreadable(text: str) -> None:
    """What no parser should see. Raises Refused; safe to call outside a worker."""
    try:
        size = len(text.encode())
    except UnicodeEncodeError:
        raise Refused("The text is not valid Unicode.", "Type it anew.") from None
    if size > LONGEST_TEXT:
        raise Refused(
            f"The text has {size:,} bytes; {LONGEST_TEXT:,} are read.",
            "Shorten it: a long list of values goes into a $parameter.",
        )
    if "\0" in text:
        raise Refused("The text holds a null character.", "Remove it.")


def judge(conn: duckdb.DuckDBPyConnection, text: str, published: Published) -> Judged:
    """Read the text with ``conn``'s parser and let it pass, or raise Refused or Failed."""
    refuse_unreadable(text)
    kind, start = _kind(conn, text)
    query = text[start:]
    tree = _tree(conn, text, query, start)
    try:
        found = asked(tree)
        _check(found, published)
    except Objection as no:
        at = None if no.place.at is None else no.place.at + len(text[:start].encode())
        raise Refused(
            no.cause, _remedy(no.cause), **faults.place(text, at, no.place.length)
        ) from no
    except RecursionError:
        raise Refused(*TOO_DEEP) from None
    tables = tuple(dict.fromkeys(folded(named.path[-1]) for named in found.tables))
    return Judged(query, kind, tables, found.parameters)


def _kind(conn: duckdb.DuckDBPyConnection, text: str) -> tuple[str, int]:
    """Which of the three forms of EXPLAIN, and where the question itself begins."""
    try:
        statements = conn.extract_statements(text)
    except duckdb.Error as error:
        raise faults.told(error, text) from None
    if not statements:
        raise Refused("There is nothing to run.", "Write a SELECT.")
    if len(statements) > 1:
        raise Refused(f"The text holds {len(statements)} statements.", "Run one at a time.")
    if statements[0].type == duckdb.StatementType.SELECT:
        return "", 0
    if statements[0].type == duckdb.StatementType.EXPLAIN:
        return _explained(text)
    raise Refused(
        f"This is a statement of kind {statements[0].type.name}; only questions are answered.",
        "Begin with SELECT, WITH, FROM, VALUES, DESCRIBE, SUMMARIZE, SHOW TABLES or EXPLAIN. "
        "A PIVOT needs its values named: PIVOT … ON … IN (…).",
    )


def _explained(text: str) -> tuple[str, int]:
    """Cut EXPLAIN off. What is left is read anew, so a wrong cut is refused, never run."""
    starts = [at for at, kind in duckdb.tokenize(text) if kind != duckdb.token_type.comment]
    raw = text.encode()
    words = [_WORD.match(raw[at:].decode(errors="ignore")) for at in starts[:3]]
    analyze = len(words) > 1 and words[1] is not None and words[1]["word"].lower() == "analyze"
    skipped = 2 if analyze else 1
    if len(starts) <= skipped:
        raise Refused("There is nothing to explain.", "Write a SELECT after EXPLAIN.")
    kind = _EXPLAIN[skipped]
    return kind, len(raw[: starts[skipped]].decode())


def _tree(conn: duckdb.DuckDBPyConnection, text: str, query: str, start: int) -> dict[str, object]:
    """The parse tree of the one SELECT the query is."""
    row = conn.execute(_TREE, [query]).fetchone()
    try:
        told: dict[str, Any] = orjson.loads(row[0]) if row else {"error": True}
    except orjson.JSONDecodeError:
        raise Refused(*TOO_DEEP) from None  # 1,024 levels are read
    if told["error"]:
        at = told.get("position")
        if at is None:
            raise Refused("Only questions are answered here.", "Write a SELECT.")
        shift = len(text[:start].encode())
        raise Failed(
            str(told.get("error_message", "")), **faults.place(text, int(at) + shift, 1)
        ) from None
    statements = told.get("statements", [])
    if len(statements) != 1:
        raise Refused("The text holds more than one statement.", "Run one at a time.")
    node: dict[str, object] = statements[0]["node"]
    return node


def _check(found: Asked, published: Published) -> None:
    """Every name is one that is published or known. Raises Objection."""
    values, rows = functions()
    for named in found.tables:
        if len(named.path) != 1 or folded(named.path[0]) not in published.tables:
            raise Objection(_no_table(named, published), named.place)
    for named in found.functions:
        _called(named, values | published.macros, "function")
    for named in found.row_functions:
        _called(named, rows | published.macros, "table function")


def _called(named: Named, known: frozenset[str], what: str) -> None:
    # In `column.upper()` the parser puts the column where a schema would stand; the last part
    # is the function either way.
    name = folded(named.path[-1]) if named.path else ""
    if name not in known and not (named.path and named.path[-1] in known):
        hint = faults.nearest(name, known)
        raise Objection(f'There is no {what} "{name}" here.{hint}', named.place)


def _no_table(named: Named, published: Published) -> str:
    name = ".".join(named.path)
    if len(named.path) != 1:
        return f'Name tables by one word: there is no "{name}" here.'
    return f'There is no table "{name}" here.{faults.nearest(folded(name), published.tables)}'


def _remedy(cause: str) -> str:
    if cause.startswith(("There is no table ", "Name tables ")):
        return "SHOW TABLES lists what may be asked."
    return ""
