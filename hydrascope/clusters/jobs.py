"""Jobs: one piece of work done through many accounts, among whatever else these accounts do.

A campaign that is one customer of a reseller is a small part of the traffic of each account, and
the accounts share their cards, exits and program with others of the shop: no comparison of
accounts tells it from the other customers' work. Its templates do. They form themes (themes.py),
and so do other customers' templates; but themes that *different* accounts ask in the same
minutes are one **job**: a list of prompts is started for all of them at once. Unrelated
customers' themes are not in step.

A job's accounts are judged by its own templates and minutes, whatever else they do.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from hydrascope.clusters.arrays import Array, counted, distinct
from hydrascope.clusters.communities import LEAST, by_size, leiden, members_of, settle
from hydrascope.clusters.evidence import Evidence
from hydrascope.clusters.groups import SURE, Group
from hydrascope.clusters.pairs import surplus
from hydrascope.clusters.themes import themes, used_together
from hydrascope.clusters.timing import Minutes, expect

PART_TIME = 0.5  # of an account's requests: a job that is more is the account's own
SAME = 0.95  # accounts in common of those in either, from which a group is the job
DROPPED = 20.0  # bits against a part of a job's templates, from which it is not of the job
ROUNDS = 2
ENOUGH = 20_000  # requests of a theme that are looked at
LIFT = 1.2  # times as many coincidences as by chance; less may be an error of the expectation


@dataclass(frozen=True)
class Asked:
    """Single requests: places of account and template, and the minute; parallel arrays."""

    account: Array
    template: Array
    minute: Array


@dataclass(frozen=True)
class Job:
    """Templates in step, the accounts that do them, and when these did."""

    templates: Array
    members: Array
    minutes: Minutes

    def group(self, evidence: Evidence) -> Group:
        """The accounts as a judge by this work alone."""
        return Group(evidence, self.members, self.minutes, self.templates)


ReadAsked = Callable[[Array], Asked]


def find_jobs(
    evidence: Evidence,
    programs: Array | None,
    requests: Array,
    minutes: Minutes,
    read_asked: ReadAsked,
    seed: int,
) -> list[Job]:
    """Jobs that are only a part of what their accounts do, the largest first.

    Accounts that do little else are known by comparing them as a whole.
    """
    found = themes(evidence, programs, requests, seed)
    if len(found) < 2:
        return []
    asked_for = np.bincount(evidence.shows.indices, evidence.requests, evidence.shows.shape[1])
    some = [theme.templates[_first(asked_for[theme.templates])] for theme in found]
    asked = read_asked(distinct(np.concatenate(some)))
    number = _grown(*coincidences(evidence, some, asked, minutes))
    done = []
    for job in range(int(number.max(initial=-1)) + 1):
        these = [found[theme] for theme in np.flatnonzero(number == job)]
        accounts = distinct(np.concatenate([theme.accounts for theme in these]))
        templates = distinct(np.concatenate([theme.templates for theme in these]))
        if share(evidence, accounts, templates, requests) < PART_TIME:
            asked = read_asked(templates)
            done.append(_job(evidence, accounts, templates, asked, minutes, seed))
    kept = [job for job in done if len(job.members) >= LEAST]
    return sorted(kept, key=lambda job: (-len(job.members), int(job.members[0])))


def share(evidence: Evidence, accounts: Array, templates: Array, requests: Array) -> float:
    """Which part of an account's requests use these templates; the median."""
    mine = np.zeros(evidence.shows.shape[1])
    mine[templates] = 1.0
    use = sparse.csr_array(
        (evidence.requests, evidence.shows.indices, evidence.shows.indptr),
        shape=evidence.shows.shape,
    )[accounts]
    return float(np.median((use @ mine) / np.maximum(requests[accounts], 1)))


def _first(requests: Array) -> Array:
    """So many of a theme's templates that their requests are enough to tell by."""
    before = np.cumsum(requests) - requests
    return np.flatnonzero(before < ENOUGH)


def _job(
    evidence: Evidence, accounts: Array, templates: Array, asked: Asked, minutes: Minutes, seed: int
) -> Job:
    """The templates that are in step, and the accounts that belong by all their evidence."""
    templates = _refined(evidence, accounts, templates, asked, minutes, seed)
    mine = np.isin(asked.template, templates)
    when = _minutes(asked.account[mine], asked.minute[mine], minutes, evidence.accounts)
    job = Job(templates, accounts, when)
    for _ in range(ROUNDS):
        if len(job.members):
            judged = job.group(evidence).judge_around()
            job = Job(templates, np.sort(judged.accounts[judged.belongs]), when)
    return job


