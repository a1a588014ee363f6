"""Waves of one campaign: bursts whose accounts share cards, mail domains or networks that
hardly anybody outside of bursts has."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations

import numpy as np

from hydrascope.detect.folding import Found
from hydrascope.detect.scan import Ints
from hydrascope.detect.signups import Signups

# What somebody has to own or rent. Clients and patterns are made in a minute, by anybody.
OWNED = ("payment", "email_domain", "prefix")
# So many times as common inside bursts as outside: a mark of whoever made them. Successors of
# banned accounts carry the marks too and lie outside, so it cannot be much higher.
MARK_LIFT = 15.0
# Two bursts belong together where the shares of their marks overlap this much.
COMMON_SHARE = 0.12
MIXED = 0.35


def series(signups: Signups, bursts: Sequence[Found]) -> list[int | None]:
    """The number of the first burst of its series for each burst; None for those alone.

    A burst with many who would have come anyway may hold several actors: it joins the
    series it has most in common with, but never joins two series to one.
    """
    mixed = [one.expected > MIXED * len(one.members) for one in bursts]
    parent = list(range(len(bursts)))

    def root(one: int) -> int:
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    ties: dict[int, tuple[float, int]] = {}
    for name in OWNED:
        if name not in signups.attributes:
            continue
        for (one, other), common in _alike(signups.attributes[name].codes, bursts).items():
            if not mixed[one] and not mixed[other]:
                parent[max(root(one), root(other))] = min(root(one), root(other))
            elif mixed[one] != mixed[other]:
                joins, to = (one, other) if mixed[one] else (other, one)
                ties[joins] = max(ties.get(joins, (0.0, -1)), (common, to))
    for joins, (_, to) in ties.items():
        parent[joins] = root(to)
    roots = [root(one) for one in range(len(bursts))]
    return [number if roots.count(number) > 1 else None for number in roots]


def _alike(codes: Ints, bursts: Sequence[Found]) -> dict[tuple[int, int], float]:
    """Pairs of bursts that share marks of one attribute, and how much their shares overlap.

    Each value counts with the smaller of its two shares: a straggler of another campaign
    inside a wave brings in its marks, but few of them.
    """
    marks = _marks(codes, bursts)
    own: list[dict[int, int]] = []
    where: dict[int, list[int]] = defaultdict(list)
    for number, burst in enumerate(bursts):
        values, counts = np.unique(codes[burst.members], return_counts=True)
        own.append(
            {int(v): int(c) for v, c in zip(values, counts, strict=True) if v >= 0 and marks[v]}
        )
        for value in own[-1]:
            where[value].append(number)
    common: dict[tuple[int, int], float] = defaultdict(float)
    for value, numbers in where.items():
        for one, other in combinations(numbers, 2):
            common[one, other] += min(
                own[number][value] / len(bursts[number].members) for number in (one, other)
            )
    return {pair: share for pair, share in common.items() if share >= COMMON_SHARE}


def _marks(codes: Ints, bursts: Sequence[Found]) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    """Which values are marks; one more entry, so that an unknown value has one too."""
    inside = np.zeros(len(codes), dtype=bool)
    for burst in bursts:
        inside[burst.members] = True
    size = int(codes.max()) + 2
    within = np.bincount(codes[inside & (codes >= 0)], minlength=size)
    outside = np.bincount(codes[~inside & (codes >= 0)], minlength=size)
    share = within / max(int(within.sum()), 1)
    usual = (outside + 0.5) / (outside.sum() + 1)
    return np.asarray((within >= 3) & (share >= MARK_LIFT * usual))
