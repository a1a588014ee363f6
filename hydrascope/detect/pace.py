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


# Whole seconds: gaps of less than this cannot be told from gaps made even by rounding.
SHORTEST_GAP_S = 5.0
MOST_TIES = 0.1


def pace(told: Floats) -> Pace | None:
    """Local variation Lv (Shinomoto, Shima and Tanji 2003, Neural Computation 15).

    ``told`` are the times as the data has them, in order. Compares neighbouring gaps only,
    so a rate that rises and falls does not matter. The interval allows for the correlation
    of neighbouring pairs. None for fewer than ``LEAST_GAPS`` gaps, and where the times are
    too coarse for their number to tell even gaps from rounded ones.
    """
    gaps = np.diff(np.sort(told))
    if len(gaps) < LEAST_GAPS or float(np.mean(gaps == 0)) > MOST_TIES:
        return None
    gaps = gaps[gaps > 0]
    is_whole = bool((told == np.round(told)).all())
    if len(gaps) < LEAST_GAPS or (is_whole and float(np.median(gaps)) < SHORTEST_GAP_S):
        return None
    local = 3 * ((gaps[1:] - gaps[:-1]) / (gaps[1:] + gaps[:-1])) ** 2
    regularity = float(local.mean())
    error = float(np.sqrt(max(local.var(), 0.1) * 1.6 / len(local)))
    return Pace(regularity, max(regularity - 1.96 * error, 0.0), regularity + 1.96 * error)
