"""What every request is: template, task, model, client, address."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from hydrascope.synth import clients
from hydrascope.synth.networks import tenancy
from hydrascope.synth.noise import GOLD, Array, Words, below, mix, salt
from hydrascope.synth.people import People
from hydrascope.synth.stage import Stage
from hydrascope.synth.traffic import Entries
from hydrascope.synth.world import DAY, EMBED, MODELS

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Rows = TypeVar("Rows", bound="DataclassInstance")
OWN, COMMON, POOL, ONCE = range(4)
_COMMON_TEMPLATES = 700
_BUILT_IN = 24  # templates a client program brings along
_PUPILS = 160  # accounts per course; one in five of them uses its template
ADDRESS_TURN = 10 * 60_000  # a rotating proxy keeps an exit for ten minutes


@dataclass
class Asked:
    """The requests of a day as they were asked; one value per row, in order of time."""

    account: Array
    ms: Array  # from the window's start
    unique: Words  # never repeats in a run
    template: Words
    once: Array  # written once, never repeated
    task: Array
    embeds: Array
    model: Array
    style: Array
    plan: Array
    refused: Array  # sent after the account was banned
    address: Words
    block: Array
    client: Array
    tls: Array
    key: Words


def together(parts: "Sequence[Rows]") -> "Rows":
    """The rows of several days after one another, whether asked or answered."""
    if len(parts) == 1:
        return parts[0]
    names = [field.name for field in dataclasses.fields(parts[0])]
    columns = (np.concatenate([getattr(part, name) for part in parts]) for name in names)
    return type(parts[0])(*columns)


def some(rows: "Rows", part: slice) -> "Rows":
    """Some of the rows, without copying them."""
    names = [field.name for field in dataclasses.fields(rows)]
    return type(rows)(*(getattr(rows, name)[part] for name in names))


def ask(stage: Stage, people: People, day: int, entries: Entries) -> Asked:
    """Fill in what the sender decides."""
    rng = stage.rng("rows", day)
    account = entries.who[entries.entry]
    count = len(account)
    ms = entries.ms + day * DAY
    serial = np.arange(count, dtype=np.uint64) + np.uint64(day << 32)
    unique = mix(serial ^ salt(stage.seed, "request"))
    style = people.style[account]
    template, kind = _templates(stage, rng, people, day, account, unique)
    rows = stage.styles.task_of_byte
    task = rows[np.where(kind == COMMON, 0, style), (template & np.uint64(255)).astype(np.int64)]
    byte = ((template >> np.uint64(8)) & np.uint64(255)).astype(np.float32)
    embeds = (kind == OWN) & (byte < 256 * stage.styles.embed[style])
    model = _models(stage, rng, people, account, ms)
    model[embeds] = EMBED
    address, block, client, tls = _network(stage, rng, people, day, entries, ms)
    return Asked(
        account, ms, unique, template, kind == ONCE, task, embeds, model, style,
        people.plan[account], ms >= people.banned[account], address, block, client, tls,
        _keys(rng, people, account),
    )  # fmt: skip


def _templates(
    stage: Stage,
    rng: np.random.Generator,
    people: People,
    day: int,
    account: Array,
    unique: Words,
) -> tuple[Words, Array]:
    """Template of every request, and whose it is."""
    count = len(account)
    draw, depth = rng.random(count, dtype=np.float32), rng.random(count, dtype=np.float32)
    edges = stage.styles.shares[people.style[account]]
    kind = (draw[:, None] >= edges).sum(axis=1, dtype=np.uint8)
    template = unique ^ salt(stage.seed, "once")
    own = np.flatnonzero(kind == OWN)
    template[own] = _habits(stage, people, account[own], depth[own])
    common = np.flatnonzero(kind == COMMON)
    template[common] = _everyones(stage, people, account[common], depth[common], draw[common])
    pooled = np.flatnonzero(kind == POOL)
    if len(pooled):
        template[pooled] = _pooled(stage, people, day, account[pooled], depth[pooled])
    return mix(template), kind


def _habits(stage: Stage, people: People, account: Array, depth: Array) -> Words:
    """Own templates; colleagues share half of theirs, and a few come from a course or a blog."""
    number = (people.templates[account] * depth**2).astype(np.uint64)
    owner = people.seed[account]
    org = people.org[account]
    team = (org >= 0) & (number % np.uint64(2) == 0)
    owner = np.where(team, mix(org.astype(np.uint64) ^ salt(stage.seed, "team")), owner)
    courses = max(8, len(people) // _PUPILS)
    pupil = ~team & (number == 1) & (people.seed[account] % np.uint64(5) == 0)
    course = below(people.seed[account], courses).astype(np.uint64)
    owner = np.where(pupil, mix(course ^ salt(stage.seed, "course")), owner)
    return np.asarray(owner + (number + np.uint64(1)) * GOLD)


def _everyones(stage: Stage, people: People, account: Array, depth: Array, draw: Array) -> Words:
    """Templates many know: of the client program itself, or passed around by everyone."""
    family = people.client[account, 0].astype(np.uint64)
    built_in = (family << np.uint64(32)) + (_BUILT_IN * depth**2).astype(np.uint64)
    passed = (_COMMON_TEMPLATES * depth**4).astype(np.uint64)
    own_program = (draw * 4096) % 1 < 0.5  # the low bits of the draw are as good as a new one
    return np.where(
        own_program,
        built_in ^ salt(stage.seed, "built in"),
        passed ^ salt(stage.seed, "common"),
    )


def _pooled(stage: Stage, people: People, day: int, account: Array, depth: Array) -> Words:
    """Templates from a shared list: near the account's focus, renewed over the weeks."""
    pool = people.pool[account]
    size = np.array([p.size for p in stage.pools])[pool]
    width = np.array([p.width for p in stage.pools])[pool]
    renew = np.array([2 * p.days for p in stage.pools])[pool]
    key = np.array([p.key for p in stage.pools], dtype=np.uint64)[pool]
    number = (people.focus[account] * size + width * size * depth**1.6).astype(np.int64) % size
    edition = (day + number * 7) // renew
    return np.asarray(mix(key ^ (number + (edition << 32)).astype(np.uint64)))


