"""Groups from links: Leiden, then groups that fit each other become one.

Leiden (Traag, Waltman & van Eck 2019) on the strongest links with their bits as weights, at
resolution 1 (Newman's modularity), with a fixed seed: the same links give the same groups.
Leiden cuts what is large and evenly linked, such as a campaign whose accounts each work on a
part of its templates. So afterwards a group joins another when at least half of its accounts
fit the other's profile as members would: the odds, not a resolution, decide how large a group
may be.
"""

import graspologic_native
import numpy as np
from scipy import sparse

from hydrascope.clusters.arrays import Array, in_turn
from hydrascope.clusters.evidence import Evidence
from hydrascope.clusters.groups import Group, Judged
from hydrascope.clusters.pairs import Pairs
from hydrascope.clusters.timing import Minutes

Known = dict[bytes, Group]  # by the bytes of their members
LEAST = 5  # accounts that make a group
FITTING = 0.5


def leiden(links: Pairs, accounts: int, *, resolution: float = 1.0, seed: int = 1) -> Array:
    """A group number per account, -1 for accounts without a link."""
    groups = np.full(accounts, -1, dtype=np.int64)
    if not len(links.a):
        return groups
    linked, place = np.unique(np.concatenate([links.a, links.b]), return_inverse=True)
    a, b = place[: len(links.a)], place[len(links.a) :]
    weight = links.total.astype(float)
    shape = (len(linked), len(linked))
    graph = sparse.csr_array((np.r_[weight, weight], (np.r_[a, b], np.r_[b, a])), shape=shape)
    graph.sort_indices()
    _, found = graspologic_native.leiden_csr(
        graph.indptr.astype(np.int64),
        graph.indices.astype(np.int32),
        graph.data.astype(np.float64),
        len(linked),
        resolution=resolution,
        seed=seed,
    )
    groups[linked] = [found[node] for node in range(len(linked))]
    return groups


def by_size(groups: list[Array]) -> list[Array]:
    """The largest group first; of equal ones that with the first account."""
    return sorted(groups, key=lambda part: (-len(part), int(part[0])))


def members_of(groups: Array, least: int = LEAST) -> list[Array]:
    """The accounts of each group of at least so many, largest group first."""
    inside = np.flatnonzero(groups >= 0)
    order = inside[np.argsort(groups[inside], kind="stable")]
    if not len(order):
        return []
    edges = np.flatnonzero(np.diff(groups[order])) + 1
    return by_size([np.sort(part) for part in np.split(order, edges) if len(part) >= least])


def merge(
    evidence: Evidence,
    groups: list[Array],
    minutes: Minutes | None = None,
    known: Known | None = None,
) -> list[Array]:
    """Join groups that fit each other, the largest first, until none does."""
    known = {} if known is None else known
    number = np.full(evidence.accounts, -1, dtype=np.int64)
    for place, members in enumerate(groups):
        number[members] = place
    sizes = np.array([len(members) for members in groups])
    left, done = np.ones(len(groups), bool), []
    for place in range(len(groups)):
        if not left[place]:
            continue
        base, left[place] = groups[place], False
        while True:
            group = known_or_new(evidence, base, minutes, known)
            near = number[group.look_alikes()]
            hit = np.bincount(near[near >= 0], minlength=len(groups))
            likely = np.flatnonzero(left & (hit >= FITTING * sizes))
            joining = [other for other in likely.tolist() if _joins(group, groups[other])]
            if not joining:
                break
            left[joining] = False
            base = np.sort(np.concatenate([base, *(groups[other] for other in joining)]))
        done.append(base)
    return by_size(done)


def known_or_new(
    evidence: Evidence, members: Array, minutes: Minutes | None, known: Known
) -> Group:
    """A group as it was judged, if it was."""
    return known.get(members.tobytes()) or Group(evidence, members, minutes)


def _joins(group: Group, other: Array) -> bool:
    judged = group.judge(other, np.zeros(len(other), bool))
    return float(judged.belongs.mean()) >= FITTING


def settle(
    evidence: Evidence,
    groups: list[Array],
    minutes: Minutes | None = None,
    known: Known | None = None,
) -> list[Array]:
    """Who fits joins, who does not leaves; an account in doubt goes where it fits best.

    ``known`` is given the groups as they were judged: most stay as they are.
    """
    best = np.full(evidence.accounts, -np.inf)
    owner = np.full(evidence.accounts, -1, dtype=np.int64)

    def judge(members: Array) -> tuple[Group | None, Judged]:
        group = Group(evidence, members, minutes)
        judged = group.judge_around()
        if known is None or not judged.belongs[: len(members)].all():
            return None, judged
        _ = group.synchrony, group.in_one_day
        group.release()
        return group, judged

    for number, (group, judged) in enumerate(in_turn(judge, groups)):
        better = judged.belongs & (judged.over > best[judged.accounts])
        best[judged.accounts[better]] = judged.over[better]
        owner[judged.accounts[better]] = number
        if known is not None and group is not None:
            known[group.members.tobytes()] = group
    return members_of(owner)
