"""Innocent groups that look coordinated. Each is ordinary accounts with one odd thing."""

from collections.abc import Callable

import numpy as np

from hydrascope.synth import clients
from hydrascope.synth.background import background, set_lifetimes, zones
from hydrascope.synth.decoy_hours import evaluation_runs, event_weekend, lab_hours
from hydrascope.synth.noise import Array
from hydrascope.synth.people import People
from hydrascope.synth.places import KEEP
from hydrascope.synth.spec import Decoy
from hydrascope.synth.stage import Stage
from hydrascope.synth.world import (
    COUNTRIES,
    DAY,
    ENTERPRISE,
    FREE,
    HOUR,
    MINUTE,
    NEVER,
    PAYG,
    REFERRERS,
    TEAM,
)

Make = Callable[[Stage, np.random.Generator, People], None]


def decoy(stage: Stage, spec: Decoy, actor: int) -> People:
    """All accounts of one decoy."""
    count = max(spec.least, round(spec.accounts * stage.scale**spec.shrink))
    people = background(stage, count, spec.name)
    people.banned[:] = NEVER
    _MAKERS[spec.name](stage, stage.rng("decoy", spec.name), people)
    people.actor[:] = actor
    return people


def saturday(stage: Stage, share: float) -> int:
    """The first Saturday after a share of the window."""
    day = int(stage.scenario.days * share)
    return day + (5 - stage.rhythms.first_weekday - day) % 7


def _settle(stage: Stage, rng: np.random.Generator, people: People, country: str) -> None:
    """Everybody in one country, with a home there as the other network."""
    people.country[:] = COUNTRIES.index(country)
    people.zone[:] = zones(rng, people.country)
    people.block[:, 1] = stage.networks.home_of(rng, people.country)
    people.other_network[:] = 0.1


def _sign_up_at(people: People, moments: Array) -> None:
    people.created[:] = np.sort(moments).astype(np.int64)


def _hackathon(stage: Stage, rng: np.random.Generator, people: People) -> None:
    """A weekend: everybody signs up at the venue, works for thirty hours, mostly leaves."""
    count, day = len(people), saturday(stage, 0.56)
    _settle(stage, rng, people, "US")
    begin = day * DAY + 15.5 * HOUR
    _sign_up_at(people, begin + rng.beta(2, 3.5, count) * 2.2 * HOUR)
    people.start[:] = people.created + np.exp(rng.normal(np.log(15), 0.9, count)) * MINUTE
    stays = rng.random(count) < 0.2
    people.stop[:] = np.where(stays, stage.end, (day + 1) * DAY + 23 * HOUR)
    people.block[:, 0] = stage.networks.add(2, COUNTRIES.index("US"), 4220900000)
    people.lease[:, 0] = 1
    people.sign_block[:] = people.block[:, 0]
    people.style[:] = stage.styles.number("hackathon")
    people.pool[:] = stage.new_pool("hackathon", 12, 0.6)
    people.rhythm[:] = stage.rhythms.add(event_weekend(day))
    people.presence[:] = 0.95
    people.weight[:] = 70 * np.exp(rng.normal(0, 0.7, count))
    people.plan[:], people.card[:] = FREE, -1
    people.referrer[:] = np.where(rng.random(count) < 0.8, REFERRERS.index("event"), 1)


def _class(stage: Stage, rng: np.random.Generator, people: People) -> None:
    """A university class: two lab sessions of sign-ups, then weekly exercises."""
    count, day = len(people), saturday(stage, 0.3) + 3
    _settle(stage, rng, people, "DE")
    late = rng.random(count) < 0.35
    begin = (day + 2 * late) * DAY + 9.1 * HOUR
    _sign_up_at(people, begin + rng.beta(1.6, 3, count) * 1.2 * HOUR)
    people.start[:] = people.created + np.exp(rng.normal(np.log(12), 0.8, count)) * MINUTE
    people.stop[:] = stage.end
    people.block[:, 0] = stage.networks.add(6, COUNTRIES.index("DE"), 4220900001)
    people.lease[:, 0] = 1
    people.sign_block[:] = people.block[:, 0]
    people.mail_domain[:] = stage.new_domain("univ-")
    people.mail_shape[:] = np.where(rng.random(count) < 0.9, 0, 1)
    people.style[:] = stage.styles.number("class")
    people.pool[:] = stage.new_pool("class", 40, 0.25, 14)
    people.focus[:] = 0.4
    people.rhythm[:] = stage.rhythms.add(lab_hours((day % 7, (day + 2) % 7)))
    people.presence[:] = 0.75
    people.weight[:] = 30 * np.exp(rng.normal(0, 0.5, count))
    people.plan[:], people.card[:] = FREE, -1


