"""Random worlds for the cluster engine: accounts that show values, with or without an operator.

Everything is drawn independently, so that what chance leads to is known. ``operator`` accounts,
the last of the world, share what the test says they share.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from hydrascope.clusters.evidence import Evidence, Shown
from hydrascope.clusters.gathering import gather
from hydrascope.clusters.pooled import Crowd
from hydrascope.clusters.search import Found, Lives, Settings, search
from hydrascope.clusters.timing import Minutes


def single(name: str, codes: Any, **more: Any) -> Shown:
    """An attribute of one value per account; -1 is unknown."""
    codes = np.asarray(codes)
    there = np.flatnonzero(codes >= 0)
    labels = np.arange(codes.max(initial=0) + 1)
    return Shown(name, there, codes[there].astype(np.int64), labels, **more)


def several(name: str, sets: list[list[int]], **more: Any) -> Shown:
    """An attribute of several values per account."""
    account = np.repeat(np.arange(len(sets)), [len(one) for one in sets])
    code = np.array([value for one in sets for value in one], dtype=np.int64)
    labels = np.arange(code.max(initial=0) + 1)
    return Shown(name, account, code, labels, np.ones(len(code)), single=False, **more)


def evidence_of(accounts: int, shown: list[Shown], country: Any = None) -> Evidence:
    where = np.full(accounts, -1) if country is None else np.asarray(country)
    return gather(np.arange(accounts) + 1, where, shown)


def zipf(rng: np.random.Generator, values: int, size: Any, power: float = 1.0) -> np.ndarray:
    """Values as unequal as networks and mail domains are."""
    weight = 1.0 / np.arange(1, values + 1) ** power
    return rng.choice(values, size, p=weight / weight.sum())


@dataclass
class World:
    """What each account shows: one value per attribute (-1: unknown), or several."""

    one: dict[str, np.ndarray]
    many: dict[str, list[list[int]]]

    def evidence(self, country: Any = None) -> Evidence:
        shown = [single(name, codes) for name, codes in self.one.items()]
        shown += [several(name, sets) for name, sets in self.many.items()]
        return evidence_of(len(next(iter(self.one.values()))), shown, country)


def strangers(accounts: int = 2000, seed: int = 0, templates: int = 3000) -> World:
    """Unrelated accounts: mostly cards of their own, ordinary networks, programs, templates."""
    rng = np.random.default_rng(seed)
    cards = np.where(
        rng.random(accounts) < 0.05,
        rng.integers(0, accounts // 40, accounts),
        np.arange(accounts) + accounts,
    )
    use = [
        sorted(set(zipf(rng, templates, number, 0.8).tolist()))
        for number in rng.geometric(1 / 12, accounts)
    ]
    seen = [
        sorted(set(zipf(rng, 600, number).tolist())) for number in rng.geometric(1 / 4, accounts)
    ]
    return World(
        {
            "payment": cards,
            "email_domain": zipf(rng, 300, accounts, 1.5),
            "prefix": zipf(rng, 800, accounts),
            "user_agent": zipf(rng, 40, accounts),
            "signup_hour": rng.integers(0, 1400, accounts),
        },
        {"request_prefix": seen, "template": use},
    )


def with_operator(world: World, accounts: int, seed: int = 0) -> np.ndarray:
    """Make the last accounts one operator's: four share a card, all a job list and a few exits."""
    rng = np.random.default_rng([seed, 1])
    total = len(world.one["payment"])
    mine = np.arange(total - accounts, total)
    world.one["payment"][mine] = 3 * total + np.arange(accounts) // 4
    world.one["prefix"][mine] = 1000 + rng.integers(0, 8, accounts)
    world.one["signup_hour"][mine] = 600 + rng.integers(0, 10, accounts)
    for place in mine:
        jobs = 5000 + rng.choice(60, 15, replace=False)
        world.many["template"][place] = sorted({*world.many["template"][place][:3], *jobs.tolist()})
    return mine


def minutes_of(asked: list[Any], span: int) -> Minutes:
    """From the minutes in which each account asked, again for each request."""
    counts = [np.unique(np.asarray(one, dtype=np.int64), return_counts=True) for one in asked]
    lengths = [len(minute) for minute, _ in counts]
    minute = np.concatenate([minute for minute, _ in counts])
    requests = np.concatenate([number for _, number in counts]).astype(float)
    return Minutes(
        begin=np.r_[0, np.cumsum(lengths)],
        minute=minute,
        requests=requests,
        everybody=np.bincount(minute, requests, minlength=span),
    )


def daily(rng: np.random.Generator, number: int, days: int, peak: float = 14.0) -> np.ndarray:
    """Minutes of independent requests that follow the hours of a day."""
    hour = rng.normal(peak, 4.0, number) % 24
    return np.asarray((rng.integers(0, days, number) * 24 + hour) * 60).astype(np.int64)


def find(
    evidence: Evidence,
    minutes: Minutes | None = None,
    *,
    started: Any = None,
    stopped: Any = None,
    settings: Settings | None = None,
) -> Found:
    """The search as it is run on a warehouse, on arrays."""
    accounts = evidence.accounts
    unknown = np.full(accounts, np.nan)
    asked = np.full(accounts, 20.0)
    if minutes is not None:
        asked = np.add.reduceat(np.r_[minutes.requests, 0.0], minutes.begin[:-1])
        asked[np.diff(minutes.begin) == 0] = 0.0
    lives = Lives(
        started=unknown if started is None else started,
        stopped=unknown if stopped is None else stopped,
        programs=None,
        requests=asked,
        names=[f"acct_{place:06}" for place in range(accounts)],
    )

    def crowd(read: Minutes | None, others: Any) -> Crowd:
        tokens = asked * 100
        return Crowd(evidence, read, asked, tokens, tokens, np.ones((accounts, 1)), others)

    return search(evidence, lives, crowd, lambda _: minutes, settings)


def members(found: Found) -> list[set[int]]:
    return [set(one.members.tolist()) for one in found.clusters]


def frame(found: Found) -> pd.DataFrame:
    """What a search says, to compare with another's."""
    return pd.DataFrame(
        {
            "cluster": [one.cluster_id for one in found.clusters],
            "kind": [one.kind.kind for one in found.clusters],
            "points": [one.kind.points for one in found.clusters],
            "members": [tuple(one.members.tolist()) for one in found.clusters],
            "near": [tuple(one.near.accounts.tolist()) for one in found.clusters],
        }
    )
