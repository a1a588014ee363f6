"""Jobs: a campaign inside other people's traffic is found by its minutes, and nothing else is."""

from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hydrascope.clusters.groups import SURE
from hydrascope.clusters.jobs import (
    LIFT,
    PART_TIME,
    Asked,
    _grown,
    _refined,
    coincidences,
    find_jobs,
    share,
)
from hydrascope.clusters.pairs import surplus
from hydrascope.clusters.profiles import Profile
from hydrascope.clusters.themes import themes
from hydrascope.clusters.timing import expect
from tests import pool, worlds
from tests.pool import CAMPAIGN, CARRIERS

WHO, WHAT, WHEN = 6, 7, 50
ASKED = st.lists(
    st.tuples(st.integers(0, WHO - 1), st.integers(0, WHAT - 1), st.integers(0, WHEN - 1)),
    max_size=60,
)


def slow_coincidences(asked, parts, unusual):
    """Every minute, every two accounts, one set of templates after the other."""
    at = [defaultdict(set) for _ in parts]
    for account, template, minute in asked:
        for number, part in enumerate(parts):
            if template in part:
                at[number][minute].add(account)
    usual = [expect(np.array([float(len(one[n])) for n in range(WHEN)])) * unusual for one in at]
    seen, expected = np.zeros((len(parts),) * 2), np.zeros((len(parts),) * 2)
    for a in range(len(parts)):
        for b in range(len(parts)):
            if a != b:
                seen[a, b] = sum(
                    one != other
                    for minute in range(WHEN)
                    for one in at[a][minute]
                    for other in at[b][minute]
                )
                expected[a, b] = sum(x * y for x, y in zip(usual[a], usual[b], strict=True))
    return seen, np.maximum(expected, 1e-6)


@given(ASKED)
def test_coincidences_are_those_of_the_slow_count(asked):
    everything = worlds.evidence_of(WHO, [worlds.several("template", [[*range(WHAT)]] * WHO)])
    rush = np.random.default_rng(1).poisson(2.0, WHEN)
    minutes = worlds.minutes_of([np.repeat(np.arange(WHEN), rush)] + [[]] * (WHO - 1), WHEN)
    parts = [np.array([0, 1]), np.array([2]), np.array([3, 4, 5])]  # 6 is in none
    table = np.array(asked, dtype=np.int64).reshape(-1, 3)

    seen, expected = coincidences(everything, parts, Asked(*table.T), minutes)

    slow = slow_coincidences(asked, [set(part.tolist()) for part in parts], minutes.unusual)
    assert seen.tolist() == slow[0].tolist()
    np.testing.assert_allclose(expected, slow[1], rtol=1e-4)


def test_an_account_meets_others_and_never_itself_and_counts_once_a_minute():
    everything = worlds.evidence_of(WHO, [worlds.several("template", [[*range(WHAT)]] * WHO)])
    minutes = worlds.minutes_of([[]] * WHO, WHEN)
    parts = [np.array([0]), np.array([1])]
    own = [(0, 0, 5), (0, 1, 5), (0, 1, 5)]
    others = [(1, 0, 9), (1, 0, 9), (2, 1, 9), (3, 1, 9), (4, 1, 10)]

    alone, _ = coincidences(everything, parts, Asked(*np.array(own).T), minutes)
    met, _ = coincidences(everything, parts, Asked(*np.array(own + others).T), minutes)

    assert alone.tolist() == [[0, 0], [0, 0]]
    assert met.tolist() == [[0, 2], [2, 0]]


def table(themes, pairs, chance=10.0):
    """As often as by chance, but for these pairs."""
    seen, by_chance = np.full((themes, themes), chance), np.full((themes, themes), chance)
    for (one, other), times in pairs.items():
        seen[one, other] = seen[other, one] = times
    np.fill_diagonal(seen, 0.0)
    np.fill_diagonal(by_chance, 1e-6)
    return seen, by_chance


def together(number):
    return [np.flatnonzero(number == job).tolist() for job in range(number.max() + 1)]


