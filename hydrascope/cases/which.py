"""Which cluster of today is the one somebody spoke of?

A cluster's id stays while its members mostly stay. Where the id is gone, or now names other
accounts, the cluster is the one that most of the members of then are in, if it is most of them.
"""

from collections.abc import Collection
from dataclasses import dataclass

import pandas as pd

LEAST_SHARED = 0.5


@dataclass(frozen=True)
class Match:
    """The cluster of today (None: none is), how many of the members of then are in it, of how
    many, and whether its name is another."""

    cluster_id: str | None
    shared: int
    then: int
    is_renamed: bool = False

    @property
    def share(self) -> float:
        """Part of the members of then that are in it, 0 to 1; 1 where none were noted."""
        return self.shared / self.then if self.then else 1.0


def meant(said: pd.DataFrame, cluster_id: str, now: pd.DataFrame) -> pd.DataFrame:
    """The rows (cluster_id, members) that speak of a cluster of today, under whatever name.

    ``now`` as for ``find``; it holds every cluster those members are in.
    """
    kept = [
        find(str(name), members, now).cluster_id == cluster_id
        for name, members in zip(said["cluster_id"], said["members"], strict=True)
    ]
    return said[pd.Series(kept, index=said.index, dtype=bool)].reset_index(drop=True)


def find(cluster_id: str, members: Collection[str], now: pd.DataFrame) -> Match:
    """The cluster of today among ``now`` (cluster_id, account_id: one row per member).

    Without ``members``, its id is all that is known.
    """
    then = set(members)
    if not then:
        there = bool((now["cluster_id"] == cluster_id).any())
        return Match(cluster_id if there else None, 0, 0)
    inside = now[now["account_id"].isin(then)]
    counts = inside.groupby("cluster_id")["account_id"].nunique()
    if counts.get(cluster_id, 0) >= LEAST_SHARED * len(then):
        return Match(cluster_id, int(counts[cluster_id]), len(then))
    if counts.empty:
        return Match(None, 0, len(then))
    best = sorted(counts.items(), key=lambda pair: (-pair[1], str(pair[0])))[0]
    if best[1] < LEAST_SHARED * len(then):
        return Match(None, int(best[1]), len(then))
    return Match(str(best[0]), int(best[1]), len(then), str(best[0]) != cluster_id)
