"""From evidence to clusters: links, groups, who belongs, what kind; every step counted."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from hydrascope.clusters import allowed
from hydrascope.clusters import pairs as linking
from hydrascope.clusters.apps import app_users
from hydrascope.clusters.arrays import Array, distinct, in_turn
from hydrascope.clusters.coaction import Met
from hydrascope.clusters.communities import (
    Known,
    by_size,
    known_or_new,
    leiden,
    members_of,
    merge,
    settle,
)
from hydrascope.clusters.evidence import Evidence
from hydrascope.clusters.explanations import explain
from hydrascope.clusters.groups import Group, Judged
from hydrascope.clusters.jobs import Job, ReadAsked, apart, find_jobs, share
from hydrascope.clusters.kinds import Kind, decide
from hydrascope.clusters.pairs import SPEAKS, Pairs
from hydrascope.clusters.points import Facts
from hydrascope.clusters.pooled import MEASURES, Crowd, Measured, quiet_hours
from hydrascope.clusters.settings import Settings
from hydrascope.clusters.succession import Handover, hand_over
from hydrascope.clusters.timing import Minutes
from hydrascope.clusters.waterfall import ALLOW_LIST, candidates_of, filters_of

MARGIN = 6.0  # bits an account may lack and still have its minutes read


@dataclass(frozen=True)
class Lives:
    """Of each account, by place: hours since 1970 of its start and its ban (NaN: none), and
    the code of the program most of its requests came from (-1: unknown)."""

    started: Array
    stopped: Array
    programs: Array | None
    requests: Array
    names: Sequence[str]  # account ids, for names of clusters that outlast a re-import


@dataclass(frozen=True)
class Cluster:
    """A group that passed the filters, or fell at ``kind.fell``."""

    group: Group
    judged: Judged
    near: Judged
    kind: Kind
    handover: Handover
    cluster_id: str
    part: float | None = None  # of the members' requests, where it is one job among others

    @property
    def members(self) -> Array:
        return self.group.members


@dataclass
class Found:
    """Reported clusters, all candidates, the filters in order, and the links that count."""

    clusters: list[Cluster]
    candidates: pd.DataFrame
    filters: pd.DataFrame
    links: Pairs
    linked: int


Read = Callable[[Array], Minutes | None]


def groups_of(
    evidence: Evidence,
    lives: Lives,
    settings: Settings,
    read_minutes: Read,
    met: Met | None = None,
    known: Known | None = None,
) -> tuple[list[Array], Minutes | None, Pairs]:
    """Accounts that belong together, largest group first; the minutes read; the links.

    ``known`` is given groups that have been judged by these minutes already.
    """
    weighed = _weighed(evidence, met)
    links = linking.strongest(linking.counted(weighed, evidence.accounts))
    work = linking.strongest(linking.same_work(evidence, weighed))
    del weighed
    parts = [
        members_of(leiden(some, evidence.accounts, resolution=settings.resolution,
                          seed=settings.seed))
        for some in (links, work)
    ]  # fmt: skip
    seeds = by_size([group for part in parts for group in part])
    groups = merge(evidence, settle(evidence, seeds))
    minutes = read_minutes(_around(evidence, [*groups, *_apps(evidence, lives, groups)]))
    small = [group for group in groups if len(group) < settings.least_accounts]
    groups = groups[: len(groups) - len(small)]
    if minutes is not None:
        minutes = minutes.without(np.flatnonzero(_inside(evidence, groups)))
        groups = merge(evidence, settle(evidence, groups, minutes, known), minutes, known)
    taken = _inside(evidence, groups)  # small ones are counted among the candidates
    return [*groups, *(part for part in small if not taken[part].any())], minutes, links


def _weighed(evidence: Evidence, met: Met | None) -> Pairs:
    """Candidates by shared values and by meetings, on all their evidence."""
    a, b = linking.candidates(evidence)
    if met is None:
        return linking.weigh(evidence, a, b)
    often = met.bits >= SPEAKS
    key = np.concatenate([a * evidence.accounts + b, (met.a * evidence.accounts + met.b)[often]])
    a, b = np.divmod(distinct(key), evidence.accounts)
    weighed = linking.weigh(evidence, a, b)
    return linking.in_step(weighed, met.a, met.b, met.bits, evidence.accounts)


def _around(evidence: Evidence, groups: list[Array]) -> Array:
    """Members and those who may yet become members."""
    found = [np.concatenate([part, Group(evidence, part).look_alikes(MARGIN)]) for part in groups]
    return distinct(np.concatenate(found)) if found else np.zeros(0, np.int64)


def search(
    evidence: Evidence,
    lives: Lives,
    make_crowd: Callable[[Minutes | None, Array], Crowd],
    read_minutes: Read,
    settings: Settings | None = None,
    met: Met | None = None,
    read_asked: ReadAsked | None = None,
) -> Found:
    """Everything there is to find. ``make_crowd`` gets the accounts outside every group;
    ``met`` says which pairs used one rare template at nearly the same time; ``read_asked`` reads
    the single requests for some templates, without which no job is looked for."""
    settings = settings or Settings()
    known: Known = {}
    groups, minutes, links = groups_of(evidence, lives, settings, read_minutes, met, known)
    found: list[Job] = []
    if minutes is not None and read_asked is not None:
        found = find_jobs(
            evidence, lives.programs, lives.requests, minutes, read_asked, settings.seed
        )
        groups, found = apart(evidence, groups, found, minutes)
    members = [*groups, *(job.members for job in found)]
    apps = _apps(evidence, lives, members)
    apart_from = [*members, *apps, evidence.spared.accounts]
    crowd = make_crowd(minutes, np.flatnonzero(~_inside(evidence, apart_from)))
    candidates = [
        *((known_or_new(evidence, part, minutes, known), False, None) for part in groups),
        *((Group(evidence, part, crowd.minutes), True, None) for part in apps),
        *((job.group(evidence), False, _part(job, evidence, lives)) for job in found),
    ]
    judged = _judge_all(candidates, crowd, lives, settings)
    _untangle(judged, evidence.accounts)
    clusters = [one for one in judged if one.kind.fell is None]
    linked = len(distinct(np.concatenate([links.a, links.b])))
    return Found(
        clusters, candidates_of(judged), filters_of(judged, evidence.spared), links, linked
    )


def _inside(evidence: Evidence, groups: list[Array]) -> Array:
    """Whether each account is in one of the groups."""
    inside = np.zeros(evidence.accounts, bool)
    for members in groups:
        inside[members] = True
    return inside


def _apps(evidence: Evidence, lives: Lives, groups: list[Array]) -> list[Array]:
    """Users of one app each, of those in no group."""
    if lives.programs is None:
        return []
    return app_users(evidence, lives.programs, lives.requests, _inside(evidence, groups))


def _part(job: Job, evidence: Evidence, lives: Lives) -> float:
    """Which part of a member's requests is the job."""
    return share(evidence, job.members, job.templates, lives.requests)


