"""How well an account fits a group: every family of evidence in bits, the account left out.

A pair of accounts says little when a campaign spreads its cards, exits and mail names thin;
the group as a whole says what it has. For each value, the share of the group that shows it is
compared with the share of everybody else (log2 of the ratio: a match weight against a group).
The account itself never counts as its own evidence, and the group never as its own background.

* One value per account (a card, a mail domain): the group's share is mixed with the
  probability that its next account shows something new (Good & Turing: the share of values seen
  once), so a group whose every card is another is not held against anybody.
* Several values (client strings, prefixes of requests): the best of them, less the log of how many were tried.
* Templates: how many of the group's *signature* (templates eight times more usual inside than
  outside) an account uses, against what its activity leads to by chance: Poisson outside,
  and a geometric count inside, because members differ a lot in how much they do.
"""

from dataclasses import dataclass

import numpy as np
from scipy import special

from hydrascope.clusters.evidence import TEMPLATES, Array, Evidence
from hydrascope.clusters.pairs import FAMILY_CAP

UNLIKE = -4.0  # how far a family may speak against an account
AGAIN = 0.25  # what the second attribute of a family still adds
SIGNATURE_LIFT = 8.0
SIGNATURE_USERS = 3
STRONG = 4.0  # bits from which a value brings accounts up for judgement


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

    def __init__(self, evidence: Evidence, members: Array) -> None:
        self.evidence, self.members = evidence, members
        entries = evidence.shows[members]
        counts = np.bincount(entries.indices, minlength=evidence.shows.shape[1])
        self.columns = np.flatnonzero(counts)
        self.inside = counts[self.columns].astype(float)
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
        return np.maximum(peers, self.inside)

    def _novelty(self, attr: Array) -> Array:
        """Per attribute: how likely the next member shows a value no other member does."""
        repeated = np.bincount(
            attr[self.inside > 1], self.inside[self.inside > 1], len(self.evidence.attrs)
        )
        return (np.maximum(self.known - repeated, 0) + 1) / (self.known + 2)

    def weights(self, *, left_out: bool) -> Array:
        """Bits of each of the group's values, for a member (left out itself) or a stranger."""
        less = 1.0 if left_out else 0.0
        inside = np.maximum(self.inside - less, 0)
        share = inside / np.maximum(self._company - less, 1)
        new = self.novelty[self.evidence.attr[self.columns]]
        mixed = (1 - new) * share + new * self.background
        bits = np.log2(np.maximum(mixed, 1e-12) / self.background)
        return np.where(inside > 0, np.minimum(bits, FAMILY_CAP), np.log2(new))

    @property
    def lift(self) -> Array:
        return self.inside / np.maximum(self._company, 1) / self.background

    def signature(self) -> Array:
        """Which of the group's values are templates of its own."""
        family = self.evidence.family[self.columns]
        if TEMPLATES not in self.evidence.family_names:
            return np.zeros(len(self.columns), bool)
        of_templates = family == self.evidence.family_names.index(TEMPLATES)
        told = (self.inside >= SIGNATURE_USERS) & (self.lift >= SIGNATURE_LIFT)
        return np.asarray(of_templates & told)

    def look_alikes(self) -> Array:
        """Accounts outside that share at least one telling value with the group."""
        telling = self.weights(left_out=False) >= STRONG
        telling &= (self.inside >= 2) & (self.outside > 0)
        found = self.evidence.by_value[:, self.columns[telling]].indices
        return np.setdiff1d(np.unique(found), self.members)

    def fit(self, accounts: Array, is_member: Array) -> Fit:
        """How well each of the accounts fits; members are judged without themselves."""
        evidence = self.evidence
        part = evidence.shows[accounts]
        row = np.repeat(np.arange(len(accounts)), np.diff(part.indptr))
        place = np.full(part.shape[1], -1, dtype=np.int64)
        place[self.columns] = np.arange(len(self.columns))
        at = place[part.indices]
        attr = evidence.attr[part.indices]
        weight = np.where(
            is_member[row], self.weights(left_out=True)[at], self.weights(left_out=False)[at]
        )
        new = np.log2(self.novelty)
        weight = np.where(at >= 0, weight, new[attr])
        first = np.full((len(accounts), len(evidence.family_names)), -np.inf)
        second = np.zeros_like(first)
        for number, family in enumerate(evidence.families):
            known = evidence.known[number, accounts]
            if self.known[number] < 2 or not known.any():
                continue
            mine = attr == number
            column = evidence.family_names.index(family)
            if family == TEMPLATES:
                continue
            bits = self._attribute(number, len(accounts), row[mine], weight[mine], new[number])
            bits = np.where(known, bits, 0.0)
            second[:, column] = np.maximum(second[:, column], np.minimum(bits, first[:, column]))
            first[:, column] = np.where(known, np.maximum(first[:, column], bits), first[:, column])
        first[~np.isfinite(first)] = 0.0
        total = np.clip(first + AGAIN * np.maximum(second, 0), UNLIKE, FAMILY_CAP)
        used = np.zeros(len(accounts))
        if TEMPLATES in evidence.family_names:
            bits, used = self._templates(accounts, is_member, row, at)
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
        return np.maximum(bits - np.log2(tried), 0.0)

    def _templates(
        self, accounts: Array, is_member: Array, row: Array, at: Array
    ) -> tuple[Array, Array]:
        """Bits of the templates, and how many of the signature each account uses."""
        evidence, signature = self.evidence, self.signature()
        hit = (at >= 0) & signature[at]
        used = np.bincount(row[hit], minlength=len(accounts)).astype(float)
        activity = _activity(evidence)
        usual = max(float(activity[activity > 0].mean()) if (activity > 0).any() else 1.0, 1.0)
        chance = float(self.background[signature].sum()) / usual
        expected = np.maximum(activity[accounts] * chance, 1e-6)
        rate = float(self.inside[signature].sum()) / max(float(activity[self.members].sum()), 1.0)
        among = np.maximum(rate * activity[accounts], 1e-6)
        bits = (
            used * np.log2(among / (1 + among))
            - np.log2(1 + among)
            - (used * np.log2(expected) - expected / np.log(2) - special.gammaln(used + 1) / np.log(2))
        )
        silent = activity[accounts] == 0
        return np.where(silent, 0.0, np.clip(bits, UNLIKE, FAMILY_CAP)), used


def _activity(evidence: Evidence) -> Array:
    """How many templates that others use too each account uses."""
    known = getattr(evidence, "_template_activity", None)
    if known is None:
        family = evidence.family_names.index(TEMPLATES)
        mine = (evidence.family == family).astype(np.float32)
        known = np.asarray(evidence.shows @ mine, dtype=float)
        evidence._template_activity = known  # type: ignore[attr-defined]
    return np.asarray(known)


def prior(accounts: int, size: int) -> float:
    """Bits against a stranger being one of the group, before any evidence."""
    return float(np.log2(max(accounts - size, 1) / max(size, 1)))
