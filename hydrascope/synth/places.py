"""Where ordinary accounts connect from: homes, carriers, offices, campuses, VPNs, clouds."""

import numpy as np

from hydrascope.synth.noise import Array, choose
from hydrascope.synth.people import People
from hydrascope.synth.stage import Stage
from hydrascope.synth.world import FREE

HOME, MOBILE, OFFICE, CAMPUS, VPN, CLOUD = range(6)
KEEP = 100_000  # days: an address that never changes
_MEMBERS_PER_ORG, _STUDENTS_PER_CAMPUS = 6, 160


def give_networks(
    stage: Stage,
    rng: np.random.Generator,
    people: People,
    persona: Array,
    kinds: list[tuple[tuple[float, ...], float]],
) -> None:
    """Usual and other network of everyone; offices and campuses come with mail and cards."""
    place = np.zeros(len(people), dtype=np.int64)
    member = np.zeros(len(people), dtype=bool)
    for number, (weights, in_org) in enumerate(kinds):
        who = np.flatnonzero(persona == number)
        place[who] = choose(rng, np.array(weights), len(who))
        member[who] = rng.random(len(who)) < in_org
    member |= place == OFFICE
    free = member & (people.plan == FREE) & (rng.random(len(people)) < 0.6)
    people.plan[free] = 2
    _join_orgs(stage, rng, people, np.flatnonzero(member), place)
    _join_campuses(stage, rng, people, np.flatnonzero(place == CAMPUS))
    people.block[:, 1] = stage.networks.home_of(rng, people.country)
    people.lease[:, 1] = rng.choice([1, 20, 90], len(people))
    connect(stage, rng, people, place)


def connect(stage: Stage, rng: np.random.Generator, people: People, place: Array) -> None:
    """Blocks and leases for homes, carriers, VPNs and clouds, and the sign-up address."""
    nets, count = stage.networks, len(people)
    homes = nets.home_of(rng, people.country)
    mobiles = nets.mobile_of(rng, people.country)
    chosen = (
        (HOME, homes, rng.choice([1, 14, 60, KEEP], count, p=[0.15, 0.25, 0.4, 0.2])),
        (MOBILE, mobiles, np.ones(count)),
        (VPN, _tunnels(rng, stage, count), np.ones(count)),
        (CLOUD, _favourites(rng, nets.clouds, count), np.full(count, KEEP)),
    )
    for kind, blocks, lease in chosen:
        who = place == kind
        people.block[who, 0], people.lease[who, 0] = blocks[who], lease[who]
    roams = rng.random(count) < 0.5
    people.other_network[:] = np.where(place == CLOUD, 0.02, np.where(roams, 0.25, 0.04))
    walks = (place == HOME) & (rng.random(count) < 0.6)
    people.block[walks, 1], people.lease[walks, 1] = mobiles[walks], 1
    people.sign_block[:] = people.block[:, 0]
    elsewhere = (place == CLOUD) | (rng.random(count) < 0.15)
    people.sign_block[elsewhere] = people.block[elsewhere, 1]


def _favourites(rng: np.random.Generator, options: list[int], count: int) -> Array:
    """Blocks for each account: a few favourites and a tail."""
    return np.array(options)[choose(rng, 1 / (1.0 + np.arange(len(options))), count)]


def _tunnels(rng: np.random.Generator, stage: Stage, count: int) -> Array:
    """VPN exits, and now and then a commercial proxy network that anybody may rent."""
    blocks = _favourites(rng, stage.networks.vpns, count)
    rented = rng.random(count) < 0.12
    pools = [block for network in stage.networks.proxies for block in network]
    blocks[rented] = rng.choice(np.array(pools), int(rented.sum()))
    return blocks


def _sized(rng: np.random.Generator, groups: int, count: int) -> Array:
    """Group of each member; a few groups are large and most are small."""
    return np.asarray((groups * rng.random(count) ** 2.2).astype(np.int64))


def _join_orgs(
    stage: Stage, rng: np.random.Generator, people: People, who: Array, place: Array
) -> None:
    """Companies: one mail domain, one office network, one card for most of the members."""
    if not len(who):
        return
    groups = max(3, len(who) // _MEMBERS_PER_ORG)
    orgs, cards = stage.new_orgs(groups), stage.new_cards(groups)
    at = _sized(rng, groups, len(who))
    country = people.country[who][rng.integers(0, len(who), groups)]
    near = rng.random(len(who)) < 0.85
    moved = who[near]
    people.country[moved] = country[at[near]]
    domains = np.array([stage.new_domain() for _ in range(groups)])
    offices = np.array([_office(stage, int(c), 1 + (i % 3 == 0)) for i, c in enumerate(country)])
    people.org[who] = orgs[at]
    people.mail_domain[who] = np.where(rng.random(len(who)) < 0.88, domains[at], 0)
    people.card[who] = np.where(rng.random(len(who)) < 0.7, cards[at], -1)
    inside = place[who] == OFFICE
    people.block[who[inside], 0] = offices[at[inside]]
    people.lease[who[inside], 0] = 7


def _office(stage: Stage, country: int, addresses: int) -> int:
    """A small block of one of the country's carriers."""
    homes = stage.networks.homes[country]
    return stage.networks.beside(homes[0], addresses)


def _join_campuses(stage: Stage, rng: np.random.Generator, people: People, who: Array) -> None:
    """Universities: a mail domain and a handful of addresses for hundreds of people."""
    if not len(who):
        return
    groups = max(6, len(who) // _STUDENTS_PER_CAMPUS)
    at = _sized(rng, groups, len(who))
    country = people.country[who][rng.integers(0, len(who), groups)]
    people.country[who] = country[at]
    blocks, domains = [], []
    for number in range(groups):
        asn = 4220000000 + number
        blocks.append(stage.networks.add(10, int(country[number]), asn))
        domains.append(stage.new_domain("univ-"))
    people.block[who, 0], people.lease[who, 0] = np.array(blocks)[at], 1
    people.mail_domain[who] = np.where(rng.random(len(who)) < 0.7, np.array(domains)[at], 0)
