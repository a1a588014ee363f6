"""From overlapping windows to bursts: one event is reported once.

A wave of sign-ups is unusual in total, in its mail domain, in its cards and in its client.
Windows inside values are folded into the burst they are part of. A group that lies inside
a burst but does not share what the burst shares, such as a script at work during a viral
post, stays a burst of its own.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from hydrascope.detect.baseline import DAY_S, Baseline
from hydrascope.detect.overall import Overall, positions
from hydrascope.detect.scan import NATS_TO_BITS, Array, Ints, Window, log_ratio
from hydrascope.detect.signups import Attribute, Signups
from hydrascope.detect.values import ValueWindow

# A value leads a burst where so large a share has it, so many times as often as elsewhere.
LEADING_SHARE, LEADING_LIFT = 0.3, 2.0
# A group is part of a burst where it has the burst's leading values this nearly as often.
ALIKE = 0.6
# Two groups are the same where this share of the smaller one belongs to both.
COMMON_MEMBERS = 0.3
MOSTLY = 0.5
# What is left of a window without a value's sign-ups is no surprise below this.
LEFT_BITS = 10.0


@dataclass(frozen=True)
class Found:
    """A burst before it is described: who, how many were due, how surprising (bits)."""

    members: Ints  # positions in order of time
    expected: float
    bits: float  # of surprise, the search paid for
    attr: str | None = None
    code: int = -1


def fold(signups: Signups, overall: Overall, windows: Sequence[ValueWindow]) -> list[Found]:
    """Every burst once, the most surprising first."""
    bursts = [
        Found(positions(window), window.expected, bits)
        for window, bits in overall.windows
        if not _explained(window, bits, windows, overall.baseline)
    ]
    inside = np.full(len(signups), -1, dtype=np.int64)
    for number, burst in enumerate(bursts):
        inside[burst.members] = number
    leading = _leading(signups, bursts, inside)
    free = [
        window
        for window in windows
        if not _belongs(signups.attributes, window, inside, bursts, leading)
    ]
    bursts += _joined(signups, free)
    return sorted(bursts, key=lambda burst: (-burst.bits, int(burst.members[0])))


def _explained(
    total: Window, bits: float, windows: Sequence[ValueWindow], baseline: Baseline
) -> bool:
    """Whether a window of the total is the blurred picture of a sharper one inside a value.

    That is so where a more surprising value holds most of what was too many, and what is
    left without it is no surprise.
    """
    for window in windows:
        if window.bits <= bits:
            continue
        within = (window.members >= total.first) & (window.members <= total.last)
        both = int(within.sum())
        if both < MOSTLY * (total.count - total.expected):
            continue
        left = np.array([total.count - both])
        spread = baseline.spread(DAY_S)
        rest = log_ratio(left, np.array([total.expected]), spread)
        if float(rest[0]) * NATS_TO_BITS < LEFT_BITS:
            return True
    return False


Leading = dict[int, list[tuple[str, int, float]]]  # by burst: attribute, code, share


def _leading(signups: Signups, bursts: Sequence[Found], inside: Ints) -> Leading:
    """The values that make up each burst, against everybody outside of bursts."""
    outside = inside < 0
    told: Leading = {number: [] for number in range(len(bursts))}
    for name, attribute in signups.attributes.items():
        size = len(attribute.labels)
        codes = attribute.codes
        usual = np.bincount(codes[outside & (codes >= 0)], minlength=size)
        usual = (usual + 0.5) / (usual.sum() + 1)
        for number, burst in enumerate(bursts):
            own = codes[burst.members]
            own = own[own >= 0]
            if len(own) < 3:
                continue
            values, counts = np.unique(own, return_counts=True)
            share = counts / len(own)
            for place in np.flatnonzero(
                (share >= LEADING_SHARE) & (share >= LEADING_LIFT * usual[values])
            ):
                told[number].append((name, int(values[place]), float(share[place])))
    return told


def _belongs(
    attributes: Mapping[str, Attribute],
    window: ValueWindow,
    inside: Ints,
    bursts: Sequence[Found],
    leading: Leading,
) -> bool:
    """Whether the window is part of a burst among all sign-ups."""
    within = Counter(inside[window.members].tolist())
    within.pop(-1, None)
    if not within:
        return False
    number, shared = within.most_common(1)[0]
    if shared < MOSTLY * len(window.members):
        return False
    marks = leading[number]
    if any((name, code) == (window.attr, window.code) for name, code, _ in marks):
        return True
    if len(window.members) >= MOSTLY * len(bursts[number].members):
        return True
    likeness = [
        min(1.0, float(np.mean(attributes[name].codes[window.members] == code)) / share)
        for name, code, share in marks
        if name != window.attr
    ]
    return bool(likeness) and float(np.mean(likeness)) >= ALIKE


def _joined(signups: Signups, windows: Sequence[ValueWindow]) -> list[Found]:
    """Windows about the same accounts as one burst, named after the most surprising."""
    ranked = sorted(windows, key=lambda window: (-window.bits, window.attr, window.code))
    begins = np.array([signups.at[window.members[0]] for window in ranked])
    ends = np.array([signups.at[window.members[-1]] for window in ranked])
    free = np.ones(len(ranked), dtype=bool)
    bursts = []
    for number, seed in enumerate(ranked):
        if not free[number]:
            continue
        pad = 0.25 * (ends[number] - begins[number])
        span = begins[number] - pad, ends[number] + pad
        free[number] = False
        union = set(seed.members.tolist())
        taken = [seed]
        for other in np.flatnonzero(free & (begins <= span[1]) & (ends >= span[0])):
            window = ranked[other]
            when = signups.at[window.members]
            if float(np.mean((when >= span[0]) & (when <= span[1]))) < MOSTLY:
                continue
            members = set(window.members.tolist())
            if len(members & union) >= COMMON_MEMBERS * min(len(members), len(union)):
                taken.append(window)
                union |= members
                free[other] = False
        bursts.append(_one(signups, taken))
    return bursts


def _one(signups: Signups, windows: Sequence[ValueWindow]) -> Found:
    """The accounts of the leading window, and those that are in at least two of the others."""
    seed = windows[0]
    seen = np.zeros(len(signups), dtype=np.int64)
    for window in windows:
        seen[window.members] += 1
    chosen: Array = seen >= 2
    chosen[seed.members] = True
    return Found(
        np.flatnonzero(chosen),
        seed.expected,
        seed.bits,
        seed.attr,
        seed.code,
    )


def false_discovery_rates(bits: Sequence[float]) -> list[float]:
    """For bursts in order of surprise, the rate at which each is still reported.

    Benjamini and Hochberg 1995: 2**-bits is how many such windows chance is expected to
    make in the whole search; divided by how many are reported at least so surprising.
    """
    rates = np.array([2.0 ** -max(one, -50.0) for one in bits]) / np.arange(1, len(bits) + 1)
    return [float(rate) for rate in np.minimum.accumulate(rates[::-1])[::-1]]
