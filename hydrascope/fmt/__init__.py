"""Numbers, times and durations as people read them, and how table columns show them.

The only place where a value becomes text. What the data lacks reads "not available",
never zero.
"""

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any

import pandas as pd

from hydrascope.fmt.columns import COLUMNS as COLUMNS
from hydrascope.fmt.columns import Shown as Shown
from hydrascope.fmt.columns import column as column

MISSING = "not available"
_MARKUP = re.compile(r"[\\`*_\[\]<>~$]|:(?=[a-zA-Z])|^[#+-]", re.MULTILINE)
_STEPS = ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "K"))


def is_missing(value: Any) -> bool:
    """Whether the data has no such value (None, NaN, NaT)."""
    return value is None or bool(pd.isna(value))


def plain(text: Any) -> str:
    """Somebody's own words where Markdown is read: neither link nor picture comes of them."""
    return _MARKUP.sub(r"\\\g<0>", str(text))


def count(value: Any) -> str:
    """A whole number with thousands separated: ``1,234,567``."""
    return MISSING if is_missing(value) else f"{round(float(value)):,}"


def compact(value: Any) -> str:
    """A number in three digits: ``28.8M``; whole below ten thousand."""
    if is_missing(value):
        return MISSING
    number = float(value)
    if abs(number) < 10_000:
        return f"{number:,.0f}"
    for step, unit in _STEPS:
        scaled = number / step
        if abs(scaled) >= 0.9995:
            return f"{scaled:.3g}{unit}" if abs(scaled) < 999.5 else f"{scaled:,.0f}{unit}"
    return f"{number:,.0f}"


def usd(value: Any) -> str:
    """Money in US dollars; cents below a hundred."""
    if is_missing(value):
        return MISSING
    number = float(value)
    return f"${compact(number)}" if abs(number) >= 10_000 else f"${number:,.2f}"


def percent(share: Any, digits: int = 1) -> str:
    """A share of one as percent: ``0.0312`` is ``3.1%``."""
    return MISSING if is_missing(share) else f"{float(share) * 100:.{digits}f}%"


def change(now: Any, before: Any) -> str:
    """How much more or less than before: ``+12.5%``, ``×8.4``, or ``new``."""
    if is_missing(now) or is_missing(before):
        return ""
    now, before = float(now), float(before)
    if before == 0:
        return "new" if now else "no change"
    ratio = now / before
    if ratio >= 3:
        return f"×{ratio:,.1f}"
    return "no change" if round(ratio - 1, 3) == 0 else f"{(ratio - 1) * 100:+.1f}%"


def points(now: Any, before: Any) -> str:
    """The difference of two shares in percentage points: ``+0.4 points``."""
    if is_missing(now) or is_missing(before):
        return ""
    return f"{(float(now) - float(before)) * 100:+.1f} points"


def utc(at: Any) -> str:
    """A moment to the minute: ``2026-01-31 14:05 UTC``."""
    return MISSING if is_missing(at) else f"{pd.Timestamp(at):%Y-%m-%d %H:%M} UTC"


def moment(at: Any) -> str:
    """A moment to the minute, where the heading already says UTC: ``2026-01-31 14:05``."""
    return MISSING if is_missing(at) else f"{pd.Timestamp(at):%Y-%m-%d %H:%M}"


def step(at: Any, per: str) -> str:
    """The start of a time step, no finer than the step: a day is ``2026-01-31 UTC``."""
    return f"{pd.Timestamp(at):%Y-%m-%d} UTC" if per == "day" else utc(at)


def span(start_at: dt.datetime, end_at: dt.datetime) -> str:
    """A range, its end exclusive; without hours where both edges are midnights."""
    whole = start_at.time() == end_at.time() == dt.time()
    if whole:
        last = end_at - dt.timedelta(days=1)
        days = f"{start_at:%Y-%m-%d}"
        return f"{days} UTC" if last <= start_at else f"{days} – {last:%Y-%m-%d} UTC"
    return f"{start_at:%Y-%m-%d %H:%M} – {end_at:%Y-%m-%d %H:%M} UTC"


def duration(length: dt.timedelta) -> str:
    """A length in its largest whole unit: ``45 days``, ``6 hours``."""
    seconds = int(length.total_seconds())
    for step, unit in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= 2 * step or (seconds >= step and seconds % step == 0):
            whole = seconds // step
            return f"{whole:,} {unit}{'' if whole == 1 else 's'}"
    return f"{seconds} seconds"