def _company(stage: Stage, rng: np.random.Generator, people: People) -> None:
    """A company: one office address, one card, one domain, colleagues joining over weeks."""
    _settle(stage, rng, people, "GB")
    people.rhythm[:] = stage.rhythms.of("office", people.zone)
    people.org[:], people.card[:] = stage.new_orgs(1)[0], stage.new_cards(1)[0]
    people.mail_domain[:], people.mail_shape[:] = stage.new_domain(), 0
    people.plan[:] = TEAM
    people.block[:, 0] = stage.networks.beside(stage.networks.homes[COUNTRIES.index("GB")][0], 1)
    people.lease[:, 0] = KEEP
    people.sign_block[:] = people.block[:, 0]
    people.presence[:] = np.clip(people.presence * 3, 0.1, 0.8)
    people.stop[:] = stage.end


def _reseller(stage: Stage, rng: np.random.Generator, people: People) -> None:
    """A reseller pools accounts: few cards, a relay client, hundreds of customers behind."""
    count = len(people)
    cards = stage.new_cards(max(2, count // 12))
    people.card[:] = cards[rng.integers(0, len(cards), count)]
    people.plan[:] = PAYG
    people.mail_domain[:] = np.where(rng.random(count) < 0.7, stage.new_domain(), 0)
    people.mail_shape[:] = 5
    people.client[:] = clients.family("relay-one")
    people.block[:, 0] = rng.choice(np.array(stage.networks.clouds[8:11]), count)
    people.lease[:, 0] = KEEP
    people.net_seed[:] = people.net_seed[: max(2, count // 20)][
        rng.integers(0, max(2, count // 20), count)
    ]
    people.sign_block[:], people.sign_seed[:] = people.block[:, 0], people.net_seed
    people.style[:] = stage.styles.number("resold")
    people.templates[:] = 60
    people.rhythm[:] = stage.rhythms.of("daylight", np.full(count, 8.0))
    people.presence[:] = 0.95
    people.weight[:] = 60 * rng.gamma(3, 0.33, count)
    people.stop[:] = stage.end


def _evaluator(stage: Stage, rng: np.random.Generator, people: People) -> None:
    """A laboratory with a contract grades the models at night, in step."""
    count = len(people)
    _settle(stage, rng, people, "US")
    people.created[:] = (-40 * DAY + rng.random(count) * 30 * DAY).astype(np.int64)
    people.start[:] = 0
    people.org[:], people.card[:] = stage.new_orgs(1)[0], stage.new_cards(1)[0]
    people.mail_domain[:], people.mail_shape[:] = stage.new_domain(), 0
    people.plan[:], people.method[:] = ENTERPRISE, 3
    people.client[:] = clients.family("evalbench")
    people.block[:, 0] = stage.networks.add(4, COUNTRIES.index("US"), 65549)
    people.lease[:, 0] = KEEP
    people.sign_block[:] = people.block[:, 0]
    people.other_network[:] = 0.0
    people.style[:] = stage.styles.number("evaluator")
    people.pool[:] = stage.new_pool("evaluator", 45, 1.0)
    releases = tuple(day for day, _ in stage.scenario.releases)
    people.rhythm[:] = stage.rhythms.add(evaluation_runs(stage, releases))
    people.presence[:] = 1.0
    people.weight[:] = 90 * rng.gamma(12, 1 / 12, count)
    people.stop[:] = stage.end
    for slot, day in enumerate(releases):
        people.adopt[:, slot] = int(day * DAY + 20 * HOUR)
        people.adopted[:, slot] = 0.6


def _viral(stage: Stage, rng: np.random.Generator, people: People) -> None:
    """A post goes round: real people from everywhere within a day, then gone again."""
    count = len(people)
    begin = (saturday(stage, 0.42) - 4) * DAY + 13.2 * HOUR
    _sign_up_at(people, begin + rng.gamma(1.5, 3.3, count) * HOUR)
    set_lifetimes(rng, people, np.full(count, 30.0))
    people.referrer[:] = np.where(rng.random(count) < 0.72, REFERRERS.index("social"), 0)
    paying = rng.random(count) < 0.9
    people.plan[paying], people.card[paying] = FREE, -1


def _popular_app(stage: Stage, rng: np.random.Generator, people: People) -> None:
    """An app whose users bring their own keys: one client, the app's templates."""
    count = len(people)
    people.client[:] = clients.family("PocketMuse")
    people.style[:] = stage.styles.number("popular_app")
    people.pool[:] = stage.new_pool("popular app", 60, 0.5)
    people.focus[:] = rng.random(count)
    people.presence[:] = np.clip(people.presence * 1.5, 0.02, 0.9)
    people.weight[:] = 5 * np.exp(rng.normal(0, 0.9, count))


_MAKERS: dict[str, Make] = {
    "hackathon": _hackathon,
    "class": _class,
    "company": _company,
    "reseller": _reseller,
    "evaluator": _evaluator,
    "viral_post": _viral,
    "popular_app": _popular_app,
}
