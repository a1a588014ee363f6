"""People in one room: in step for a day, with means of their own. Nobody is accused of that."""

from dataclasses import replace

import numpy as np
import pytest

from hydrascope.clusters.kinds import SMALL, decide
from hydrascope.clusters.timing import Beat
from tests import worlds
from tests.clusters_engine.test_kinds import IN_STEP, OWN_WORK, REPLACED, facts

DAYS, PEOPLE, ACCOUNTS = 10, 60, 1500
MINE = np.arange(ACCOUNTS - PEOPLE, ACCOUNTS)


def world(seed, jobs):
    """Strangers, and people who sign up together and do the same exercises in the same minutes."""
    made, rng = worlds.strangers(ACCOUNTS, seed), np.random.default_rng([seed, 3])
    made.one["payment"][MINE] = 90_000 + np.arange(PEOPLE)
    made.one["signup_hour"][MINE] = jobs.min() // 60 + rng.integers(0, 2, PEOPLE)
    for place in MINE:
        exercises = 5000 + rng.choice(25, 15, replace=False)
        own = made.many["template"][place][:5]
        made.many["template"][place] = sorted({*own, *exercises.tolist()})
    asked = [worlds.daily(rng, 40, DAYS) for _ in range(ACCOUNTS)]
    for place in MINE:
        asked[place] = np.r_[rng.choice(jobs, 40), asked[place][:10]]
    return made.evidence(), worlds.minutes_of(asked, DAYS * 1440)


def kinds(found):
    return {one.kind.kind: one for one in found.clusters if np.isin(MINE, one.members).any()}


@pytest.mark.parametrize("seed", range(3))
def test_sixty_people_in_a_workshop_are_not_called_coordinated(seed):
    day = 3 * 1440 + 9 * 60 + np.arange(0, 7 * 60, 10)

    told = kinds(worlds.find(*world(seed, day)))

    assert set(told) == {"unclear"}
    assert "workshop" in told["unclear"].kind.explained_by


@pytest.mark.parametrize("seed", range(3))
def test_the_same_people_in_step_for_days_are(seed):
    days = worlds.daily(np.random.default_rng(seed), 42, DAYS)

    assert set(kinds(worlds.find(*world(seed, days)))) == {"coordinated"}


SEEN = facts({**IN_STEP, **OWN_WORK}, families={"templates": 24.0, "timing": 9.0}, in_one_day=0.9)


def test_a_day_is_no_excuse_for_who_shares_means_or_is_replaced():
    assert decide(SEEN).kind == "unclear"
    assert decide(replace(SEEN, in_one_day=0.79)).kind == "coordinated"
    assert decide(replace(SEEN, in_one_day=None)).kind == "coordinated"
    assert decide(replace(SEEN, handover=REPLACED)).kind == "coordinated"
    for family in ("payment", "network", "identity"):
        assert decide(replace(SEEN, families={**SEEN.families, family: 5.0})).kind == "coordinated"


def test_few_accounts_of_which_nothing_else_is_known_are_a_team_that_tests():
    few = replace(SEEN, in_one_day=None, accounts=SMALL - 1)

    assert decide(few).kind == "unclear"
    assert "one test" in decide(few).explained_by
    assert decide(replace(few, accounts=SMALL)).kind == "coordinated"
    assert decide(replace(few, handover=REPLACED)).kind == "coordinated"
    for family in ("payment", "network", "identity", "batch"):
        assert decide(replace(few, families={**few.families, family: 5.0})).kind == "coordinated"


def beat(minutes, span):
    return Beat(worlds.minutes_of([np.repeat(minutes, 20), np.arange(0, span, 97)], span),
                np.array([0]))  # fmt: skip


def test_the_share_of_one_day_is_that_of_the_busiest_day():
    together = np.r_[1440 + np.arange(0, 600, 60), 5 * 1440 + 900 + np.arange(0, 120, 60)]

    assert beat(together, 10 * 1440).in_one_day == pytest.approx(10 / 12, abs=0.05)
    assert beat(together[:10], 10 * 1440).in_one_day == 1.0


def test_of_two_days_of_data_nothing_is_said():
    assert beat(np.arange(0, 600, 60), 2 * 1440).in_one_day is None
    assert beat(np.arange(0), 10 * 1440).in_one_day is None
