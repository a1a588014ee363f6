"""What else could make accounts alike: one organisation, several, one app, one evaluator.

Each explanation is a share of the members it covers, so that the verdict and the page can say
how far it goes. Values count as an organisation's own when at least half of all accounts that
show them are members: a free mail provider explains nobody.
"""

from dataclasses import dataclass

import numpy as np

from hydrascope.clusters.arrays import Array
from hydrascope.clusters.groups import Group
from hydrascope.clusters.profiles import Profile

ORGANISATION = ("org", "email_domain")
PLACE = ("prefix", "request_prefix", "address")
OWN = 0.5
LEAST = 3  # members that show a value


@dataclass(frozen=True)
class Explained:
    """Shares of the members: of the largest organisation, mail or office; of any; of one card;
    of one client program, and how much of that program's use is the group's."""

    organisation: float
    place: float
    organisations: float
    card: float
    program: float
    program_own: float


def explain(group: Group, programs: Array | None) -> Explained:
    """How far innocent explanations go. ``programs``: a client program's code per account."""
    program, own = _program(group.members, programs)
    return Explained(
        organisation=max(_largest(group, name) for name in ORGANISATION),
        place=max(_largest(group, name) for name in PLACE),
        organisations=_organised(group),
        card=_largest(group, "payment"),
        program=program,
        program_own=own,
    )


def _columns(profile: Profile, attr_type: str) -> Array:
    """The group's own values of an attribute, as places in the profile."""
    if attr_type not in profile.evidence.attrs:
        return np.zeros(0, dtype=np.int64)
    number = profile.evidence.attrs.index(attr_type)
    mine = profile.evidence.attr[profile.columns] == number
    own = profile.inside >= OWN * profile.evidence.users[profile.columns]
    return np.flatnonzero(mine & own & (profile.inside >= LEAST))


def _allowed(group: Group, attr_type: str) -> list[Array]:
    """Members that show each of the group's own values which the allow-list took out."""
    told = [(of, who) for name, of in group.evidence.spared.shown if name == attr_type
            for who in [np.isin(group.members, of)]]  # fmt: skip
    return [who for of, who in told if who.sum() >= max(LEAST, OWN * len(of))]


def _largest(group: Group, attr_type: str) -> float:
    profile = group.profile
    inside = profile.inside[_columns(profile, attr_type)].max(initial=0)
    allowed = max((who.sum() for who in _allowed(group, attr_type)), default=0)
    return float(max(inside, allowed) / profile.size)


def _organised(group: Group) -> float:
    """Share of members who have a colleague: another member of their own organisation, that
    also shares their mail domain, network or card."""
    profile, evidence = group.profile, group.evidence
    shown = evidence.shows[group.members]
    named = _any(shown, profile.columns[_columns(profile, "org")])
    for who in _allowed(group, "org"):
        named = named | who
    return float(named.mean())


def _any(shown: "np.ndarray | object", columns: Array) -> Array:
    part = shown[:, columns]  # type: ignore[index]
    return np.asarray(part.sum(axis=1)).ravel() > 0


def _program(members: Array, programs: Array | None) -> tuple[float, float]:
    """Share of members with the most usual client program, and of its users who are members."""
    if programs is None or not (programs[members] >= 0).any():
        return 0.0, 0.0
    known = programs[members][programs[members] >= 0]
    counts = np.bincount(known)
    most = int(counts.argmax())
    return float(counts[most] / len(members)), float(counts[most] / (programs == most).sum())
