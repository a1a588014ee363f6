"""Events people add by hand: a wave of bans, a change of policy, a release."""

import datetime as dt

import pandas as pd

from hydrascope.cases.book import Book
from hydrascope.errors import InputError

# The types the data's own events have, so that both are drawn alike.
TYPES = {
    "ban_wave": "Wave of bans",
    "policy_change": "Change of policy",
    "model_launch": "Release of a model",
    "limit_change": "Change of limits",
    "price_change": "Change of prices",
    "incident": "Incident",
    "other": "Something else",
}


def add(
    book: Book,
    ts: dt.datetime,
    event_type: str,
    label: str,
    *,
    author: str,
    at: dt.datetime,
    detail: str = "",
    fingerprint: str | None = None,
) -> int:
    """Write an event down. ``ts`` is when it happened, UTC. Raises InputError."""
    if event_type not in TYPES:
        raise InputError(f"{event_type!r} is no event.", f"Use {', '.join(TYPES)}.")
    return book.add("happenings", "event", author=author, at=at, fingerprint=fingerprint, ts=ts,
                    event_type=event_type, label=label, detail=detail)  # fmt: skip


def between(book: Book, start_at: dt.datetime, end_at: dt.datetime) -> pd.DataFrame:
    """Events that stand, ``start_at <= ts < end_at``, in order of time."""
    found = book.standing("happenings")
    inside = (found["ts"] >= pd.Timestamp(start_at)) & (found["ts"] < pd.Timestamp(end_at))
    return found[inside].sort_values("ts", kind="stable", ignore_index=True)
