"""Bans and successors: who takes over whose work, and when."""

import numpy as np

from hydrascope.synth.noise import Array
from hydrascope.synth.people import People
from hydrascope.synth.spec import Campaign
from hydrascope.synth.world import DAY, HOUR, MINUTE, NEVER

# successors by generation: of the first accounts, of their successors, ...; the rest
# replaces accounts of the final take-down
_GENERATIONS = (0.6, 0.26, 0.08)
_SWEEP_EVERY = 6  # days between the provider's ban sweeps
_LONGEST_LAG = 8 * DAY  # from sign-up to first request
_REFUSED = 12 * MINUTE  # a banned account keeps trying this long


def live_and_die(
    rng: np.random.Generator, spec: Campaign, first: People, successors: int
) -> list[People]:
    """The wave accounts and each generation of successors, with bans and last moments."""
    finish = (spec.end if spec.takedown_day is None else spec.takedown_day) * DAY
    generations = [first]
    _begin(rng, spec, first)
    left = successors
    for share in _GENERATIONS:
        wanted = min(left, round(successors * share), len(generations[-1]))
        if wanted:
            offset = sum(len(part) for part in generations[:-1])
            generations.append(_replace(rng, spec, generations[-1], wanted, finish, offset))
            left -= wanted
    for part in generations:
        _finish(rng, spec, part)
    if left:
        generations.append(_after_takedown(rng, spec, generations[0], left))
    return generations


def _begin(rng: np.random.Generator, spec: Campaign, people: People) -> None:
    """First requests: soon after the sign-up, never before the campaign starts."""
    middle, spread = spec.first_lag
    lag = np.exp(rng.normal(np.log(middle), spread, len(people))) * MINUTE
    lag = np.minimum(lag, _LONGEST_LAG)
    begun = np.maximum(people.created + lag, spec.start * DAY + 2 * HOUR * rng.random(len(people)))
    people.start[:] = begun.astype(np.int64)


def _replace(
    rng: np.random.Generator,
    spec: Campaign,
    before: People,
    wanted: int,
    finish: float,
    offset: int,
) -> People:
    """Ban ``wanted`` accounts of a generation and return their successors."""
    room = finish - before.start
    eligible = np.argsort(-1.0 * (room > 4 * DAY) - 0.5 * rng.random(len(before)), kind="stable")
    gone = np.sort(eligible[:wanted])
    life = np.maximum(room[gone], 8 * HOUR) * (0.06 + 0.62 * rng.beta(1.2, 2.0, wanted))
    ban = (before.start[gone] + life).astype(np.int64)
    before.banned[gone] = _sweeps(rng, spec, ban, before.start[gone])
    before.stop[gone] = before.banned[gone] + _REFUSED
    return _successors(rng, spec, before, gone, offset)


def _sweeps(rng: np.random.Generator, spec: Campaign, ban: Array, start: Array) -> Array:
    """Some bans fall into the provider's sweeps, minutes apart."""
    sweep = (ban // (_SWEEP_EVERY * DAY)) * (_SWEEP_EVERY * DAY) + 15 * HOUR
    sweep = sweep + rng.integers(0, 25 * MINUTE, len(ban))
    swept = (rng.random(len(ban)) < spec.sweep_share) & (sweep > start + 6 * HOUR)
    return np.where(swept, sweep, ban).astype(np.int64)


def _successors(
    rng: np.random.Generator, spec: Campaign, before: People, gone: Array, offset: int
) -> People:
    """New accounts that carry on the same work with the same means.

    ``replaces`` holds the predecessor's place among all accounts of the campaign.
    """
    after = before.take(gone)
    wait = np.exp(rng.normal(np.log(spec.replaced_after), 0.8, len(gone))) * HOUR
    after.created[:] = (before.banned[gone] + wait).astype(np.int64)
    after.wave[:] = -1
    after.replaces[:] = gone + offset
    after.banned[:] = after.stop[:] = NEVER
    _begin(rng, spec, after)
    if spec.stock_days:
        _from_stock(rng, spec, after)
    return after


def _from_stock(rng: np.random.Generator, spec: Campaign, after: People) -> None:
    """Successors that lay ready: they signed up long before the ban they make up for."""
    ready = after.created  # when a sign-up after the ban would have been
    after.start[:] = ready
    ahead = np.minimum(spec.stock_days * DAY, 0.9 * ready)
    after.created[:] = ready - (ahead * (0.1 + 0.9 * rng.random(len(after)))).astype(np.int64)


def _finish(rng: np.random.Generator, spec: Campaign, people: People) -> None:
    """Final take-down, and the end of the campaign for those that slipped through."""
    alive = people.banned == NEVER
    if spec.takedown_day is not None:
        hit = alive & (rng.random(len(people)) < spec.takedown_share)
        moment = spec.takedown_day * DAY + rng.random(len(people)) * 3 * HOUR
        moment = np.maximum(moment, people.start + HOUR)
        people.banned[hit] = moment[hit].astype(np.int64)
        people.stop[hit] = people.banned[hit] + _REFUSED
        alive &= ~hit
    people.stop[alive] = np.int64(spec.end * DAY)


def _after_takedown(rng: np.random.Generator, spec: Campaign, first: People, wanted: int) -> People:
    """The last successors: of wave accounts banned in the take-down. They try again briefly."""
    fresh = first.banned.copy()
    fresh[(first.banned == NEVER) | _swept_before(first, spec)] = -1
    gone = np.sort(np.argsort(fresh, kind="stable")[-wanted:])
    after = _successors(rng, spec, first, gone, 0)
    after.stop[:] = np.maximum(np.int64(spec.end * DAY), after.start + DAY)
    return after


def _swept_before(people: People, spec: Campaign) -> Array:
    """Accounts whose ban came before the take-down: they have successors already."""
    takedown = spec.end if spec.takedown_day is None else spec.takedown_day
    return np.asarray(people.banned < takedown * DAY)
