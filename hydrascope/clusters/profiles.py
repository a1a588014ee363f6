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

from hydrascope.clusters.arrays import Array, counted, entries, once
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
FEW = 20  # times as many accounts: from there on sorting some is quicker than a place for each


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
        self.columns, inside = counted(evidence.shown_by(members)[1])
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

    @once
    def signature(self) -> Array:
        """Which of the group's values are templates of its own."""
        told = (self.inside >= SIGNATURE_USERS) & (self.lift >= SIGNATURE_LIFT)
        if self.work is not None:
            told &= np.isin(self.columns, self.work)
        return np.asarray(self.evidence.is_template[self.columns] & told)

    def look_alikes(self, needed: float) -> Array:
        """Accounts outside whose telling values could add up to so many bits."""
        weight = self.weights(left_out=False)
        telling = (weight >= STRONG) & (self.inside >= 2) & (self.outside > 0)
        by_value = self.evidence.by_value
        column, at = entries(by_value.indptr, self.columns[telling])
        found = _reaching(
            by_value.indices[at], weight[telling][column], max(needed - NOT_TELLING, STRONG)
        )
        return found[~np.isin(found, self.members)]

    def fit(self, accounts: Array, is_member: Array) -> Fit:
        """How well each of the accounts fits; members are judged without themselves."""
        evidence = self.evidence
        if not len(self.columns) or not len(accounts):
            nothing = np.zeros((len(accounts), len(evidence.family_names)))
            return Fit(nothing, np.zeros(len(accounts)))
        row, value = evidence.shown_by(accounts)
        few = np.flatnonzero(~evidence.is_template[value])
        total = self._others(accounts, is_member, row[few], value[few])
        used = np.zeros(len(accounts))
        if TEMPLATES in evidence.family_names:
            used = self._uses(row, value, len(accounts))
            bits = self._templates(evidence.template_activity[accounts], used)
            total[:, evidence.family_names.index(TEMPLATES)] = bits
        return Fit(total, used)

    def _others(self, accounts: Array, is_member: Array, row: Array, value: Array) -> Array:
        """Bits of the families but templates, from values that accounts (by ``row``) show."""
        evidence = self.evidence
        attr, new = evidence.attr[value], np.log2(self.novelty)
        weight = self._weighed(value, is_member[row], new[attr])
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
        return np.asarray(np.clip(first + AGAIN * np.maximum(second, 0), UNLIKE, FAMILY_CAP))

    def _weighed(self, value: Array, is_member: Array, new: Array) -> Array:
        """Bits of each value shown, by a member or not; ``new`` where the group has it not."""
        at = np.minimum(np.searchsorted(self.columns, value), len(self.columns) - 1)
        if is_member.all() or not is_member.any():
            weight = self.weights(left_out=bool(is_member.any()))[at]
        else:
            mine, theirs = self.weights(left_out=True), self.weights(left_out=False)
            weight = np.where(is_member, mine[at], theirs[at])
        return np.asarray(np.where(self.columns[at] == value, weight, new))

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

    def _uses(self, row: Array, value: Array, accounts: int) -> Array:
        """How many of the signature each account shows, of the values shown by row."""
        own = np.zeros(len(self.evidence.attr), bool)
        own[self.columns[self.signature]] = True
        return np.bincount(row[own[value]], minlength=accounts).astype(float)

    @once
    def _usual_use(self) -> tuple[float, float]:
        """Signature templates per template used among members, and how evenly they use them."""
        used = self._uses(*self.evidence.shown_by(self.members), self.size)
        active = self.evidence.template_activity[self.members]
        mean = float(used.sum()) / max(float(active.sum()), 1.0)
        expected = mean * active
        excess = float(((used - expected) ** 2 - expected).sum())
        even = float((expected**2).sum()) / excess if excess > 0 else MOST_EVEN
        return mean, float(np.clip(even, LEAST_EVEN, MOST_EVEN))

    def _templates(self, activity: Array, used: Array) -> Array:
        """Bits of so many of the signature used by accounts of such activity."""
        chance = float(self.background[self.signature].sum()) / self.evidence.usual_templates
        expected = np.maximum(activity * chance, 1e-6)
        mean, even = self._usual_use
        among = np.maximum(mean * activity, 1e-6)
        bits = _negative_binomial(used, among, even) - _poisson(used, expected)
        return np.where(activity == 0, 0.0, np.clip(bits, -TEMPLATES_CAP / 2, TEMPLATES_CAP))


def _reaching(accounts: Array, bits: Array, least: float) -> Array:
    """Accounts whose bits add up to at least so many, in order."""
    span = int(accounts.max(initial=-1)) + 1
    if FEW * len(accounts) > span:
        return np.flatnonzero(np.bincount(accounts, bits, span) >= least)
    who, place = np.unique(accounts, return_inverse=True)
    return np.asarray(who[np.bincount(place, bits) >= least])


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
