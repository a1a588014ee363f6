"""Who took over from whom: one account stops, and soon after another starts the same work.

Every start within three days after a stop is a possible succession. How much likelier a delay
is after a stop than before one is measured on the cluster itself: the starts before the stops
are the control, so waves of sign-ups do not look like replacements. To that is added what
the two accounts share beyond what two members share anyway. Each account has one predecessor
and one successor at most; the strongest pairs are taken first.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from hydrascope.clusters.arrays import Array
from hydrascope.clusters.evidence import Evidence
from hydrascope.clusters.pairs import weigh

WITHIN = 72.0  # hours
EDGES = np.array([0, 0.5, 1, 2, 4, 8, 16, 32, 72])
NEAREST = 40  # starts considered after each stop
ENOUGH = 3.0
SURPRISING = 3.0  # standard errors by which stops are followed rather than preceded by starts
SAMPLE = 2000


@dataclass(frozen=True)
class Handover:
    """Starts within a day after a stop, those within a day before, and the successions."""

    stops: int
    after: int
    before: int
    pairs: pd.DataFrame  # from_place, to_place, gap_hours, bits

    @property
    def ratio(self) -> float:
        return (self.after + 0.5) / (self.before + 0.5)


def hand_over(
    evidence: Evidence, members: Array, started: Array, stopped: Array, day: float = 24.0
) -> Handover:
    """Successions among members. ``started``, ``stopped``: hours, NaN when unknown or not."""
    begin, end = started[members], stopped[members]
    ends = np.flatnonzero(~np.isnan(end))
    begins = np.flatnonzero(~np.isnan(begin))
    begins = begins[np.argsort(begin[begins], kind="stable")]
    times = begin[begins]
    nothing = pd.DataFrame({"from_place": [], "to_place": [], "gap_hours": [], "bits": []})
    if not len(ends) or not len(begins):
        return Handover(len(ends), 0, 0, nothing)
    after, before = _counts(times, end[ends], 1), _counts(times, end[ends], -1)
    own = (end - begin)[ends]  # an account's own start came before its stop: not a control
    mine = np.flatnonzero((own > 0) & (own <= WITHIN))
    before[mine, np.searchsorted(EDGES, own[mine], side="left") - 1] -= 1
    close = EDGES[1:] <= day + 8
    found = Handover(len(ends), int(after[:, close].sum()), int(before[:, close].sum()), nothing)
    # Stops, not starts: a wave of sign-ups after one ban replaces nobody.
    followed, preceded = (after > 0).sum(axis=0), (before > 0).sum(axis=0)
    surprise = (followed - preceded) / np.sqrt(followed + preceded + 1)
    if surprise.max() < SURPRISING:
        return found
    gain = np.log2((followed + 1.0) / (preceded + 1.0))
    pairs = _candidates(times, begins, end, ends)
    if not len(pairs[0]):
        return found
    bits = gain[np.searchsorted(EDGES, pairs[2], side="left").clip(1, len(gain)) - 1]
    bits = bits + _alike(evidence, members, pairs[0], pairs[1])
    chosen = _matched(pairs[0], pairs[1], pairs[2], bits)
    return Handover(found.stops, found.after, found.before, chosen)


def _counts(times: Array, ends: Array, side: int) -> Array:
    """Starts after (or, mirrored, before) each stop, by delay: stops × delays."""
    edges = ends[:, None] + side * EDGES[None, :]
    place = np.searchsorted(times, edges, side="right" if side > 0 else "left")
    return np.asarray(np.abs(np.diff(place, axis=1)))


def _candidates(times: Array, begins: Array, end: Array, ends: Array) -> tuple[Array, Array, Array]:
    """Stop, start (numbers among the members) and hours between, the nearest starts only."""
    low = np.searchsorted(times, end[ends], side="right")
    high = np.minimum(np.searchsorted(times, end[ends] + WITHIN, side="right"), low + NEAREST)
    number = high - low
    a = np.repeat(ends, number)
    offset = np.arange(len(a)) - np.repeat(np.cumsum(number) - number, number)
    at = np.repeat(low, number) + offset
    b = begins[at]
    other = a != b
    return a[other], b[other], (times[at] - end[a])[other]


def _alike(evidence: Evidence, members: Array, a: Array, b: Array) -> Array:
    """Bits two accounts share beyond the median of two members picked at random."""
    rng = np.random.default_rng(11)
    one, other = rng.integers(0, len(members), (2, SAMPLE))
    usual = weigh(evidence, members[one[one != other]], members[other[one != other]]).total
    return np.asarray(weigh(evidence, members[a], members[b]).total - np.median(usual))


def _matched(a: Array, b: Array, hours: Array, bits: Array) -> pd.DataFrame:
    """One successor and one predecessor each, the strongest first."""
    order = np.lexsort((b, a, hours, -bits))
    order = order[bits[order] >= ENOUGH]
    gone, come, kept = set(), set(), []
    for place in order.tolist():
        if a[place] in gone or b[place] in come:
            continue
        gone.add(a[place])
        come.add(b[place])
        kept.append(place)
    return pd.DataFrame(
        {
            "from_place": a[kept].astype(np.int64),
            "to_place": b[kept].astype(np.int64),
            "gap_hours": hours[kept],
            "bits": bits[kept],
        }
    )
