"""Every query file begins with a header, and the header says what DuckDB says.

A file whose grain begins with ``statement`` builds or prepares and returns nothing: its
header declares ``columns:  none`` and none of its statements may be a SELECT. Every other
file is one SELECT, run here against an empty warehouse.
"""

import datetime as dt
import re
from pathlib import Path

import duckdb
import pytest

from hydrascope import db, schema
from hydrascope.filters import Filters
from hydrascope.warehouse import build

NAMES = sorted(
    str(file.relative_to(db.QUERIES).with_suffix("")) for file in db.QUERIES.rglob("*.sql")
)
PARTS = ("question", "grain", "params", "columns")
# An extract of a whole table returns the columns of the data dictionary, in its order.
TABLE = re.compile(r"^those of (\w+) in docs/data-dictionary\.md$")
MONTH = Filters(dt.datetime(2026, 1, 1), dt.datetime(2026, 2, 1))
# Values for what Filters does not supply; a parameter not named here is null.
VALUES = {
    "measure": "requests",
    "top": 5,
    "model": "m",
    "page_size": 10,
    "page_offset": 0,
    "page_rows": 10,
    "skip_rows": 0,
    "at": dt.datetime(2026, 1, 10),
    "step": dt.timedelta(hours=1),
}
# Tables a file reads that whoever runs it makes before.
BEFORE = {
    **{
        f"detect/{name}": f"create schema if not exists kept; {db.sql(f'detect/keep_{table}')}"
        for name, table in {
            "minutes_all": "minutes",
            "request_clients": "clients",
            "request_networks": "networks",
            "templates": "templates",
        }.items()
    },
    "load/requests_repeated": "create temp table batch as select * from requests",
    "load/requests_reused": "create temp table batch as select * from requests",
}


def header(name: str) -> dict[str, str]:
    """The parts of a header, continuation lines kept."""
    parts: dict[str, str] = {}
    current = ""
    for line in db.sql(name).splitlines():
        if not line.startswith("--"):
            break
        label = re.match(r"^-- (question|grain|params|columns):\s*(.*)$", line)
        if label:
            current = label[1]
            parts[current] = label[2]
        elif line.strip() == "--":
            current = ""  # what follows an empty line is prose
        elif current:
            parts[current] += "\n" + line.removeprefix("--")
    return parts


def is_script(name: str) -> bool:
    return header(name)["grain"].startswith("statement")


def declared_columns(name: str) -> list[str]:
    told = header(name)["columns"]
    if table := TABLE.match(told.strip()):
        return list(schema.TABLES[table[1]].names)
    return re.findall(r"^   ?(\w+)\b", told, flags=re.MULTILINE)


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    """The tables and views of a warehouse nothing was ever imported into."""
    with build.open_build(Path(tmp_path_factory.mktemp("empty")), None) as conn:
        yield conn


@pytest.mark.parametrize("name", NAMES)
def test_a_header_has_its_four_parts_in_order(name):
    found = header(name)

    assert tuple(found) == PARTS
    assert all(found[part].strip() for part in PARTS)
    assert found["question"].split("?")[0] != found["question"], "a question ends in '?'"


@pytest.mark.parametrize("name", NAMES)
def test_the_header_names_the_parameters_the_query_declares(name):
    told = header(name)["params"]

    assert set(re.findall(r"\$(\w+)", told)) == db.parameters(name)
    assert (told == "none") == (not db.parameters(name))


@pytest.mark.parametrize("name", [name for name in NAMES if is_script(name)])
def test_a_script_returns_nothing(name):
    kinds = {statement.type for statement in duckdb.extract_statements(db.sql(name))}

    assert header(name)["columns"] == "none"
    assert duckdb.StatementType.SELECT not in kinds


@pytest.mark.parametrize("name", [name for name in NAMES if not is_script(name)])
def test_the_header_names_the_columns_the_query_returns(name, empty):
    conn = empty.cursor()
    if name in BEFORE:
        conn.execute(BEFORE[name])
    known = {**MONTH.params("model"), **VALUES}
    values = {key: known.get(key) for key in db.parameters(name)}

    found = db.relation(conn, name, values)

    assert len(duckdb.extract_statements(db.sql(name))) == 1
    assert [column[0] for column in found.description] == declared_columns(name)
