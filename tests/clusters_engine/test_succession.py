"""Who took over from whom: planted hand-overs are found, waves of sign-ups are not."""

import numpy as np
import pytest

from hydrascope.clusters.points import HANDED_OVER
from hydrascope.clusters.succession import hand_over
from tests import worlds

DAY = 24.0


def cluster(accounts, cards=None, seed=0):
    """A cluster, the first accounts of a world of three thousand more."""
    codes = np.arange(accounts) + 5000 if cards is None else np.asarray(cards) + 5000
    rng = np.random.default_rng(seed)
    others = rng.integers(0, 2500, 3000)
    return worlds.evidence_of(accounts + 3000, [worlds.single("payment", np.r_[codes, others])])


def lives(started, stopped):
    unknown = np.full(3000, np.nan)
    return np.r_[started, unknown], np.r_[stopped, unknown]


@pytest.mark.parametrize("gap", [0.3, 3.0, 6.0])
def test_planted_successions_are_found_with_their_gap(gap):
    """Fifty accounts are banned one after another; each is replaced ``gap`` hours later."""
    rng = np.random.default_rng(1)
    bans = np.sort(rng.uniform(100, 2400, 50))
    started = np.r_[rng.uniform(0, 90, 50), bans + gap]
    stopped = np.r_[bans, np.full(50, np.nan)]

    found = hand_over(cluster(100), np.arange(100), *lives(started, stopped))

    right = found.pairs["to_place"] == found.pairs["from_place"] + 50
    assert found.stops == 50
    assert found.ratio > HANDED_OVER
    assert len(found.pairs) >= 40
    assert right.mean() >= 0.8
    assert found.pairs["gap_hours"].median() == pytest.approx(gap, abs=0.5)


def test_a_wave_of_sign_ups_without_bans_has_no_successions():
    rng = np.random.default_rng(2)

    found = hand_over(cluster(100), np.arange(100), *lives(rng.uniform(0, 48, 100),
                                                           np.full(100, np.nan)))  # fmt: skip

    assert (found.stops, found.after, found.before, len(found.pairs)) == (0, 0, 0, 0)


@pytest.mark.parametrize("seed", range(5))
def test_bans_that_have_nothing_to_do_with_sign_ups_are_not_replaced(seed):
    """Waves of sign-ups, and bans at any time: as many starts before a stop as after."""
    rng = np.random.default_rng(seed)
    waves = rng.uniform(0, 2000, 12)
    started = rng.choice(waves, 150) + rng.uniform(0, 10, 150)
    stopped = np.where(rng.random(150) < 0.5, rng.uniform(0, 2000, 150), np.nan)

    found = hand_over(cluster(150), np.arange(150), *lives(started, stopped))

    assert found.ratio < HANDED_OVER
    assert len(found.pairs) <= 0.1 * found.stops


def test_sharing_a_card_is_not_taking_over():
    rng = np.random.default_rng(3)
    started = rng.uniform(0, 60 * DAY, 400)
    stopped = np.where(rng.random(400) < 0.5, started + rng.uniform(0, 60 * DAY, 400), np.nan)

    found = hand_over(cluster(400, np.arange(400) // 4), np.arange(400), *lives(started, stopped))

    assert found.after == pytest.approx(found.before, rel=0.15)
    assert len(found.pairs) <= 0.02 * found.stops


def test_of_two_who_could_have_taken_over_the_one_with_the_same_card_did():
    bans = 100.0 + 80 * np.arange(20)
    started = np.r_[np.zeros(20), bans + 1.0, bans + 1.1]
    stopped = np.r_[bans, np.full(40, np.nan)]
    cards = np.r_[np.arange(20), np.arange(20) + 100, np.arange(20)]

    found = hand_over(cluster(60, cards), np.arange(60), *lives(started, stopped))

    assert (found.pairs["to_place"] == found.pairs["from_place"] + 40).all()
    assert len(found.pairs) == 20


@pytest.mark.parametrize("seed", range(3))
def test_everybody_has_one_predecessor_and_one_successor_and_starts_later(seed):
    rng = np.random.default_rng(seed)
    started, stopped = rng.uniform(0, 300, 80), rng.uniform(0, 300, 80)

    pairs = hand_over(cluster(80), np.arange(80), *lives(started, stopped)).pairs

    assert pairs["from_place"].is_unique
    assert pairs["to_place"].is_unique
    gap = started[pairs["to_place"].astype(int)] - stopped[pairs["from_place"].astype(int)]
    np.testing.assert_allclose(pairs["gap_hours"].astype(float), gap)
    assert (gap > 0).all()


def test_accounts_that_live_for_hours_and_are_replaced_at_once_hand_over():
    """Six chains at different times; each next account starts half an hour after the ban."""
    lived = 20.0
    started = np.concatenate([chain * 400 + np.arange(12) * (lived + 0.5) for chain in range(6)])
    stopped = started + lived

    found = hand_over(cluster(72), np.arange(72), *lives(started, stopped))

    assert found.ratio >= HANDED_OVER


@pytest.mark.parametrize(
    ("started", "stopped"),
    [
        (np.nan, 5.0),
        (1.0, np.nan),
        (1.0, 5.0),
    ],
)
def test_nothing_to_go_by_is_an_answer(started, stopped):
    members = np.arange(1)

    found = hand_over(cluster(1), members, *lives(np.full(1, started), np.full(1, stopped)))

    assert found.pairs.empty
    assert (found.after, found.before) == (0, 0)
