"""Sign-ups in order of time, as the scans read them: seconds, and codes instead of values."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from hydrascope.detect.baseline import DAY_S, HOUR_S, Hours
from hydrascope.detect.scan import Array, Floats, Ints
from hydrascope.errors import InputError

# Steps a source may have rounded times to, in seconds, the coarsest first.
STEPS = (DAY_S, 12 * HOUR_S, 6 * HOUR_S, HOUR_S, 1800.0, 900.0, 600.0, 300.0, 60.0)
ON_STEP_LEAST = 20  # accounts
# Dates before and after a stretch of so many days without anybody are no dates of sign-ups,
# where so few of the accounts carry them: defaults, "never", somebody's typing.
EMPTY_DAYS, STRAY_SHARE = 60, 0.005
MONDAY = 3  # the first of January 1970 was a Thursday


@dataclass(frozen=True)
class Attribute:
    """The value of each sign-up as a code, -1 where it is not known."""

    codes: Ints
    labels: Array

    def label(self, code: int) -> str:
        return str(self.labels[code])


@dataclass(frozen=True)
class Signups:
    """Accounts by sign-up time; every array is in that order.

    ``at`` is seconds from ``origin`` (midnight, UTC), spread out where the data rounds to
    ``steps``; ``told`` is the same as the data has it. ``data_from`` is where requests
    begin, in seconds; ``strays`` how many accounts were left out for their dates.
    ``is_first_seen``: no sign-up times are known, the first request stands in for them.
    """

    keys: Ints
    at: Floats
    told: Floats
    origin: dt.datetime
    attributes: Mapping[str, Attribute]
    is_first_seen: bool
    steps: Floats
    data_from: float
    strays: int = 0

    @property
    def rounding_s(self) -> float:
        """The step most times are rounded to."""
        return float(np.median(self.steps)) if len(self.steps) else 1.0

    def __len__(self) -> int:
        return len(self.at)

    def moment(self, seconds: float) -> pd.Timestamp:
        """UTC without zone, to the second."""
        return pd.Timestamp(self.origin) + pd.Timedelta(seconds=round(seconds))

    def hours(self) -> Hours:
        """Counts per hour; the level may jump where the requests begin."""
        hour = (self.at // HOUR_S).astype(np.int64)
        counts = np.bincount(hour, minlength=int(hour[-1]) + 1).astype(np.float64)
        day = int((pd.Timestamp(self.origin) - pd.Timestamp("1970-01-01")).days)
        begins = int(self.data_from // HOUR_S)
        breaks = (begins,) if DAY_S < self.data_from < self.at[-1] - DAY_S else ()
        return Hours(counts, ((day + MONDAY) % 7) * 24, breaks)


def prepare(
    frame: pd.DataFrame, *, is_first_seen: bool = False, data_from: dt.datetime | None = None
) -> Signups:
    """Order a frame of ``account_key``, ``signed_up_at`` (UTC) and one column per attribute.

    Rows without a time are left out. Raises InputError where a column is missing.
    """
    if missing := {"account_key", "signed_up_at"} - set(frame.columns):
        raise InputError(f"The sign-ups lack {', '.join(sorted(missing))}.")
    known = frame[frame["signed_up_at"].notna()]
    moments = known["signed_up_at"].to_numpy().astype("datetime64[us]").astype(np.int64) / 1e6
    known, moments, strays = _without_strays(known, moments)
    origin_s = float(np.floor(moments.min() / DAY_S) * DAY_S) if len(moments) else 0.0
    origin = dt.datetime(1970, 1, 1) + dt.timedelta(seconds=origin_s)
    told = moments - origin_s
    steps = _steps(told)
    order = np.lexsort((known["account_key"].to_numpy(), told))
    at = _spread_out(told[order], steps[order])
    again = np.argsort(at, kind="stable")
    order, at = order[again], at[again]
    begins = 0.0
    if data_from is not None:
        begins = (pd.Timestamp(data_from) - pd.Timestamp(origin)).total_seconds()
    attributes = {
        name: _coded(known[name], order)
        for name in known.columns
        if name not in ("account_key", "signed_up_at")
    }
    return Signups(
        known["account_key"].to_numpy().astype(np.int64)[order],
        at,
        told[order],
        origin,
        {name: one for name, one in attributes.items() if (one.codes >= 0).any()},
        is_first_seen,
        steps[order],
        begins,
        strays,
    )


def _without_strays(known: pd.DataFrame, moments: Floats) -> tuple[pd.DataFrame, Floats, int]:
    """The accounts whose dates can be right, and how many were left out."""
    if len(moments) < ON_STEP_LEAST:
        return known, moments, 0
    ordered = np.sort(moments)
    few = max(int(STRAY_SHARE * len(ordered)), 1)
    wide = np.flatnonzero(np.diff(ordered) > EMPTY_DAYS * DAY_S)
    low = ordered[wide[wide < few].max() + 1] if (wide < few).any() else ordered[0]
    late = wide[wide >= len(ordered) - 1 - few]
    high = ordered[late.min()] if len(late) else ordered[-1]
    fits = (moments >= low) & (moments <= high)
    return known[fits], moments[fits], int((~fits).sum())


def _coded(column: "pd.Series[str]", order: Ints) -> Attribute:
    category = (
        column if isinstance(column.dtype, pd.CategoricalDtype) else column.astype("category")
    )
    labels = category.cat.categories.to_numpy()
    # Codes follow the labels, whatever order they were met in: codes decide between equals.
    by_label = np.argsort(labels.astype(str), kind="stable")
    rank = np.full(len(labels) + 1, -1, dtype=np.int64)  # the last is for what is not known
    rank[by_label] = np.arange(len(labels))
    return Attribute(rank[category.cat.codes.to_numpy()[order]], labels[by_label])


def _steps(at: Floats) -> Floats:
    """To how many seconds each time was rounded by its source; 1 where it was not.

    Sources differ: some accounts may carry dates alone, and others times. Times on a step
    are rounded to it where they are far more than the times on every finer step give.
    """
    steps = np.ones(len(at))
    on = {step: at % step == 0 for step in STEPS}
    counts = {1.0: len(at), **{step: int(on[step].sum()) for step in STEPS}}
    for step in STEPS:
        finer = [one for one in counts if one < step and step % one == 0]
        if counts[step] >= ON_STEP_LEAST and all(
            counts[step] >= _fair(step / one) * counts[one] for one in finer
        ):
            steps[on[step] & (steps == 1)] = step
    return steps


def _fair(times: float) -> float:
    """The share of times on a step that must be on one so many times as coarse."""
    return min(2 / times, (1 + 1 / times) / 2)


def _spread_out(at: Floats, steps: Floats) -> Floats:
    """Rounded times laid out evenly over the time they stand for."""
    new = np.concatenate([[True], at[1:] != at[:-1]]) if len(at) else np.zeros(0, dtype=bool)
    group = np.cumsum(new) - 1
    starts = np.flatnonzero(new)
    size = np.diff(np.concatenate([starts, [len(at)]]))[group]
    place = np.arange(len(at)) - starts[group]
    return np.asarray(at + (place + 0.5) / np.maximum(size, 1) * steps, dtype=np.float64)
