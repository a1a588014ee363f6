"""Are the gaps between sign-ups those of people, or of a loop that sleeps?"""

from dataclasses import dataclass

import numpy as np

from hydrascope.detect.scan import Floats

LEAST_GAPS = 12


@dataclass(frozen=True)
class Pace:
    """Local variation of the gaps: 1 for independent arrivals, less the more even they are."""

    regularity: float
    low: float
    high: float


def pace(at: Floats) -> Pace | None:
    """Local variation Lv (Shinomoto, Shima and Tanji 2003, Neural Computation 15).

    Compares neighbouring gaps only, so a rate that rises and falls does not matter. The
    interval is that of independent arrivals (variance 0.8 per pair, neighbours correlated).
    None for fewer than ``LEAST_GAPS`` gaps.
    """
    gaps = np.diff(at)
    if len(gaps) < LEAST_GAPS:
        return None
    pairs = gaps[1:] + gaps[:-1]
    off = np.divide(gaps[1:] - gaps[:-1], pairs, out=np.zeros(len(pairs)), where=pairs > 0)
    local = 3 * off**2
    regularity = float(local.mean())
    error = float(np.sqrt(max(local.var(), 0.1) * 1.6 / len(local)))
    return Pace(regularity, max(regularity - 1.96 * error, 0.0), regularity + 1.96 * error)
