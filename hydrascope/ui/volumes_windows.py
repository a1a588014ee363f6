"""Which stretches of time the volumes pages put side by side, and what binds them."""

import datetime as dt
import itertools
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from hydrascope import fmt
from hydrascope.filters import Filters, snapped
from hydrascope.ui import filter_bar, headline, panels
from hydrascope.ui.volumes_view import View

GRAINS = ("raw", "hour", "day")
PERIODS = {"before": "Before", "during": "During", "after": "After"}
LONGEST_RHYTHM = dt.timedelta(weeks=8)
EXCESS_COLUMNS = [
    "place",
    "series",
    "amount",
    "expected_amount",
    "excess",
    "share_of_excess",
    "share_of_amount",
]
Range = tuple[dt.datetime, dt.datetime]


def chosen(filters: Filters) -> dict[str, Range]:
    """Before, during and after, all widened to the step of the longest.

    Before is the filter bar's window compared with; after is chosen here, else the period
    of equal length that follows. A range that is all of the data is cut in three.
    """
    with st.popover("Window after", icon=":material/schedule:", key="after_popover"):
        st.caption(
            "Empty: the period of equal length that follows. The window before is chosen with"
            " the range, above."
        )
        after = [
            st.datetime_input(
                label, value=None, key=key, bind="query-params", step=3600, format="YYYY-MM-DD"
            )
            for label, key in (("After from (UTC)", "after_from"), ("After to (UTC)", "after_to"))
        ]
    later = (filters.end_at, filters.end_at + filters.length)
    if after[0] and after[1] and after[0] < after[1]:
        later = (after[0], after[1])
    elif not _reaches(filters):
        return thirds(filters)
    return widened(
        {"before": filters.before(), "during": (filters.start_at, filters.end_at), "after": later}
    )


def _reaches(filters: Filters) -> bool:
    """Whether there is data before or after the range to compare with."""
    first_at, last_at = filter_bar.data_span()
    whole = filters.start_at <= first_at and filters.end_at >= last_at
    return filters.baseline is not None or not whole


def thirds(filters: Filters) -> dict[str, Range]:
    """The range itself cut in three, where it leaves nothing to compare with."""
    third = filters.length / 3
    edges = [filters.start_at + third * place for place in range(4)]
    step = dt.timedelta(days=1) if third >= dt.timedelta(days=2) else dt.timedelta(minutes=1)
    inner = [pd.Timestamp(edge).floor(step).to_pydatetime() for edge in edges[1:3]]
    starts = [filters.start_at, *inner, filters.end_at]
    return dict(zip(PERIODS, itertools.pairwise(starts), strict=True))


def behind(view: View, windows: dict[str, Range]) -> dict[str, Filters]:
    """Per window, a link's words and the view that holds just its requests."""
    return {
        f"The requests of the window {name}": replace(
            view.filters, start_at=start_at, end_at=end_at, baseline=None
        )
        for name, (start_at, end_at) in windows.items()
    }


def windows_told(windows: dict[str, Range]) -> str:
    """The three windows in a sentence."""
    told = (f"{PERIODS[name]}: {fmt.span(*window)}" for name, window in windows.items())
    return f"{'. '.join(told)}."


def widened(windows: dict[str, Range]) -> dict[str, Range]:
    """The windows on whole minutes, hours or days, by the length of the longest."""
    length = max(end_at - start_at for start_at, end_at in windows.values())
    return {
        name: (snapped(start_at, start_at + length)[0], snapped(end_at - length, end_at)[1])
        for name, (start_at, end_at) in windows.items()
    }


def compared(view: View, windows: dict[str, Range]) -> dict[str, Any]:
    """What the questions about three windows bind; one rollup answers for all three."""
    start_at, end_at = windows["during"]
    views = [
        replace(view.filters, start_at=start_at, end_at=end_at, baseline=windows[name])
        for name in ("before", "after")
    ]
    params = [view.seen(each).params(view.by, bucket_name="day") for each in views]
    finest = min(params, key=lambda each: GRAINS.index(each["grain"]))
    bound = {"grain": finest["grain"], "cut": finest["cut"]}
    for name, (start_at, end_at) in windows.items():
        bound |= _named("" if name == "during" else f"{name}_", start_at, end_at)
    return params[0] | bound


def _named(prefix: str, start_at: dt.datetime, end_at: dt.datetime) -> dict[str, dt.datetime]:
    edges = {"start_at": start_at, "end_at": end_at, **headline.whole_days(start_at, end_at)}
    return {f"{prefix}{name}": edge for name, edge in edges.items()}