def test_pairs_in_step_make_jobs_and_a_chain_is_one():
    found = _grown(*table(8, {(0, 1): 60, (1, 2): 60, (5, 6): 60}))

    assert together(found) == [[0, 1, 2], [5, 6]]
    assert found[[3, 4, 7]].tolist() == [-1, -1, -1]


def test_what_is_in_step_with_a_whole_job_joins_and_then_what_is_in_step_with_that():
    """Theme 3 joins by three pairs none of which is enough; only with it does 4 fit."""
    weak = {(3, 0): 20, (3, 1): 19, (3, 2): 19, (4, 3): 24, (4, 0): 17, (4, 1): 16, (4, 2): 16}
    job = {(0, 1): 60, (1, 2): 60, (0, 2): 60}
    for times, pairs in ((24, 1), (58, 3), (73, 4)):  # no sum pays for a search among all pairs
        assert surplus(np.array(times), np.array(10.0 * pairs)) < 2 * np.log2(8) + SURE

    assert together(_grown(*table(8, job | weak))) == [[0, 1, 2, 3, 4]]
    assert together(_grown(*table(8, weak))) == []
    without = {pair: times for pair, times in weak.items() if 3 not in pair}
    assert together(_grown(*table(8, job | without))) == [[0, 1, 2]]


def test_what_fits_two_jobs_joins_the_one_it_fits_best():
    jobs = {(0, 1): 90, (2, 3): 90, (4, 0): 20, (4, 1): 20, (4, 2): 24, (4, 3): 24}

    assert together(_grown(*table(8, jobs))) == [[0, 1], [2, 3, 4]]


def test_chance_makes_no_job():
    rng = np.random.default_rng(4)
    for number in (2, 5, 40, 40, 150):
        rate = np.triu(rng.gamma(1.0, 20.0, (number, number)), 1)
        seen = rng.poisson(rate).astype(float)

        found = _grown(seen + seen.T, np.maximum(rate + rate.T, 1e-6))

        assert (found == -1).all(), number


@pytest.mark.parametrize("number", [3, 30, 300])
def test_the_search_among_all_pairs_is_paid_for(number):
    """The least number of coincidences that makes a job, found by counting up."""
    least = next(
        times
        for times in range(10, 200)
        if surplus(np.array(float(times)), np.array(10.0)) >= 2 * np.log2(number) + SURE
    )

    assert together(_grown(*table(number, {(0, 1): least}))) == [[0, 1]]
    assert together(_grown(*table(number, {(0, 1): least - 1}))) == []


def test_many_coincidences_little_beyond_chance_are_no_job():
    for lift, jobs in ((LIFT - 0.05, []), (LIFT + 0.05, [[0, 1]])):
        assert together(_grown(*table(6, {(0, 1): 1e6 * lift}, 1e6))) == jobs


def test_no_themes_are_no_jobs():
    assert len(_grown(np.zeros((0, 0)), np.zeros((0, 0)))) == 0


@pytest.mark.parametrize("seed", range(1, 5))
def test_a_quarter_of_the_requests_in_common_bursts_is_a_job_of_these_accounts(seed):
    world = pool.pool(seed)

    (job,) = world.find()

    assert len(np.intersect1d(job.members, CARRIERS)) >= len(CARRIERS) - 1
    assert len(np.setdiff1d(job.members, CARRIERS)) == 0
    labels = world.evidence.label[job.templates]
    assert (labels >= CAMPAIGN).all()
    assert len(labels) >= 90  # of a hundred


def test_a_job_holds_its_own_minutes_and_is_judged_by_its_own_templates():
    world = pool.pool(2)
    (job,) = world.find()
    group = job.group(world.evidence)

    mine = np.isin(world.template, world.evidence.label[job.templates].astype(np.int64))
    for place in (*CARRIERS[:5], *pool.PLACES[1:6:2], 3):
        asked = np.bincount(world.minute[mine & (world.account == place)], minlength=pool.SPAN)
        assert job.minutes.per_minute(np.array([place])).tolist() == asked.tolist(), place
    signature = group.profile.columns[group.profile.signature]
    assert len(signature) >= 90
    assert set(signature.tolist()) <= set(job.templates.tolist())
    whole = Profile(world.evidence, job.members).signature
    assert whole.sum() > len(signature)  # customers' templates, too, are more usual among them


