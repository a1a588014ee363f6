"""Users of one app: strangers whose program brings its own templates along.

What a program's users share through the program is discounted everywhere (see evidence.py), so
such users are linked to nobody. They are worth naming all the same: people with
their own keys, one client string and the app's prompts look like a swarm at first sight.
"""

import numpy as np
from scipy import sparse

from hydrascope.clusters.arrays import Array
from hydrascope.clusters.evidence import Evidence

LEAST_USERS = 20
ONE_OF_MANY = 0.5  # of all accounts: a program most people use is no app of some
MOSTLY = 0.5  # of a user's requests come from the program's own templates


def app_users(evidence: Evidence, programs: Array, requests: Array, taken: Array) -> list[Array]:
    """Groups of accounts, by place, that one app explains; ``taken`` ones are left out."""
    columns = evidence.columns("template")
    columns = columns[evidence.stratum[columns] >= 0]
    if not len(columns):
        return []
    use = sparse.csr_array(
        (evidence.requests, evidence.shows.indices, evidence.shows.indptr),
        shape=evidence.shows.shape,
    )[:, columns]
    row = np.repeat(np.arange(evidence.accounts), np.diff(use.indptr))
    own = evidence.stratum[columns][use.indices] == programs[row]
    through = np.bincount(row[own], use.data[own], minlength=evidence.accounts)
    mostly = (programs >= 0) & (through >= MOSTLY * np.maximum(requests, 1)) & ~taken
    found = []
    for program in np.unique(programs[mostly]):
        users = np.flatnonzero(mostly & (programs == program))
        everyone = int(((programs == program) & ~taken).sum())
        if len(users) < max(LEAST_USERS, MOSTLY * everyone):
            continue
        if everyone <= ONE_OF_MANY * (programs >= 0).sum():
            found.append(users)
    return found
