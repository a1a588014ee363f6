"""What the gate reads in a text, what it lets pass, and where it points."""

import fnmatch
from pathlib import Path

import duckdb
import pytest

from hydrascope import db
from hydrascope.errors import Failed, Refused
from hydrascope.sandbox import gate
from hydrascope.sandbox.gate import LONGEST_TEXT, Published, judge
from hydrascope.sandbox.tree import folded
from hydrascope.workbench.published import FRIENDLY, MACROS, PUBLISHED, STORED

LEFT_OUT = Path(__file__).with_name("left_out.txt")
ALL = Published(frozenset((*FRIENDLY, *STORED)), frozenset(MACROS))
NOT_FOR_PAGES = (
    *("load", "rollup", "warehouse", "detect", "evaluate", "erase"),
    *("overlap/", "prices/"),
)


@pytest.fixture(scope="module")
def parser():
    with duckdb.connect(":memory:") as conn:
        yield conn


@pytest.fixture(scope="module")
def functions():
    query = "select distinct function_name from duckdb_functions() where function_type <> 'pragma'"
    with duckdb.connect(":memory:") as conn:
        return {name for (name,) in conn.execute(query).fetchall()}


def left_out():
    lines = LEFT_OUT.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def test_somebody_has_looked_at_every_function_of_the_engine(functions):
    known = gate.functions()[0] | gate.functions()[1]
    new = [
        name
        for name in sorted(functions - known)
        if not any(fnmatch.fnmatchcase(name, pattern) for pattern in left_out())
    ]

    assert new == [], "allow it in functions.txt or leave it out in left_out.txt"


def test_no_function_is_allowed_and_left_out(functions):
    values = gate.functions()[0]
    reviewed = {"pg_typeof", "pg_size_pretty"}
    current = {name for name in values if name.startswith("current_")}

    both = {
        name
        for name in values - reviewed - current
        if any(fnmatch.fnmatchcase(name, pattern) for pattern in left_out())
    }

    assert both == set()
    assert all(name in functions for name in values | gate.functions()[1])
    assert current == {"current_date", "current_localtime", "current_localtimestamp"}


@pytest.mark.parametrize(
    ("text", "explain", "query"),
    [
        ("select 1", "", "select 1"),
        ("explain select 1", "explain", "select 1"),
        ("explain analyze select 1", "explain analyze", "select 1"),
        ("EXPLAIN\n/* é */ ANALYZE -- x\n from accounts", "explain analyze", "from accounts"),
        ("-- é\nexplain from accounts;", "explain", "from accounts;"),
    ],
)
def test_explain_is_cut_off(parser, text, explain, query):
    judged = judge(parser, text, ALL)

    assert (judged.explain, judged.query) == (explain, query)


def test_tables_are_named_once_and_small(parser):
    judged = judge(parser, "from Requests r join ACCOUNTS a using (account_id), requests", ALL)

    assert judged.tables == ("requests", "accounts")


def test_parameters_are_found_by_the_parser_with_what_is_said_of_them(parser):
    text = """
        select $a::int, '$not_one', "$nor_this" /* $nor_that */, $free
        from accounts where created_at between $since and $until and plan in $plans
        and list_contains($more, status) and $requests < requests
    """

    found = judge(parser, text.replace(', "$nor_this"', ""), ALL).parameters

    assert found == {
        "a": ["INTEGER"],
        "free": [],
        "since": ["=created_at"],
        "until": ["=created_at"],
        "plans": ["[=plan"],
        "more": ["[=status"],
        "requests": ["=requests"],
    }


@pytest.mark.parametrize(
    ("text", "line", "column", "length"),
    [
        ("from nowhere", 1, 6, 7),
        ("select 'é', 1\nfrom nowhere", 2, 6, 7),
        ("select 'é', getenv('x')", 1, 13, 11),
        ("explain\n select getenv('x')", 2, 9, 11),
        ("select 1 fro m", 1, 14, 1),
    ],
)
def test_a_refusal_points_at_its_place(parser, text, line, column, length):
    with pytest.raises((Refused, Failed)) as caught:
        judge(parser, text, ALL)

    assert (caught.value.line, caught.value.column, caught.value.length) == (line, column, length)


@pytest.mark.parametrize(
    ("text", "suggested"),
    [
        ("from reqests", '"requests"'),
        ("from clustrs", '"clusters"'),
        ("select coutn(*) from accounts", '"count"'),
        ("from chosen_segmets(1)", '"chosen_segments"'),
    ],
)
def test_a_misspelt_name_brings_a_suggestion(parser, text, suggested):
    with pytest.raises(Refused, match=f"Did you mean {suggested}"):
        judge(parser, text, ALL)


def test_names_compare_as_the_engine_compares_them(parser):
    assert folded("ACCOUNTS") == "accounts"
    assert folded("\u212a") == "\u212a", "the Kelvin sign is no k to the engine"
    with pytest.raises(Refused):
        judge(parser, 'with "\u212aept" as (select 1) from kept', ALL)


@pytest.mark.parametrize(
    "text",
    [
        "x" * (LONGEST_TEXT + 1),
        "select '" + "é" * (LONGEST_TEXT // 2) + "'",
        "select '\0'",
        "select '\ud800'",
        "select " + "(" * 5000 + "1" + ")" * 5000,
        "select " + "-" * 3000 + "1",
        "select 1" + " + 1" * 4000,
        "from " + ", ".join(f"requests r{n}" for n in range(900)),
        "select [" * 1500 + "]" * 1500,
        " union all ".join(["select 1"] * 1200),
        "from (" * 1200 + "select 1" + ")" * 1200,
    ],
    ids=lambda text: text[:12],
)
def test_texts_too_long_or_too_deep_are_refused(parser, text):
    with pytest.raises((Refused, Failed)):
        judge(parser, text, ALL)


def page_queries():
    names = (
        str(file.relative_to(db.QUERIES).with_suffix("")) for file in db.QUERIES.rglob("*.sql")
    )
    return sorted(name for name in names if not name.startswith(NOT_FOR_PAGES))


@pytest.mark.parametrize("name", page_queries())
def test_the_sql_behind_every_figure_may_be_run(parser, name):
    judged = judge(parser, db.sql(name), ALL)

    assert judged.parameters.keys() == db.parameters(name)


def test_what_is_published_is_in_a_warehouse(world):
    with world.warehouse.connect() as conn:
        there = {
            name
            for (name,) in conn.execute(
                "select table_name from duckdb_tables() where not internal"
                " union select view_name from duckdb_views() where not internal"
                " union select function_name from duckdb_functions() where not internal"
            ).fetchall()
        }

    assert set(PUBLISHED) <= there
    kept_back = {"segment_countries", "segment_kinds", "segment_plans", "secret_ledger"}
    kept_back |= {"erasures", "erased_rows", "file_rows", "files_to_read_again"}
    assert there - set(PUBLISHED) == kept_back, "publish it, or keep it back on purpose"
