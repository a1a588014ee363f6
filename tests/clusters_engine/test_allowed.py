"""The allow-list: its values make no links, its accounts join nothing, its clusters fall."""

import numpy as np
import pandas as pd
import pytest

from hydrascope.clusters.allowed import Allowed, spare
from hydrascope.clusters.evidence import Shown
from hydrascope.clusters.explanations import explain
from hydrascope.clusters.gathering import gather
from hydrascope.clusters.groups import Group
from tests import worlds

NAMES = {f"acct_{place}": place for place in range(6)}


def shown():
    hours = pd.to_datetime(["2026-01-01 10:00", "2026-01-02 11:00"]).to_numpy()
    return [
        worlds.single("prefix", [0, 0, 1, 1, -1, 1]),
        worlds.several("request_prefix", [[0], [0, 1], [1], [1], [0], []]),
        Shown("signup_hour", np.arange(6), np.array([0, 0, 0, 1, 1, 1]), hours),
        worlds.several("template", [[0, 31], [31], [31], [0], [0], []], known=np.ones(6, bool)),
    ]


def values(evidence, name):
    """Who shows each value of an attribute that is left."""
    columns = evidence.columns(name)
    return {
        str(evidence.label[column]): np.flatnonzero(evidence.shows[:, [column]].toarray()).tolist()
        for column in columns
    }


def gathered(allowed):
    left, spared = spare(shown(), allowed, NAMES)
    return gather(np.arange(6), np.full(6, -1), left, spared)


def test_an_allowed_value_is_gone_at_sign_up_and_in_requests_and_its_accounts_are_unknown():
    evidence = gathered(Allowed(values=frozenset({("request_prefix", "1")})))

    assert values(evidence, "prefix") == {"0": [0, 1]}
    assert values(evidence, "request_prefix") == {"0": [0, 1, 4]}
    assert evidence.known[0].tolist() == [True, True, False, False, False, False]
    told = {(name, tuple(who.tolist())) for name, who in evidence.spared.shown}
    assert told == {("prefix", (2, 3, 5)), ("request_prefix", (1, 2, 3))}


@pytest.mark.parametrize("value", [("template", f"{31:016x}"), ("signup_hour", "2026-01-01 10:00")])
def test_values_are_named_as_pages_show_them(value):
    name, _ = value
    before, after = gathered(Allowed()), gathered(Allowed(values=frozenset({value})))

    assert len(values(after, name)) == len(values(before, name)) - 1
    assert values(after, "prefix") == values(before, "prefix")


def test_an_allowed_account_shows_nothing_and_could_not_have():
    evidence = gathered(Allowed(accounts=frozenset({"acct_1", "acct_99"})))

    assert evidence.shows[[1]].nnz == 0
    assert not evidence.known[:, 1].any()
    assert values(evidence, "prefix") == {"1": [2, 3, 5]}
    assert evidence.spared.accounts.tolist() == [1]


def test_an_allowed_office_still_explains_its_people():
    world = worlds.strangers(400, 1)
    office = np.arange(20)
    world.one["prefix"][office] = 7_000
    parts = [worlds.single(name, codes) for name, codes in world.one.items()]
    named = {f"acct_{place}": place for place in range(400)}
    left, spared = spare(parts, Allowed(values=frozenset({("prefix", "7000")})), named)
    evidence = gather(np.arange(400), np.full(400, -1), left, spared)

    told = explain(Group(evidence, office), None)

    assert "7000" not in values(evidence, "prefix")
    assert told.place == 1.0


def search(allowed, mine, world):
    parts = [worlds.single(name, codes) for name, codes in world.one.items()]
    parts += [worlds.several(name, sets) for name, sets in world.many.items()]
    left, spared = spare(parts, allowed, {f"acct_{place}": place for place in range(1500)})
    return worlds.find(gather(np.arange(1500), np.full(1500, -1), left, spared))


def test_an_allowed_cluster_falls_at_its_filter_until_it_is_mostly_others():
    world = worlds.strangers(1500, 1)
    mine = worlds.with_operator(world, 40, 1)
    names = [f"acct_{place}" for place in mine]
    whole = search(Allowed(), mine, world)
    assert len(whole.clusters) == 1

    fallen = search(Allowed(clusters=(frozenset(names),)), mine, world)
    outgrown = search(Allowed(clusters=(frozenset(names[:10]),)), mine, world)

    assert fallen.clusters == []
    (row,) = fallen.candidates[fallen.candidates["fell_at"] == "allow-list"].to_dict("records")
    assert "On the allow-list" in row["reason"]
    assert row["accounts"] == len(whole.clusters[0].members)
    (step,) = fallen.filters[fallen.filters["filter"] == "allow-list"].to_dict("records")
    assert step["candidates_before"] - step["candidates_after"] == 1
    assert step["accounts_before"] - step["accounts_after"] == row["accounts"]
    pd.testing.assert_frame_equal(worlds.frame(outgrown), worlds.frame(whole))


def test_the_name_of_a_list_tells_lists_apart_and_forgets_their_order():
    one = Allowed(values=frozenset({("payment", "x"), ("asn", "1")}), accounts=frozenset("ab"))
    same = Allowed(values=frozenset({("asn", "1"), ("payment", "x")}), accounts=frozenset("ba"))

    assert one.digest() == same.digest()
    others = [
        Allowed(values=one.values),
        Allowed(clusters=(one.accounts,)),
        Allowed(accounts=frozenset({"a", "b", "c"})),
    ]
    assert len({one.digest(), *(other.digest() for other in others)}) == 4
    assert Allowed().digest() == ""
    assert not Allowed()