def _models(
    stage: Stage, rng: np.random.Generator, people: People, account: Array, ms: Array
) -> Array:
    """The account's usual model, now and then another, and the releases once adopted."""
    count = len(account)
    other = rng.random(count, dtype=np.float32) < 0.12
    model = people.model[account, other.astype(np.int64)]
    names = [model.name for model in MODELS]
    for slot, (day, name) in enumerate(stage.scenario.releases):
        if ms[-1] < day * DAY:
            continue
        draw = rng.random(count, dtype=np.float32)
        moved = (ms >= people.adopt[account, slot]) & (draw < people.adopted[account, slot])
        model[moved] = names.index(name)
    return np.asarray(model)


def _network(
    stage: Stage,
    rng: np.random.Generator,
    people: People,
    day: int,
    entries: Entries,
    ms: Array,
) -> tuple[Words, Array, Array, Array]:
    """Address, its block, client string and TLS fingerprint of every request."""
    who, entry = entries.who, entries.entry
    seeds = people.net_seed[who]
    lease, blocks = people.lease[who], people.block[who]
    codes = np.stack(
        [
            stage.networks.addresses(blocks[:, slot], seeds, tenancy(seeds, lease[:, slot], day))
            for slot in (0, 1)
        ],
        1,
    )
    strings, tls = _client_strings(people, day, who)
    away = rng.random(len(entry), dtype=np.float32) < people.other_network[who][entry]
    slot = away.astype(np.int64)
    address, block = codes[entry, slot], blocks[entry, slot]
    turning = np.flatnonzero((lease == 0)[entry, slot])
    if len(turning):
        turn = ms[turning] // ADDRESS_TURN
        address[turning] = stage.networks.addresses(block[turning], seeds[entry[turning]], turn)
    second = rng.random(len(entry), dtype=np.float32) < people.other_client[who][entry]
    use = second.astype(np.int64)
    return address, block, strings[entry, use], tls[entry, use]


def _client_strings(people: People, day: int, who: Array) -> tuple[Array, Array]:
    """Today's string and fingerprint of the usual and the other client of each account."""
    since = np.where(people.pinned[who], people.created[who] // DAY, day)
    since = np.maximum(since, -200)
    strings, tls = [], []
    for slot in (0, 1):
        family = people.client[who, slot]
        strings.append(clients.strings_on(family, people.behind[who], since))
        tls.append(clients.fingerprints(family, people.tls_seed[who]))
    return np.stack(strings, 1), np.stack(tls, 1)


def _keys(rng: np.random.Generator, people: People, account: Array) -> Words:
    """One of the account's keys; the first does most of the work."""
    draw = rng.random(len(account), dtype=np.float32)
    number = (people.keys[account] * draw * draw).astype(np.uint64)
    return key_words(people.seed[account], number)


def key_words(seeds: Words, numbers: Words) -> Words:
    """Key ids as numbers, for accounts and key numbers."""
    return mix(seeds + (numbers + np.uint64(101)) * GOLD)
