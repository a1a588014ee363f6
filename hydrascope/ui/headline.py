"""The overview's first answer: six numbers, each with its change, and one sentence."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
import streamlit as st

from hydrascope import fmt
from hydrascope.filters import MIDNIGHT, Filters
from hydrascope.ui import cache, case_events, cost_note, filter_bar, panels

MOVERS_BY = ["model", "country", "task", "client", "plan", "provider", "status", "source"]


@dataclass(frozen=True)
class Window:
    """What happened in one stretch of time; None where the data cannot tell."""

    requests: int
    accounts: int | None
    new_accounts: int | None
    tokens: float | None
    cost_usd: float | None
    error_share: float | None
    partly: tuple[str, ...] = ()
    estimated: float = 0.0


def whole_days(start_at: dt.datetime, end_at: dt.datetime) -> dict[str, dt.datetime]:
    """The midnights inside a range, as ``account_cells_between`` wants them."""
    first = dt.datetime.combine(start_at.date(), MIDNIGHT)
    if first < start_at:
        first += dt.timedelta(days=1)
    days_start_at = min(first, end_at)
    days_end_at = max(dt.datetime.combine(end_at.date(), MIDNIGHT), days_start_at)
    return {"days_start_at": days_start_at, "days_end_at": days_end_at}


def window(filters: Filters, start_at: dt.datetime, end_at: dt.datetime) -> Window:
    """The headline numbers of ``start_at`` to ``end_at`` under the filters' chips."""
    # A view of its own: the rollup is chosen by this window's edges alone.
    view = replace(filters, start_at=start_at, end_at=end_at, baseline=(start_at, end_at))
    params = view.params("status", bucket_name="day") | whole_days(start_at, end_at)
    asked = cache.query("overview/headline", params).iloc[0]
    name = "active_accounts_chosen" if filters.chips else "active_accounts"
    active = cache.query(f"overview/{name}", params).iloc[0]["active_accounts"]
    created = cache.query("overview/signups", params).iloc[0]
    named = cache.query("shell/span").iloc[0]["named_accounts"]
    partly = tuple(
        label
        for label, column in (("tokens", "tokens_requests"), ("cost", "cost_requests"))
        if 0 < asked[column] < asked["requests"]
    )
    return Window(
        requests=int(asked["requests"]),
        accounts=int(active) if named else None,
        new_accounts=int(created["new_accounts"]) if created["dated_accounts"] else None,
        tokens=_known(asked["tokens"]),
        cost_usd=_known(asked["cost_usd"]),
        error_share=_share(asked),
        partly=partly,
        estimated=cost_note.share(view),
    )


def _known(number: Any) -> float | None:
    return None if fmt.is_missing(number) else float(number)


def _share(asked: "pd.Series[Any]") -> float | None:
    return asked["failed_requests"] / asked["judged_requests"] if asked["judged_requests"] else None


def reaches_back(filters: Filters) -> bool:
    """Whether the data covers the whole window compared with."""
    first_at, last_at = filter_bar.record_span()
    start_at, end_at = filters.before()
    return first_at <= start_at and end_at <= last_at


def compared(filters: Filters) -> str:
    """What the changes are against, or why there are none, in a sentence."""
    start_at, end_at = filters.before()
    if reaches_back(filters):
        return f"Changes are against {fmt.span(start_at, end_at)}."
    if filters.baseline:
        return (
            f"No changes are shown: the window compared with, {fmt.span(start_at, end_at)}, does"
            f" not lie inside the data, {fmt.span(*filter_bar.record_span())}."
        )
    return (
        "No changes are shown: the data does not reach back over the period before."
        " Choose a shorter range, or a window to compare with."
    )


def movers_view(filters: Filters) -> Filters:
    """The two windows movers are ranked by: as chosen, else the range's own two halves."""
    if reaches_back(filters):
        return filters
    middle = filters.start_at + filters.length / 2
    later = filters.narrowed(middle, filters.end_at)
    if later.start_at <= filters.start_at:
        return filters
    return replace(later, baseline=(filters.start_at, later.start_at))


def tiles(now: Window, then: Window | None) -> list[tuple[str, str, str, str]]:
    """Label, value, change and meaning of each tile."""

    def change(name: str) -> str:
        return fmt.change(getattr(now, name), getattr(then, name)) if then else ""

    errors = fmt.points(now.error_share, then.error_share) if then else ""
    part = {name: f" Part of the requests report no {name}." for name in now.partly}
    return [
        (
            "Accounts",
            fmt.compact(now.accounts),
            change("accounts"),
            "Accounts with at least one request.",
        ),
        (
            "New accounts",
            fmt.compact(now.new_accounts),
            change("new_accounts"),
            "Accounts that signed up; of the filters only country and plan apply.",
        ),
        ("Requests", fmt.compact(now.requests), change("requests"), "Requests made."),
        (
            "Tokens",
            fmt.compact(now.tokens),
            change("tokens"),
            "Input and output tokens." + part.get("tokens", ""),
        ),
        (
            cost_note.label(now.estimated),
            fmt.usd(now.cost_usd),
            change("cost_usd"),
            "US dollars, as the source reports them, where it does. "
            + cost_note.sentence(now.estimated)
            + part.get("cost", ""),
        ),
        (
            "Error share",
            fmt.percent(now.error_share),
            errors,
            "Requests that were not ok, of those whose status is known.",
        ),
    ]


def draw(filters: Filters) -> None:
    """The tiles of the range, and what their changes are against."""
    now = window(filters, filters.start_at, filters.end_at)
    then = window(filters, *filters.before()) if reaches_back(filters) else None
    with st.grid(min_column_width=140, key="tiles"):
        for label, value, change, meaning in tiles(now, then):
            panels.tile(label, value, change, help=meaning)
    st.caption(" ".join([compared(filters), cost_note.sentence(now.estimated)]).strip())


def sentence(counts: pd.DataFrame, per: str) -> str:
    """What stands out in the timeline: its busiest step against the usual one."""
    peak = _largest(counts, "requests")
    usual = float(counts["requests"].median())
    told = (
        f"The busiest {per}, {fmt.step(peak['bucket_at'], per)}, had {fmt.count(peak['requests'])}"
    )
    told += (
        f" requests, {peak['requests'] / usual:.1f} times the median." if usual else " requests."
    )
    if counts["new_accounts"].any():
        most = _largest(counts, "new_accounts")
        told += (
            f" Most sign-ups, {fmt.count(most['new_accounts'])}, came in the {per}"
            f" of {fmt.step(most['bucket_at'], per)}."
        )
    return told


def events(params: dict[str, Any]) -> pd.DataFrame:
    """The events of the timeline, those added by hand among them."""
    return case_events.between(params)


def under_timeline(events: pd.DataFrame, lacking: str | None = None) -> str:
    """Which filters its parts follow, what is ``lacking``, and which events have no room."""
    told = "Of the filters, sign-ups follow only country and plan; bans follow none."
    told = f"{told} {lacking}" if lacking else told
    found = int(events["events_total"].iloc[0]) if len(events) else 0
    if found <= len(events):
        return told
    return (
        f"{told} The timeline marks {len(events)} of {fmt.count(found)} events: releases first,"
        " then prices, limits and policies, then the rest, earliest first."
    )


def _largest(counts: pd.DataFrame, column: str) -> "pd.Series[Any]":
    return counts.iloc[int(counts[column].to_numpy().argmax())]
