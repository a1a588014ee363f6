"""Timing without any shared value: who asks in the minutes in which a group asks.

One operator starts jobs, and its accounts ask in the same minutes (the loosely synchronised
actions of SynchroTrap, Cao et al. 2014). For a group, the requests of each minute are compared
with what the minutes around it lead to expect. How much more than by chance they vary is
measured, and each minute's excess is shrunk accordingly (the posterior mean of a Gamma-Poisson
rate): a group whose minutes are as even as chance says nothing. Minutes that are busy every
day are habits, and expected.

The evidence for an account is the log likelihood ratio of its minutes: under the group's rate,
minute by minute, against the same rate smoothed. It depends neither on how much the account
asks nor at what time of day, and what moves everybody in a minute (an outage, the full hour)
is taken out.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from hydrascope.clusters.arrays import Array, entries, once
from hydrascope.clusters.pairs import FAMILY_CAP, surplus

AROUND = 15  # minutes before and after that make the expectation
CLOSE = 3  # but not these
DAY = 1440

AGAINST = -6.0
# Neighbouring minutes and the accounts' own sittings repeat each other: evidence is halved.
DEPENDENT = 0.5
LEAST_REQUESTS = 200
# A shape above this is hardly more than chance: over thousands of requests a small error of the
# expectation would add up to as much.
EVEN = 8.0
# Share of an account's requests that may belong to the group; the rest is other people's.
SHARES = (1.0, 0.25)
RUSH = 5.0  # bits by which a minute's requests exceed what is expected, to be told from chance
LEAST_DAYS = 3  # of data, without which nothing is known of other days
LOOKED_UP = 4  # an account's requests in one minute: more are seldom


@dataclass(frozen=True)
class Minutes:
    """When accounts asked. ``begin[i]:begin[i+1]`` are the entries of account place ``i``."""

    begin: Array
    minute: Array  # from the first minute of the data
    requests: Array
    everybody: Array  # accounts asking in each minute, of all that may count as strangers

    @property
    def span(self) -> int:
        return len(self.everybody)

    @cached_property
    def unusual(self) -> Array:
        return unusual(self.everybody)

    def without(self, accounts: Array) -> "Minutes":
        """The same, these accounts no longer counted as strangers.

        A campaign that is a large part of the traffic would else be everybody's habit: its
        minutes would speak against all others, and all other minutes for them.
        """
        _, at = self.of(accounts)
        known = np.bincount(self.minute[at], minlength=self.span)
        others = np.maximum(self.everybody - known, 0)
        return Minutes(self.begin, self.minute, self.requests, others)

    def of(self, accounts: Array) -> tuple[Array, Array]:
        """Entries of the accounts: number within ``accounts``, and place in the arrays."""
        return entries(self.begin, accounts)

    def per_minute(self, accounts: Array) -> Array:
        """Requests of some accounts, added up by minute."""
        _, at = self.of(accounts)
        return np.bincount(self.minute[at], self.requests[at], minlength=self.span)


def smooth(counts: Array) -> Array:
    """The mean of the minutes around each, the closest left out: a job lasts some minutes."""
    around = _added_up(counts)
    return np.asarray(around / _neighbours(len(counts)))


def expect(counts: Array) -> Array:
    """What each minute leads to expect: the minutes around it, and its time of day.

    What recurs at the same time of day is a habit many have (schedules at the full hour, a
    batch at midnight) and no sign of one operator.
    """
    around = smooth(counts)
    days = -(-len(counts) // DAY)
    beyond = np.pad(counts - around, (0, days * DAY - len(counts))).reshape(days, DAY)
    other_days = (beyond.sum(axis=0) - beyond) / max(days - 1, 1)
    return np.asarray(around + np.maximum(other_days, 0).ravel()[: len(counts)])


def _added_up(counts: Array) -> Array:
    """The sum of the minutes around each; minutes beyond the data count nothing."""
    last = len(counts)
    total = np.zeros(last + 2 * (AROUND + 1), counts.dtype)
    np.cumsum(counts, out=total[AROUND + 1 : AROUND + 1 + last])
    total[AROUND + 1 + last :] = total[AROUND + last]
    before = total[AROUND - CLOSE : AROUND - CLOSE + last] - total[:last]
    after = total[2 * AROUND + 1 : 2 * AROUND + 1 + last]
    return np.asarray(before + after - total[AROUND + CLOSE + 1 : AROUND + CLOSE + 1 + last])


@lru_cache(maxsize=2)
def _neighbours(minutes: int) -> Array:
    """How many minutes there are around each."""
    return np.maximum(_added_up(np.ones(minutes)), 1)


def shape(counts: Array, expected: Array) -> float:
    """How even the minutes are: the shape of the Gamma their rates vary by; infinite for chance."""
    excess = float(((counts - expected) ** 2 - counts).sum())
    spread = float((expected**2).sum())
    return spread / excess if excess > 0 else np.inf


def unusual(counts: Array) -> Array:
    """Each minute's rate over that of the minutes around it, shrunk by how even they are.

    Never below one: a rush of everybody's explains a group's rush, and a lull of others is no
    evidence for those who go on.
    """
    expected = expect(counts)
    even = min(shape(counts, expected), 1e9)
    return np.asarray(np.maximum((counts + even) / (expected + even), 1.0))


class Beat:
    """The minutes of a group, against those around each and against what moves everybody."""

    def __init__(self, minutes: Minutes, members: Array) -> None:
        self.minutes = minutes
        self.counts = minutes.per_minute(members)
        self.requests = float(self.counts.sum())

    @once
    def expected(self) -> Array:
        return expect(self.counts)

    @once
    def shape(self) -> float:
        return shape(self.counts, self.expected)

    @property
    def is_even(self) -> bool:
        """Whether the minutes say nothing."""
        return self.requests < LEAST_REQUESTS or self.shape > EVEN

    @property
    def in_one_day(self) -> float | None:
        """Share of what the group does in step that lies within 24 hours; None where the data are
        too short to tell, or nothing is in step."""
        if self.minutes.span < LEAST_DAYS * DAY:
            return None
        busy = np.flatnonzero(self.counts >= 2)  # the first of a minute is in step with nobody
        found = surplus(self.counts[busy] - 1, self.expected[busy]).astype(float)
        bits = np.zeros(len(self.counts))
        bits[busy] = np.where(found < RUSH, 0.0, found)
        if not bits.any():
            return None
        total = np.cumsum(np.r_[np.zeros(DAY), bits])
        return float((total[DAY:] - total[:-DAY]).max() / total[-1])

    def bits(self, accounts: Array, is_member: Array) -> Array:
        """Evidence for each account; a member's own requests are taken out first."""
        if self.is_even:
            return np.zeros(len(accounts))
        row, at = self.minutes.of(accounts)
        own: Array | int = 0
        if is_member.any():
            own = np.where(is_member[row], self.minutes.requests[at], 0.0)
        told = self._told(self.minutes.minute[at], own)
        found = np.full(len(accounts), -np.inf)
        for share in SHARES:
            bits = DEPENDENT * np.bincount(row, told(share), len(accounts))
            found = np.logaddexp2(found, bits - np.log2(len(SHARES)))
        found = np.maximum(found, AGAINST)
        return np.asarray(np.minimum(found, FAMILY_CAP))

    def _told(self, minute: Array, own: Array | int) -> Callable[[float], Array]:
        """Bits of each entry by share: a minute, and how many of its requests are its own.

        The largest groups have ten million entries and few different ones: most are looked up.
        """
        different = 1 if isinstance(own, int) else LOOKED_UP
        if len(minute) <= different * self.minutes.span:
            return lambda share: self._bits_of(minute, own, share)
        every = np.arange(self.minutes.span)
        place, rest, seldom = minute, np.zeros(0, np.int64), own
        if not isinstance(own, int):
            usual = own < LOOKED_UP
            place = np.where(usual, own, 0).astype(np.int64) * self.minutes.span + minute
            rest = np.flatnonzero(~usual)
            seldom = own[rest]

        def look_up(share: float) -> Array:
            table = [self._bits_of(every, number, share) for number in range(different)]
            found = np.concatenate(table)[place]
            found[rest] = self._bits_of(minute[rest], seldom, share)
            return np.asarray(found)

        return look_up

    def _bits_of(self, minute: Array, own: Array | int, share: float) -> Array:
        ratio = (self.counts[minute] - own + self.shape) / (self.expected[minute] + self.shape)
        ratio /= self.minutes.unusual[minute]
        return np.asarray(np.log2(np.maximum(share * ratio + 1 - share, 1e-3)))
