"""Numbers, times and durations as people read them, and how table columns show them.

The only place where a value becomes text. What the data lacks reads "not available",
never zero.
"""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

MISSING = "not available"
_STEPS = ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "K"))


def is_missing(value: Any) -> bool:
    """Whether the data has no such value (None, NaN, NaT)."""
    return value is None or bool(pd.isna(value))


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
}
_HASHED = re.compile(r"[0-9a-f]{12,}")
HASH_SHOWN = 8


def attribute(attr_type: Any) -> str:
    """An attribute in a sentence: ``mail domain``."""
    return ATTRIBUTES.get(str(attr_type)) or str(attr_type).replace("_", " ")


def attribute_value(value: Any) -> str:
    """A value of an attribute; a keyed hash is shortened to what tells it apart."""
    text = MISSING if is_missing(value) else str(value)
    return f"{text[:HASH_SHOWN]}…" if _HASHED.fullmatch(text) else text


def times(ratio: Any) -> str:
    """How many times as much, no finer than it matters: ``310``, ``4.2``."""
    if is_missing(ratio):
        return MISSING
    number = float(ratio)
    if number == float("inf"):
        return "any number of"
    return f"{number:.2g}" if number < 99.5 else f"{float(f'{number:.2g}'):,.0f}"


@dataclass(frozen=True)
class Shown:
    """How a table column reads: its heading, its kind, and what it means."""

    label: str
    kind: str = "text"
    meaning: str = ""


COLUMNS: dict[str, Shown] = {
    "pseudonym": Shown("Account", meaning="Stable short name; the id itself is not shown."),
    "requests": Shown("Requests", "count"),
    "request_count": Shown("Requests", "count", "Above 1 where one row stands for a bucket."),
    "before_requests": Shown("Requests before", "count", "In the period compared with."),
    "input_tokens": Shown("Input tokens", "count"),
    "output_tokens": Shown("Output tokens", "count"),
    "gen_ai_usage_input_tokens": Shown("Input tokens", "count"),
    "gen_ai_usage_output_tokens": Shown("Output tokens", "count"),
    "cost_usd": Shown("Cost, USD", "usd", "As the source reports it; empty where it has none."),
    "place": Shown("Place", "count", "1 = the largest rise."),
    "amount": Shown("In the range", "count", "Requests, tokens or USD, as chosen above."),
    "before_amount": Shown("Before", "count", "In the period compared with, as it was."),
    "expected_amount": Shown("Expected", "count", "The period before, scaled to the same length."),
    "excess": Shown("Excess", "count", "In the range, less what was expected."),
    "share_of_amount": Shown("Share of all", "percent", "Part of everything in the range."),
    "active_accounts": Shown("Active accounts", "count", "Accounts with requests."),
    "mean_per_account": Shown("Mean per account", "count"),
    "median_per_account": Shown("Median per account", "count"),
    "requests_since": Shown("Requests since", "count", "From the release to the window's end."),
    "share_after_day": Shown(
        "Share in 24 h", "percent", "New model's share of the first 24 hours."
    ),
    "hours_to_quarter": Shown("Hours to 25%", "count", "First hour whose last six reached 25%."),
    "hours_to_half": Shown("Hours to 50%", "count", "First hour whose last six reached 50%."),
    "times_background": Shown("Times all", "count", "Share in 24 h over that of all requests."),
    "error_share": Shown("Error share", "percent", "Share of requests that were not ok."),
    "requests_change": Shown("Change", "count", "Requests more than before, or fewer."),
    "series": Shown("Value"),
    "new_accounts": Shown("Sign-ups", "count"),
    "tokens": Shown("Tokens", "count", "Input and output tokens."),
    "silent_hours": Shown("Silent hours", "count", "Hours without a request in between."),
    "longest_gap_at": Shown("Longest gap from, UTC", "time"),
    "longest_gap_h": Shown("Longest gap, hours", "count"),
    "files": Shown("Files", "count"),
    "reasons": Shown("Why rejected"),
    "other_accounts": Shown("Other accounts with it", "count"),
    "share_of_requests": Shown("Share of requests", "percent"),
    "http_response_status_code": Shown("HTTP status"),
    "client_prefix_hash": Shown("Client network"),
    "request_id": Shown("Request id"),
    "source_file": Shown("Source file"),
    "source_line": Shown("Source line", "count"),
    "event_type": Shown("Event"),
    "event_label": Shown("Label"),
    "share_of_excess": Shown("Share of change", "percent", "Part of the total change it makes."),
    "created_at": Shown("Signed up, UTC", "time"),
    "first_request_at": Shown("First request, UTC", "time"),
    "last_request_at": Shown("Last request, UTC", "time"),
    "first_at": Shown("First record, UTC", "time"),
    "last_at": Shown("Last record, UTC", "time"),
    "first_seen": Shown("First seen, UTC", "time"),
    "last_seen": Shown("Last seen, UTC", "time"),
    "imported_at": Shown("Imported, UTC", "time"),
    "bucket_at": Shown("Time, UTC", "time"),
    "ts": Shown("Time, UTC", "instant"),
    "signup_country": Shown("Sign-up country"),
    "gen_ai_request_model": Shown("Model asked for"),
    "gen_ai_provider_name": Shown("Provider"),
    "geo_country_iso_code": Shown("Country"),
    "user_agent_original": Shown("Client"),
    "task_category": Shown("Task"),
    "prompt_template_hash": Shown("Template"),
    "duration_ms": Shown("Duration, ms", "count"),
    "rank": Shown("Rank", "count", "1 = the most surprising burst."),
    "signups": Shown(
        "Sign-ups around it",
        "bars",
        "All sign-ups from one burst length before to one after; inside an attribute, its own"
        " sign-ups from start to end.",
    ),
    "burst_start_at": Shown("From, UTC", "time", "First sign-up."),
    "lasts": Shown("Lasts"),
    "burst_among": Shown("Among", meaning="All sign-ups, or those sharing one attribute value."),
    "burst_top": Shown("Most shared", meaning="The most over-represented value, and who has it."),
    "burst_said": Shown("Explained", meaning="What a person said: these rows are grey."),
    "accounts": Shown("Accounts", "count"),
    "expected_accounts": Shown("Expected sign-ups", "decimal", "At that time of the week."),
    "score": Shown("Surprise, bits", "decimal", "Each bit halves what chance would show."),
    "common_accounts": Shown("Accounts in both", "count"),
    "later_requests": Shown("Requests since", "count", "By its accounts, in all the data."),
    "still_active": Shown("Still active", "count", "Not banned, asked in the data's last week."),
    "banned_accounts": Shown("Banned since", "count", "Accounts of it banned since."),
    "shared_values": Shown("Shared values", "count", "Over-represented values it shows."),
    "signed_up_at": Shown("Signed up, UTC", "instant"),
    "email_domain": Shown("Mail domain"),
    "wave": Shown("Wave", "count"),
    "attr_type": Shown("Attribute"),
    "attr_value": Shown("Value"),
    "n_obs": Shown("Seen", "count", "How often it was observed."),
    "rows_read": Shown("Rows read", "count"),
    "rows_loaded": Shown("Loaded", "count"),
    "rows_duplicate": Shown("Duplicate", "count"),
    "rows_rejected": Shown("Rejected", "count"),
    "file_name": Shown("File"),
    "table_name": Shown("Table"),
}


def column(name: str) -> Shown:
    """How a column reads; one nobody described is its own name in words."""
    return COLUMNS.get(name) or Shown(name.replace("_", " ").capitalize())
