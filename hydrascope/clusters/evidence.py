"""What accounts show, as one sparse matrix: accounts down, values across.

A *value* is anything two accounts can have in common: a card, a network prefix, a prompt
template, the hour of sign-up, how long after a release they moved to the new model. Each
belongs to an *attribute* (``payment``, ``prefix``, …), each attribute to one *family* of
evidence. Two attributes of one family tell partly the same fact and never add up in full.

How rare a value is, ``bits``, is log2(1/u): u is the share of the accounts whose attribute is
known that show it. Values that say the same thing are discounted by their *stratum*: a value
four in five of whose accounts live in one country is compared with that country alone, so
that a large provider of a small country is no coincidence; and a template four in five of
whose accounts use one client program is compared with that program's users, because a program
brings templates along.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
from scipy import sparse

from hydrascope.clusters.arrays import Array, entries

PAYMENT, NETWORK, CLIENT, IDENTITY = "payment", "network", "client", "identity"
BATCH, TEMPLATES, TIMING, REACTION = "batch", "templates", "timing", "reaction"
FAMILIES = (PAYMENT, NETWORK, CLIENT, IDENTITY, BATCH, TEMPLATES, TIMING, REACTION)
# What each attribute is evidence of. A team's own signals are each a family of their own.
FAMILY_OF = {
    "payment": PAYMENT,
    "phone": IDENTITY,
    "email_norm": IDENTITY,
    "email_domain": IDENTITY,
    "email_pattern": IDENTITY,
    "org": IDENTITY,
    "address": NETWORK,
    "prefix": NETWORK,
    "asn": NETWORK,
    "request_prefix": NETWORK,
    "request_asn": NETWORK,
    "user_agent": CLIENT,
    "ja4": CLIENT,
    "api_key": CLIENT,
    "request_client": CLIENT,
    "request_agent": CLIENT,
    "request_ja4": CLIENT,
    "app": CLIENT,
    "signup_hour": BATCH,
    "template": TEMPLATES,
    "prompt_hash": TEMPLATES,
}
RARE_BITS = 5.0  # a template used by one account in 32, or fewer


@dataclass(frozen=True)
class Shown:
    """One attribute as read: parallel arrays of account number, value code and requests.

    ``labels`` holds the value of each code. ``single`` says that an account has at most one.
    """

    attr_type: str
    account: Array
    code: Array
    labels: Array | Sequence[Any]
    requests: Array | None = None
    single: bool = True
    strata: Array | None = None  # a code per account, -1 unknown; its country unless given
    known: Array | None = None  # which accounts could show one; those that do unless given

    @property
    def family(self) -> str:
        if self.attr_type.startswith("moved:"):
            return REACTION
        return FAMILY_OF.get(self.attr_type, self.attr_type)


@dataclass(frozen=True)
class Spared:
    """What the allow-list takes out, by places of accounts: accounts, the members of allowed
    clusters, and of each allowed value its attribute and the accounts that show it."""

    accounts: Array = field(default_factory=lambda: np.zeros(0, np.int64))
    clusters: tuple[Array, ...] = ()
    shown: tuple[tuple[str, Array], ...] = ()


@dataclass
class Evidence:
    """Everything shown by ``keys`` accounts. Values of a single account are left out.

    ``shows``: accounts × values, 1 where shown. Per value: ``attr`` (place in ``attrs``),
    ``users`` (accounts that show it), ``among`` (accounts it is compared with), ``stratum``
    (-1 for everybody). Attribute × accounts: ``strata``, and ``known``, whether an account's
    attribute is known at all.
    """

    keys: Array
    attrs: list[str]
    families: list[str]
    is_single: Array
    shows: sparse.csr_array
    requests: Array
    attr: Array
    label: Array
    users: Array
    among: Array
    stratum: Array
    known: Array
    strata: Array
    spared: Spared = field(default_factory=Spared)

    @property
    def accounts(self) -> int:
        return len(self.keys)

    @cached_property
    def bits(self) -> Array:
        """log2(1/u) of each value: how much one coincidence says at most."""
        return np.log2(self.among / self.users)

    @cached_property
    def family_names(self) -> list[str]:
        """Families with a value to share, in the order they are shown."""
        present = set(self.families)
        return [name for name in FAMILIES if name in present] + sorted(present - set(FAMILIES))

    @cached_property
    def family(self) -> Array:
        """Place of each value's family in ``family_names``."""
        place = {name: number for number, name in enumerate(self.family_names)}
        return np.array([place[name] for name in self.families], dtype=np.int64)[self.attr]

    @cached_property
    def informed(self) -> Array:
        """Of each attribute: how many accounts it is known of."""
        return np.asarray(self.known.sum(axis=1), dtype=float)

    @cached_property
    def is_template(self) -> Array:
        """Whether each value is a prompt template."""
        return np.array([family == TEMPLATES for family in self.families], dtype=bool)[self.attr]

    @cached_property
    def template_activity(self) -> Array:
        """How many templates that others use too each account uses."""
        return np.asarray(self.shows @ self.is_template.astype(np.float32), dtype=float)

    @cached_property
    def usual_templates(self) -> float:
        """The mean of these over the accounts that use any; at least 1."""
        active = self.template_activity[self.template_activity > 0]
        return max(float(active.mean()), 1.0) if len(active) else 1.0

    @cached_property
    def usual_rare(self) -> float:
        """The mean number of rare templates over the accounts that use any; at least 1."""
        used = sum(
            np.diff(self.rare(number)[1].indptr)
            for number, family in enumerate(self.families)
            if family == TEMPLATES
        )
        active = np.asarray(used)[np.asarray(used) > 0]
        return max(float(active.mean()), 1.0) if len(active) else 1.0

    def rare(self, attr: int) -> "tuple[Array, sparse.csr_array]":
        """The values of an attribute that few show: their bits, and who shows them."""
        at, part = self.part(attr)
        rare = np.flatnonzero(self.bits[at] >= RARE_BITS)
        return self.bits[at][rare], part[:, rare]

    def part(self, attr: int) -> "tuple[slice, sparse.csr_array]":
        """The values of one attribute: where they stand, and what accounts show of them."""
        begin, end = np.searchsorted(self.attr, (attr, attr + 1)).tolist()
        return slice(begin, end), self.shows[:, begin:end]

    def some(self, accounts: Array) -> "Evidence":
        """What some accounts show; how rare values are is still judged by all accounts."""
        kept = replace(
            self,
            keys=self.keys[accounts],
            shows=self.shows[accounts],
            known=self.known[:, accounts],
            strata=self.strata[:, accounts],
        )
        kept.__dict__.update(bits=self.bits, informed=self.informed, usual_rare=self.usual_rare)
        return kept

    def shown_by(self, accounts: Array) -> tuple[Array, Array]:
        """What some accounts show: the number within ``accounts`` and the value, for each."""
        row, at = entries(self.shows.indptr, accounts)
        return row, self.shows.indices[at]

    @cached_property
    def by_value(self) -> sparse.csc_array:
        return self.shows.tocsc()

    def columns(self, attr_type: str) -> Array:
        """Places of an attribute's values; empty when the data lack it."""
        if attr_type not in self.attrs:
            return np.zeros(0, dtype=np.int64)
        return np.flatnonzero(self.attr == self.attrs.index(attr_type))
