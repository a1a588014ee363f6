"""Groups and clusters: planted ones are found, worlds without an operator have none."""

import numpy as np
import pandas as pd
import pytest

from hydrascope.clusters.communities import leiden, members_of, merge, settle
from hydrascope.clusters.pairs import Pairs
from hydrascope.clusters.pooled import MEASURES, Crowd
from hydrascope.clusters.search import Settings
from tests import worlds

DAYS = 7


def planted(seed, accounts=1500, operators=40):
    world = worlds.strangers(accounts, seed)
    return world, worlds.with_operator(world, operators, seed)


def asked_by(accounts, in_step=(), seed=0):
    """Everybody's minutes; those in step work through common jobs."""
    rng = np.random.default_rng([seed, 7])
    jobs = worlds.daily(rng, 250, DAYS)
    asked = [worlds.daily(rng, 40, DAYS) for _ in range(accounts)]
    for place in in_step:
        asked[place] = rng.choice(jobs, 80)
    return worlds.minutes_of(asked, DAYS * 1440)


@pytest.mark.parametrize("seed", range(4))
def test_a_world_without_an_operator_has_no_coordinated_cluster(seed):
    found = worlds.find(worlds.strangers(1500, seed).evidence(), asked_by(1500, seed=seed))

    assert [one.kind.kind for one in found.clusters if one.kind.kind == "coordinated"] == []
    assert sum(len(one.members) for one in found.clusters) <= 15


@pytest.mark.parametrize("seed", range(3))
def test_an_operator_is_found_and_is_coordinated(seed):
    world, mine = planted(seed)

    found = worlds.find(world.evidence(), asked_by(1500, mine, seed))

    (one,) = found.clusters
    assert one.kind.kind == "coordinated"
    assert len(np.intersect1d(one.members, mine)) >= 0.9 * len(mine)
    assert len(np.setdiff1d(one.members, mine)) <= 1


def test_without_requests_the_accounts_alone_make_a_group():
    world, mine = planted(1)

    (one,) = worlds.find(world.evidence()).clusters

    assert one.kind.kind == "unclear"
    assert len(np.intersect1d(one.members, mine)) >= 0.8 * len(mine)


def test_the_same_input_gives_the_same_answer_and_another_order_the_same_accounts():
    """Candidates are drawn by place: rows in another order may move an account at the edge."""
    world, mine = planted(2)
    minutes = asked_by(1500, mine, 2)
    rng = np.random.default_rng(5)
    mixed = rng.permutation(1500)
    other = worlds.World(
        {name: codes[mixed] for name, codes in world.one.items()},
        {name: [sets[place] for place in mixed] for name, sets in world.many.items()},
    )
    rows = [minutes.minute[minutes.begin[n] : minutes.begin[n + 1]] for n in mixed]
    counts = [minutes.requests[minutes.begin[n] : minutes.begin[n + 1]] for n in mixed]
    asked = [np.repeat(row, count.astype(int)) for row, count in zip(rows, counts, strict=True)]

    first = worlds.find(world.evidence(), minutes)
    again = worlds.find(world.evidence(), minutes)
    moved = worlds.find(other.evidence(), worlds.minutes_of(asked, DAYS * 1440))

    pd.testing.assert_frame_equal(worlds.frame(first), worlds.frame(again))
    (one,), (same,) = worlds.members(first), [set(mixed[list(m)]) for m in worlds.members(moved)]
    assert len(one & same) >= 0.9 * len(one | same)


def test_every_reported_number_agrees_with_every_other():
    world, mine = planted(3)
    found = worlds.find(world.evidence(), asked_by(1500, mine, 3))

    seen = np.concatenate([np.r_[one.members, one.near.accounts] for one in found.clusters])
    assert len(np.unique(seen)) == len(seen)
    assert found.candidates["cluster_id"].notna().sum() == len(found.clusters)
    assert (found.candidates["fell_at"].isna() == found.candidates["cluster_id"].notna()).all()
    steps = found.filters
    assert steps["candidates_before"].tolist()[1:] == steps["candidates_after"].tolist()[:-1]
    assert steps["candidates_before"].iloc[0] == len(found.candidates)
    assert steps["accounts_before"].iloc[0] == found.candidates["accounts"].sum()


def test_small_clusters_are_candidates_that_fell():
    world, mine = planted(1)

    found = worlds.find(
        world.evidence(), asked_by(1500, mine, 1), settings=Settings(least_accounts=100)
    )

    assert found.clusters == []
    assert "size" in set(found.candidates["fell_at"])


def two_cliques():
    ends = [(a, b) for group in (range(10), range(10, 18)) for a in group for b in group if a < b]
    a, b = np.array([*ends, (9, 10)]).T
    return Pairs(a, b, np.r_[np.full(len(ends), 20.0), 12.0][:, None])


def test_groups_of_links_are_found_largest_first_and_the_same_each_time():
    groups = leiden(two_cliques(), 30)

    assert [part.tolist() for part in members_of(groups)] == [[*range(10)], [*range(10, 18)]]
    assert np.array_equal(groups, leiden(two_cliques(), 30))
    assert (groups[18:] == -1).all()


