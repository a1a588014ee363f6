"""Coordinated campaigns: waves of sign-ups, bans and successors, shared means."""

import numpy as np

from hydrascope.synth import blending, clients
from hydrascope.synth.background import give_clients, zones
from hydrascope.synth.campaign_hours import shift_rhythms
from hydrascope.synth.noise import Array, choose, mix, pick, split
from hydrascope.synth.people import People, blank, join
from hydrascope.synth.places import KEEP
from hydrascope.synth.spec import Campaign
from hydrascope.synth.stage import FREE_WEIGHTS, Stage
from hydrascope.synth.styles import Style
from hydrascope.synth.succession import live_and_die
from hydrascope.synth.world import (
    COUNTRIES,
    DAY,
    FREE,
    HOUR,
    NEVER,
    PLANS,
)

LEAST_ACCOUNTS = 20
# mail shapes of mass sign-ups: word and four digits, random letters, random letters and digits
_SCRIPTED_MAIL = (5, 6, 7)


def campaign(stage: Stage, spec: Campaign, actor: int) -> People:
    """All accounts of one campaign, successors after the accounts they replace."""
    rng = stage.rng("campaign", spec.name)
    total = max(LEAST_ACCOUNTS, round(spec.accounts * stage.scale))
    first = total - round(total * spec.replaced_share)
    people = blank(first)
    _sign_up(rng, spec, people)
    _work(stage, rng, spec, people)
    _draw_means(stage, rng, spec, people)
    if spec.blends_in:
        blending.keep_waking_hours(stage, rng, people)
    generations = live_and_die(rng, spec, people, total - first)
    everyone = join(generations)
    # the links already count through all generations; join() would shift them again
    everyone.replaces[:] = np.concatenate([part.replaces for part in generations])
    if spec.blends_in:
        blending.identify(stage, rng, everyone)
        blending.pay(stage, rng, spec, everyone)
    else:
        _identify(stage, rng, spec, everyone)
        _pay(stage, rng, spec, everyone)
    _switch(stage, rng, spec, everyone)
    everyone.actor[:] = actor
    return everyone


def _sign_up(rng: np.random.Generator, spec: Campaign, people: People) -> None:
    """Waves: a script creates the accounts one after the other at an even pace."""
    sizes = split(len(people), np.array([wave.share for wave in spec.waves]))
    at = 0
    for number, (wave, size) in enumerate(zip(spec.waves, sizes, strict=True)):
        pace = (np.arange(size) + rng.random(size)) / max(size, 1)
        begin = int(wave.day) * DAY + wave.hour * HOUR
        if wave.hours <= 24:
            people.created[at : at + size] = begin + pace * wave.hours * HOUR
        else:  # a drip follows waking hours, so that no hour of it stands out
            days = np.floor(pace * wave.hours / 24)
            hour = np.clip(rng.normal(13, 4.5, size), 0, 23.99)
            people.created[at : at + size] = np.sort(begin + days * DAY + hour * HOUR)
        people.wave[at : at + size] = number
        at += size


def _work(stage: Stage, rng: np.random.Generator, spec: Campaign, people: People) -> None:
    """What the accounts do: volume, shift, templates, models."""
    count = len(people)
    style = Style(
        spec.name,
        spec.tasks,
        own=spec.own_share,
        common=0.05,
        pool=spec.template_share,
        session=0,
        stream=0.35,
        output_scale=spec.output_scale,
        spread=0.32,
        cached=0.3,
        vary=0.25,
    )
    people.style[:] = stage.styles.add(style)
    rhythms = shift_rhythms(stage, spec)
    people.rhythm[:] = np.array(rhythms)[rng.integers(0, len(rhythms), count)]
    people.weight[:] = rng.gamma(5, 0.2, count)
    people.presence[:] = np.clip(rng.normal(spec.presence, 0.06, count), 0.05, 1)
    people.templates[:] = rng.integers(2, 6, count)
    size = max(24, round(spec.templates * max(stage.scale, 0.02) ** 0.35))
    people.pool[:] = stage.new_pool(spec.name, size, spec.template_width, spec.template_days)
    people.focus[:] = rng.random(count)
    people.model[:, 0] = np.where(rng.random(count) < spec.reasoning_model, 2, 1)
    people.model[:, 1] = np.where(rng.random(count) < 0.5, 0, 1)


