"""Account ids: out of reach by default."""

import re

import pytest

from hydrascope.errors import HydrascopeError
from hydrascope.workbench.bench import Workbench
from hydrascope.workbench.published import FRIENDLY, STORED


@pytest.fixture(scope="module")
def ids(world):
    """Every id the exports gave for an account."""
    with world.warehouse.connect() as conn:
        rows = conn.execute("select account_id from known_accounts").fetchall()
    return {account_id for (account_id,) in rows} - {"(unknown)"}


@pytest.mark.parametrize("table", [*FRIENDLY, *STORED])
def test_no_table_tells_an_account_id(bench, ids, table):
    rows = bench.run(f"from {table}", owner="somebody").rows.to_pylist()

    assert not {value for row in rows for value in row.values() if isinstance(value, str)} & ids


@pytest.mark.parametrize(
    "text",
    [
        "explain analyze from events join accounts using (account_id)",
        "explain analyze from account_aliases where account_id > 'a'",
        "explain select user_id from requests where user_id = 'x'",
        "select account_id::integer from known_accounts",
        "select error(account_id) from events",
        "select error(id_value) from account_aliases",
        "select strptime(account_id, '%d') from accounts",
    ],
)
def test_neither_a_plan_nor_an_error_tells_one(bench, ids, text):
    try:
        answer = bench.run(text, owner="somebody")
        told = str(answer.plan) + str(answer.rows.to_pylist())
    except HydrascopeError as error:
        told = str(error)

    assert [one for one in ids if one in told] == []
    assert re.search("[0-9a-f]{32}", told) is None  # what the made-up ids are made with


def test_revealed_they_are_as_the_exports_gave_them(world, ids):
    with Workbench(world.warehouse, slots=1, reveal=True) as bench:
        found = bench.run("select account_id from accounts", owner="somebody").frame()

    assert set(found["account_id"]) - {"(unknown)"} == ids


def test_short_names_stay_and_tell_accounts_apart(bench, world):
    text = "select account_id from accounts order by account_id"
    first = bench.run(text, owner="somebody").frame()
    with Workbench(world.warehouse, slots=1) as again:
        assert again.run(text, owner="somebody").frame().equals(first)
    assert first["account_id"].is_unique