def test_no_links_are_no_groups():
    nothing = Pairs(np.zeros(0, int), np.zeros(0, int), np.zeros((0, 3)))

    assert members_of(leiden(nothing, 10)) == []
    assert members_of(np.full(10, -1)) == []


def test_fragments_of_one_operator_become_one():
    world, mine = planted(1)

    joined = merge(world.evidence(), [mine[:14], mine[14:27], mine[27:]])

    assert [part.tolist() for part in joined] == [mine.tolist()]


def test_two_operators_do_not_become_one():
    world, mine = planted(1)
    codes = world.one["payment"]
    codes[mine[20:]] += 5000
    world.one["prefix"][mine[20:]] += 2000
    world.one["signup_hour"][mine[20:]] -= 100
    for place in mine[20:]:
        world.many["template"][place] = [
            n + 70 * (n >= 5000) for n in world.many["template"][place]
        ]

    apart = merge(world.evidence(), [mine[:20], mine[20:]])

    assert len(apart) == 2


def test_strangers_leave_a_group_and_missing_members_join():
    world, mine = planted(2)

    (settled,) = settle(world.evidence(), [np.r_[0:6, mine[:30]]])

    assert len(np.intersect1d(settled, np.arange(6))) == 0
    assert len(np.intersect1d(settled, mine)) >= 36


def test_an_account_in_two_groups_goes_where_it_fits_best():
    world, mine = planted(2)

    groups = settle(world.evidence(), [mine, np.sort(np.r_[mine[:5], 0:10])])

    assert sum(len(np.intersect1d(part, mine[:5])) for part in groups) <= 5
    assert len(np.intersect1d(groups[0], mine)) >= 36


def crowd(evidence, minutes, others):
    accounts = evidence.accounts
    asked = np.full(accounts, 50.0)
    return Crowd(evidence, minutes, asked, asked, asked, np.ones((accounts, 2)), others)


def test_ordinary_groups_are_ordinary():
    """Of groups of strangers, about one in ten is outside the 5th to 95th percentile."""
    evidence = worlds.strangers(1500, 4).evidence()
    everybody = crowd(evidence, asked_by(1500, seed=4), np.arange(1500))
    rng = np.random.default_rng(0)

    for name in ("quiet_hours", "templates"):
        seen = [everybody.measure(name, np.sort(rng.choice(1500, 64, False))) for _ in range(40)]

        assert sum(one.is_high for one in seen) <= 8, name


def test_requests_by_hour_are_those_of_a_plain_count_whoever_is_drawn_from():
    """Of those outside every group, of members, and of both: from the first minute on."""
    rng = np.random.default_rng(8)
    asked = [rng.integers(0, 3000, rng.integers(0, 30)) for _ in range(40)]
    asked[5] = np.zeros(0, np.int64)
    minutes, others = worlds.minutes_of(asked, 3000), np.arange(0, 40, 2)
    everybody = crowd(worlds.strangers(40, 1, 50).evidence(), minutes, others)
    everybody.first_minute = 10 * 1440 + 517

    for members in (others, others[3:9], np.arange(1, 40, 2), np.arange(4, 9), others[:0]):
        hours = [(minute + 517) // 60 % 24 for place in members for minute in asked[place]]

        counts = everybody.by_hour(members)

        assert counts.tolist() == np.bincount(np.array(hours, int), minlength=24).tolist()


def test_with_nobody_to_compare_with_nothing_is_unusual():
    world, mine = planted(1, accounts=400)
    alone = crowd(world.evidence(), asked_by(400, mine, 1), np.zeros(0, int))

    measured = {name: alone.measure(name, mine) for name in MEASURES}

    assert not [name for name, one in measured.items() if one is not None and one.is_high]


def test_an_operator_in_a_country_of_its_own_is_found():
    world, mine = planted(1)
    country = worlds.zipf(np.random.default_rng(1), 20, 1500)
    country[mine] = 20

    found = worlds.find(world.evidence(country), asked_by(1500, mine, 1))

    assert [one.kind.kind for one in found.clusters] == ["coordinated"]


DEGENERATE = {
    "one account": worlds.World({"payment": np.zeros(1, int)}, {}),
    "two accounts alike": worlds.World({"payment": np.zeros(2, int)}, {}),
    "one value shared by all": worlds.World({"payment": np.zeros(300, int)}, {}),
    "nothing shared": worlds.World({"payment": np.arange(300)},
                                   {"template": [[n] for n in range(300)]}),
    "all alike": worlds.World({"payment": np.zeros(300, int), "prefix": np.zeros(300, int)},
                              {"template": [[0, 1, 2]] * 300}),
    "nobody knows the card": worlds.World({"payment": np.full(300, -1)}, {}),
}  # fmt: skip


@pytest.mark.parametrize("case", DEGENERATE)
def test_next_to_nothing_is_an_answer(case):
    found = worlds.find(DEGENERATE[case].evidence())

    assert found.clusters == []


def test_accounts_without_any_attribute_are_an_answer():
    assert worlds.find(worlds.evidence_of(10, [])).clusters == []
