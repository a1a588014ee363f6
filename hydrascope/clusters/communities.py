"""Groups from links: Leiden, then groups that fit each other become one.

Leiden (Traag, Waltman & van Eck 2019) on the strongest links with their bits as weights, at
resolution 1 (Newman's modularity), with a fixed seed: the same links give the same groups.
Leiden cuts what is large and evenly linked, such as a campaign whose accounts each work
on a part of its templates. So afterwards a group joins another when at least half of its accounts fit the
other's profile as members would: the odds, not a resolution, decide how large a group may be.
"""

import graspologic_native
import numpy as np
from scipy import sparse

from hydrascope.clusters.evidence import Array, Evidence
from hydrascope.clusters.pairs import SPEAKS, Pairs
from hydrascope.clusters.profiles import Profile, prior

SURE = float(np.log2(99))  # bits of 99 to 1
LEAST = 5
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
    graph = sparse.csr_array(
        (np.r_[weight, weight], (np.r_[a, b], np.r_[b, a])), shape=shape
    )
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


def members_of(groups: Array, least: int = LEAST) -> list[Array]:
    """The accounts of each group of at least so many, largest group first."""
    inside = np.flatnonzero(groups >= 0)
    order = inside[np.argsort(groups[inside], kind="stable")]
    if not len(order):
        return []
    edges = np.flatnonzero(np.diff(groups[order])) + 1
    found = [np.sort(part) for part in np.split(order, edges) if len(part) >= least]
    return sorted(found, key=lambda part: (-len(part), int(part[0])))


def fits(evidence: Evidence, profile: Profile, accounts: Array, is_member: Array) -> Array:
    """Which accounts are more likely than 99 to 1 members, on two families at least."""
    fit = profile.fit(accounts, is_member)
    enough = fit.total >= prior(evidence.accounts, profile.size) + SURE
    return np.asarray(enough & ((fit.bits >= SPEAKS).sum(axis=1) >= 2))


def merge(evidence: Evidence, groups: list[Array]) -> list[Array]:
    """Join groups that fit each other, the largest first, until none does."""
    left = list(groups)
    done: list[Array] = []
    while left:
        base = left.pop(0)
        while True:
            profile = Profile(evidence, base)
            alike = set(profile.look_alikes().tolist())
            joined, rest = [base], []
            for other in left:
                (joined if _joins(evidence, profile, other, alike) else rest).append(other)
            left = rest
            if len(joined) == 1:
                break
            base = np.sort(np.concatenate(joined))
        done.append(base)
    return sorted(done, key=lambda part: (-len(part), int(part[0])))


def _joins(evidence: Evidence, profile: Profile, other: Array, alike: set[int]) -> bool:
    near = [account for account in other.tolist() if account in alike]
    if len(near) < FITTING * len(other):
        return False
    fitting = fits(evidence, profile, other, np.zeros(len(other), bool))
    return float(fitting.mean()) >= FITTING


def settle(evidence: Evidence, groups: list[Array], rounds: int = 2) -> list[Array]:
    """Who fits joins, who does not leaves; an account in doubt goes where it fits best."""
    for _ in range(rounds):
        best = np.full(evidence.accounts, -np.inf)
        owner = np.full(evidence.accounts, -1, dtype=np.int64)
        for number, members in enumerate(groups):
            profile = Profile(evidence, members)
            accounts = np.concatenate([members, profile.look_alikes()])
            is_member = np.arange(len(accounts)) < len(members)
            fit = profile.fit(accounts, is_member)
            over = fit.total - prior(evidence.accounts, len(members)) - SURE
            good = (over >= 0) & ((fit.bits >= SPEAKS).sum(axis=1) >= 2)
            better = good & (over > best[accounts])
            best[accounts[better]] = over[better]
            owner[accounts[better]] = number
        groups = members_of(owner)
    return groups
