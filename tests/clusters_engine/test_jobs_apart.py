"""Jobs beside groups: no account is in two clusters, and what is left is judged again."""

import numpy as np
import pytest

from hydrascope.clusters.jobs import SAME, Job, apart
from hydrascope.clusters.search import Settings, search
from hydrascope.clusters.timing import Minutes
from tests import pool, worlds
from tests.pool import CAMPAIGN, CARRIERS, PLACES

NOTHING = np.zeros(0, np.int64)


@pytest.fixture(scope="module")
def operators():
    """Forty accounts of one operator, the last of six hundred, and everybody's minutes."""
    world = worlds.strangers(600, 1)
    mine = worlds.with_operator(world, 40, 1)
    return world.evidence(), mine, worlds.minutes_of([[]] * 600, 1440)


def job(members: np.ndarray, minutes: Minutes) -> Job:
    return Job(NOTHING, np.sort(members), minutes)


def listed(groups):
    return [set(part.tolist()) for part in groups]


def test_accounts_of_a_job_leave_their_group_and_do_not_come_back(operators):
    """They would fit the rest of the group: they are its operator's."""
    evidence, mine, minutes = operators

    groups, jobs = apart(evidence, [mine], [job(mine[:12], minutes)], minutes)

    assert listed(groups) == [set(mine[12:].tolist())]
    assert listed(one.members for one in jobs) == [set(mine[:12].tolist())]


def test_the_rest_of_a_group_is_judged_again_and_other_groups_are_not(operators):
    """Strangers who came with the job's accounts leave, and who belongs to the rest joins."""
    evidence, mine, minutes = operators
    mixed = np.sort(np.r_[0:25, mine[:30]])
    untouched = np.arange(100, 110)  # strangers to each other

    groups, _ = apart(evidence, [mixed, untouched], [job(np.arange(20), minutes)], minutes)

    assert listed(groups) == [set(mine.tolist()), set(untouched.tolist())]


def test_who_is_in_a_group_that_has_nothing_to_do_with_a_job_stays_there_alone(operators):
    evidence, mine, minutes = operators
    one, other = np.sort(np.r_[100:110, mine[:5]]), np.sort(np.r_[0:8, mine[5:]])

    groups, _ = apart(evidence, [other, one], [job(np.arange(8), minutes)], minutes)

    assert set(one.tolist()) in listed(groups)
    everybody = np.concatenate(groups)
    assert len(np.unique(everybody)) == len(everybody)


def test_a_group_that_is_the_job_already_stays_and_the_job_goes(operators):
    evidence, mine, minutes = operators
    nearly = mine[: round(SAME * len(mine))]

    for members in (mine, nearly):
        groups, jobs = apart(evidence, [mine], [job(members, minutes)], minutes)

        assert jobs == []
        assert listed(groups) == [set(mine.tolist())]

    groups, jobs = apart(evidence, [mine], [job(nearly[:-1], minutes)], minutes)
    assert len(jobs) == 1
    assert groups == []  # three accounts are no group


def test_without_jobs_groups_stay_as_they_are(operators):
    evidence, mine, minutes = operators

    groups, jobs = apart(evidence, [mine, np.arange(9)], [], minutes)

    assert (listed(groups), jobs) == ([set(mine.tolist()), set(range(9))], [])


def test_an_account_of_two_jobs_is_counted_in_the_larger(operators):
    evidence, mine, minutes = operators
    both = [job(mine[:20], minutes), job(mine[15:30], minutes), job(mine[14:18], minutes)]

    _, jobs = apart(evidence, [], both, minutes)

    assert listed(one.members for one in jobs) == [
        set(mine[:20].tolist()), set(mine[20:30].tolist())
    ]  # fmt: skip


SECOND = np.sort(np.r_[PLACES[1::2][:40], CARRIERS[:12]])  # carriers of another campaign


def two_campaigns():
    """Another campaign, in jobs of its own, through forty accounts and twelve of the first's."""
    first, rng = pool.pool(1), np.random.default_rng(8)
    template, minute = first.template.copy(), first.minute.copy()
    mine = np.isin(first.account, SECOND) & (rng.random(len(template)) < 0.25)
    template[mine] = pool.campaign_template(rng, first.account[mine], CAMPAIGN + 5000)
    minute[mine] = rng.choice(worlds.daily(rng, pool.JOBS, pool.DAYS), mine.sum()) % pool.SPAN
    return pool.Pool(first.account, template, minute)


def found(world: pool.Pool, settings: Settings | None = None, **more):
    return search(
        world.evidence, world.lives, world.crowd, lambda _: world.minutes, settings, **more
    )


def test_two_campaigns_in_one_pool_are_two_clusters_without_an_account_in_common():
    world = two_campaigns()

    clusters = [
        one for one in found(world, read_asked=world.read_asked).clusters
        if one.kind.kind == "coordinated"
    ]  # fmt: skip

    one, other = (set(cluster.members.tolist()) for cluster in clusters)
    assert not one & other
    assert one == set(CARRIERS.tolist())
    assert other == set(SECOND.tolist()) - one  # who is in both is in the larger
    for cluster in clusters:
        assert cluster.kind.explained_by.startswith("Only 2")


def test_without_single_requests_no_job_is_looked_for():
    world = pool.pool(1)

    parts = [
        [one.part for one in found(world, read_asked=read).clusters]
        for read in (world.read_asked, None)
    ]

    assert parts[0] == [pytest.approx(0.25, abs=0.03)]
    assert parts[1] == [None] * len(parts[1])


def test_the_families_of_candidates_too_small_to_be_judged_are_not_told():
    world = two_campaigns()
    least = Settings(least_accounts=50)

    candidates = found(world, least, read_asked=world.read_asked).candidates

    fell = candidates["fell_at"] == "size"
    assert fell.any()
    assert not fell.all()
    assert candidates["families"].isna().tolist() == fell.tolist()
    assert (candidates.loc[~fell, "families"] >= 2).any()
