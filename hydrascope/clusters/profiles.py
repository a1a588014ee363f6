"""How well an account fits a group: every family of evidence in bits, the account left out.

A pair of accounts says little when a campaign spreads its cards, exits and mail names thin;
the group as a whole says what it has. For each value, the share of the group that shows it is
compared with the share of everybody else (log2 of the ratio: a match weight against a group).
The account itself never counts as its own evidence, and the group never as its own background.

* One value per account (a card, a mail domain): the group's share is mixed with the
  probability that its next account shows something new (Good & Turing: the share of values seen
  once), so a group whose every card is another is not held against anybody.
* Several values (client strings, prefixes of requests): the best of them, less the log of how
  many were tried.
* Templates: how many of the group's *signature* (templates eight times more usual inside than
  outside) an account uses, against what its activity leads to by chance: Poisson outside,
  and a negative binomial inside, because members differ in how much of the list they use.
"""

from dataclasses import dataclass

import numpy as np
from scipy import special

from hydrascope.clusters.arrays import Array, counted
from hydrascope.clusters.evidence import TEMPLATES, Evidence
from hydrascope.clusters.pairs import FAMILY_CAP, TEMPLATES_CAP

UNLIKE = -4.0  # how far a family may speak against an account
AGAIN = 0.25  # what the second attribute of a family still adds
SIGNATURE_LIFT = 8.0
SIGNATURE_USERS = 3  # so that two others than the account itself use it
# Shape of the Gamma by which members may differ in how much of the list they use.
LEAST_EVEN, MOST_EVEN = 0.5, 20.0
STRONG = 4.0  # bits from which a value brings accounts up for judgement
NOT_TELLING = 8.0  # what weaker values may add to those


@dataclass(frozen=True)
class Fit:
    """Bits per family (accounts × families) and how many signature templates each uses."""

    bits: Array
    signature: Array

    @property
    def total(self) -> Array:
        return np.asarray(self.bits.sum(axis=1))


