"""Meetings of accounts: against a slow count, against simulation, against CooRTweet's answer."""

from collections import Counter
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from hydrascope.clusters.coaction import chances, meetings, met, network, sittings

REAL = Path(__file__).parents[1] / "fixtures" / "coaction"
ACTIONS = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 3), st.integers(0, 300)), max_size=40
)


def arrays(actions):
    table = np.array(actions, dtype=np.int64).reshape(-1, 3)
    return table[:, 0], table[:, 1], table[:, 2]


def slow_meetings(actions, window):
    """How often each two accounts met, by looking at every two actions."""
    return Counter(
        tuple(sorted((one[0], other[0])))
        for one, other in combinations(actions, 2)
        if one[0] != other[0] and one[1] == other[1] and abs(one[2] - other[2]) <= window
    )


def told(found):
    return dict(zip(zip(found.a.tolist(), found.b.tolist(), strict=True),
                    found.times.tolist(), strict=True))  # fmt: skip


@given(ACTIONS, st.integers(0, 120))
def test_every_meeting_is_counted_once(actions, window):
    assert told(met(*arrays(actions), window=window)) == slow_meetings(actions, window)


@given(ACTIONS)
def test_the_order_of_the_rows_is_nothing(actions):
    account, thing, seconds = arrays(actions)
    mixed = np.random.default_rng(1).permutation(len(account))

    one = met(account, thing, seconds)
    other = met(account[mixed], thing[mixed], seconds[mixed])

    assert told(one) == told(other)
    np.testing.assert_allclose(one.expected, other.expected)


@given(ACTIONS)
def test_what_chance_leads_to_is_the_sum_over_all_objects_of_both(actions):
    account, thing, seconds = arrays(actions)
    found = met(account, thing, seconds)
    chance = chances(thing, seconds, 60.0)

    for a, b, expected in zip(found.a, found.b, found.expected, strict=True):
        slow = sum(
            sum((account == a) & (thing == one))
            * sum((account == b) & (thing == one))
            * chance[one]
            for one in np.unique(thing)
        )
        assert expected == pytest.approx(slow)


def test_strangers_meet_as_often_as_expected_and_operators_more_often():
    rng = np.random.default_rng(4)
    account, thing = np.repeat(np.arange(30), 400), np.tile(np.arange(8), 30 * 50)
    seconds = rng.uniform(0, 100_000, len(account))
    job = rng.uniform(0, 100_000, 50)
    for place in (0, 1):  # both run fifty jobs on one object
        account = np.r_[account, np.full(50, place)]
        thing, seconds = np.r_[thing, np.zeros(50, int)], np.r_[seconds, job + place * 20]

    found = met(account, thing, seconds)

    pair = (found.a == 0) & (found.b == 1)
    strangers = (found.a > 1) & (found.b > 1)
    assert found.times[strangers].sum() == pytest.approx(found.expected[strangers].sum(), rel=0.03)
    assert found.bits[pair] > 40
    # Of 378 pairs of strangers, three bits are by chance at most those of one in eight.
    assert (found.bits[strangers] > 3).mean() <= 2**-3
    assert found.bits[strangers].max() < 12


def test_a_few_actions_show_a_life_longer_than_their_range():
    """Uniform actions: the estimated probability of meeting is right on average, from k=8 on."""
    rng = np.random.default_rng(2)
    thing = np.repeat(np.arange(4000), 8)

    found = chances(thing, rng.uniform(0, 10_000, len(thing)), 60.0)

    assert found.mean() == pytest.approx(2 * 60 / 10_000, rel=0.15)


def test_an_object_only_two_acted_on_within_the_window_says_nothing_of_their_timing():
    found = met(np.array([0, 1]), np.array([0, 0]), np.array([5.0, 20.0]))

    assert found.times.tolist() == [1]
    assert found.bits.tolist() == [0.0]


def test_a_crowd_is_cut_short_and_counted():
    account, second = np.arange(3000), np.zeros(3000)
    thing = np.zeros(3000, int)

    found = meetings(account, thing, second, crowd=200)

    assert len(found.first) + found.left_out == 3000 * 2999 // 2
    assert len(found.first) < 3000 * 200


def test_in_a_crowd_the_same_accounts_meet_each_time():
    times = 20
    account = np.tile(np.arange(1000), times)
    thing = np.repeat(np.arange(times), 1000)

    found = met(account, thing, np.zeros(len(account)), crowd=50)

    assert set(found.times.tolist()) == {times}


def test_a_run_of_actions_is_one_sitting():
    account = np.array([1, 1, 1, 1, 2, 1])
    thing = np.array([7, 7, 7, 7, 7, 8])
    seconds = np.array([0, 50, 100, 500, 60, 110])

    assert sittings(account, thing, seconds).tolist() == [0, 3, 4, 5]
    assert sittings(account[:0], thing[:0], seconds[:0]).tolist() == []


def test_nobody_and_one_account_meet_nobody():
    for number in (0, 1, 5):
        nobody = np.zeros(number, dtype=np.int64)

        assert not len(met(nobody, nobody, nobody).a)
        assert not len(network(nobody, nobody, nobody).accounts)


@pytest.fixture(scope="module")
def shares():
    frame = pd.read_csv(REAL / "shares.csv.gz")
    return [frame[name].to_numpy() for name in ("account", "object", "second")]


def test_coortweets_edges_weights_and_groups_are_found_in_its_own_data(shares):
    known = pd.read_csv(REAL / "edges.csv")
    edges = {
        tuple(sorted((row.account, row.other))): row.weight for row in known.itertuples(index=False)
    }

    found = network(*shares, window=60, min_participation=2, edge_weight=0.5)

    mine = dict(zip(zip(found.a, found.b, strict=True), found.weight, strict=True))
    assert mine == edges
    assert len(found.accounts) == 94
    size = shares[0].max() + 1
    graph = sparse.coo_array((found.weight, (found.a, found.b)), shape=(size, size))
    _, part = connected_components(graph, directed=False)
    assert len(np.unique(part[found.accounts])) == known["component"].nunique() == 34


def test_the_pairs_coortweet_keeps_are_no_chance(shares):
    found = met(*shares)
    kept = network(*shares)
    edges = set(zip(kept.a, kept.b, strict=True))
    is_edge = np.array([pair in edges for pair in zip(found.a, found.b, strict=True)])

    assert np.median(found.bits[is_edge]) > np.quantile(found.bits[~is_edge], 0.95)
