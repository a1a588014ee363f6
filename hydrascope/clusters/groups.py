"""A group of accounts as a judge: who belongs to it, who nearly does, and on what grounds.

An account belongs to a group when the odds are better than 1,000 to 1 after the search among all
accounts is paid for (the prior is the group's size among all accounts), when two families
speak for it, and when one of these says what it *does* or who pays: the same network and the
same program make two customers of one proxy or one shop, not one operator.
"""

from dataclasses import dataclass

import numpy as np

from hydrascope.clusters.arrays import Array, once
from hydrascope.clusters.evidence import (
    CLIENT,
    IDENTITY,
    NETWORK,
    TEMPLATES,
    TIMING,
    Evidence,
)
from hydrascope.clusters.pairs import FAMILY_CAP, SPEAKS
from hydrascope.clusters.profiles import Profile
from hydrascope.clusters.timing import Beat, Minutes

SURE = float(np.log2(999))
ALONE = 20.0  # bits from which one family is enough to join a group that stands on two
TOGETHER = 5.0  # median bits by which a group works together
NEARLY = 7.0  # bits a near miss may lack
LOOKS = (NETWORK, CLIENT, IDENTITY)


@dataclass(frozen=True)
class Judged:
    """Bits per family (accounts × families) and what they amount to."""

    accounts: Array
    bits: Array
    signature: Array
    needed: float
    speaking: Array
    is_doing: Array

    @property
    def total(self) -> Array:
        return np.asarray(self.bits.sum(axis=1))

    def some(self, mask: Array) -> "Judged":
        return Judged(
            self.accounts[mask],
            self.bits[mask],
            self.signature[mask],
            self.needed,
            self.speaking[mask],
            self.is_doing[mask],
        )

    @property
    def over(self) -> Array:
        """Bits beyond what is needed."""
        return self.total - self.needed

    @property
    def belongs(self) -> Array:
        return np.asarray((self.over >= 0) & self.is_doing & (self.speaking >= 2))

    @property
    def nearly(self) -> Array:
        """Not a member, and not far from it: at least one family short, or some bits."""
        near = (self.over >= -NEARLY) & (self.speaking >= 1)
        return np.asarray(near & ~self.belongs)


def prior(accounts: int, size: int) -> float:
    """Bits against a stranger being one of the group, before any evidence."""
    return float(np.log2(max(accounts - size, 1) / max(size, 1)))


class Group:
    """Some accounts, and how well others fit in with them."""

    def __init__(
        self,
        evidence: Evidence,
        members: Array,
        minutes: Minutes | None = None,
        work: Array | None = None,
    ) -> None:
        self.evidence, self.members, self.minutes, self.work = evidence, members, minutes, work

    @once
    def profile(self) -> Profile:
        return Profile(self.evidence, self.members, self.work)

    @once
    def beat(self) -> Beat | None:
        return None if self.minutes is None else Beat(self.minutes, self.members)

    @property
    def needed(self) -> float:
        return prior(self.evidence.accounts, len(self.members)) + SURE

    @property
    def families(self) -> list[str]:
        """Names of the columns of ``bits``."""
        timing = [] if self.minutes is None else [TIMING]
        return [*self.evidence.family_names, *timing]

    def look_alikes(self, less: float = 0.0) -> Array:
        return self.profile.look_alikes(self.needed - less)

    def judge(self, accounts: Array, is_member: Array) -> Judged:
        """How well each of the accounts fits; members are judged without themselves."""
        return self._judged(accounts, *self._fit(accounts, is_member))

    def nobody(self) -> Judged:
        """The verdict on no account."""
        none = np.zeros(0)
        bits = np.zeros((0, len(self.families)))
        return Judged(self.members[:0], bits, none, self.needed, none, none.astype(bool))

    def judge_around(self) -> Judged:
        """Members first, then those who look alike and may be members or nearly so."""
        return self._around

    @once
    def _around(self) -> Judged:
        others = self.look_alikes()
        fit = self.profile.fit(others, np.zeros(len(others), bool))
        likely = fit.total + self._timing_at_most >= self.needed - NEARLY
        others, theirs = others[likely], (fit.bits[likely], fit.signature[likely])
        if self.beat is not None:  # the dearest family is looked at last
            timing = self.beat.bits(others, np.zeros(len(others), bool))
            theirs = (np.column_stack([theirs[0], timing]), theirs[1])
        both = (np.concatenate(part) for part in zip(self._own, theirs, strict=True))
        return self._judged(np.concatenate([self.members, others]), *both)

    @once
    def _own(self) -> tuple[Array, Array]:
        return self._fit(self.members, np.ones(len(self.members), bool))

    @property
    def _timing_at_most(self) -> float:
        return 0.0 if self.beat is None else FAMILY_CAP

    def release(self) -> None:
        """Let go of what only judging needs: of thousands of groups it would be gigabytes.

        What was judged is known still, and so are the figures of the whole.
        """
        for name in ("beat", "_own", "_work"):
            self.__dict__.pop(name, None)

    def _fit(self, accounts: Array, is_member: Array) -> tuple[Array, Array]:
        """Bits per family, and how many signature templates each account uses."""
        fit = self.profile.fit(accounts, is_member)
        if self.beat is None:
            return fit.bits, fit.signature
        return np.column_stack([fit.bits, self.beat.bits(accounts, is_member)]), fit.signature

    def _judged(self, accounts: Array, bits: Array, signature: Array) -> Judged:
        speaks = bits >= SPEAKS
        speaking = np.where(
            bits.max(axis=1) >= ALONE, np.maximum(speaks.sum(axis=1), 2), speaks.sum(axis=1)
        )
        doing = np.array([name not in LOOKS for name in self.families])
        can_do = any(name not in LOOKS for name in self.families)
        is_doing = np.asarray(speaks[:, doing].any(axis=1) | (not can_do))
        is_doing &= self._shares_the_work(bits) | self._is_silent(accounts)
        return Judged(accounts, bits, signature, self.needed, speaking, is_doing)

    @once
    def synchrony(self) -> float | None:
        """Median bits by which a member's minutes follow those of the others."""
        if self.beat is None or not self.beat.requests:
            return None
        return float(np.median(self._own[0][:, -1]))

    @once
    def in_one_day(self) -> float | None:
        """Share of what members do in step that lies within 24 hours."""
        return None if self.beat is None or self.beat.is_even else self.beat.in_one_day

    @once
    def _work(self) -> Array:
        """Columns of the families by which the group as a whole works together."""
        together = np.median(self._own[0], axis=0) >= TOGETHER
        by_work = np.array([name in (TEMPLATES, TIMING) for name in self.families])
        return np.asarray(np.flatnonzero(together & by_work))

    def _shares_the_work(self, bits: Array) -> Array:
        """Where a group works together, its members do: colleagues who vouch for each other with
        a card and an office of their own do not become members by that."""
        if not len(self._work):
            return np.ones(len(bits), bool)
        return np.asarray((bits[:, self._work] >= SPEAKS).any(axis=1))

    def _is_silent(self, accounts: Array) -> Array:
        """Accounts that did nothing by which they could be told."""
        begin = self.evidence.shows.indptr if self.minutes is None else self.minutes.begin
        return np.asarray(begin[accounts] == begin[accounts + 1])
