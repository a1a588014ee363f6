"""Who sends how many requests on which day, and when: exact totals, no row decided twice."""

from dataclasses import dataclass

import numpy as np

from hydrascope.synth.noise import Array
from hydrascope.synth.people import People
from hydrascope.synth.rhythm import DayCurves
from hydrascope.synth.stage import Stage
from hydrascope.synth.world import DAY, MINUTE

_SITTING = 6 * MINUTE  # mean gap from the start of a sitting to one of its requests


@dataclass(frozen=True)
class Segment:
    """A run of accounts whose requests add up to exactly ``total``."""

    name: str
    low: int
    high: int
    total: int
    keeps_holidays: bool


@dataclass
class Shares:
    """Accounts that can be active on a day, with their part of it and expected volume."""

    who: Array
    first: Array  # share of the rhythm done when the account may begin
    last: Array
    opens: Array  # ms of the day
    closes: Array
    volume: Array


def shares_of(
    stage: Stage, people: People, segment: Segment, day: int, curves: DayCurves
) -> Shares:
    """Everyone of a segment who exists on a day."""
    part = slice(segment.low, segment.high)
    opens = np.clip(people.start[part] - day * DAY, 0, DAY)
    closes = np.clip(people.stop[part] - day * DAY, 0, DAY)
    alive = np.flatnonzero(closes > opens)
    who = alive + segment.low
    opens, closes = opens[alive], closes[alive]
    rhythm = people.rhythm[who]
    first, last = np.zeros(len(who), np.float32), np.ones(len(who), np.float32)
    cut = np.flatnonzero((opens > 0) | (closes < DAY))
    first[cut] = curves.passed(rhythm[cut], opens[cut] // MINUTE)
    last[cut] = curves.passed(rhythm[cut], -(-closes[cut] // MINUTE))
    volume = people.weight[who] * curves.mass[rhythm] * np.maximum(last - first, 0)
    if segment.keeps_holidays:
        volume = volume * stage.holidays[people.country[who], day] * _surge(stage, day)
    return Shares(who, first, last, opens, closes, volume)


def _surge(stage: Stage, day: int) -> float:
    """More use in the days after a release."""
    extra = sum(
        size * np.exp(-(day - begin) / 5)
        for begin, size in stage.scenario.surges
        if day >= begin - 0.5
    )
    return 1.0 + float(extra)


def plan(stage: Stage, people: People, segments: list[Segment]) -> Array:
    """Requests per segment and day; each segment's row adds up to its total."""
    days = stage.scenario.days
    expected = np.zeros((len(segments), days))
    for day in range(days):
        curves = stage.rhythms.on(day)
        for number, segment in enumerate(segments):
            shares = shares_of(stage, people, segment, day, curves)
            presence = np.where(shares.opens > 0, 1.0, people.presence[shares.who])
            expected[number, day] = float(shares.volume @ presence)
    counts = np.zeros((len(segments), days), dtype=np.int64)
    for number, segment in enumerate(segments):
        chances = expected[number] / expected[number].sum()
        rng = stage.rng("plan", segment.name)
        counts[number] = rng.multinomial(segment.total, chances)
    return counts


@dataclass
class Entries:
    """Accounts active on a day (``who``, requests ``counts``), and one row per request.

    ``entry`` says which account a row belongs to, ``ms`` when in the day; rows are in order
    of time.
    """

    who: Array
    entry: Array
    ms: Array


def entries_of(
    stage: Stage, people: People, segments: list[Segment], counts: Array, day: int
) -> Entries:
    """All requests of a day in order of time."""
    curves = stage.rhythms.on(day)
    whos, entries, times, start = [], [], [], 0
    for number, segment in enumerate(segments):
        if not counts[number]:
            continue
        rng = stage.rng("traffic", segment.name, day)
        shares = shares_of(stage, people, segment, day, curves)
        each = _requests(stage, rng, people, shares, int(counts[number]))
        active = np.flatnonzero(each)
        rows = np.repeat(active, each[active])
        whos.append(shares.who[active])
        entries.append(np.repeat(np.arange(len(active)), each[active]) + start)
        times.append(_times(stage, rng, people, shares, each, rows, curves))
        start += len(active)
    who, entry, ms = (np.concatenate(parts) for parts in (whos, entries, times))
    # sorting one number that holds time and place is quicker than an argsort, and has no ties
    order = np.sort((ms << 24) | np.arange(len(ms))) & ((1 << 24) - 1)
    return Entries(who, entry[order], ms[order])


def _requests(
    stage: Stage, rng: np.random.Generator, people: People, shares: Shares, total: int
) -> Array:
    """Requests per account: some rest today, some have a busy day; the total is exact."""
    # whoever may begin today does begin: people try what they have just signed up for
    present = (rng.random(len(shares.who)) < people.presence[shares.who]) | (shares.opens > 0)
    vary = stage.styles.vary[people.style[shares.who]]
    busy = np.exp(vary * rng.standard_normal(len(shares.who), dtype=np.float32))
    volume = shares.volume * present * busy
    if volume.sum() <= 0:
        volume = shares.volume
    return rng.multinomial(total, volume / volume.sum())


def _times(
    stage: Stage,
    rng: np.random.Generator,
    people: People,
    shares: Shares,
    each: Array,
    rows: Array,
    curves: DayCurves,
) -> Array:
    """Moment of every request; people sit down, programs run through."""
    session = stage.styles.session[people.style[shares.who]]
    sits = session > 0
    sittings = np.where(sits, 1 + each // np.maximum(session, 1), 1).astype(np.int64)
    begins = np.cumsum(sittings) - sittings
    starts = rng.random(int(sittings.sum()), dtype=np.float32)
    draw = rng.random(len(rows), dtype=np.float32)
    sitting = np.minimum((draw * sittings[rows]).astype(np.int64), sittings[rows] - 1)
    free = rng.random(len(rows), dtype=np.float32)
    in_sitting = sits[rows]
    done = np.where(in_sitting, starts[begins[rows] + sitting], free)
    done = shares.first[rows] + done * (shares.last - shares.first)[rows]
    minute = curves.minutes(people.rhythm[shares.who[rows]], done)
    ms = (minute.astype(np.float64) * MINUTE).astype(np.int64)
    later = ms - (np.log1p(-free) * (_SITTING * in_sitting)).astype(np.int64)
    ms = np.where(later < shares.closes[rows], later, ms)
    return np.clip(ms, shares.opens[rows], shares.closes[rows] - 1)
