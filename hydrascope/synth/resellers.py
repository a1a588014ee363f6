"""Resellers: pools of accounts behind a relay, and the campaign that may be one customer.

An account that carries a campaign is two entries in the cast. One holds the account and the
work of the ordinary customers; the other, its *shadow*, has the same address, client, keys
and lifetime and the campaign's work. Only the first is in the account files.
"""

import numpy as np

from hydrascope.synth.background import give_models, zones
from hydrascope.synth.campaigns import campaign
from hydrascope.synth.noise import Array, choose
from hydrascope.synth.people import People
from hydrascope.synth.spec import Reseller
from hydrascope.synth.stage import Stage
from hydrascope.synth.styles import Style
from hydrascope.synth.world import COUNTRIES, FREE

# what the work of an account consists of; the rest is the account's
_WORK = ("style", "rhythm", "presence", "templates", "pool", "focus", "model", "adopt", "adopted")
_TASKS = (
    ("other", 5), ("writing", 4), ("coding", 6), ("tool_use", 2), ("reasoning", 2),
    ("data_analysis", 1.5), ("vision", 1), ("grading", 0.5),
)  # fmt: skip
_HABITAT = (("SG", 5), ("DE", 2), ("US", 2), ("IN", 1))  # where an account's customers wake
_SHARED_CARDS, _ACCOUNTS_PER_CARD = 0.5, 8
_SHARED_EXITS, _ACCOUNTS_PER_EXIT = 0.5, 15
_OWN_MAIL = 0.35  # addresses at a domain of the reseller
_SCRIPTED_MAIL = 5


def resell(stage: Stage, spec: Reseller, actor: int, customer: int) -> tuple[People, People, Array]:
    """A reseller's accounts, the shadows of those that carry a campaign, and whose they are.

    ``actor`` is the reseller and ``customer`` the campaign; without one there is no shadow.
    """
    rng = stage.rng("reseller", spec.name)
    people = campaign(stage, spec.life, actor)
    work = people.take(np.arange(len(people)))
    _dress(stage, rng, spec, people)
    carrying = _carrying(rng, spec, people)
    people.wave[~carrying] = -1
    people.actor[carrying] = customer
    shadows = _shadows(rng, people, work, np.flatnonzero(carrying))
    _make_room(stage, spec, people, carrying)
    return people, shadows, np.flatnonzero(carrying)


def _carrying(rng: np.random.Generator, spec: Reseller, people: People) -> Array:
    """Accounts that carry the campaign: some first accounts with all their successors."""
    if spec.carries is None:
        return np.zeros(len(people), dtype=bool)
    first = np.where(people.replaces >= 0, people.replaces, np.arange(len(people)))
    while (first[first] != first).any():
        first = first[first]
    sizes = np.bincount(first, minlength=len(people))
    order = rng.permutation(np.flatnonzero(sizes))
    wanted = round(len(people) * spec.carries.accounts / spec.life.accounts)
    chosen = np.zeros(len(people), dtype=bool)
    chosen[order[np.cumsum(sizes[order]) <= wanted]] = True
    return np.asarray(chosen[first])


def _shadows(rng: np.random.Generator, people: People, work: People, who: Array) -> People:
    """The accounts ``who`` once more, at the campaign's work."""
    shadows = people.take(who)
    for name in _WORK:
        getattr(shadows, name)[:] = getattr(work, name)[who]
    shadows.weight[:] = shadows.weight * rng.gamma(12, 1 / 12, len(who))
    shadows.replaces[:] = -1
    return shadows


def _make_room(stage: Stage, spec: Reseller, people: People, carrying: Array) -> None:
    """Fewer other customers on accounts that carry a campaign: the totals look alike."""
    if spec.carries is None:
        return
    lives = np.minimum(people.stop, stage.end) - np.minimum(people.start, stage.end)
    work = people.weight * lives
    beside = spec.carries.requests * (1 - spec.share) / spec.share
    alone = spec.requests - beside
    people.weight[carrying] *= beside / alone * work[~carrying].sum() / work[carrying].sum()


def _dress(stage: Stage, rng: np.random.Generator, spec: Reseller, people: People) -> None:
    """The accounts as the reseller runs them, and the work of its ordinary customers."""
    count = len(people)
    style = Style(
        spec.name, _TASKS, own=0.33, common=0.12, pool=0.08, session=4, stream=0.7, vary=0.5
    )
    people.style[:] = stage.styles.add(style)
    size = max(200, round(12_000 * stage.scale**0.7))
    people.pool[:] = stage.new_pool(f"customers of {spec.name}", size, 0.05, 30)
    people.templates[:] = 30 + 60 * rng.random(count)
    weights = np.array([weight for _, weight in _HABITAT])
    places = np.array([COUNTRIES.index(code) for code, _ in _HABITAT])
    awake = zones(rng, places[choose(rng, weights, count)])
    people.rhythm[:] = stage.rhythms.of("daylight", awake)
    people.presence[:] = 0.95
    people.weight[:] = rng.gamma(3, 1 / 3, count)
    give_models(stage, rng, people)
    _share_means(stage, rng, people)


def _share_means(stage: Stage, rng: np.random.Generator, people: People) -> None:
    """Cards, exits and mail domains that some of the pool have in common."""
    count = len(people)
    cards = stage.new_cards(max(2, count // _ACCOUNTS_PER_CARD))
    shared = (rng.random(count) < _SHARED_CARDS) & (people.plan != FREE)
    people.card[shared] = cards[rng.integers(0, len(cards), int(shared.sum()))]
    blocks = rng.choice(np.array(stage.networks.clouds), 3, replace=False)
    exits = rng.integers(0, 1 << 63, max(2, count // _ACCOUNTS_PER_EXIT)).astype(np.uint64)
    at = rng.integers(0, len(exits), count)
    behind = rng.random(count) < _SHARED_EXITS
    people.block[behind, 0] = blocks[at % 3][behind]
    people.net_seed[behind] = people.sign_seed[behind] = exits[at][behind]
    people.sign_block[:] = people.block[:, 0]
    own = rng.random(count) < _OWN_MAIL
    people.mail_domain[own] = stage.new_domain()
    people.mail_shape[own] = _SCRIPTED_MAIL
