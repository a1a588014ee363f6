"""The catalogue over a version: what it holds does not hang on the order names come in."""

import itertools

import duckdb
import pytest

from hydrascope.sandbox import front as fronts


@pytest.mark.parametrize("names", list(itertools.permutations(("a", "m", "z"))))
def test_a_macro_may_call_another_whatever_their_names(tmp_path, names):
    first, second, third = names
    version = tmp_path / "usage.duckdb"
    with duckdb.connect(str(version)) as conn:
        conn.execute("create table numbers as select 3 as n")
        conn.execute(f"create macro {first}(x) as x + 1")
        conn.execute(f"create macro {second}(x) as table select {first}(n) + x as n from numbers")
        conn.execute(f"create macro {third}() as table from {second}(10)")
    made = fronts.Front(
        str(tmp_path / f"{fronts.NAME}.duckdb"), str(version), "inner_data", ("numbers", *names)
    )

    fronts.make(made)

    with duckdb.connect(made.path) as conn:
        made.attach(conn)
        assert conn.execute(f"from {third}()").fetchall() == [(14,)]
        assert fronts.published(conn).macros == set(names)
