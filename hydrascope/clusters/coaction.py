"""Who does the same thing at nearly the same time: pairs of accounts, action by action.

Two accounts *meet* when both act on one object (a template, a link) within a window: the loosely
synchronised actions of SynchroTrap (Cao et al. 2014). Meetings are counted per pair and
compared with what chance leads to: two unrelated accounts whose actions on an object fall anywhere
in the object's life meet ``n_a n_b (2w/T - (w/T)²)`` times on it; the surplus is in bits. An
object known from few actions lived longer than these show, T = range (k+1)/(k-1).

``network`` is the answer of CooRTweet (Righetti & Balluff 2023) to the same question: accounts
that take part often enough, and edges heavier than a quantile of all edges.

Cost: a sort, then one step per meeting. Where more than ``CROWD`` actions follow an action within
the window, only the first so many are paired with it and the rest are counted as
``left_out``; counts, and so bits, are then too low rather than too high. Actions of the same second
are in the order of their accounts, so that in a crowd the same accounts are paired each time.
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from hydrascope.clusters.arrays import Array, counted, distinct, each_of
from hydrascope.clusters.pairs import CHUNK, surplus

WINDOW = 60.0  # seconds
CROWD = 200


@dataclass(frozen=True)
class Meetings:
    """Places of two actions on one object by different accounts within the window, the earlier
    first; and how many more there were in crowds."""

    first: Array
    second: Array
    left_out: int


@dataclass(frozen=True)
class Met:
    """Pairs of accounts a < b, how often they met, how often by chance, and the surplus."""

    a: Array
    b: Array
    times: Array
    expected: Array
    bits: Array
    left_out: int


@dataclass(frozen=True)
class Network:
    """Edges a < b heavier than the threshold, and the accounts they link."""

    a: Array
    b: Array
    weight: Array
    threshold: float

    @property
    def accounts(self) -> Array:
        return distinct(np.concatenate([self.a, self.b]))


def meetings(
    account: Array, thing: Array, seconds: Array, window: float = WINDOW, crowd: int = CROWD
) -> Meetings:
    """Every two actions of different accounts on one object at most ``window`` apart."""
    order = np.lexsort((account, seconds, thing))
    who = account[order]
    follow = _followers(thing[order], seconds[order], window)
    paired = np.minimum(follow, crowd)
    at = np.repeat(np.arange(len(order)), paired)
    later = at + 1 + np.arange(len(at)) - np.repeat(np.cumsum(paired) - paired, paired)
    others = who[at] != who[later]
    left_out = int((follow - paired).sum())
    return Meetings(order[at[others]], order[later[others]], left_out)


def _followers(thing: Array, seconds: Array, window: float) -> Array:
    """How many of the sorted actions follow each on the same object within the window."""
    if not len(thing):
        return np.zeros(0, dtype=np.int64)
    begins = np.flatnonzero(np.r_[True, thing[1:] != thing[:-1]])
    lengths = np.diff(np.r_[begins, len(thing)])
    # Each object's times on a stretch of their own, a window and more from the next object's.
    since = seconds - np.repeat(seconds[begins], lengths)
    room = since[begins + lengths - 1] + 2 * window + 1
    line = since + np.repeat(np.cumsum(room) - room, lengths)
    return np.asarray(np.searchsorted(line, line + window, side="right") - np.arange(len(line)) - 1)


def sittings(account: Array, thing: Array, seconds: Array, window: float = WINDOW) -> Array:
    """Places of the actions that begin a sitting: none by the account on the object just before.

    A script asks a hundred times in a row; its meetings are one, not ten thousand.
    """
    order = np.lexsort((seconds, thing, account))
    goes_on = (
        (np.diff(account[order]) == 0)
        & (np.diff(thing[order]) == 0)
        & (np.diff(seconds[order]) <= window)
    )
    return np.sort(order[np.r_[True, ~goes_on][: len(order)]])


def met(
    account: Array, thing: Array, seconds: Array, window: float = WINDOW, crowd: int = CROWD
) -> Met:
    """Pairs of accounts that met, against chance. Codes count from 0."""
    found = meetings(account, thing, seconds, window, crowd)
    a, b, times = _pairs(account[found.first], account[found.second])
    expected = _by_chance(account, thing, seconds, window, a, b)
    return Met(a, b, times, expected, surplus(times, expected), found.left_out)


def _pairs(one: Array, other: Array) -> tuple[Array, Array, Array]:
    width = int(max(one.max(initial=0), other.max(initial=0))) + 1
    low, high = np.minimum(one, other).astype(np.int64), np.maximum(one, other)
    pair, times = counted(low * width + high)
    return pair // width, pair % width, times


def chances(thing: Array, seconds: Array, window: float) -> Array:
    """Of each object: the probability that two actions anywhere in its life meet."""
    things = int(thing.max(initial=-1)) + 1
    first, last = np.full(things, np.inf), np.full(things, -np.inf)
    np.minimum.at(first, thing, seconds)
    np.maximum.at(last, thing, seconds)
    actions = np.maximum(np.bincount(thing, minlength=things), 2)
    life = np.maximum(last - first, 0) * (actions + 1) / (actions - 1)
    share = np.minimum(window / np.maximum(life, max(window, 1e-9)), 1.0)
    return np.asarray(share * (2 - share))


def _by_chance(
    account: Array, thing: Array, seconds: Array, window: float, a: Array, b: Array
) -> Array:
    """How often each pair would meet, over all objects both acted on, met there or not."""
    chance = chances(thing, seconds, window)
    shape = (int(account.max(initial=-1)) + 1, len(chance))
    actions = sparse.csr_array((np.ones(len(account)), (account, thing)), shape=shape)
    actions.sum_duplicates()
    likely = sparse.csr_array(
        (actions.data * chance[actions.indices], actions.indices, actions.indptr), shape=shape
    )
    out = np.zeros(len(a))

    def fill(begin: int) -> None:
        at = slice(begin, begin + CHUNK)
        out[at] = np.asarray(likely[a[at]].multiply(actions[b[at]]).sum(axis=1)).ravel()

    each_of(fill, range(0, len(a), CHUNK))
    return out


def network(
    account: Array,
    thing: Array,
    seconds: Array,
    *,
    window: float = WINDOW,
    min_participation: int = 2,
    edge_weight: float = 0.5,
    crowd: int = CROWD,
) -> Network:
    """Edges and accounts as CooRTweet defines them.

    ``min_participation``: actions that met another's, which one of the two accounts must have.
    ``edge_weight``: quantile of the weights that an edge must exceed.
    """
    busy = np.bincount(account)[account] >= min_participation
    account, thing, seconds = account[busy], thing[busy], seconds[busy]
    found = meetings(account, thing, seconds, window, crowd)
    taking_part = distinct(np.concatenate([found.first, found.second]))
    width = int(account.max(initial=-1)) + 1
    often = np.bincount(account[taking_part], minlength=width) >= min_participation
    one, other = account[found.first], account[found.second]
    kept = often[one] | often[other]
    a, b, weight = _pairs(one[kept], other[kept])
    threshold = float(np.quantile(weight, edge_weight)) if len(weight) else 0.0
    heavy = weight > threshold
    return Network(a[heavy], b[heavy], weight[heavy], threshold)