def _draw_means(stage: Stage, rng: np.random.Generator, spec: Campaign, people: People) -> None:
    """Networks and client strings; a successor inherits these with the work."""
    count, nets = len(people), stage.networks
    people.country[:] = [COUNTRIES.index(c) for c in pick(rng, spec.exit_countries, count)]
    people.zone[:] = zones(rng, people.country)
    draw = rng.random(count)
    static = draw < spec.static_proxy
    pooled = ~static & (draw < spec.static_proxy + spec.pool_proxy)
    pools = np.array([block for n in spec.proxy_networks for block in nets.proxies[n]])
    people.block[:, 0] = rng.choice(np.array(nets.clouds[:8]), count)
    people.block[:, 1] = rng.choice(pools, count)
    people.lease[:, 0] = KEEP
    people.block[static, 0] = nets.home_of(rng, people.country[static])
    people.block[pooled, 0] = rng.choice(pools, int(pooled.sum()))
    people.lease[pooled, 0] = 0
    # most keep to their exit; some now and then show the pool behind it
    people.other_network[:] = np.where(rng.random(count) < spec.pool_leak, 0.03, 0.0)
    people.sign_block[:] = people.block[:, 0]
    give_clients(rng, people)
    names = pick(rng, spec.clients, count)
    people.client[:, 0] = [clients.family(name) for name in names]
    people.client[:, 1] = people.client[:, 0]
    people.behind[:] = rng.choice(np.array(spec.pinned_versions), count)
    people.pinned[:] = rng.random(count) < 0.8
    few = clients.GROUPS["browser"][rng.integers(0, 4, 2)]
    people.browser[:] = few[rng.integers(0, 2, count)]
    people.referrer[:] = rng.choice(np.array([0, 0, 0, 1, 2]), count)


def _identify(stage: Stage, rng: np.random.Generator, spec: Campaign, people: People) -> None:
    """Seeds, mail and TLS builds: every account is a new person on paper."""
    count = len(people)
    people.seed[:] = people.net_seed[:] = rng.integers(0, 1 << 63, count)
    people.sign_seed[:] = people.net_seed
    people.tls_seed[:] = people.seed
    builds = _rare_builds(rng)
    same = rng.random(count) < 0.7
    people.tls_seed[same] = builds[rng.integers(0, len(builds), int(same.sum()))]
    own = max(2, round(spec.mail_own_domains * stage.scale**0.4))
    domains = np.array([stage.new_domain() for _ in range(own)])
    draw = rng.random(count)
    free = draw < spec.mail_free_share
    away = ~free & (draw < spec.mail_free_share + spec.mail_throwaway_share)
    people.mail_domain[:] = domains[(own * rng.random(count) ** 1.5).astype(np.int64)]
    people.mail_domain[free] = choose(rng, FREE_WEIGHTS, int(free.sum()))
    people.mail_domain[away] = rng.choice(stage.throwaway[:5], int(away.sum()))
    for number, wave in enumerate(spec.waves):
        if wave.hours > 24:  # a drip shows in nothing but its mail domain
            dripped = (people.wave == number) & (rng.random(count) < 0.75)
            people.mail_domain[dripped] = stage.new_domain()
    habits = rng.choice(np.array(_SCRIPTED_MAIL), 2, replace=False)
    people.mail_shape[:] = np.where(rng.random(count) < 0.8, habits[0], habits[1])
    people.method[:] = np.where(rng.random(count) < 0.85, 0, 1)


def _rare_builds(rng: np.random.Generator) -> Array:
    """Seeds whose TLS fingerprint is one of the rarer builds of its stack."""
    seeds = rng.integers(0, 1 << 63, 400).astype(np.uint64)
    rank = mix(seeds ^ np.uint64(0x715)) % np.uint64(64)
    return seeds[rank >= 52][:2]


def _pay(stage: Stage, rng: np.random.Generator, spec: Campaign, people: People) -> None:
    """Cards: neighbours in a wave share one, some are prepaid, successors rotate."""
    count = len(people)
    people.plan[:] = [PLANS.index(name) for name in pick(rng, spec.plans, count)]
    cards = stage.new_cards(max(2, round(count / spec.accounts_per_card)))
    order = np.argsort(people.created, kind="stable")
    place = np.empty(count, dtype=np.int64)
    place[order] = np.arange(count)
    people.card[:] = cards[(place * len(cards)) // count]
    rotated = rng.random(count) < 0.25
    people.card[rotated] = rng.choice(cards, int(rotated.sum()))
    prepaid = rng.random(count) < spec.prepaid_share
    people.card[prepaid] = stage.new_cards(int(prepaid.sum()))
    people.card[people.plan == FREE] = -1
    issuers = rng.integers(0, 12, 3)
    people.card_country[:] = issuers[mix(people.card) % np.uint64(3)]


def _switch(stage: Stage, rng: np.random.Generator, spec: Campaign, people: People) -> None:
    """The move to the large release, ordered from above: soon, and by all movers together."""
    if len(stage.scenario.releases) < 2:
        return
    released = stage.scenario.releases[1][0] * DAY
    count = len(people)
    moves = rng.random(count) < min(1.0, spec.switch_share * 1.25)
    first, last = spec.switch_hours
    lag = (first + (last - first) * rng.random(count)) * HOUR
    people.adopt[:, 1] = np.where(moves, released + lag, NEVER).astype(np.int64)
    people.adopted[:, 1] = 0.8
