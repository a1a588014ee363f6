"""Links between two accounts: match weights in bits, never from all pairs of a large block.

Candidates come from shared values that say at least ``BLOCKING_BITS``. The accounts of a value
stand in a row in several random orders, and neighbours become candidates: a value of n
accounts costs n. Each candidate is then weighed on *all* its evidence (Fellegi & Sunter 1969,
with the frequency of the value itself for u, as Winkler 1988 and Splink's term frequencies):

* an attribute both know: log2(m/u) where they agree, log2((1-m)/(1-u)) where not; missing on
  either side weighs nothing;
* templates: how many rare ones both use, against what two strangers of that activity share: the
  log likelihood ratio of a Poisson count;
* within a family the strongest attribute counts in full, the next by half: a prefix and its
  network are one fact. A family adds at most ``FAMILY_CAP``.

A link *counts* when two families speak for it and the sum pays for the number of strangers an
account could be linked with, log2(accounts).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from hydrascope.clusters.arrays import Array, distinct, each_of
from hydrascope.clusters.evidence import TEMPLATES, Evidence

BLOCKING_BITS = 4.0
FAMILY_CAP = 14.0
# A list of prompts has hundreds of entries: it can say more than a card or an exit.
TEMPLATES_CAP = 24.0
SPEAKS = 2.0  # bits from which a family speaks for a link
ORDERS = 4
PER_ACCOUNT = 12  # values per account and attribute that make candidates
NEIGHBOURS = 24
CHUNK = 20_000
# Share of the pairs run by one operator that agree on an attribute, where no better is known.
USUAL_M = 0.3


@dataclass(frozen=True)
class Pairs:
    """Candidate pairs a < b (places of accounts) and bits per family, pairs × families."""

    a: Array
    b: Array
    bits: Array

    @property
    def total(self) -> Array:
        return np.asarray(self.bits.sum(axis=1))

    @property
    def speaking(self) -> Array:
        """How many families speak for each pair."""
        return np.asarray((self.bits >= SPEAKS).sum(axis=1))

    def some(self, mask: Array) -> "Pairs":
        return Pairs(self.a[mask], self.b[mask], self.bits[mask])


def threshold(accounts: int) -> float:
    """Bits a link must weigh: what a search among so many strangers costs."""
    return float(np.log2(max(accounts, 64)))


def candidates(evidence: Evidence, seed: int = 7) -> tuple[Array, Array]:
    """Pairs that share a telling value: places a < b, each pair once."""
    thin = _thinned(evidence, seed)
    found = []
    for order in range(ORDERS):
        rng = np.random.default_rng([seed, order])
        shuffled = rng.permutation(evidence.accounts)
        columns = thin[shuffled].tocsc()
        columns.sort_indices()
        place = shuffled[columns.indices]
        value = np.repeat(np.arange(columns.shape[1]), np.diff(columns.indptr))
        same = value[1:] == value[:-1]
        a, b = place[:-1][same], place[1:][same]
        found.append(np.minimum(a, b) * evidence.accounts + np.maximum(a, b))
    pairs = distinct(np.concatenate(found)) if found else np.zeros(0, np.int64)
    return pairs // evidence.accounts, pairs % evidence.accounts


def _thinned(evidence: Evidence, seed: int) -> sparse.csr_array:
    """The telling values, of each account and attribute about so many: busy accounts tell no
    more than others by having more of the same."""
    shows = evidence.shows
    rows = np.repeat(np.arange(evidence.accounts), np.diff(shows.indptr))
    telling = evidence.bits[shows.indices] >= BLOCKING_BITS
    rows, cols = rows[telling], shows.indices[telling]
    group = rows * len(evidence.attrs) + evidence.attr[cols]
    number = np.bincount(group, minlength=1)[group]
    kept = np.random.default_rng([seed, 99]).random(len(rows)) * number < PER_ACCOUNT
    return sparse.csr_array(
        (np.ones(int(kept.sum()), np.float32), (rows[kept], cols[kept])), shape=shows.shape
    )


def weigh(evidence: Evidence, a: Array, b: Array, m: dict[str, float] | None = None) -> Pairs:
    """Bits of each family for given pairs."""
    families = evidence.family_names
    who = distinct(np.concatenate([a, b]))
    if len(who) < evidence.accounts / 2:
        told = weigh(evidence.some(who), np.searchsorted(who, a), np.searchsorted(who, b), m)
        return Pairs(a, b, told.bits)
    rules = [
        (families.index(evidence.families[number]), evidence.known[number], rule)
        for number, name in enumerate(evidence.attrs)
        if (rule := _rule(evidence, number, (m or {}).get(name, USUAL_M))) is not None
    ]
    caps = [TEMPLATES_CAP if name == TEMPLATES else FAMILY_CAP for name in families]
    cap = np.array(caps, np.float32)[:, None]
    bits = np.zeros((len(a), len(families)), np.float32)

    def fill(begin: int) -> None:
        at = slice(begin, begin + CHUNK)
        found = _added_up(rules, len(families), a[at], b[at])
        bits[at] = np.maximum(np.minimum(found, cap), -2.0).T

    each_of(fill, range(0, len(a), CHUNK))  # so few at once that they stay in the cache
    return Pairs(a, b, bits)


Rule = Callable[[Array, Array], Array]


def _added_up(rules: list[tuple[int, Array, Rule]], families: int, a: Array, b: Array) -> Array:
    """Families × pairs: the strongest attribute of each, and half of the next."""
    first = np.full((families, len(a)), -np.inf, np.float32)
    second = np.zeros_like(first)
    for at, known, rule in rules:
        both = known[a] & known[b]
        bits = np.where(both, rule(a, b), np.float32(0.0))
        second[at] = np.maximum(second[at], np.minimum(bits, first[at]))
        first[at] = np.where(both, np.maximum(first[at], bits), first[at])
    first[~np.isfinite(first)] = 0.0
    return first + np.float32(0.5) * np.maximum(second, 0)


def _rule(evidence: Evidence, number: int, m: float) -> Rule | None:
    """What weighs pairs by one attribute, as if both knew it; None where nobody shows it."""
    if evidence.families[number] == TEMPLATES:
        return _overlap(evidence, number)
    columns, part = evidence.part(number)
    if not part.shape[1]:
        return None
    agree = (np.log2(m) + evidence.bits[columns]).astype(np.float32)
    if not evidence.is_single[number]:
        return _rarest(part, np.maximum(agree, 0.01))
    known = max(float(evidence.informed[number]), 1.0)
    collision = float(((evidence.users[columns] / known) ** 2).sum())
    differ = np.float32(min(np.log2((1 - m) / (1 - min(collision, 0.9))), 0.0))
    code = np.full(evidence.accounts, -1, np.int32)
    code[np.repeat(np.arange(evidence.accounts), np.diff(part.indptr))] = part.indices

    def weigh_single(a: Array, b: Array) -> Array:
        mine, theirs = code[a], code[b]
        return np.where((mine == theirs) & (mine >= 0), agree[mine], differ)

    return weigh_single


def _rarest(part: sparse.csr_array, agree: Array) -> Rule:
    """By the rarest value two accounts share, less what so many tries cost; 0 for none.

    A high power of the weights makes the sum of a product follow its largest term.
    """
    power = 8.0
    weighted = sparse.csr_array(
        ((agree[part.indices] / FAMILY_CAP) ** power, part.indices, part.indptr), shape=part.shape
    )
    tried = np.log2(np.maximum(np.diff(part.indptr), 1)).astype(np.float32)

    def weigh_rarest(a: Array, b: Array) -> Array:
        shared = np.asarray(weighted[a].multiply(part[b]).sum(axis=1)).ravel()
        found = FAMILY_CAP * shared ** (1 / power) - np.minimum(tried[a], tried[b])
        return np.asarray(np.maximum(found, 0.0), dtype=np.float32)

    return weigh_rarest


def _overlap(evidence: Evidence, number: int) -> Rule:
    """By how far the number of rare templates two accounts share exceeds chance."""
    bits, part = evidence.rare(number)
    usual = evidence.usual_rare
    activity = np.diff(part.indptr)
    reach = part @ 2.0**-bits  # templates an account of usual activity would share with it

    def weigh_overlap(a: Array, b: Array) -> Array:
        shared = np.asarray(part[a].multiply(part[b]).sum(axis=1)).ravel()
        one = np.maximum(reach[a] * activity[b], 1e-9)
        other = np.maximum(reach[b] * activity[a], 1e-9)
        return surplus(shared, np.sqrt(one * other) / usual)

    return weigh_overlap


def surplus(seen: Array, expected: Array) -> Array:
    """Bits by which a count exceeds a Poisson expectation; 0 where it does not."""
    expected = np.maximum(expected, 1e-6)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(seen > 0, seen * np.log2(seen / expected), 0.0)
    bits = ratio - (seen - expected) / np.log(2)
    return np.where(seen > expected, np.maximum(bits, 0.0), 0.0).astype(np.float32)


def counted(pairs: Pairs, accounts: int) -> Pairs:
    """The links that count: two families, and enough bits for a search among so many."""
    return pairs.some((pairs.speaking >= 2) & (pairs.total >= threshold(accounts)))


def in_step(pairs: Pairs, a: Array, b: Array, bits: Array, accounts: int) -> Pairs:
    """With a last column: bits of the pairs (a < b, each once) that met more than by chance."""
    key, met = pairs.a * accounts + pairs.b, a * accounts + b
    order = np.argsort(met, kind="stable")
    at = np.minimum(np.searchsorted(met[order], key), max(len(met) - 1, 0))
    timing = np.zeros(len(key), np.float32)
    if len(met):
        hit = met[order][at] == key
        timing[hit] = np.minimum(bits[order][at[hit]], FAMILY_CAP)
    return Pairs(pairs.a, pairs.b, np.column_stack([pairs.bits, timing]))


def same_work(evidence: Evidence, pairs: Pairs) -> Pairs:
    """Pairs whose templates alone say enough, weighed by these alone.

    They separate the accounts that do one job from others that came through the same shop.
    """
    if TEMPLATES not in evidence.family_names:
        return pairs.some(np.zeros(len(pairs.a), bool))
    column = evidence.family_names.index(TEMPLATES)
    enough = pairs.bits[:, column] >= threshold(evidence.accounts) / 2
    return Pairs(pairs.a[enough], pairs.b[enough], pairs.bits[enough][:, [column]])


def strongest(pairs: Pairs, per_account: int = NEIGHBOURS) -> Pairs:
    """Of each account its strongest links; a link stays when either end wants it."""
    total = pairs.total
    ends = np.concatenate([pairs.a, pairs.b])
    which = np.concatenate([np.arange(len(total))] * 2)
    order = np.lexsort((which, -total[which], ends))
    ends = ends[order]
    begins = np.flatnonzero(np.diff(ends, prepend=-1))
    rank = np.arange(len(ends)) - np.repeat(begins, np.diff(np.r_[begins, len(ends)]))
    keep = np.zeros(len(total), bool)
    keep[which[order][rank < per_account]] = True
    return pairs.some(keep)
