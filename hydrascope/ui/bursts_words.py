"""Bursts in sentences: what one is called, how surprising it is, what its accounts share."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pandas as pd

from hydrascope import fmt

SIDES = {
    "scripted": "Speaks for a script",
    "event": "Speaks for a promotion, an event or people",
}
UNKNOWN = "unknown"
# What the detection says it judged by, as facts of these names.
THRESHOLDS = ("script_points", "event_points", "least_judged", "longest_paced_s")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def title(burst: Any) -> str:
    """What a burst is called: ``Burst of 2026-01-17 04:56 UTC``."""
    return f"Burst of {fmt.utc(burst['start_at'])}"


def among(burst: Any) -> str:
    """Where it lies: ``all sign-ups``, or one attribute value."""
    if fmt.is_missing(burst["attr_type"]):
        return "all sign-ups"
    return f"{fmt.attribute(burst['attr_type'])} {fmt.attribute_value(burst['attr_value'])}"


def listed(burst: Any) -> str:
    """A burst as one of several to choose from."""
    return f"{brief(burst)} · {among(burst)}"


def brief(burst: Any) -> str:
    """When and how many: what still fits one line of a phone."""
    return f"{fmt.utc(burst['start_at'])} · {fmt.count(burst['accounts'])} accounts"


def lasts(burst: Any) -> str:
    """How long it took, from the first sign-up to the last."""
    return fmt.duration(_length(burst))


def _length(burst: Any) -> dt.timedelta:
    """From start to end in whole minutes, hours or days, rounded up: it all lies within."""
    length = pd.Timedelta(burst["end_at"] - burst["start_at"])
    for step in ("1D", "1h", "1min"):
        if length >= 2 * pd.Timedelta(step):
            return length.ceil(step).to_pytimedelta()
    return length.to_pytimedelta()


def top(burst: Any) -> str:
    """The most over-represented value and who has it: ``100% country KR (4.2 times)``."""
    if fmt.is_missing(burst["top_attr_type"]):
        return ""
    value = fmt.attribute_value(burst["top_attr_value"])
    return (
        f"{fmt.percent(burst['top_share'], 0)} {fmt.attribute(burst['top_attr_type'])} {value}"
        f" ({fmt.times(burst['top_lift'])} times)"
    )


def summary(burst: Any) -> str:
    """How many, in how long, where, against how many expected, and how surprising that is."""
    where = "" if among(burst) == "all sign-ups" else f" with {among(burst)}"
    verb = "first asked" if burst["basis"] == "first_seen" else "signed up"
    return (
        f"{fmt.count(burst['accounts'])} accounts{where} {verb} within {lasts(burst)}, from"
        f" {fmt.utc(burst['start_at'])}; {fmt.times(burst['expected_accounts'])} were expected."
        f" {chance(burst)}"
    )


def chance(burst: Any) -> str:
    """What the surprise and the false-discovery rate mean, in a sentence."""
    score = float(burst["score"])
    power = f"{score * 0.30103:.0f}".translate(_RAISED)
    odds = f"{max(2**score, 1):,.0f}" if score < 20 else f"10{power}"
    return (
        f"By chance alone, one in {odds} searches of data like this would find such a window: a"
        f" surprise of {score:,.0f} bits. Of bursts at least this clear, at most"
        f" {_rate(float(burst['q_value']))} are expected to be chance."
    )


def _rate(q_value: float) -> str:
    """A false-discovery rate; tiny ones as what they are below."""
    return "0.01%" if q_value <= 0.0001 else fmt.percent(q_value, 2)


def first_seen(burst_or_basis: Any) -> str:
    """What a reader must know where the first request stands in for the sign-up."""
    basis = burst_or_basis if isinstance(burst_or_basis, str) else burst_or_basis["basis"]
    if basis != "first_seen":
        return ""
    return (
        "No sign-up times are in this data: each account's first request stands in for its"
        " sign-up, so an old account that wakes up looks like a new one."
    )


def value(row: Any) -> str:
    """What one shared value means, in a sentence."""
    kind, text = fmt.attribute(row["attr_type"]), fmt.attribute_value(row["attr_value"])
    told = (
        f"{fmt.count(row['accounts'])} of {fmt.count(row['known_accounts'])}"
        f" ({fmt.percent(row['share'], 0)}) share the {kind} `{text}`"
    )
    if fmt.is_missing(row["control_share"]):
        return f"{told}; there are no comparable sign-ups to set this against."
    others = f"among comparable sign-ups {_rare(float(row['control_share']))}:"
    if not row["control_accounts"]:
        others = f"none of {fmt.count(row['control_known'])} comparable sign-ups does: about"
    return (
        f"{told}; {others} {fmt.times(row['lift'])} times as many (95% interval"
        f" {fmt.times(row['lift_low'])} to {fmt.times(row['lift_high'])})."
    )


def left_out(values: pd.DataFrame, strings: int, most: int) -> str:
    """What the sentences leave out, and how to read them; ``strings`` are whole client strings."""
    more = [f"{len(values) - most} more values"] if len(values) > most else []
    if strings:
        more.append(f"{strings} whole client string{'s' if strings > 1 else ''}")
    told = f"… and {fmt.listing(more)}, in the data behind the figure. " if more else ""
    told += "Comparable sign-ups are those of the same hours on other days."
    kinds = set(values["attr_type"])
    if "email_pattern" in kinds:
        told += " In a mail pattern, a stands for a letter and 9 for a digit."
    return f"{told} In a client, # stands for a version." if "client" in kinds else told


def _rare(share: float) -> str:
    """A share that may be tiny: never 0.0% where there is something."""
    return fmt.percent(share) if share >= 0.001 else f"{share * 100:.1g}%"


def regularity(burst: Any, thresholds: Mapping[str, float]) -> str:
    """How evenly the sign-ups follow one another, in a sentence; empty where unknown."""
    found = burst["gap_regularity"]
    if fmt.is_missing(found):
        return ""
    told = f"Gaps between sign-ups vary by {float(found):.2f}"
    low, high = burst["gap_regularity_low"], burst["gap_regularity_high"]
    if not fmt.is_missing(low):
        told += f" (95% interval {float(low):.2f} to {float(high):.2f})"
    told += "; people arriving independently vary by about 1, a script that waits evenly by less"
    longest = thresholds.get("longest_paced_s")
    if longest is not None and (burst["end_at"] - burst["start_at"]).total_seconds() > longest:
        over = fmt.duration(dt.timedelta(seconds=longest))
        told += f". Over more than {over} that says little: waking hours shape the gaps"
    return f"{told}."


def points(weight: float) -> str:
    """How far one reason, or all of them, move the verdict: ``+3``, ``−1.5``."""
    return f"{weight:+g}".replace("-", "\u2212") if weight else "0"


def total(burst: Any, thresholds: Mapping[str, float]) -> str:
    """What the points add up to, and from where on that means something, where that is known."""
    told = f"The points below add up to **{points(float(burst['verdict_points']))}**"
    if not set(THRESHOLDS) <= thresholds.keys():
        return f"{told}."
    told += (
        f": {points(thresholds['script_points']).removeprefix('+')} or more, from two kinds of"
        f" evidence, is “scripted sign-ups likely”; {points(thresholds['event_points'])} or less,"
        " with an occasion, “promotion or event likely”; all else “unclear”."
    )
    if int(burst["accounts"]) < (least := thresholds["least_judged"]):
        told += f" Bursts of fewer than {fmt.count(least)} accounts are always unclear."
    return told


def afterwards(burst: Any) -> str:
    """What became of the accounts, in a sentence."""
    told = (
        f"{fmt.count(burst['asking_accounts'])} of {fmt.count(burst['accounts'])} have asked"
        f" something since, {fmt.count(burst['later_requests'])} requests in all"
    )
    if not fmt.is_missing(lag := burst["median_lag_minutes"]):
        told += f"; half of them within {fmt.duration(dt.timedelta(minutes=float(lag)))}"
    now = []
    if not fmt.is_missing(burst["active_accounts"]):
        active = fmt.count(burst["active_accounts"])
        now.append(f"{active} still active (a request in the last week of the data)")
    if not fmt.is_missing(burst["banned_accounts"]):
        now.append(f"{fmt.count(burst['banned_accounts'])} banned")
    return f"{told}. {', '.join(now)}." if now else f"{told}."


def counted(marks: pd.DataFrame) -> str:
    """How many bursts, how many look scripted, how many somebody explained."""
    if marks.empty:
        return "No burst of sign-ups in this range."
    open_ = marks[marks["explained_reason"].isna()]
    scripted = int((open_["verdict"] == "scripted sign-ups likely").sum())
    explained = len(marks) - len(open_)
    bursts = "burst" if len(marks) == 1 else "bursts"
    return (
        f"{fmt.count(len(marks))} {bursts} of sign-ups in this range: scripted sign-ups likely in"
        f" {fmt.count(scripted)}, {fmt.count(explained)} explained by a person."
    )
