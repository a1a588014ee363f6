"""The corpus of attacks, run for real: with the gate, and with the gate open."""

import pytest

from hydrascope.errors import HydrascopeError
from tests import hostile
from tests.hostile import Attacked

ALL = hostile.attacks()
REFUSED = [attack for attack in ALL if attack.expect == "refused"]
CONTAINED = [attack for attack in ALL if attack.expect == "contained"]
ANSWERED = [attack for attack in ALL if attack.expect == "answered"]


def leaks(outcome, world):
    """Secrets and places the outcome tells of; what the text itself said is no news."""
    beyond = [*hostile.CANARIES, str(world.folder), "inner_", "hydrascope-sql-"]
    return [word for word in beyond if word in outcome.told]


def told_back(attack, world):
    return "{secret}" in attack.sql and attack.expect == "contained"


def test_the_corpus_is_as_large_as_promised():
    assert len(ALL) >= 200
    assert len({attack.sql for attack in ALL}) == len(ALL)
    assert all(attack.why for attack in ALL)


def test_what_must_be_refused_is_refused(pool, world):
    outcomes = Attacked(pool).all([world.fitted(attack.sql) for attack in REFUSED])

    let_pass = [
        attack.sql for attack, outcome in zip(REFUSED, outcomes, strict=True) if not outcome.refused
    ]
    leaked = [
        (attack.sql, found)
        for attack, outcome in zip(REFUSED, outcomes, strict=True)
        for found in leaks(outcome, world)
        if not (found == str(world.folder) and "{" in attack.sql) and found not in attack.sql
    ]
    assert let_pass == []
    assert leaked == []
    assert world.files() == world.before


def test_what_is_harmless_is_answered(bench, world):
    refused = []
    for attack in ANSWERED:
        try:
            bench.run(attack.sql, owner="somebody")
        except HydrascopeError as error:
            refused.append((attack.sql, str(error)))
    assert refused == []


def test_what_may_run_is_contained(pool, world):
    outcomes = Attacked(pool).all([world.fitted(attack.sql) for attack in CONTAINED])

    leaked = [
        (attack.sql, found)
        for attack, outcome in zip(CONTAINED, outcomes, strict=True)
        for found in leaks(outcome, world)
        if not told_back(attack, world)
    ]
    odd = [
        (attack.sql, repr(outcome.error))
        for attack, outcome in zip(CONTAINED, outcomes, strict=True)
        if "What went wrong" in str(outcome.error)
    ]
    assert leaked == []
    assert odd == []
    assert Attacked(pool).one("select 41 + 1 as x").rows == [{"x": 42}]
    assert world.files() == world.before


def test_with_the_gate_open_the_other_walls_hold(world, monkeypatch):
    pool = hostile.ungated_pool(world, monkeypatch)
    try:
        attacked = Attacked(pool)
        outcomes = attacked.all([world.fitted(attack.sql) for attack in REFUSED])
        still = attacked.one("select 41 + 1 as x")
    finally:
        pool.close()

    escaped = [
        (attack.sql, word)
        for attack, outcome in zip(REFUSED, outcomes, strict=True)
        for word in hostile.CANARIES
        if word in outcome.told
    ]
    assert escaped == []
    assert still.rows == [{"x": 42}]
    assert world.files() == world.before


def doubled(step, last):
    """A chain of common table expressions, each twice the one before: 2 to the 27th."""
    chain = [f"a{at} as ({step.replace('{}', f'a{at - 1}')})" for at in range(1, 28)]
    return f"with a0 as (select 1 as x), {', '.join(chain)} {last}"


@pytest.mark.parametrize(
    "text",
    [
        doubled("from {} union all from {}", "select count(*) from a27"),
        doubled("select l.x from {} l, {} r", "select count(*) from a27").replace(
            " as (", " as not materialized ("
        ),
        f"pivot (select 1 a, 2 b, 3 c, 5 v) on a in ({(tens := ','.join(map(str, range(100))))}),"
        f" b in ({tens}), c in ({tens}) using sum(v)",
        "select count(*) from requests group by cube ("
        + ", ".join(f"request_count + {at}" for at in range(22))
        + ")",
        f"select {', '.join(f'r{at}.*' for at in range(40))} from "
        + ", ".join(f"requests r{at}" for at in range(40)),
        "select count(*) from " + ", ".join(f"accounts a{at}" for at in range(900)),
        f"select {', '.join('columns(*)' for _ in range(300))} from requests",
    ],
    ids=["union", "join", "pivot", "cube", "stars", "900 tables", "columns"],
)
def test_small_texts_that_grow_are_contained(pool, world, text):
    outcome = Attacked(pool).one(text)

    assert outcome.error is None or str(outcome.error).strip()
    assert leaks(outcome, world) == []
    assert Attacked(pool).one("select 41 + 1 as x").rows == [{"x": 42}]


@pytest.mark.parametrize("name", [hostile.VARIABLE, "HOME", "PATH"])
def test_a_worker_has_none_of_our_environment(pool, name):
    heard = Attacked(pool).one(f"select getenv('{name}')")

    assert heard.refused
    assert hostile.IN_THE_ENVIRONMENT not in heard.told
