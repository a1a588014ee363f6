"""The SQL a figure shows is the SQL that made it."""

import datetime as dt

import duckdb
import pytest

from hydrascope import db
from hydrascope.errors import QueryError
from hydrascope.filters import Filters
from hydrascope.ui import sql_text
from tests import build

VIEW = Filters(
    build.FIRST,
    build.FIRST + dt.timedelta(days=9),
    {"country": ("KR", "it's"), "task": ("coding",)},
)


@pytest.fixture(scope="module")
def conn():
    with duckdb.connect(":memory:") as own:
        build.fill(own)
        yield own


@pytest.mark.parametrize("name", ["overview/timeline", "overview/movers", "requests/per_day"])
def test_the_shown_text_gives_the_same_rows(conn, name):
    params = VIEW.params("model", bucket_name="day")

    shown = conn.execute(sql_text.written(name, params)).df()

    assert shown.equals(db.run(conn, name, params))
    assert "$" not in sql_text.written(name, params)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        (5, "5"),
        ("it's", "'it''s'"),
        (["a", "b"], "['a', 'b']"),
        (dt.datetime(2026, 1, 2, 3, 4), "timestamp '2026-01-02 03:04:00'"),
        (dt.timedelta(hours=1), "interval '3600 seconds'"),
    ],
)
def test_literals(value, text):
    assert sql_text.literal(value) == text


def test_a_missing_value_is_named():
    with pytest.raises(QueryError, match="start_at"):
        sql_text.written("overview/timeline", {})
