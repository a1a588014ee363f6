"""The allow-list as detection takes it: what people said is nothing to link by.

* An allowed value makes no links. Who shows it is still known where innocent explanations are
  looked for: an office that is allowed must not make its people look as if they came from nowhere.
* An allowed account shows nothing: it joins no cluster and vouches for nobody.
* A candidate most of whose accounts are those of an allowed cluster falls, and says so.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from hydrascope.clusters.arrays import Array
from hydrascope.clusters.evidence import Shown, Spared
from hydrascope.clusters.labels import text

# The same fact at sign-up and in requests: who allows the one allows the other.
_TWINS = (
    ("prefix", "request_prefix"), ("asn", "request_asn"), ("user_agent", "request_agent"),
    ("ja4", "request_ja4"),
)  # fmt: skip
TWIN = {**dict(_TWINS), **{other: name for name, other in _TWINS}}
MOST = 0.5  # of a candidate's accounts: more make it the allowed cluster


@dataclass(frozen=True)
class Allowed:
    """Values (attribute type and text, as pages show them), account ids, and the account ids
    of each allowed cluster at the time it was listed."""

    values: frozenset[tuple[str, str]] = frozenset()
    accounts: frozenset[str] = frozenset()
    clusters: tuple[frozenset[str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.values or self.accounts or self.clusters)

    def digest(self) -> str:
        """A short name: another allow-list makes other findings. Empty for an empty list."""
        if not self:
            return ""
        clusters = sorted(sorted(members) for members in self.clusters)
        told = repr((sorted(self.values), sorted(self.accounts), clusters))
        return hashlib.sha256(told.encode()).hexdigest()[:8]

    def account_ids(self) -> list[str]:
        """Every account named, in order."""
        return sorted(self.accounts.union(*self.clusters))


def spare(
    shown: Sequence[Shown], allowed: Allowed, place: Mapping[str, int]
) -> tuple[list[Shown], Spared]:
    """What is left to link by, and what was taken out. ``place``: of each account in the data."""
    accounts = _placed(allowed.accounts, place)
    clusters = tuple(_placed(members, place) for members in allowed.clusters)
    both = allowed.values | {(TWIN[name], value) for name, value in allowed.values if name in TWIN}
    left, taken = [], []
    for one in (_without(some, accounts) for some in shown):
        values = {value for name, value in both if name == one.attr_type}
        codes = _codes(one, values)
        taken += [(one.attr_type, np.sort(one.account[one.code == code])) for code in codes]
        left.append(_kept(one, ~np.isin(one.code, codes)) if len(codes) else one)
    return left, Spared(accounts, clusters, tuple(taken))


def _placed(ids: frozenset[str], place: Mapping[str, int]) -> Array:
    return np.array(sorted(place[name] for name in ids if name in place), dtype=np.int64)


def _without(one: Shown, accounts: Array) -> Shown:
    """An attribute as if these accounts had not shown it, nor could have."""
    if not len(accounts):
        return one
    known = None
    if one.known is not None:
        known = one.known.copy()
        known[accounts] = False
    return replace(_kept(one, ~np.isin(one.account, accounts)), known=known)


def _kept(one: Shown, mask: Array) -> Shown:
    requests = None if one.requests is None else one.requests[mask]
    return replace(one, account=one.account[mask], code=one.code[mask], requests=requests)


def _codes(one: Shown, values: set[str]) -> Array:
    """The codes of an attribute's allowed values."""
    if not values:
        return np.zeros(0, dtype=np.int64)
    labels: Sequence[Any] | Array = one.labels
    told = [code for code, label in enumerate(labels) if text(label, one.family) in values]
    return np.array(told, dtype=np.int64)


def is_most(shared: int, accounts: int) -> bool:
    """Whether a cluster of so many accounts, of which some are those of an allowed one, is it."""
    return shared > MOST * accounts


def reason(members: Array, spared: Spared) -> str | None:
    """Why a candidate is an allowed cluster; None where it is none."""
    for listed in spared.clusters:
        same = int(np.isin(members, listed).sum())
        if is_most(same, len(members)):
            return (
                f"On the allow-list: {same:,} of its {len(members):,} accounts are those of a"
                " cluster that people said is none."
            )
    return None


def sentence(spared: Spared) -> str:
    """What the filter does, and what the list took out before."""
    told = [
        f"{number:,} {name}{'' if number == 1 else 's'}"
        for name, number in (("value", len(spared.shown)), ("account", len(spared.accounts)))
        if number
    ]
    said = "A cluster that people put on the allow-list is reported no more."
    if told:
        said += f" Also on it, and left out of everything before: {' and '.join(told)}."
    return said
