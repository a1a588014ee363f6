"""Which account an identifier stands for: precedence, chains, circles, conflicts, learning."""

from collections.abc import Iterator

import duckdb
import pytest

from hydrascope import db

CASES = {
    "one step": ([("api_key", "k", "ann", "litellm_keys")], {"k": "ann"}),
    "followed to the end": (
        [
            ("api_key", "k", "ann", "litellm_keys"),
            ("user", "ann", "acme", "litellm_users"),
            ("org", "acme", "group", "canonical"),
        ],
        {"k": "group", "ann": "group", "acme": "group"},
    ),
    "a person goes before an export, an export before what was learned": (
        [
            ("api_key", "k", "ann", "learned"),
            ("api_key", "k", "ben", "litellm_keys"),
            ("api_key", "k", "cleo", "canonical"),
            ("api_key", "l", "ann", "learned"),
            ("api_key", "l", "ben", "litellm_keys"),
        ],
        {"k": "cleo", "l": "ben"},
    ),
    "of equal standing, nobody": (
        [("api_key", "k", "ann", "litellm_keys"), ("api_key", "k", "ben", "openai_usage_keys")],
        {},
    ),
    "a person settles a conflict": (
        [
            ("api_key", "k", "ann", "litellm_keys"),
            ("api_key", "k", "ben", "openai_usage_keys"),
            ("api_key", "k", "ben", "canonical"),
        ],
        {"k": "ben"},
    ),
    "a person says it is its own": (
        [("user", "k", "ann", "litellm_keys"), ("user", "k", "k", "canonical")],
        {},
    ),
    "two in a circle": ([("user", "a", "b", "x"), ("user", "b", "a", "x")], {}),
    "three in a circle, and one that leads there": (
        [
            ("user", "a", "b", "x"),
            ("user", "b", "c", "x"),
            ("user", "c", "a", "x"),
            ("api_key", "k", "a", "x"),
        ],
        {"k": "a"},
    ),
    "a trace leads to a user, and no further through traces": (
        [("trace", "t", "ann", "langfuse_traces"), ("user", "ann", "acme", "x")],
        {"t": "acme", "ann": "acme"},
    ),
}


@pytest.fixture
def conn() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as made:
        db.script(made, "warehouse/tables")
        yield made


def join(conn: duckdb.DuckDBPyConnection, rows: list[tuple[str, str, str, str]]) -> None:
    conn.executemany("insert into account_aliases values (?, ?, ?, ?)", rows)


@pytest.mark.parametrize("name", CASES)
def test_whom_an_identifier_stands_for(conn: duckdb.DuckDBPyConnection, name: str) -> None:
    rows, ends = CASES[name]
    join(conn, rows)

    db.script(conn, "load/alias_ends")

    assert dict(conn.execute("select id_value, account_id from alias_ends").fetchall()) == ends


def test_conflicts_are_listed_until_a_person_says_which_is_right(
    conn: duckdb.DuckDBPyConnection,
) -> None:
    join(conn, [("api_key", "k", "ann", "litellm_keys"), ("api_key", "k", "ben", "openai_usage")])

    found = db.run(conn, "load/alias_conflicts")

    assert found["id_value"].tolist() == ["k"]
    assert [*found["accounts"][0]] == ["ann", "ben"]
    assert [*found["sources"][0]] == ["litellm_keys", "openai_usage"]
    join(conn, [("api_key", "k", "ann", "canonical")])
    assert db.run(conn, "load/alias_conflicts").empty


def test_a_key_is_learned_from_requests_that_show_it_with_one_account_and_forgotten_again(
    conn: duckdb.DuckDBPyConnection,
) -> None:
    asked = [  # account, how it was named, key
        (1, "user", "k-1"), (1, "user", "k-2"), (2, "user", "k-2"), (3, "api_key", "k-1"),
        (4, "api_key", "k-2"), (5, "user", "k-3"), (2, "user", "k-4"), (6, "api_key", "k-4"),
    ]  # fmt: skip
    names = {1: "ann", 2: "ben", 3: "k-1", 4: "k-2", 5: "(unknown)", 6: "k-4"}
    conn.executemany("insert into known_accounts values (?, ?, '')", list(names.items()))
    conn.executemany(
        "insert into fact_requests (ts, account_key, segment_key, file_key, request_id, row_grain,"
        " request_count, account_id_type, api_key_id)"
        " values ('2026-01-01', ?, 0, 0, 'r', 'request', 1, ?, ?)",
        asked,
    )
    join(conn, [("api_key", "k-4", "cleo", "litellm_keys"), ("api_key", "old", "ann", "learned")])

    db.script(conn, "load/aliases_learned")

    learned = "select id_value, account_id from account_aliases where source = 'learned'"
    # k-2 serves two accounts, k-3 nobody known, of k-4 an export tells, old is seen no more.
    assert conn.execute(learned).fetchall() == [("k-1", "ann")]