def _judge_all(
    candidates: Sequence[tuple[Group, bool, float | None]],
    crowd: Crowd,
    lives: Lives,
    settings: Settings,
) -> list[Cluster]:
    """Who belongs to each group, who nearly does, and of what kind it is: whether it is the users
    of one app, and which part of its accounts' requests it is, where it is one job among others."""

    def judge(candidate: tuple[Group, bool, float | None]) -> Cluster:
        group, is_app, part = candidate
        try:
            return _judged(group, crowd, lives, settings, is_app, part)
        finally:
            group.release()

    return list(in_turn(judge, candidates))


def _judged(
    group: Group,
    crowd: Crowd,
    lives: Lives,
    settings: Settings,
    is_app: bool,
    part: float | None,
) -> Cluster:
    evidence, members = group.evidence, group.members
    listed = allowed.reason(members, evidence.spared)
    if len(members) < settings.least_accounts or listed:
        fell = "size" if len(members) < settings.least_accounts else ALLOW_LIST
        kind = Kind("unclear", "low", 0.0, [], listed if fell == ALLOW_LIST else None, fell=fell)
        nobody = group.nobody()
        return Cluster(group, nobody, nobody, kind, _none(), "")
    around = group.judge_around()
    mine = np.arange(len(around.accounts)) < len(members)
    judged, near = around.some(mine), around.some(~mine & around.nearly)
    families = dict(zip(group.families, np.median(judged.bits, axis=0).tolist(), strict=True))
    if not is_app and sum(bits >= SPEAKS for bits in families.values()) < 2:
        kind = Kind("unclear", "low", 0.0, [], None, fell="two families")
        return Cluster(group, judged, near, kind, _none(), "")
    handover = hand_over(evidence, members, lives.started, lives.stopped)
    facts = Facts(
        accounts=len(members),
        families=families,
        measured=_measured(group, crowd),
        handover=handover,
        explained=explain(group, lives.programs),
        requests_per_account=float(np.median(crowd.requests[members])),
        usual_requests=crowd.usual_requests,
        is_app=is_app,
        part=part,
        in_one_day=group.in_one_day,
    )
    return Cluster(group, judged, near, decide(facts), handover, _name(members, lives), part)


def _measured(group: Group, crowd: Crowd) -> dict[str, Measured | None]:
    """The pooled measures; how far members are in step is known already."""
    members, when = group.members, replace(crowd, minutes=group.minutes)
    others = [name for name in MEASURES if name not in ("synchrony", "quiet_hours")]
    return {
        "synchrony": crowd.compare("synchrony", members, group.synchrony),
        "quiet_hours": crowd.compare("quiet_hours", members, quiet_hours(when, members)),
        **{name: crowd.measure(name, members) for name in others},
    }


def _none() -> Handover:
    return Handover(0, 0, 0, pd.DataFrame())


def _name(members: Array, lives: Lives) -> str:
    """Named after the account that was there first: later ones do not change the name."""
    first = min(
        members.tolist(),
        key=lambda place: (np.nan_to_num(lives.started[place], nan=np.inf), lives.names[place]),
    )
    return "c" + hashlib.sha256(lives.names[first].encode()).hexdigest()[:7]


def _untangle(judged: list[Cluster], accounts: int) -> None:
    """A near miss is near the cluster it fits best, and in no other."""
    best = np.full(accounts, -np.inf)
    for one in judged:
        if one.kind.fell is None:
            np.maximum.at(best, one.near.accounts, one.near.over)
    taken = np.zeros(accounts, bool)
    for one in judged:
        if one.kind.fell is None:
            taken[one.members] = True
    for number, one in enumerate(judged):
        here = one.near.accounts
        keep = ~taken[here] & (one.near.over >= best[here])
        judged[number] = replace(one, near=one.near.some(keep))
