"""A reseller's pool among strangers: one program, three customers, and a campaign through half.

Every customer's templates are asked at the customers' own times. A campaign's are asked through
``CARRIERS``, each of which works on one of four parts of its list; where it is in step, all of
them start in the minutes of common jobs.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from hydrascope.clusters.evidence import Evidence, Shown
from hydrascope.clusters.gathering import gather
from hydrascope.clusters.jobs import Asked, Job, find_jobs
from hydrascope.clusters.pooled import Crowd
from hydrascope.clusters.search import Lives
from hydrascope.clusters.timing import Minutes
from tests import worlds

STRANGERS, POOL = 1400, 120
ACCOUNTS = STRANGERS + POOL
PLACES = np.arange(STRANGERS, ACCOUNTS)  # of the pool
CARRIERS = PLACES[::2]
DAYS = 7
SPAN = DAYS * 1440
REQUESTS, JOBS, PARTS = 240, 80, 4
# Where the templates of the customers and those of the campaign begin; less are everybody's.
CUSTOMERS, CAMPAIGN = 10_000, 20_000


@dataclass(frozen=True)
class Pool:
    """Single requests: account, template and minute of each; parallel arrays."""

    account: np.ndarray
    template: np.ndarray
    minute: np.ndarray

    @cached_property
    def requests(self) -> np.ndarray:
        return np.bincount(self.account, minlength=ACCOUNTS).astype(float)

    @cached_property
    def programs(self) -> np.ndarray:
        """The pool's program, 0, is what half of the others use too."""
        return np.where(np.arange(ACCOUNTS) >= STRANGERS, 0, np.arange(ACCOUNTS) % 2)

    @cached_property
    def minutes(self) -> Minutes:
        return worlds.minutes_of(
            [self.minute[self.account == place] for place in range(ACCOUNTS)], SPAN
        )

    @cached_property
    def evidence(self) -> Evidence:
        """Templates are all these accounts show."""
        labels, code = np.unique(self.template, return_inverse=True)
        pair, times = np.unique(self.account * len(labels) + code, return_counts=True)
        used = Shown(
            "template", *np.divmod(pair, len(labels)), labels, times.astype(float), single=False,
            strata=self.programs, known=self.requests > 0,
        )  # fmt: skip
        return gather(np.arange(ACCOUNTS) + 1, np.full(ACCOUNTS, -1), [used])

    def read_asked(self, columns: np.ndarray) -> Asked:
        labels = self.evidence.label[columns].astype(np.int64)
        order = np.argsort(labels)
        inside = np.isin(self.template, labels)
        column = columns[order[np.searchsorted(labels[order], self.template[inside])]]
        return Asked(self.account[inside], column, self.minute[inside])

    @property
    def lives(self) -> Lives:
        unknown = np.full(ACCOUNTS, np.nan)
        names = [f"acct_{place:06}" for place in range(ACCOUNTS)]
        return Lives(unknown, unknown, self.programs, self.requests, names)

    def crowd(self, minutes: Minutes | None, others: np.ndarray) -> Crowd:
        tokens, tasks = self.requests * 100, np.ones((ACCOUNTS, 1))
        return Crowd(self.evidence, minutes, self.requests, tokens, tokens, tasks, others)

    def find(self, seed: int = 1) -> list[Job]:
        return find_jobs(
            self.evidence, self.programs, self.requests, self.minutes, self.read_asked, seed
        )


def pool(seed: int = 1, *, share: float = 0.25, in_step: bool = True) -> Pool:
    """Such a world; the campaign makes a ``share`` of its carriers' requests."""
    rng = np.random.default_rng([seed, 11])
    number = np.r_[rng.integers(10, 40, STRANGERS), np.full(POOL, REQUESTS)]
    account = np.repeat(np.arange(ACCOUNTS), number)
    total = len(account)
    template = worlds.zipf(rng, 2000, total, 0.7)
    minute = worlds.daily(rng, total, DAYS)
    resold = (account >= STRANGERS) & (rng.random(total) < 0.8)
    template[resold] = _customers(rng, account[resold])
    mine = np.isin(account, CARRIERS) & (rng.random(total) < share)
    template[mine] = campaign_template(rng, account[mine])
    if in_step:
        minute[mine] = rng.choice(worlds.daily(rng, JOBS, DAYS), mine.sum())
    return Pool(account, template, minute % SPAN)


def _customers(rng: np.random.Generator, account: np.ndarray) -> np.ndarray:
    """Each account serves two of three customers, and each of these by a part of its list."""
    customer = (account + rng.integers(0, 2, len(account))) % 3
    part = (account // 3) % PARTS
    return CUSTOMERS + 1000 * customer + 30 * part + rng.integers(0, 30, len(account))


def campaign_template(
    rng: np.random.Generator, account: np.ndarray, first: int = CAMPAIGN
) -> np.ndarray:
    """A template of the account's part of the campaign's list."""
    return first + 25 * (account // 2 % PARTS) + rng.integers(0, 25, len(account))
