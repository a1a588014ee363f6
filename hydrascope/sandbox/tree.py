"""What a parse tree asks for: the tables, functions and parameters named in it.

DuckDB hands out the tree of a SELECT as JSON (``json_serialize_sql``). The walk knows every
kind of node it lets pass; one it does not know is refused, so that a newer parser brings
nothing nobody has looked at. Places are byte offsets into the text, as DuckDB counts.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

Node = dict[str, Any]

QUERIES = {"SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE"}
WRITES = {
    *("INSERT_QUERY_NODE", "DELETE_QUERY_NODE", "UPDATE_QUERY_NODE", "MERGE_QUERY_NODE"),
    "COPY_QUERY_NODE",
}
SOURCES = {
    *("EMPTY", "BASE_TABLE", "SUBQUERY", "JOIN", "TABLE_FUNCTION", "EXPRESSION_LIST", "PIVOT"),
    "SHOW_REF",
}
CLASSES = {
    *("BETWEEN", "CASE", "CAST", "COLLATE", "COLUMN_REF", "COMPARISON", "CONJUNCTION", "CONSTANT"),
    *("DEFAULT", "FUNCTION", "LAMBDA", "LAMBDA_REF", "OPERATOR", "PARAMETER"),
    *("POSITIONAL_REFERENCE", "STAR", "SUBQUERY", "TYPE", "WINDOW"),
}
MODIFIERS = {"ORDER_MODIFIER", "LIMIT_MODIFIER", "DISTINCT_MODIFIER", "LIMIT_PERCENT_MODIFIER"}
ORDERS = {"ORDER_DEFAULT", "ASCENDING", "DESCENDING", "ORDER_ASC", "ORDER_DESC"}
SHOWN = {'"tables"'}


class Place(NamedTuple):
    """Where in the text: byte offset, or None when the tree does not say, and length."""

    at: int | None
    length: int


class Named(NamedTuple):
    """A table or function as the text names it, parts of the path in order."""

    path: tuple[str, ...]
    place: Place


class Objection(Exception):
    """The tree holds something that is refused whatever its name."""

    def __init__(self, cause: str, place: Place) -> None:
        self.cause = cause
        self.place = place
        super().__init__(cause)


@dataclass
class Asked:
    """Everything a statement names, in the order of the text."""

    tables: list[Named] = field(default_factory=list)
    functions: list[Named] = field(default_factory=list)
    row_functions: list[Named] = field(default_factory=list)
    parameters: dict[str, list[str]] = field(default_factory=dict)


def asked(tree: Node) -> Asked:
    """Walk the node of one SELECT. Raises Objection for what no text may hold."""
    found = Asked()
    _Walk(found).node(tree, frozenset())
    return found


class _Walk:
    """One walk; ``visible`` are the names of the common table expressions in scope."""

    def __init__(self, found: Asked) -> None:
        self._found = found

    def node(self, node: Node, visible: frozenset[str]) -> None:
        """A query: its common table expressions first, each seeing those before it."""
        kind = node.get("type")
        if kind in WRITES:
            raise Objection("Only questions are answered here; this one would write.", place(node))
        if kind not in QUERIES:
            raise Objection(
                f"Nothing here reads a {kind or 'statement of this kind'}.", place(node)
            )
        for entry in node.get("cte_map", {}).get("map", ()):
            # A name is not visible inside its own definition: there it would mean a table.
            self._any(entry["value"], visible)
            visible |= {folded(str(entry["key"]))}
        again = visible
        if kind in ("RECURSIVE_CTE_NODE", "CTE_NODE"):
            again |= {folded(str(node.get("cte_name", "")))}
        for key, value in node.items():
            if key not in ("cte_map", "type"):
                self._any(value, again if key in ("right", "child") else visible)

    def _any(self, value: Any, visible: frozenset[str]) -> None:
        if isinstance(value, list):
            for item in value:
                self._any(item, visible)
        elif isinstance(value, dict):
            self._object(value, visible)

    def _object(self, node: Node, visible: frozenset[str]) -> None:
        kind, class_ = node.get("type"), node.get("class")
        if class_ is not None:
            self._class(node, str(class_))
        elif isinstance(kind, str):
            if kind.endswith("_NODE"):
                self.node(node, visible)
                return
            if kind not in SOURCES | MODIFIERS | ORDERS:
                raise Objection(f"Nothing here reads a {kind}.", place(node))
            self._source(node, kind, visible)
        rows = kind == "TABLE_FUNCTION"
        for key, part in node.items():
            # The name of a function that returns rows has been taken down as such.
            self._any(list(part.values()) if rows and key == "function" else part, visible)

    def _source(self, node: Node, kind: str, visible: frozenset[str]) -> None:
        if kind == "BASE_TABLE":
            self._table(node, visible)
        elif kind == "TABLE_FUNCTION":
            function = node.get("function", {})
            if function.get("class") != "FUNCTION":
                raise Objection("A table function must be called by its name.", place(node))
            self._found.row_functions.append(Named(path(function), place(node)))
        elif kind == "SHOW_REF" and node.get("table_name"):
            if node.get("show_type") == "SHOW_SPECIAL":
                if node["table_name"] not in SHOWN:
                    raise Objection("Only SHOW TABLES is answered here.", place(node))
            else:
                self._table(node, visible)

    def _table(self, node: Node, visible: frozenset[str]) -> None:
        named = path(node)
        if node.get("at_clause"):
            raise Objection("There are no other versions of a table here.", place(node))
        if len(named) != 1 or folded(named[0]) not in visible:
            self._found.tables.append(Named(named, place(node)))

    def _class(self, node: Node, class_: str) -> None:
        if class_ not in CLASSES:
            raise Objection(f"Nothing here reads a {class_}.", place(node))
        if class_ in ("FUNCTION", "WINDOW"):
            self._found.functions.append(Named(path(node), place(node)))
        elif class_ == "PARAMETER":
            self._found.parameters.setdefault(str(node.get("identifier")), [])
        for name, hint in hints(node):
            self._found.parameters.setdefault(name, []).append(hint)


_FOLDING = str.maketrans({chr(at): chr(at + 32) for at in range(ord("A"), ord("Z") + 1)})


def folded(name: str) -> str:
    """A name as the engine compares it: ASCII letters small, every other character as it is.

    Python's ``lower`` would make a plain k of the Kelvin sign, and so one name of two.
    """
    return name.translate(_FOLDING)


def path(node: Node) -> tuple[str, ...]:
    """The parts of a name; a node without one is named by nothing, which nobody permits."""
    return tuple(str(part) for part in node.get("qualified_name", {}).get("path", ()))


def place(node: Node) -> Place:
    at = node.get("query_location")
    return Place(at if isinstance(at, int) else None, int(node.get("query_location_length", 1)))


def _parameter(node: Any) -> str | None:
    named = isinstance(node, dict) and node.get("class") == "PARAMETER"
    return str(node["identifier"]) if named else None


def hints(node: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Parameters directly under the node, and what it says about their types.

    ``VARCHAR`` and the like is a type the text casts to, ``=ts`` the type of column ts,
    ``[=plan`` a list of that.
    """
    class_ = node.get("class")
    if class_ == "CAST" and (name := _parameter(node.get("child"))):
        yield name, _type_name(node.get("type_expr", {}))
    elif class_ == "COMPARISON":
        yield from _compared(node.get("left"), [node.get("right")])
        yield from _compared(node.get("right"), [node.get("left")])
    elif class_ == "BETWEEN":
        yield from _compared(node.get("input"), [node.get("lower"), node.get("upper")])
    elif class_ == "FUNCTION" and path_ends(node, "contains", "list_contains", "list_has"):
        given = [item.get("expression") for item in node.get("arguments", ())]
        if len(given) == 2 and (name := _parameter(given[0])):
            column = _column(given[1])
            yield name, f"[={column}" if column else "VARCHAR[]"


def path_ends(node: Mapping[str, Any], *names: str) -> bool:
    named = path(dict(node))
    return bool(named) and folded(named[-1]) in names


def _compared(column: Any, others: list[Any]) -> Iterator[tuple[str, str]]:
    if known := _column(column):
        for other in others:
            if name := _parameter(other):
                yield name, f"={known}"


def _column(node: Any) -> str | None:
    if isinstance(node, dict) and node.get("class") == "COLUMN_REF":
        return str(node["column_names"][-1])
    return None


def _type_name(node: Node) -> str:
    name = str(node.get("type_name", "VARCHAR"))
    if name.upper() in ("LIST", "ARRAY") and node.get("children"):
        return f"{_type_name(node['children'][0])}[]"
    return name.upper()