def ranked(view: View, *, sort: str, page: int, size: int) -> dict[str, Any]:
    """What the accounts question binds for one page of accounts."""
    filters = view.filters
    windows = {"during": (filters.start_at, filters.end_at), "before": filters.before()}
    before = windows["before"]
    return (
        view.params(None, bucket_name="day")
        | _named("", *windows["during"])
        | _named("before_", *before)
        | {
            "before_scale": filters.length / (before[1] - before[0]),
            "sort": sort,
            "page_size": size,
            "page_offset": (page - 1) * size,
        }
    )


def outside(windows: dict[str, Range]) -> list[str]:
    """Which windows the data does not cover, in sentences."""
    first_at, last_at = filter_bar.data_span()
    told = []
    for name, (start_at, end_at) in windows.items():
        if end_at <= first_at or start_at >= last_at:
            told.append(f"The data has nothing of the window {name}.")
        elif start_at < first_at or end_at > last_at:
            told.append(
                f"The data covers the window {name} only in part, so its figures per day are"
                " too low."
            )
    return told


def background_cut(filters: Filters) -> str:
    """The rollup that answers for all requests of the range, by the hour."""
    return str(replace(filters, chips={}).params(bucket_name="hour")["cut"])


def scaled(filters: Filters) -> str:
    """The two windows of a leaderboard, in a sentence."""
    told = f"{fmt.span(filters.start_at, filters.end_at)} against {fmt.span(*filters.before())}"
    before = filters.before()
    if before[1] - before[0] != filters.length:
        told += ", scaled to the same length"
    return f"{told}."


def change_told(changes: pd.DataFrame, view: View) -> str:
    """How large the change is, and which value makes most of it."""
    first, unit = changes.iloc[0], fmt.unit(view.measure)
    rises, falls = float(first["rises_total"]), float(first["falls_total"])
    told = (
        f"{fmt.compact(rises + falls)} {unit} more than expected"
        if rises + falls >= 0
        else f"{fmt.compact(-rises - falls)} {unit} less than expected"
    )
    if rises > 0:
        told += (
            f"; {fmt.percent(first['share_of_excess'], 0)} of all change is {view.label}"
            f" {first['series']}, which makes {fmt.percent(first['share_of_amount'], 0)} of"
            " everything"
        )
    return f"{told}."


def tiles(mix: pd.DataFrame, windows: dict[str, Range], view: View) -> None:
    """Per window: the measure per day, and how it compares with before."""
    per_day = mix.groupby("period")["amount_per_day"].sum(min_count=1)
    totals = mix.groupby("period")["amount"].sum(min_count=1)
    with st.grid(min_column_width=240, key="compare_tiles"):
        for name, (start_at, end_at) in windows.items():
            told = fmt.change(per_day.get(name), per_day.get("before")) if name != "before" else ""
            panels.tile(
                f"{PERIODS[name]}, {fmt.unit(view.measure)} per day",
                fmt.amount(per_day.get(name), view.measure),
                f"{told} against before" if told else "",
                help=f"{fmt.span(start_at, end_at)}: {fmt.amount(totals.get(name), view.measure)}",
            )


def in_order(accounts: pd.DataFrame) -> pd.DataFrame:
    """Before, during, after; accounts that are none have no mean."""
    ordered = accounts.set_index("period").reindex(list(PERIODS)).reset_index()
    for column in ("mean_per_account", "median_per_account"):
        ordered[column] = ordered[column].astype(float).round(1)
    return ordered.assign(period=ordered["period"].map(PERIODS))


def rhythmic(filters: Filters) -> Filters:
    """The range a rhythm is read from: its last eight weeks, which bounds the work."""
    start_at = max(filters.start_at, filters.end_at - LONGEST_RHYTHM)
    return replace(filters, start_at=start_at, baseline=(start_at, filters.end_at))


def rhythm_told(shown: Filters, asked: Filters) -> str:
    """Over which range, and what it is worth, in a sentence."""
    told = f"Hours of {fmt.span(shown.start_at, shown.end_at)}"
    if shown.start_at != asked.start_at:
        told += ", the last eight weeks of the range"
    told += "; each hour of the week counts as often as any other."
    if shown.length < dt.timedelta(days=7):
        told += " The range holds less than a week: hours it lacks are empty."
    return told