def coincidences(
    evidence: Evidence, parts: list[Array], asked: Asked, minutes: Minutes
) -> tuple[Array, Array]:
    """How often different accounts ask two sets of templates in one minute, parts × parts; and
    how often the minutes around, the time of day and everybody's rush lead to expect it."""
    part_of = np.full(evidence.shows.shape[1], -1, dtype=np.int64)
    for number, templates in enumerate(parts):
        part_of[templates] = number
    part = part_of[asked.template]
    inside = part >= 0
    span = minutes.span
    line = asked.account[inside] * len(parts) + part[inside]
    line, when = np.divmod(distinct(line * span + asked.minute[inside]), span)
    who, what = np.divmod(line, len(parts))
    counts = np.zeros((len(parts), span), np.float32)
    np.add.at(counts, (what, when), np.float32(1.0))
    expected = np.stack([expect(row) for row in counts]) * minutes.unusual
    expected = expected.astype(np.float32)
    moment = who * span + when
    moments = distinct(moment)
    there = sparse.csr_array(
        (np.ones(len(what), np.float32), (np.searchsorted(moments, moment), what)),
        shape=(len(moments), len(parts)),
    )
    same = (there.T @ there).toarray()  # one account at two of them meets nobody
    seen, by_chance = counts @ counts.T - same, np.maximum(expected @ expected.T, 1e-6)
    np.fill_diagonal(seen, 0.0)
    np.fill_diagonal(by_chance, 1e-6)
    return seen.astype(float), by_chance.astype(float)


def _refined(
    evidence: Evidence, accounts: Array, templates: Array, asked: Asked, minutes: Minutes, seed: int
) -> Array:
    """The templates without the parts that are not in step with the rest of the job.

    Among many templates the communities are coarse, and a customer's may have come along.
    """
    use = sparse.csr_array(evidence.shows[accounts][:, templates])
    parts = members_of(leiden(used_together(use), len(templates), seed=seed))
    if len(parts) < 3:
        return templates
    parts = [templates[part] for part in parts]
    seen, by_chance = coincidences(evidence, parts, asked, minutes)
    left = np.arange(len(parts))
    while len(left) > 2:
        here = np.ix_(left, left)
        lift = max(seen[here].sum() / by_chance[here].sum(), LIFT)
        times, expected = seen[here].sum(axis=1), by_chance[here].sum(axis=1)
        bits = times * np.log2(lift) - (lift - 1) * expected / np.log(2)
        if bits.min() >= -DROPPED:
            break
        left = np.delete(left, np.argmin(bits))
    dropped = np.setdiff1d(np.arange(len(parts)), left)
    return np.setdiff1d(templates, np.concatenate([templates[:0], *(parts[n] for n in dropped)]))


def _grown(seen: Array, by_chance: Array) -> Array:
    """Jobs from pairs in step; then whatever is in step with a whole job joins it."""
    themes = len(seen)
    price = np.log2(max(themes, 2))
    joined = _more(seen, by_chance, 2 * price + SURE)
    _, number = connected_components(sparse.csr_array(joined), directed=False)
    number = np.where(joined.any(axis=1), number, -1)
    while True:
        used = distinct(number[number >= 0])
        number = np.where(number >= 0, np.searchsorted(used, number), -1)
        member = np.zeros((themes, len(used)))
        member[number >= 0, number[number >= 0]] = 1.0
        together, expected = seen @ member, by_chance @ member
        fits = _more(together, expected, price + SURE) & (number < 0)[:, None]
        found = np.flatnonzero(fits.any(axis=1))
        if not len(found):
            return np.asarray(number)
        number[found] = np.argmax(np.where(fits, surplus(together, expected), -1.0), axis=1)[found]


def _more(seen: Array, by_chance: Array, bits: float) -> Array:
    return np.asarray((surplus(seen, by_chance) >= bits) & (seen >= LIFT * by_chance))


def apart(
    evidence: Evidence,
    groups: list[Array],
    found: list[Job],
    minutes: Minutes,
) -> tuple[list[Array], list[Job]]:
    """The groups without the accounts of jobs, and the jobs that no group is already."""
    taken, kept = np.zeros(evidence.accounts, bool), []
    for job in found:
        members = job.members[~taken[job.members]]  # who does two jobs is counted with the larger
        if len(members) < LEAST or any(_alike(members, part) >= SAME for part in groups):
            continue
        kept.append(replace(job, members=members))
        taken[members] = True
    if not kept:
        return groups, []
    touched = [group[~taken[group]] for group in groups if taken[group].any()]
    untouched = [group for group in groups if not taken[group].any()]
    for group in untouched:
        taken[group] = True
    again = settle(evidence, [part for part in touched if len(part) >= LEAST], minutes)
    rest = [part[~taken[part]] for part in again]
    return by_size([*untouched, *(part for part in rest if len(part) >= LEAST)]), kept


def _alike(one: Array, other: Array) -> float:
    both = len(np.intersect1d(one, other, assume_unique=True))
    return both / max(len(one) + len(other) - both, 1)


def _minutes(account: Array, minute: Array, all_minutes: Minutes, accounts: int) -> Minutes:
    """The requests of a job by account and minute; strangers are those of all requests."""
    span = all_minutes.span
    key, times = counted(account * span + minute)
    return Minutes(
        begin=np.searchsorted(key // span, np.arange(accounts + 1)),
        minute=key % span,
        requests=times.astype(float),
        everybody=all_minutes.everybody,
    )