def hours(number: Any) -> str:
    """So many hours in words, no finer than it matters: ``40 minutes``, ``4.5 hours``."""
    if is_missing(number):
        return MISSING
    length = float(number)
    if abs(length) < 1:
        return f"{length * 60:.0f} minutes"
    return f"{length:.1f} hours" if abs(length) < 48 else f"{length / 24:.1f} days"


def signed(number: Any) -> str:
    """A number that adds or takes away, to a tenth: ``+3.5``, ``−0.2``."""
    return MISSING if is_missing(number) else f"{float(number):+.1f}".replace("-", "−")


def listing(values: Iterable[str]) -> str:
    """Words in a sentence: ``a, b and c``."""
    words = list(values)
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


# What volumes add up, and how a sentence names the unit.
MEASURES = {
    "requests": "Requests",
    "tokens": "Tokens",
    "input_tokens": "Input tokens",
    "output_tokens": "Output tokens",
    "cost_usd": "Cost, as the source reports it",
}


def unit(measure: str) -> str:
    """The unit of a measure: ``requests``, ``tokens``, ``USD``."""
    return "USD" if measure == "cost_usd" else MEASURES[measure].lower()


def short(measure: str) -> str:
    """A measure inside a sentence: ``Requests``, ``Cost``."""
    return MEASURES[measure].partition(",")[0]


def amount(value: Any, measure: str) -> str:
    """So much of a measure: ``28.8M`` requests or tokens, ``$1,200.50``."""
    return usd(value) if measure == "cost_usd" else compact(value)


# What an attribute is called in a sentence; a signal a team brought keeps its own name.
ATTRIBUTES = {
    "payment": "payment method",
    "prefix": "network prefix",
    "asn": "network operator (ASN)",
    "email_domain": "mail domain",
    "email_pattern": "mail pattern",
    "client": "client",
    "user_agent": "client string",
    "ja4": "TLS fingerprint",
    "referrer": "referrer",
    "plan": "plan",
    "country": "country",
    "org": "organisation",
    "address": "network address",
    "request_address": "network address of requests",
    "request_prefix": "network prefix of requests",
    "request_asn": "network operator of requests",
    "request_client": "client of requests",
    "request_agent": "client string of requests",
    "request_ja4": "TLS fingerprint of requests",
    "email_norm": "mail address",
    "api_key": "API key",
    "signup_hour": "sign-up hour",
    "template": "prompt template",
    "prompt_hash": "prompt",
}
_MOVED = "moved:"  # what follows is the model
# A mail pattern may be all a's and nines: no hash is.
_HASHED = re.compile(r"(?!a[a9]*$)[0-9a-f]{12,}")
_HOUR = re.compile(r"\d{4}-\d\d-\d\d \d\d:00:00")
HASH_SHOWN = 8


def attribute(attr_type: Any) -> str:
    """An attribute in a sentence: ``mail domain``."""
    if str(attr_type).startswith(_MOVED):
        return f"move to {str(attr_type).removeprefix(_MOVED)}"
    return ATTRIBUTES.get(str(attr_type)) or str(attr_type).replace("_", " ")


def attribute_value(value: Any) -> str:
    """A value of an attribute; a keyed hash is shortened to what tells it apart."""
    text = MISSING if is_missing(value) else str(value)
    if _HOUR.fullmatch(text):
        return text.removesuffix(":00")
    return f"{text[:HASH_SHOWN]}…" if _HASHED.fullmatch(text) else text


def times(ratio: Any) -> str:
    """How many times as much, no finer than it matters: ``310``, ``4.2``."""
    if is_missing(ratio):
        return MISSING
    number = float(ratio)
    if number == float("inf"):
        return "any number of"
    return f"{number:.2g}" if number < 99.5 else f"{float(f'{number:.2g}'):,.0f}"


# Who or what a cluster looks like, in the words pages use; the first are the ones that matter.
KINDS = {
    "coordinated": "acts as one",
    "unclear": "unclear",
    "reseller_like": "reseller-like",
    "shared_network": "shared network",
    "shared_app": "one popular app",
    "evaluation_like": "evaluation-like",
}
# The families of evidence for a cluster; a signal a team brought keeps its own name.
FAMILIES = {
    "payment": "payment",
    "network": "network",
    "client": "client",
    "identity": "identity",
    "batch": "sign-up batch",
    "templates": "prompt templates",
    "timing": "timing",
    "reaction": "reaction to releases",
}


def kind(cluster_kind: Any) -> str:
    """What a cluster looks like, in words: ``acts as one``."""
    return KINDS.get(str(cluster_kind)) or str(cluster_kind).replace("_", " ")


def family(name: Any) -> str:
    """A family of evidence in words: ``sign-up batch``."""
    return FAMILIES.get(str(name)) or str(name).replace("_", " ")