def test_who_does_a_little_of_every_part_of_a_job_belongs_to_it_too():
    """Sixteen requests of 240: no user of any theme, and in step with the job as a whole."""
    plain, rng = pool.pool(2), np.random.default_rng(5)
    template, minute = plain.template.copy(), plain.minute.copy()
    rows = np.flatnonzero(plain.account == pool.PLACES[1])[:16]
    template[rows] = CAMPAIGN + rng.choice(100, 16, replace=False)
    minute[rows] = rng.choice(plain.minute[plain.template >= CAMPAIGN], 16)
    world = pool.Pool(plain.account, template, minute)

    (job,) = world.find()

    using = themes(world.evidence, world.programs, world.requests, 1)
    labels = world.evidence.label.astype(np.int64)
    ours = [one.accounts for one in using if (labels[one.templates] >= CAMPAIGN).all()]
    assert pool.PLACES[1] not in np.concatenate(ours)
    assert set(job.members.tolist()) == {*CARRIERS.tolist(), int(pool.PLACES[1])}


@pytest.mark.parametrize("seed", range(1, 4))
def test_the_same_templates_at_random_times_are_no_job(seed):
    assert pool.pool(seed, in_step=False).find() == []


@pytest.mark.parametrize(("part", "jobs"), [(0.4, 1), (0.6, 0)])
def test_accounts_that_do_little_else_are_no_job_among_others(part, jobs):
    world = pool.pool(1, share=part)
    evidence = world.evidence
    templates = np.flatnonzero(evidence.label.astype(np.int64) >= CAMPAIGN)

    assert len(world.find()) == jobs
    seen = share(evidence, CARRIERS, templates, world.requests)
    assert seen == pytest.approx(part, abs=0.03)
    assert (seen < PART_TIME) == bool(jobs)


def test_the_share_of_a_job_is_the_median_over_its_accounts():
    use = [[0, 1], [0, 2], [1, 2], [0]]
    evidence = worlds.evidence_of(4, [worlds.several("template", use)])
    everybody, requests = np.arange(4), np.array([2.0, 10.0, 2.0, 0.0])

    place = {int(label): number for number, label in enumerate(evidence.label)}
    both = np.array([place[0], place[1]])

    # One request each for templates 0 and 1: two of two, one of ten, one of two, one of none.
    assert share(evidence, everybody[:3], both, requests) == pytest.approx(0.5)
    assert share(evidence, everybody[:2], both, requests) == pytest.approx(0.55)
    assert share(evidence, everybody[3:], both, requests) == pytest.approx(1.0)
    assert share(evidence, everybody[2:3], both[:1], requests) == 0.0


def test_the_same_world_gives_the_same_job_and_no_program_none():
    world = pool.pool(3)
    (one,), (other,) = world.find(), world.find()

    assert one.members.tolist() == other.members.tolist()
    assert one.templates.tolist() == other.templates.tolist()
    read = world.read_asked
    assert find_jobs(world.evidence, None, world.requests, world.minutes, read, 1) == []


def test_a_customers_templates_that_came_along_are_left_out_again():
    """Ten parts of a list with thirty accounts each; the last is asked at random times."""
    rng = np.random.default_rng(6)
    accounts, parts, each = 300, 10, 12
    use = [[each * (place // 30) + n for n in range(each)] for place in range(accounts)]
    evidence = worlds.evidence_of(2000, [worlds.several("template", use + [[]] * 1700)])
    account = np.repeat(np.arange(accounts), 40)
    template = each * (account // 30) + rng.integers(0, each, len(account))
    random = worlds.daily(rng, len(account), pool.DAYS) % pool.SPAN
    job = rng.choice(worlds.daily(rng, 80, pool.DAYS) % pool.SPAN, len(account))
    nobody = worlds.minutes_of([[]] * 2000, pool.SPAN)
    everything = np.arange(parts * each)

    def refined(minute):
        asked = Asked(account, template, minute)
        return _refined(evidence, np.arange(accounts), everything, asked, nobody, 1).tolist()

    own = [*range((parts - 1) * each)]
    assert refined(np.where(account < 270, job, random)) == own
    assert refined(job) == everything.tolist()
