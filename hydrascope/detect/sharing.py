"""What the accounts of a burst share beyond what any such number of sign-ups shares.

Each burst is set against matched controls: sign-ups of the same hours of the day on other
days of the weeks around, none of them in a burst. Shares are compared by their ratio
(lift) with a log-normal interval (Katz et al. 1978, Biometrics 34, with half a count added);
diversity by the effective number of values (inverse Simpson; Hill 1973, Ecology 54), whose
unbiased estimate does not depend on how many accounts there are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from hydrascope.detect.baseline import DAY_S, HOUR_S
from hydrascope.detect.folding import Found
from hydrascope.detect.scan import Array, Ints
from hydrascope.detect.signups import Attribute, Signups

# Controls come from this many days around; from more where there are too few.
CONTROL_DAYS = (28.0, 90.0, float("inf"))
ENOUGH_CONTROLS = 200
# More than this change no share any more; they are thinned out evenly.
MOST_CONTROLS = 4_000
# So many standard errors above the least lift decide what is notable: many values are compared.
NOTABLE_Z, SHOWN_Z = 3.5, 1.96
NOTABLE_LIFT, NOTABLE_ACCOUNTS = 1.5, 3
# Values shown per attribute: the notable ones, and the commonest others for comparison.
SHOWN_NOTABLE, SHOWN_OTHERS = 8, 2


@dataclass(frozen=True)
class Shared:
    """One value in a burst against its controls; counts are accounts."""

    attr: str
    code: int
    accounts: int
    known: int
    control_accounts: int
    control_known: int
    lift: float
    low: float
    high: float
    is_notable: bool

    @property
    def share(self) -> float:
        return self.accounts / self.known

    @property
    def control_share(self) -> float:
        return self.control_accounts / self.control_known if self.control_known else 0.0


@dataclass(frozen=True)
class Diversity:
    """Effective number of values of one attribute, in the burst and among its controls."""

    attr: str
    known: int
    distinct: int
    effective: float
    low: float
    high: float
    control_effective: float | None


class Controls:
    """Draws the sign-ups a burst is compared with."""

    def __init__(self, signups: Signups, bursts: Sequence[Found], from_s: float) -> None:
        self._at = signups.at
        self._hour = ((signups.at % DAY_S) // HOUR_S).astype(np.int64)
        self._usable = signups.at >= from_s
        if signups.data_from > DAY_S:
            # Accounts older than the data are those that stayed: no comparison for new ones.
            self._era = signups.at >= signups.data_from
        else:
            self._era = np.ones(len(signups.at), dtype=bool)
        for burst in bursts:
            self._usable[burst.members] = False

    def of(self, members: Ints) -> Ints:
        """Positions of the controls, in order of time."""
        first, last = float(self._at[members[0]]), float(self._at[members[-1]])
        middle = (first + last) / 2
        is_wide = last - first > 0.8 * DAY_S
        hours = np.zeros(24, dtype=bool)
        hours[np.unique(self._hour[members])] = True
        era = bool(self._era[members].mean() >= 0.5)
        found = np.zeros(0, dtype=np.int64)
        for days in CONTROL_DAYS:
            reach = (last - first) / 2 + days * DAY_S
            low, high = np.searchsorted(self._at, [middle - reach, middle + reach])
            part = slice(int(low), int(high))
            fits = self._usable[part] & (self._era[part] == era)
            if not is_wide:
                fits &= hours[self._hour[part]]
            found = np.flatnonzero(fits) + int(low)
            if len(found) >= ENOUGH_CONTROLS:
                break
        return found[:: max(1, -(-len(found) // MOST_CONTROLS))]


def shared_values(
    attributes: Mapping[str, Attribute], members: Ints, controls: Ints
) -> list[Shared]:
    """Every value worth showing, notable ones first within each attribute."""
    told = []
    for name, attribute in attributes.items():
        told += _of_attribute(name, attribute, members, controls)
    return told


def _of_attribute(name: str, attribute: Attribute, members: Ints, controls: Ints) -> list[Shared]:
    own = attribute.codes[members]
    own = own[own >= 0]
    other = attribute.codes[controls]
    other = other[other >= 0]
    if len(own) < NOTABLE_ACCOUNTS:
        return []
    values, counts = np.unique(own, return_counts=True)
    usual = _counted(other, values)
    lift, error = _lift(counts, len(own), usual, len(other))
    # The interval is sound where some controls have the value, the other test where few do.
    beyond = np.log(lift / NOTABLE_LIFT) / np.maximum(error, 1e-9)
    beyond = np.where(usual >= 5, beyond, _beyond(counts, len(own), usual, len(other)))
    notable = (counts >= NOTABLE_ACCOUNTS) & (beyond > NOTABLE_Z)
    order = np.lexsort((values, -counts, ~notable))
    shown = order[: min(int(notable.sum()), SHOWN_NOTABLE)].tolist()
    shown += order[int(notable.sum()) :][:SHOWN_OTHERS].tolist()
    return [
        Shared(
            name,
            int(values[at]),
            int(counts[at]),
            len(own),
            int(usual[at]),
            len(other),
            float(lift[at]),
            float(lift[at] * np.exp(-SHOWN_Z * error[at])),
            float(lift[at] * np.exp(SHOWN_Z * error[at])),
            bool(notable[at]),
        )
        for at in shown
    ]


def _counted(codes: Ints, values: Ints) -> Ints:
    """How often each of the sorted ``values`` is among ``codes``."""
    place = np.minimum(np.searchsorted(values, codes), len(values) - 1)
    return np.bincount(place[values[place] == codes], minlength=len(values))


def _lift(counts: Ints, known: int, usual: Ints, of: int) -> tuple[Array, Array]:
    """Ratio of two shares and the standard error of its logarithm."""
    a, b = counts + 0.5, usual + 0.5
    lift = (a / (known + 1)) / (b / (of + 1))
    error = np.sqrt(np.maximum(1 / a - 1 / (known + 1) + 1 / b - 1 / (of + 1), 0.0))
    return lift, error


def _beyond(counts: Ints, known: int, usual: Ints, of: int) -> Array:
    """By how many standard errors each lift is above ``NOTABLE_LIFT``, below zero if under it.

    Signed root of the likelihood ratio, given how often a value occurs in both together:
    it holds where there are few controls and none of them has the value, too.
    """
    both = counts + usual
    chance = NOTABLE_LIFT * known / (NOTABLE_LIFT * known + of)
    due, rest = both * chance, both * (1 - chance)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = counts * np.log(counts / due)
        ratio += np.where(usual > 0, usual * np.log(np.maximum(usual, 1) / rest), 0.0)
    return np.sign(counts - due) * np.sqrt(2 * np.maximum(ratio, 0.0)) if of else 0.0 * counts


def notable_members(
    attributes: Mapping[str, Attribute], shared: Sequence[Shared], members: Ints
) -> Ints:
    """For each member, of how many attributes it shows a notable value."""
    seen = np.zeros(len(members), dtype=np.int64)
    for name in {one.attr for one in shared if one.is_notable}:
        codes = [one.code for one in shared if one.attr == name and one.is_notable]
        seen += np.isin(attributes[name].codes[members], codes)
    return seen


def diversity(attribute: Attribute, name: str, members: Ints, controls: Ints) -> Diversity | None:
    """How many values there effectively are; None where fewer than ten accounts tell."""
    own = attribute.codes[members]
    own = own[own >= 0]
    if len(own) < 10:
        return None
    counts = np.unique(own, return_counts=True)[1]
    meeting, error = _meeting(counts)
    other = attribute.codes[controls]
    usual = np.unique(other[other >= 0], return_counts=True)[1]
    control = 1 / max(_meeting(usual)[0], 1e-6) if usual.sum() >= 10 else None
    return Diversity(
        name,
        len(own),
        len(counts),
        1 / max(meeting, 1e-6),
        1 / max(meeting + SHOWN_Z * error, 1e-6),
        1 / max(meeting - SHOWN_Z * error, 1e-6),
        control,
    )


def _meeting(counts: Ints) -> tuple[float, float]:
    """The chance that two of the accounts have the same value, and its standard error."""
    total = float(counts.sum())
    share = counts / total
    meeting = float((counts * (counts - 1.0)).sum() / (total * (total - 1)))
    spread = float((share**3).sum() - (share**2).sum() ** 2)
    return meeting, float(np.sqrt(max(4 * spread / total, 2 * meeting / (total * (total - 1)))))
