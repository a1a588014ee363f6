"""Campaign accounts that look like anybody's: hours of sign-up, mail, browser, cards."""

import numpy as np

from hydrascope.synth.background import give_arrivals, give_mail, waking
from hydrascope.synth.noise import Array, choose, pick
from hydrascope.synth.people import People
from hydrascope.synth.spec import Campaign
from hydrascope.synth.stage import Stage
from hydrascope.synth.world import COUNTRIES, COUNTRY_WEIGHTS, DAY, FREE, HOUR, PLANS

_WEEKENDS_OFF = 0.26  # of a weekend's sign-ups that an ordinary week has on working days
_SECOND_KEY = 0.3
_ABROAD = 0.04  # cards issued elsewhere, as with everybody
_ISSUERS = np.array([COUNTRIES.index(code) for code in ("US", "GB", "SG")])  # of prepaid cards


def keep_waking_hours(stage: Stage, rng: np.random.Generator, people: People) -> None:
    """Sign-ups of the drip when people of the exit's country are awake, fewer on weekends."""
    day = people.created // DAY
    weekend = (stage.rhythms.first_weekday + day) % 7 >= 5
    day = day + 2 * (weekend & (rng.random(len(people)) < _WEEKENDS_OFF))
    people.created[:] = waking(stage, rng, day * DAY, people.zone)


def identify(stage: Stage, rng: np.random.Generator, people: People) -> None:
    """Seeds, mail, browsers: drawn as everybody's are. Whoever lay ready signed up by day."""
    count = len(people)
    people.seed[:] = rng.integers(0, 1 << 63, count)
    people.net_seed[:] = people.sign_seed[:] = people.tls_seed[:] = people.seed
    people.keys[:] = 1 + (rng.random(count) < _SECOND_KEY)
    give_mail(stage, rng, people)
    give_arrivals(rng, people)
    heirs = people.replaces >= 0
    awake = waking(stage, rng, people.created[heirs] // DAY * DAY, people.zone[heirs])
    people.created[heirs] = np.minimum(awake, people.start[heirs] - HOUR // 2)


def pay(stage: Stage, rng: np.random.Generator, spec: Campaign, people: People) -> None:
    """A card of its own for most, one more account on some; prepaid ones are issued abroad."""
    count = len(people)
    people.plan[:] = [PLANS.index(name) for name in pick(rng, spec.plans, count)]
    prepaid = rng.random(count) < spec.prepaid_share
    people.card[:] = _thin_cards(stage, rng, spec, np.flatnonzero(~prepaid), count)
    people.card_country[:] = people.country
    elsewhere = rng.random(count) < _ABROAD
    people.card_country[elsewhere] = choose(rng, COUNTRY_WEIGHTS, int(elsewhere.sum()))
    issued = prepaid & (rng.random(count) < 0.5)
    people.card_country[issued] = rng.choice(_ISSUERS, int(issued.sum()))
    people.card[people.plan == FREE] = -1


def _thin_cards(
    stage: Stage, rng: np.random.Generator, spec: Campaign, sharers: Array, count: int
) -> Array:
    """A card for each account; never more than two accounts on one."""
    cards = stage.new_cards(count)
    order = rng.permutation(sharers)
    pairs = round(len(order) * (1 - 1 / spec.accounts_per_card))
    pairs = min(pairs, len(order) // 2)
    cards[order[:pairs]] = cards[order[pairs : 2 * pairs]]
    return cards
