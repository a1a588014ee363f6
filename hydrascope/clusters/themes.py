"""Themes: templates that the same accounts use, found among the heavy users of one program.

The dual of links between accounts: templates are linked when more accounts use both than a search
among all pairs leads to by chance, and Leiden finds their communities (cf. spectral co-clustering
of rows and columns, Dhillon 2001). An account may have a part in several, as the accounts of a
reseller have in the work of several customers.
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from hydrascope.clusters.arrays import Array
from hydrascope.clusters.communities import LEAST, leiden, members_of
from hydrascope.clusters.evidence import RARE_BITS, Evidence
from hydrascope.clusters.groups import SURE
from hydrascope.clusters.pairs import Pairs, surplus
from hydrascope.clusters.points import HEAVY

LEAST_HEAVY = 50  # heavy users of a program
MOST_USE = 0.25  # of these: a template of more of them is everybody's
SHARED_BY = 3  # accounts that use a template, or two templates together


@dataclass(frozen=True)
class Theme:
    """Templates (places of values) that the same accounts (places) use."""

    templates: Array
    accounts: Array


def themes(evidence: Evidence, programs: Array | None, requests: Array, seed: int) -> list[Theme]:
    """All themes of the heavy users of each client program."""
    columns = evidence.columns("template")
    if programs is None or not len(columns):
        return []
    rare = columns[evidence.users[columns] <= evidence.accounts * 2.0**-RARE_BITS]
    busy = requests[requests > 0]
    heavy = requests >= HEAVY * (float(np.median(busy)) if len(busy) else 1.0)
    found = []
    for program in range(int(programs.max(initial=-1)) + 1):
        users = np.flatnonzero(heavy & (programs == program))
        if len(users) >= LEAST_HEAVY:
            found += _themes_of(evidence.shows[users][:, rare], users, rare, seed)
    return found


def _themes_of(use: sparse.csr_array, accounts: Array, columns: Array, seed: int) -> list[Theme]:
    """Communities of templates that the same of these accounts use."""
    users = np.bincount(use.indices, minlength=use.shape[1])
    shared = np.flatnonzero((users >= SHARED_BY) & (users <= MOST_USE * len(accounts)))
    use = use[:, shared]
    links = used_together(use)
    found = []
    for part in members_of(leiden(links, len(shared), seed=seed)):
        users = _users(use, part)
        if len(users) >= LEAST:
            found.append(Theme(columns[shared[part]], accounts[users]))
    return found


def used_together(use: sparse.csr_array) -> Pairs:
    """Pairs of templates with more users in common than a search among all pairs leads to."""
    users = np.bincount(use.indices, minlength=use.shape[1]).astype(float)
    activity = np.diff(use.indptr).astype(float)
    total = max(activity.sum(), 1.0)
    both = sparse.csr_array(use.T @ use)
    one = np.repeat(np.arange(both.shape[0]), np.diff(both.indptr))
    often = (both.data >= SHARED_BY) & (one < both.indices)
    one, other, times = one[often], both.indices[often].astype(np.int64), both.data[often]
    expected = users[one] * users[other] * float((activity**2).sum()) / total**2
    bits = surplus(times, expected) - np.float32(2 * np.log2(max(len(users), 2)))
    told = bits > 0
    return Pairs(one[told], other[told], bits[told][:, None])


def _users(use: sparse.csr_array, theme: Array) -> Array:
    """Accounts that use more of a theme's templates than their activity leads to."""
    inside = np.zeros(use.shape[1], np.float32)
    inside[theme] = 1.0
    used, activity = np.asarray(use @ inside, dtype=float), np.diff(use.indptr).astype(float)
    bits = surplus(used, activity * used.sum() / max(activity.sum(), 1.0))
    return np.flatnonzero((used >= SHARED_BY) & (bits >= np.log2(max(len(used), 2)) + SURE))
