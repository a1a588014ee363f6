"""From what was found to rows people read: one burst at a time."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from hydrascope.detect import aftermath, evidence, verdict
from hydrascope.detect.baseline import Baseline
from hydrascope.detect.folding import Found
from hydrascope.detect.pace import Pace, pace
from hydrascope.detect.scan import Ints
from hydrascope.detect.sharing import (
    Diversity,
    Shared,
    diversity,
    notable_members,
)
from hydrascope.detect.signups import Signups

DIVERSE = (
    "payment", "prefix", "asn", "email_domain", "email_pattern", "client", "ja4", "country",
)  # fmt: skip
SAME_INSTANT = 10  # as many sign-ups with one time are an import, not people
MOST_ROUNDED = 0.1  # of the times may be rounded, for gaps between them to say something
RELEASE_WITHIN = pd.Timedelta(days=3)
News = Sequence[tuple[pd.Timestamp, str]]  # public events, by time
COLUMNS: dict[str, tuple[str, ...]] = {
    "bursts": (
        "burst_id", "series_id", "attr_type", "attr_value", "start_at", "end_at", "accounts",
        "expected_accounts", "score", "q_value", "basis", "verdict", "verdict_points",
        "confidence", "gap_regularity", "gap_regularity_low", "gap_regularity_high",
        "top_attr_type", "top_attr_value", "top_share", "top_lift", "asking_accounts",
        "active_accounts", "banned_accounts", "later_requests", "median_lag_minutes",
    ),
    "accounts": ("burst_id", "account_key", "signed_up_at", "shared_values"),
    "values": (
        "burst_id", "attr_type", "attr_value", "accounts", "known_accounts", "control_accounts",
        "control_known", "lift", "lift_low", "lift_high", "is_notable",
    ),
    "diversity": (
        "burst_id", "attr_type", "known_accounts", "distinct_values", "effective_values",
        "effective_low", "effective_high", "control_effective_values",
    ),
    "reasons": ("burst_id", "place", "side", "family", "points", "reason"),
    "cohorts": (
        "burst_id", "age_days", "accounts", "requests_per_account", "ordinary_low",
        "ordinary_median", "ordinary_high",
    ),
}  # fmt: skip


class Usage:
    """What each account did: first request, number of requests, banned or still active."""

    def __init__(self, frame: pd.DataFrame) -> None:
        order = np.argsort(frame["account_key"].to_numpy())
        self._keys = frame["account_key"].to_numpy()[order]
        first = frame["first_request_at"].to_numpy().astype("datetime64[us]")[order]
        self._first = np.where(np.isnat(first), np.nan, first.astype(np.int64) / 1e6)
        self._requests = frame["requests"].to_numpy()[order]
        self._banned = frame["is_banned"].to_numpy().astype(bool)[order]
        self._active = frame["is_active"].to_numpy().astype(bool)[order]

    def of(self, keys: Ints, signed_up_s: "np.ndarray[Any, Any]") -> dict[str, Any]:
        """Counts for these accounts; ``signed_up_s`` in seconds since 1970."""
        place = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        place, at = place[self._keys[place] == keys], signed_up_s[self._keys[place] == keys]
        lag = (self._first[place] - at) / 60
        lag = lag[lag >= 0]
        return {
            "asking_accounts": int((self._requests[place] > 0).sum()),
            "active_accounts": int(self._active[place].sum()),
            "banned_accounts": int(self._banned[place].sum()),
            "later_requests": int(self._requests[place].sum()),
            "median_lag_minutes": float(np.median(lag)) if len(lag) else None,
        }


@dataclass(frozen=True)
class Burst:
    """Everything known about one burst before it becomes rows."""

    burst_id: str
    found: Found
    rate: float
    series_id: str | None
    controls: Ints
    shared: Sequence[Shared]
    cohort: aftermath.Cohort | None


class Rows:
    """Collects the rows of every table."""

    def __init__(self) -> None:
        self._rows: dict[str, list[Sequence[Any]]] = defaultdict(list)
        self._accounts: list[pd.DataFrame] = []

    def frames(self) -> dict[str, pd.DataFrame]:
        told = {
            name: pd.DataFrame(self._rows[name], columns=list(columns))
            for name, columns in COLUMNS.items()
            if name != "accounts"
        }
        for column in ("start_at", "end_at"):  # times also where there is none
            told["bursts"][column] = told["bursts"][column].astype("datetime64[us]")
        empty = pd.DataFrame(columns=list(COLUMNS["accounts"]))
        told["accounts"] = pd.concat(self._accounts, ignore_index=True) if self._accounts else empty
        return told

    def add(
        self,
        burst: Burst,
        signups: Signups,
        usage: Usage | None,
        releases: News,
    ) -> None:
        """The rows of one burst in all tables."""
        members = burst.found.members
        spread = _diversities(signups, members, burst.controls)
        known = _evidence(burst, signups, spread, releases)
        judged = verdict.judge(known)
        self._rows["bursts"].append(_burst_row(burst, signups, usage, known.pace, judged))
        shared_by = notable_members(dict(signups.attributes), burst.shared, members)
        self._accounts.append(_account_rows(burst, signups, shared_by))
        self._rows["values"] += [_value_row(burst, signups, one) for one in burst.shared]
        self._rows["diversity"] += [
            (burst.burst_id, one.attr, one.known, one.distinct, one.effective, one.low, one.high,
             one.control_effective)
            for one in spread.values()
        ]  # fmt: skip
        self._rows["reasons"] += [
            (burst.burst_id, place, reason.side, reason.family, reason.points, reason.sentence)
            for place, reason in enumerate(judged.reasons, 1)
        ]
        if burst.cohort is not None:
            self._rows["cohorts"] += _cohort_rows(burst.burst_id, burst.cohort)


def _diversities(signups: Signups, members: Ints, controls: Ints) -> dict[str, Diversity]:
    told = {
        name: diversity(signups.attributes[name], name, members, controls)
        for name in DIVERSE
        if name in signups.attributes
    }
    return {name: one for name, one in told.items() if one is not None}


def _evidence(
    burst: Burst,
    signups: Signups,
    spread: dict[str, Diversity],
    releases: News,
) -> evidence.Evidence:
    members = burst.found.members
    at = signups.at[members]
    is_rounded = float((signups.steps[members] > 1).mean()) > MOST_ROUNDED
    cards = signups.attributes.get("payment")
    sharing = evidence.card_sharing(cards.codes[members]) if cards else None
    return evidence.Evidence(
        accounts=len(members),
        expected=burst.found.expected,
        seconds=float(at[-1] - at[0]),
        attr=burst.found.attr,
        pace=None if is_rounded else pace(signups.told[members]),
        shared=burst.shared,
        labels=lambda attr, code: signups.attributes[attr].label(code),
        diversity=spread,
        card_sharing=sharing,
        card_sharing_usual=_usual_sharing(spread),
        same_instant=_same_instant(signups.told[members]),
        is_first_seen=signups.is_first_seen,
        release=_release(signups.moment(float(at[0])), releases),
        afterwards=aftermath.reasons(burst.cohort, len(members)) if burst.cohort else (),
    )


def _same_instant(told: "np.ndarray[Any, Any]") -> float:
    """Share of the accounts whose time at least ten of them carry."""
    counts = np.unique(told, return_counts=True)[1]
    return float(counts[counts >= SAME_INSTANT].sum() / len(told))


def _usual_sharing(spread: dict[str, Diversity]) -> float:
    """What share of as many ordinary payers would share a card, by their chance of meeting."""
    seen = spread.get("payment")
    if seen is None or not seen.control_effective:
        return 0.0
    return float(1 - np.exp(-(seen.known - 1) / seen.control_effective))


def _release(start: pd.Timestamp, releases: News) -> str | None:
    """The latest news of the three days before the start."""
    near = [label for ts, label in releases if start - RELEASE_WITHIN <= ts <= start]
    return near[-1] if near else None


def _burst_row(
    burst: Burst,
    signups: Signups,
    usage: Usage | None,
    gaps: Pace | None,
    judged: verdict.Verdict,
) -> tuple[Any, ...]:
    one, members = burst.found, burst.found.members
    at = signups.at[members]
    top = _top(burst)
    origin = pd.Timestamp(signups.origin).timestamp()
    used = usage.of(signups.keys[members], at + origin) if usage else {}
    return (
        burst.burst_id, burst.series_id,
        one.attr, signups.attributes[one.attr].label(one.code) if one.attr else None,
        signups.moment(float(np.floor(at[0]))), signups.moment(float(np.floor(at[-1])) + 1),
        len(members), one.expected, one.bits, burst.rate,
        "first_seen" if signups.is_first_seen else "created_at",
        judged.words, judged.points, judged.confidence,
        gaps and gaps.regularity, gaps and gaps.low, gaps and gaps.high,
        top and top.attr, top and signups.attributes[top.attr].label(top.code),
        top and top.share, top and top.lift,
        used.get("asking_accounts"), used.get("active_accounts"), used.get("banned_accounts"),
        used.get("later_requests"), used.get("median_lag_minutes"),
    )  # fmt: skip


def _top(burst: Burst) -> Shared | None:
    """The value that says most: common in the burst, rare elsewhere."""
    notable = [
        one
        for one in burst.shared
        if one.is_notable and (one.attr, one.code) != (burst.found.attr, burst.found.code)
    ]
    return max(notable, key=lambda one: one.share * np.log2(max(one.low, 1.0)), default=None)


def _account_rows(burst: Burst, signups: Signups, shared_by: Ints) -> pd.DataFrame:
    members = burst.found.members
    moments = pd.Timestamp(signups.origin) + pd.to_timedelta(signups.at[members], unit="s")
    return pd.DataFrame(
        {
            "burst_id": burst.burst_id,
            "account_key": signups.keys[members],
            "signed_up_at": moments.astype("datetime64[us]"),
            "shared_values": shared_by,
        }
    )


def _value_row(burst: Burst, signups: Signups, one: Shared) -> tuple[Any, ...]:
    return (
        burst.burst_id, one.attr, signups.attributes[one.attr].label(one.code), one.accounts,
        one.known, one.control_accounts, one.control_known, one.lift, one.low, one.high,
        one.is_notable,
    )  # fmt: skip


def _cohort_rows(burst_id: str, cohort: aftermath.Cohort) -> list[tuple[Any, ...]]:
    return [
        (
            burst_id, age, int(cohort.accounts[age]), float(cohort.requests[age]),
            None if cohort.low is None else float(cohort.low[age]),
            None if cohort.median is None else float(cohort.median[age]),
            None if cohort.high is None else float(cohort.high[age]),
        )
        for age in range(aftermath.AGES)
        if cohort.accounts[age]
    ]  # fmt: skip


def no_baseline(signups: Signups) -> Baseline:
    """What is expected where there are too few sign-ups to say: nothing."""
    hours = int(signups.at[-1] // 3600) + 1 if len(signups) else 1
    return Baseline(np.zeros(hours), np.zeros(hours, dtype=bool))
