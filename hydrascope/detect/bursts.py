"""Bursts of sign-ups: found, described, judged. Frames in, frames out.

``search`` finds them from the sign-ups alone; ``describe`` adds what they share, what they
did next, and a likelihood in words. docs/detection.md explains the method and its limits.
"""

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from hydrascope.detect import aftermath, describing, series
from hydrascope.detect.baseline import HOUR_S, Baseline
from hydrascope.detect.folding import Found, false_discovery_rates, fold
from hydrascope.detect.overall import scan_overall
from hydrascope.detect.scan import Ints
from hydrascope.detect.sharing import Controls, shared_values
from hydrascope.detect.signups import Signups, prepare
from hydrascope.detect.values import scan_values

# Attributes not scanned value by value but shown where they are shared. Versions of user
# agents come and go by themselves (`client` is scanned: the user agent without them), and
# countries take turns with the hours of the day.
ONLY_SHOWN = ("user_agent", "country", "identity_provider", "org")


@dataclass(frozen=True)
class Settings:
    """What is kept: bursts of at least so many accounts, up to so high a false-discovery rate."""

    least_accounts: int = 8
    false_discovery_rate: float = 0.05


@dataclass(frozen=True)
class Search:
    """What the scans found, the most surprising first."""

    signups: Signups
    baseline: Baseline
    from_s: float
    found: Sequence[Found]
    rates: Sequence[float]
    tried: int

    def ids(self) -> list[str]:
        """A name per burst that depends on nothing but what it is."""
        return [_burst_id(self.signups, one) for one in self.found]

    def accounts(self) -> Ints:
        """Keys of every account in a burst."""
        if not self.found:
            return np.zeros(0, dtype=np.int64)
        inside = np.unique(np.concatenate([one.members for one in self.found]))
        return np.asarray(self.signups.keys[inside])

    def ordinary(self, most: int = 8_000) -> Ints:
        """Keys of accounts outside of bursts that signed up within the data, evenly drawn."""
        free = self.signups.at >= max(self.from_s, self.signups.data_from)
        for one in self.found:
            free[one.members] = False
        places = np.flatnonzero(free)
        return self.signups.keys[places[:: max(1, -(-len(places) // most))]]

    def hours(self) -> pd.DataFrame:
        """bucket_at, expected_accounts, variance and is_gap of each hour."""
        count = len(self.baseline.expected)
        start = pd.Timestamp(self.signups.origin)
        return pd.DataFrame(
            {
                "bucket_at": start + pd.to_timedelta(np.arange(count) * HOUR_S, unit="s"),
                "expected_accounts": self.baseline.expected,
                "variance": self.baseline.variance,
                "is_gap": self.baseline.is_gap,
            }
        )


@dataclass(frozen=True)
class Findings:
    """One frame per table of queries/warehouse/bursts.sql, account keys instead of ids."""

    bursts: pd.DataFrame
    accounts: pd.DataFrame
    values: pd.DataFrame
    diversity: pd.DataFrame
    reasons: pd.DataFrame
    cohorts: pd.DataFrame
    hours: pd.DataFrame


def search(
    frame: pd.DataFrame,
    *,
    is_first_seen: bool = False,
    data_from: dt.datetime | None = None,
    settings: Settings | None = None,
) -> Search:
    """Scan sign-ups, in total and inside every value.

    ``frame`` has account_key, signed_up_at (UTC) and a column per attribute, any of them.
    ``data_from`` is where requests begin: accounts older than that are those that stayed.
    """
    settings = settings or Settings()
    signups = prepare(frame, is_first_seen=is_first_seen, data_from=data_from)
    if len(signups) < settings.least_accounts:
        return Search(signups, describing.no_baseline(signups), 0.0, (), (), 0)
    overall = scan_overall(signups, settings.least_accounts)
    names = [name for name in signups.attributes if name not in ONLY_SHOWN]
    windows, tried = scan_values(
        signups, names, overall.baseline, overall.scales, settings.least_accounts
    )
    windows = [one for one in windows if signups.at[one.members[0]] >= overall.from_s]
    found = fold(signups, overall, windows)
    found = [one for one in found if len(one.members) >= settings.least_accounts]
    rates = false_discovery_rates([one.bits for one in found])
    kept = [number for number, rate in enumerate(rates) if rate <= settings.false_discovery_rate]
    return Search(
        signups,
        overall.baseline,
        overall.from_s,
        [found[number] for number in kept],
        [rates[number] for number in kept],
        tried + overall.tried,
    )


def _series_id(ids: Sequence[str], first: int | None) -> str | None:
    """A series is named after its most surprising burst."""
    return None if first is None else ids[first].replace("burst-", "series-")


def _burst_id(signups: Signups, one: Found) -> str:
    value = signups.attributes[one.attr].label(one.code) if one.attr else ""
    begins = signups.moment(float(signups.at[one.members[0]]))
    told = f"{one.attr or ''}|{value}|{begins.isoformat()}|{len(one.members)}"
    return f"burst-{hashlib.sha256(told.encode()).hexdigest()[:8]}"


def describe(
    found: Search,
    *,
    activity: aftermath.Activity | None = None,
    usage: pd.DataFrame | None = None,
    releases: pd.DataFrame | None = None,
) -> Findings:
    """What each burst shares, what came of it, and how likely it was a script.

    ``usage`` has account_key, first_request_at, requests, is_banned and is_active;
    ``releases`` ts and label of public events. What is missing is left out of the judgement.
    """
    known = describing.Usage(usage) if usage is not None else None
    news: describing.News = ()
    if releases is not None:
        news = sorted(zip(releases["ts"], releases["label"].astype(str), strict=True))
    rows = describing.Rows()
    for burst in _compared(found, activity):
        rows.add(burst, found.signups, known, news)
    return Findings(**rows.frames(), hours=found.hours())


def _compared(found: Search, activity: aftermath.Activity | None) -> Iterator[describing.Burst]:
    """Each burst with its controls, what it shares, its series and its cohort."""
    signups, ids = found.signups, found.ids()
    controls = Controls(signups, found.found, found.from_s)
    groups = series.series(signups, found.found)
    for number, one in enumerate(found.found):
        others = controls.of(one.members)
        yield describing.Burst(
            ids[number],
            one,
            found.rates[number],
            _series_id(ids, groups[number]),
            others,
            shared_values(signups.attributes, one.members, others),
            activity.cohort(signups.keys[one.members]) if activity else None,
        )