class Profile:
    """What a group of accounts shows, value by value, against everybody else."""

    def __init__(self, evidence: Evidence, members: Array, work: Array | None = None) -> None:
        self.evidence, self.members, self.work = evidence, members, work
        entries = evidence.shows[members]
        self.columns, inside = counted(entries.indices)
        self.inside = inside.astype(float)
        attr = evidence.attr[self.columns]
        self.known = evidence.known[:, members].sum(axis=1).astype(float)
        self._company = self._peers(attr)
        self.outside = evidence.users[self.columns] - self.inside
        self.strangers = np.maximum(evidence.among[self.columns] - self._company, 1.0)
        self.background = (self.outside + 0.5) / (self.strangers + 1.0)
        self.novelty = self._novelty(attr)

    @property
    def size(self) -> int:
        return len(self.members)

    def _peers(self, attr: Array) -> Array:
        """Members each value could have been shown by: those of its stratum, if it has one."""
        peers = self.known[attr]
        bound = np.flatnonzero(self.evidence.stratum[self.columns] >= 0)
        strata = self.evidence.strata[:, self.members]
        for number in np.unique(attr[bound]):
            these = bound[attr[bound] == number]
            mine = strata[number][self.evidence.known[number, self.members] & (strata[number] >= 0)]
            wanted = self.evidence.stratum[self.columns[these]]
            counts = np.bincount(mine, minlength=int(wanted.max()) + 1)
            peers[these] = counts[wanted]
        return np.asarray(np.maximum(peers, self.inside))

    def _novelty(self, attr: Array) -> Array:
        """Per attribute: how likely the next member shows a value no other member does."""
        repeated = np.bincount(
            attr[self.inside > 1], self.inside[self.inside > 1], len(self.evidence.attrs)
        )
        return np.asarray((np.maximum(self.known - repeated, 0) + 1) / (self.known + 2))

    def weights(self, *, left_out: bool) -> Array:
        """Bits of each of the group's values, for a member (left out itself) or a stranger."""
        less = 1.0 if left_out else 0.0
        inside = np.maximum(self.inside - less, 0)
        share = inside / np.maximum(self._company - less, 1)
        new = self.novelty[self.evidence.attr[self.columns]]
        mixed = (1 - new) * share + new * self.background
        bits = np.log2(np.maximum(mixed, 1e-12) / self.background)
        return np.asarray(np.where(inside > 0, np.minimum(bits, FAMILY_CAP), np.log2(new)))

    @property
    def lift(self) -> Array:
        return np.asarray(self.inside / np.maximum(self._company, 1) / self.background)

    def signature(self) -> Array:
        """Which of the group's values are templates of its own."""
        family = self.evidence.family[self.columns]
        if TEMPLATES not in self.evidence.family_names:
            return np.zeros(len(self.columns), bool)
        of_templates = family == self.evidence.family_names.index(TEMPLATES)
        told = (self.inside >= SIGNATURE_USERS) & (self.lift >= SIGNATURE_LIFT)
        if self.work is not None:
            told &= np.isin(self.columns, self.work)
        return np.asarray(of_templates & told)

    def look_alikes(self, needed: float) -> Array:
        """Accounts outside whose telling values could add up to so many bits."""
        weight = self.weights(left_out=False)
        telling = (weight >= STRONG) & (self.inside >= 2) & (self.outside > 0)
        found = self.evidence.by_value[:, self.columns[telling]]
        told = np.repeat(weight[telling], np.diff(found.indptr))
        total = np.bincount(found.indices, told, minlength=self.evidence.accounts)
        total[self.members] = 0.0
        return np.flatnonzero(total >= max(needed - NOT_TELLING, STRONG))

    def fit(self, accounts: Array, is_member: Array) -> Fit:
        """How well each of the accounts fits; members are judged without themselves."""
        evidence = self.evidence
        part = evidence.shows[accounts]
        row = np.repeat(np.arange(len(accounts)), np.diff(part.indptr))
        if not len(self.columns):
            nothing = np.zeros((len(accounts), len(evidence.family_names)))
            return Fit(nothing, np.zeros(len(accounts)))
        at = np.minimum(np.searchsorted(self.columns, part.indices), len(self.columns) - 1)
        at = np.where(self.columns[at] == part.indices, at, -1)
        attr = evidence.attr[part.indices]
        new = np.log2(self.novelty)
        mine, theirs = self.weights(left_out=True), self.weights(left_out=False)
        weight = np.where(is_member[row], mine[at], theirs[at])
        weight = np.where(at >= 0, weight, new[attr])
        first = np.full((len(accounts), len(evidence.family_names)), -np.inf)
        second = np.zeros_like(first)
        order = np.argsort(attr, kind="stable")
        edges = np.searchsorted(attr[order], np.arange(len(evidence.attrs) + 1))
        for number, family in enumerate(evidence.families):
            known = evidence.known[number, accounts]
            if family == TEMPLATES or self.known[number] < 2 or not known.any():
                continue
            these = order[edges[number] : edges[number + 1]]
            column = evidence.family_names.index(family)
            bits = self._attribute(number, len(accounts), row[these], weight[these], new[number])
            bits = np.where(known, bits, 0.0)
            second[:, column] = np.maximum(second[:, column], np.minimum(bits, first[:, column]))
            first[:, column] = np.where(known, np.maximum(first[:, column], bits), first[:, column])
        first[~np.isfinite(first)] = 0.0
        total = np.clip(first + AGAIN * np.maximum(second, 0), UNLIKE, FAMILY_CAP)
        used = np.zeros(len(accounts))
        if TEMPLATES in evidence.family_names:
            bits, used = self._templates(accounts, row, at)
            total[:, evidence.family_names.index(TEMPLATES)] = bits
        return Fit(total, used)

    def _attribute(
        self, number: int, accounts: int, row: Array, weight: Array, new: float
    ) -> Array:
        """Bits of one attribute per account."""
        single = bool(self.evidence.is_single[number])
        bits = np.full(accounts, new if single else 0.0)
        if single:  # also the value of one account alone, which is in no column
            bits[row] = weight
            return bits
        np.maximum.at(bits, row, weight)
        tried = np.maximum(np.bincount(row, minlength=accounts), 1)
        return np.asarray(np.maximum(bits - np.log2(tried), 0.0))

    def _usual_use(self, signature: Array, activity: Array) -> tuple[float, float]:
        """Signature templates per template used among members, and how evenly they use them."""
        evidence = self.evidence
        mine = evidence.shows[self.members]
        own = np.zeros(mine.shape[1], np.float32)
        own[self.columns[signature]] = 1.0
        used, active = np.asarray(mine @ own, dtype=float), activity[self.members]
        mean = float(used.sum()) / max(float(active.sum()), 1.0)
        expected = mean * active
        excess = float(((used - expected) ** 2 - expected).sum())
        even = float((expected**2).sum()) / excess if excess > 0 else MOST_EVEN
        return mean, float(np.clip(even, LEAST_EVEN, MOST_EVEN))

    def _templates(self, accounts: Array, row: Array, at: Array) -> tuple[Array, Array]:
        """Bits of the templates, and how many of the signature each account uses."""
        evidence, signature = self.evidence, self.signature()
        hit = (at >= 0) & signature[at]
        used = np.bincount(row[hit], minlength=len(accounts)).astype(float)
        activity = evidence.template_activity
        chance = float(self.background[signature].sum()) / evidence.usual_templates
        expected = np.maximum(activity[accounts] * chance, 1e-6)
        mean, even = self._usual_use(signature, activity)
        among = np.maximum(mean * activity[accounts], 1e-6)
        bits = _negative_binomial(used, among, even) - _poisson(used, expected)
        silent = activity[accounts] == 0
        return np.where(silent, 0.0, np.clip(bits, -TEMPLATES_CAP / 2, TEMPLATES_CAP)), used


def _poisson(count: Array, expected: Array) -> Array:
    """log2 of the probability of a count, but for the term that both hypotheses share."""
    return np.asarray(count * np.log2(expected) - expected / np.log(2))


def _negative_binomial(count: Array, expected: Array, even: float) -> Array:
    """The same where rates differ from account to account by a Gamma of shape ``even``."""
    ways = special.gammaln(count + even) - special.gammaln(even)
    return np.asarray(
        ways / np.log(2)
        + even * np.log2(even / (even + expected))
        + count * np.log2(expected / (even + expected))
    )
