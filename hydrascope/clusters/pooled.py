"""What a cluster as a whole does, against groups of as many other accounts.

One account's habits prove nothing; a thousand accounts that all work through the night do. Each
measure is taken on the cluster and on groups of the same size drawn from the accounts outside
every group (with requests, by a fixed seed): the 5th, 50th and 95th percentile of these are
the ordinary range.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock

import numpy as np
from scipy import sparse

from hydrascope.clusters.arrays import Array
from hydrascope.clusters.evidence import RARE_BITS, REACTION, TEMPLATES, Evidence
from hydrascope.clusters.timing import Beat, Minutes

DRAWN = 19
LARGEST = 1000  # accounts in a drawn group: larger ones vary no more
AS_BUSY = 2.0  # powers of two by which a drawn account's requests may differ from the members'
LEAST_ALIKE = 200  # accounts as busy as the members, to be drawn from
QUIET = 8  # hours
SOON = 16  # hours after a release


@dataclass(frozen=True)
class Measured:
    """A measure of a cluster and the 5th, 50th and 95th percentile of ordinary groups."""

    value: float
    low: float
    median: float
    high: float

    @property
    def is_high(self) -> bool:
        return self.value > self.high

    @property
    def is_low(self) -> bool:
        return self.value < self.low


@dataclass
class Crowd:
    """Everybody's use: what the measures are taken from. Arrays by place of the account."""

    evidence: Evidence
    minutes: Minutes | None
    requests: Array
    input_tokens: Array
    output_tokens: Array
    tasks: Array  # accounts × tasks, requests
    others: Array  # places of accounts outside every group, drawn from
    first_minute: int = 0
    _ordinary: dict[tuple[str, int, int], tuple[float, float, float]] = field(default_factory=dict)
    _locks: dict[tuple[str, int, int], Lock] = field(default_factory=dict)

    def measure(self, name: str, members: Array) -> Measured | None:
        """A measure by name; None where the data do not allow it."""
        return self.compare(name, members, MEASURES[name](self, members))

    def compare(self, name: str, members: Array, value: float | None) -> Measured | None:
        """A measure that has been taken, beside that of other accounts."""
        if value is None or not np.isfinite(value) or not len(self.others):
            return None
        return Measured(float(value), *self._usual(name, MEASURES[name], members))

    def _alike(self, members: Array) -> tuple[Array, int]:
        """Accounts to draw from, as busy as the members; and how busy, as a power of two."""
        busy = int(np.log2(max(float(np.median(self.requests[members])), 1.0)))
        close = np.abs(np.log2(np.maximum(self.requests[self.others], 1)) - busy) <= AS_BUSY
        if close.sum() < min(2 * len(members), LEAST_ALIKE):
            return self.others, -1
        return self.others[close], busy

    def _usual(self, name: str, take: "Measure", members: Array) -> tuple[float, float, float]:
        """Of groups of this size, to the nearest power of two, so that many share one."""
        others, busy = self._alike(members)
        size = int(min(2 ** np.ceil(np.log2(len(members))), LARGEST, max(len(others) // 2, 1)))
        key = name, size, busy
        with self._locks.setdefault(key, Lock()):  # what two threads want is drawn once
            if key not in self._ordinary:
                rng = np.random.default_rng([3, size, busy + 1])
                drawn = [take(self, np.sort(rng.choice(others, size, replace=False)))
                         for _ in range(DRAWN)] if len(others) else []  # fmt: skip
                self._ordinary[key] = _middle(drawn)
        return self._ordinary[key]

    @cached_property
    def template_use(self) -> sparse.csr_array:
        """Accounts × rare templates, requests."""
        evidence = self.evidence
        use = sparse.csr_array(
            (evidence.requests, evidence.shows.indices, evidence.shows.indptr),
            shape=evidence.shows.shape,
        )
        columns = evidence.columns("template")
        return use[:, columns[evidence.bits[columns] >= RARE_BITS]]

    def by_hour(self, members: Array) -> Array:
        """Requests of some accounts by hour of the day, UTC."""
        assert self.minutes is not None
        at = np.searchsorted(self.others, members) % max(len(self.others), 1)
        if len(self.others) and (self.others[at] == members).all():  # drawn again and again
            return np.asarray(self._hours[at].sum(axis=0))
        return np.asarray(self._by_hour(members).sum(axis=0))

    def _by_hour(self, accounts: Array) -> Array:
        """Accounts × hours of the day."""
        assert self.minutes is not None
        row, at = self.minutes.of(accounts)
        hour = (self.minutes.minute[at] + self.first_minute) // 60 % 24
        counts = np.bincount(row * 24 + hour, self.minutes.requests[at], 24 * len(accounts))
        return counts.reshape(-1, 24)

    @cached_property
    def _hours(self) -> Array:
        return self._by_hour(self.others)

    @cached_property
    def usual_requests(self) -> float:
        """Median requests of the accounts outside every group that asked at all."""
        return float(np.median(self.requests[self.others])) if len(self.others) else 1.0

    @cached_property
    def task_share(self) -> Array:
        total = self.tasks.sum(axis=0)
        return np.asarray(total / max(total.sum(), 1))


Measure = Callable[[Crowd, Array], float | None]


def _middle(drawn: list[float | None]) -> tuple[float, float, float]:
    """The 5th, 50th and 95th percentile of what is known; zeros for nothing."""
    seen = [value for value in drawn if value is not None and np.isfinite(value)]
    low, median, high = np.quantile(seen, (0.05, 0.5, 0.95)) if seen else (0.0, 0.0, 0.0)
    return float(low), float(median), float(high)


def synchrony(crowd: Crowd, members: Array) -> float | None:
    """Median bits by which a member's minutes follow those of the others."""
    if crowd.minutes is None:
        return None
    beat = Beat(crowd.minutes, members)
    if beat.requests == 0:
        return None
    return float(np.median(beat.bits(members, np.ones(len(members), bool))))


def concentration(crowd: Crowd, members: Array) -> float | None:
    """Share of requests from rare templates that at least three members use."""
    if TEMPLATES not in crowd.evidence.family_names:
        return None
    use = crowd.template_use[members]
    users = np.bincount(use.indices, minlength=use.shape[1])
    total = crowd.requests[members].sum()
    return float(use.data[users[use.indices] >= 3].sum() / total) if total else None


def quiet_hours(crowd: Crowd, members: Array) -> float | None:
    """Share of requests in the quietest eight hours of the group's day; a third is even."""
    if crowd.minutes is None:
        return None
    counts = crowd.by_hour(members)
    if not counts.sum():
        return None
    around = np.concatenate([counts, counts])
    windows = np.convolve(around, np.ones(QUIET), "valid")[:24]
    return float(windows.min() / counts.sum())


def answer_length(crowd: Crowd, members: Array) -> float | None:
    """Median over accounts of output tokens per input token."""
    given, got = crowd.input_tokens[members], crowd.output_tokens[members]
    known = (given > 0) & (got > 0)
    return float(np.median(got[known] / given[known])) if known.sum() >= 3 else None


def task_difference(crowd: Crowd, members: Array) -> float | None:
    """How far the tasks differ from everybody's: Jensen–Shannon divergence, in bits."""
    mine = crowd.tasks[members].sum(axis=0)
    if not mine.sum():
        return None
    p, q = mine / mine.sum(), crowd.task_share
    middle = (p + q) / 2
    return (_divergence(p, middle) + _divergence(q, middle)) / 2


def _divergence(p: Array, q: Array) -> float:
    there = p > 0
    return float((p[there] * np.log2(p[there] / q[there])).sum())


def move_together(crowd: Crowd, members: Array) -> float | None:
    """Largest share of those who could that moved to a new model within so many hours."""
    evidence, best = crowd.evidence, None
    shown = evidence.shown_by(members)[1]
    for number, name in enumerate(evidence.attrs):
        if evidence.families[number] != REACTION or not name.startswith("moved:"):
            continue
        columns = np.flatnonzero(evidence.attr == number)
        hours = [_hours(label) for label in evidence.label[columns]]
        soon = columns[np.array(hours) <= SOON]
        could = int(evidence.known[number, members].sum())
        if could >= 3:
            best = max(best or 0.0, float(np.isin(shown, soon).sum()) / could)
    return best


def _hours(label: object) -> float:
    """The upper edge in a label such as "within 4 h"; endless for "later or never"."""
    words = str(label).split()
    return float(words[1]) if words[0] == "within" else np.inf


MEASURES: dict[str, Measure] = {
    "synchrony": synchrony,
    "templates": concentration,
    "quiet_hours": quiet_hours,
    "answer_length": answer_length,
    "tasks": task_difference,
    "release": move_together,
}
