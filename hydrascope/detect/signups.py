"""Sign-ups in order of time, as the scans read them: seconds, and codes instead of values."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from hydrascope.detect.baseline import DAY_S, HOUR_S, Hours
from hydrascope.detect.scan import Array, Floats, Ints
from hydrascope.errors import InputError

# Times are taken for rounded where this share of them lies on whole minutes, hours or days.
ROUNDED = 0.95
ROUNDINGS = (DAY_S, HOUR_S, 60.0)
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

    ``at`` is seconds from ``origin`` (midnight, UTC), spread out where the data rounds;
    ``data_from`` is where requests begin, in seconds. ``is_first_seen``: no sign-up times
    are known, the first request stands in for them.
    """

    keys: Ints
    at: Floats
    origin: dt.datetime
    attributes: Mapping[str, Attribute]
    is_first_seen: bool
    rounding_s: float
    same_instant: Ints  # how many sign-ups carry exactly the same time
    data_from: float

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
    moments = known["signed_up_at"].to_numpy().astype("datetime64[us]").astype(np.int64)
    order = np.lexsort((known["account_key"].to_numpy(), moments))
    seconds = moments[order] / 1e6
    origin_s = float(np.floor(seconds[0] / DAY_S) * DAY_S) if len(seconds) else 0.0
    origin = dt.datetime(1970, 1, 1) + dt.timedelta(seconds=origin_s)
    at = seconds - origin_s
    rounding = _rounding(at)
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
        _spread_out(at, rounding),
        origin,
        {name: one for name, one in attributes.items() if (one.codes >= 0).any()},
        is_first_seen,
        rounding,
        _repeats(at),
        begins,
    )


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


def _rounding(at: Floats) -> float:
    """To how many seconds the times are rounded."""
    for step in ROUNDINGS:
        if len(at) >= 20 and float(np.mean(at % step == 0)) >= ROUNDED:
            return step
    return 1.0


def _groups(at: Floats) -> tuple[Ints, Ints]:
    """For sorted times: each one's place among its equals, and how many equals there are."""
    new = np.concatenate([[True], at[1:] != at[:-1]]) if len(at) else np.zeros(0, dtype=bool)
    group = np.cumsum(new) - 1
    starts = np.flatnonzero(new)
    size = np.diff(np.concatenate([starts, [len(at)]]))
    return np.arange(len(at)) - starts[group], size[group]


def _repeats(at: Floats) -> Ints:
    return _groups(at)[1]


def _spread_out(at: Floats, rounding: float) -> Floats:
    """Rounded times laid out evenly over the time they stand for, order kept."""
    place, size = _groups(at)
    return np.asarray(at + (place + 0.5) / np.maximum(size, 1) * rounding, dtype=np.float64)
