"""What is known of one burst when it is judged, and the reasons made of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from hydrascope.detect.pace import Pace
from hydrascope.detect.scan import Ints
from hydrascope.detect.sharing import Diversity, Shared

AS_DIVERSE = 0.7  # of the controls' effective number: as varied as usual
MOST_KNOWN = 0.5  # of the accounts must have an attribute for it to speak of all


@dataclass(frozen=True)
class Reason:
    """One sentence for or against; ``family`` is what kind of evidence it is."""

    family: str
    points: float
    sentence: str

    @property
    def side(self) -> str:
        if self.points == 0:
            return "unknown"
        return "scripted" if self.points > 0 else "event"


@dataclass(frozen=True)
class Evidence:
    """Everything a verdict is made of, for one burst."""

    accounts: int
    expected: float
    seconds: float
    attr: str | None
    pace: Pace | None
    shared: Sequence[Shared]
    labels: Callable[[str, int], str]
    diversity: Mapping[str, Diversity]
    card_sharing: float | None  # share of payers whose card another account of the burst has
    card_sharing_usual: float
    same_instant: float  # share with exactly the same time as ten others
    is_first_seen: bool
    release: str | None = None  # a public event just before
    afterwards: Sequence[Reason] = ()

    def top(self, attr: str) -> Shared | None:
        """The commonest notable value of an attribute."""
        notable = [
            one
            for one in self.shared
            if one.attr == attr and one.is_notable and one.known >= self.enough(attr)
        ]
        return max(notable, key=lambda one: one.accounts, default=None)

    def narrowness(self, attr: str) -> float | None:
        """Effective number over the controls', at the end of the interval nearer to one."""
        seen = self.diversity.get(attr)
        if seen is None or not seen.control_effective or seen.known < self.enough(attr):
            return None
        return min(seen.high, seen.known) / seen.control_effective

    def is_as_diverse(self, attr: str) -> bool:
        """Whether the burst has about as many values as its controls, by the estimate itself."""
        seen = self.diversity.get(attr)
        return bool(
            seen
            and seen.control_effective
            and seen.known >= self.enough(attr)
            and seen.effective >= AS_DIVERSE * seen.control_effective
        )

    def enough(self, attr: str) -> float:
        """Accounts of which an attribute must be known to speak for all of them."""
        return MOST_KNOWN * self.accounts if attr != "payment" else 0.0


def card_sharing(codes: Ints) -> float | None:
    """Share of the accounts with a card whose card another of them has too."""
    known = codes[codes >= 0]
    if len(known) < 10:
        return None
    counts = np.unique(known, return_counts=True)[1]
    return float(counts[counts > 1].sum() / len(known))
