"""Figures about all clusters: a lane each over time, and what became of the candidates."""

import math
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from hydrascope import fmt, theme
from hydrascope.charts import events as events_drawn

DAY = pd.Timedelta(days=1)
# Colour and pattern of each kind; the kind's words stand beside the lane as well.
LOOKS = {
    "coordinated": (theme.VERMILION, ""),
    "unclear": (theme.PURPLE, "x"),
    "reseller_like": (theme.ORANGE, "/"),
    "shared_network": (theme.BLUE, "\\"),
    "shared_app": (theme.SKY, "."),
    "evaluation_like": (theme.GREEN, "-"),
}
_UNKNOWN = (theme.GREY, "|")
# What a lane marks: where, what it is called, its symbol, how far above (−) or below the middle.
_EDGE = 0.42
MARKS = (
    ("first_signup_at", "First sign-up", "triangle-up", _EDGE),
    ("first_seen_at", "First request", "circle", 0.0),
    ("ramp_at", "Ramp", "triangle-right", 0.0),
    ("peak_at", "Peak", "star", -_EDGE),
    ("last_seen_at", "Last request", "square", 0.0),
)
BANS = "Accounts banned"
# The same marks in words, for under the figure: a legend would leave a phone no room for lanes.
KEY = (
    "△ first sign-up · ○ first request · ▷ ramp, the first day at a quarter of the busiest ·"
    " ☆ peak · ✕ accounts banned, the larger the more · □ last request · upright lines: releases,"
    " price and policy changes, incidents"
)
_DAYS = ("ramp_at", "peak_at")  # known to the day: marked in its middle
_MARKER = {"color": "#ffffff", "size": 9, "line": {"color": "#1c2430", "width": 1.5}}
LANE_HEIGHT = 46
# Bars of a log axis begin here, so that one group is still a bar.
_LEAST = 0.5
_FAR = 500


def lanes(
    clusters: pd.DataFrame, days: pd.DataFrame, events: pd.DataFrame, *, within: tuple[Any, Any]
) -> go.Figure:
    """A lane per cluster, as thick as its requests of the day; a box drawn on it is a range.

    No legend: the words of each kind stand beside its lanes, and ``KEY`` explains the marks.
    """
    top = events_drawn.LABELS_HEIGHT if len(events) else 0
    plot = top + LANE_HEIGHT * len(clusters)
    layout = theme.layout("Daily requests of each cluster (UTC)", height=plot + 120)
    figure = go.Figure(layout=layout)
    places = {str(cluster): place for place, cluster in enumerate(clusters["cluster_id"])}
    for kind, members in clusters.groupby("kind", sort=False):
        _ribbons(figure, str(kind), days[days["cluster_id"].isin(members["cluster_id"])], places)
    for column, name, symbol, offset in MARKS:
        _mark(figure, clusters, (column, name, symbol, offset), places)
    _bans(figure, days[days["bans"] > 0], places)
    figure.update_yaxes(
        domain=[0, 1 - top / plot],
        tickvals=list(places.values()),
        ticktext=[
            f"<b>{row.cluster_id}</b><br>{fmt.kind(row.kind)}{_listed(row, '<br>')}"
            for row in clusters.itertuples()
        ],
        range=[len(places) - 0.4, -0.6],
        showgrid=False,
        fixedrange=True,
    )
    figure.update_xaxes(range=list(within), showgrid=True)
    events_drawn.mark(figure, events)
    figure.update_layout(showlegend=False, margin_t=44, hovermode="closest", **theme.BRUSH)
    return figure


def _listed(cluster: Any, before: str) -> str:
    """That a cluster is on the allow-list, where its row says so."""
    return "" if fmt.is_missing(getattr(cluster, "listed", None)) else f"{before}allow-listed"


def _ribbons(figure: go.Figure, kind: str, days: pd.DataFrame, places: dict[str, int]) -> None:
    """The lanes of one kind: their outlines as one filled trace, and points to hover over."""
    x: list[Any] = []
    y: list[Any] = []
    for cluster, lived in days.groupby("cluster_id", sort=False):
        middle = places[str(cluster)]
        half = lived["requests"].to_numpy() / max(float(lived["requests"].max()), 1) * _EDGE
        edges = [edge for at in lived["bucket_at"] for edge in (at, at + DAY)]
        steps = half.repeat(2)
        x += [*edges, *edges[::-1], None]
        y += [*(middle - steps), *(middle + steps)[::-1], None]
    color, shape = LOOKS.get(kind, _UNKNOWN)
    figure.add_scatter(
        x=x,
        y=y,
        mode="lines",
        fill="toself",
        name=_sentence_case(fmt.kind(kind)),
        hoverinfo="skip",
        **{**theme.area(color, shape), "line": {"color": color, "width": 1}},
    )
    figure.add_scatter(
        x=days["bucket_at"] + DAY / 2,
        y=[places[str(cluster)] for cluster in days["cluster_id"]],
        mode="markers",
        marker={"color": color, "opacity": 0, "size": 12},
        text=days["cluster_id"],
        customdata=days[["requests", "active_accounts", "signups", "bans"]],
        hovertemplate="%{text} on %{x|%Y-%m-%d}: %{customdata[0]:,} requests by"
        " %{customdata[1]:,} accounts; %{customdata[2]:,} sign-ups, %{customdata[3]:,} banned"
        "<extra></extra>",
    )


def _mark(
    figure: go.Figure,
    clusters: pd.DataFrame,
    mark: tuple[str, str, str, float],
    places: dict[str, int],
) -> None:
    column, name, symbol, offset = mark
    known = clusters[clusters[column].notna()]
    if known.empty:
        return
    at, tell = known[column], fmt.utc
    if column in _DAYS:
        at, tell = at.dt.floor("D") + DAY / 2, _day
    figure.add_scatter(
        x=at,
        y=[places[str(cluster)] + offset for cluster in known["cluster_id"]],
        mode="markers",
        name=name,
        cliponaxis=False,
        marker={**_MARKER, "symbol": symbol},
        text=[f"{row.cluster_id}: {tell(getattr(row, column))}" for row in known.itertuples()],
        hovertemplate=f"{name} of %{{text}}<extra></extra>",
    )


def _bans(figure: go.Figure, days: pd.DataFrame, places: dict[str, int]) -> None:
    """A cross per day with bans, the larger the more."""
    if days.empty:
        return
    figure.add_scatter(
        x=days["bucket_at"] + DAY / 2,
        y=[places[str(cluster)] + _EDGE for cluster in days["cluster_id"]],
        mode="markers",
        name=BANS,
        marker={
            "color": theme.PURPLE,
            "symbol": "x",
            "size": 5 + 7 * (days["bans"] / days["bans"].max()) ** 0.5,
        },
        text=days["cluster_id"],
        customdata=days[["bans"]],
        hovertemplate="%{customdata[0]:,} accounts of %{text} banned on %{x|%Y-%m-%d}"
        "<extra></extra>",
    )


def _day(at: Any) -> str:
    return fmt.step(at, "day")


def _sentence_case(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}"


def lanes_in_words(clusters: pd.DataFrame, days: pd.DataFrame, events: pd.DataFrame) -> str:
    """What the lanes show, for those who do not see them."""
    bans = days.groupby("cluster_id")["bans"].sum()
    told = []
    for row in clusters.itertuples(index=False):
        name = f"{row.cluster_id}, {fmt.kind(row.kind)}{_listed(row, ', ')}"
        life = f"{name}: first request {fmt.utc(row.first_seen_at)}"
        life += f", peak {_day(row.peak_at)}" if not fmt.is_missing(row.peak_at) else ""
        banned = bans.get(row.cluster_id, 0)
        life += f", {fmt.count(banned)} banned" if banned else ""
        told.append(f"{life}, last request {fmt.utc(row.last_seen_at)}")
    return f"{len(clusters)} clusters over time. {'; '.join(told)}.{events_drawn.in_words(events)}"


def waterfall(filters: pd.DataFrame) -> go.Figure:
    """How many candidates are left after each filter, and how many fell at it."""
    rows = _steps(filters)[::-1]
    names = [name for name, *_ in rows]
    most, least = max(after + fell for _, after, fell, _ in rows), rows[0][1]
    far = most > _FAR * max(least, 1)
    title = "Candidates left after each filter"
    figure = go.Figure(layout=theme.layout(title, height=130 + 34 * len(rows)))
    for name, part, color, shape in (
        ("Left", [after for _, after, _, _ in rows], theme.BLUE, ""),
        ("Fell here", [fell for _, _, fell, _ in rows], theme.GREY, "/"),
    ):
        figure.add_bar(
            x=part,
            y=names,
            orientation="h",
            name=name,
            marker={"color": color, "line_width": 0, "pattern": theme.pattern(shape)},
            hovertemplate=f"%{{x:,}} {name.lower()}<extra></extra>",
        )
    figure.add_scatter(
        x=[after + fell for _, after, fell, _ in rows],
        y=names,
        mode="text",
        text=[f" {fmt.count(after)} left" for _, after, *_ in rows],
        textposition="middle right",
        cliponaxis=False,
        hoverinfo="skip",
        showlegend=False,
    )
    figure.update_layout(
        barmode="stack", hovermode="closest", showlegend=True, legend_traceorder="normal"
    )
    figure.update_yaxes(type="category", automargin=True)
    figure.update_xaxes(title_text="Groups of accounts", range=[0, most * 1.2], showgrid=True)
    return _logarithmic(figure, most) if far else figure


def _steps(filters: pd.DataFrame) -> list[tuple[str, int, int, str]]:
    """Per row of the waterfall: its name, how many are left, how many fell, and both in words."""
    first = filters.iloc[0]
    every = int(first["candidates_before"])
    told = f"{fmt.count(every)} · {fmt.compact(first['accounts_before'])} accounts"
    steps = [("Candidates", every, 0, told)]
    for _, row in filters.iterrows():
        left, fell = row["candidates_after"], row["candidates_before"] - row["candidates_after"]
        told = f"{fmt.count(left)} · {fmt.compact(row['accounts_after'])} accounts"
        steps.append((_sentence_case(str(row["filter"])), int(left), int(fell), told))
    return steps


def _logarithmic(figure: go.Figure, most: int) -> go.Figure:
    """The same on a log axis, where the last would be too small to see beside the first."""
    figure.update_xaxes(
        type="log",
        title_text="Groups of accounts (log)",
        range=[math.log10(_LEAST), math.log10(most) * 1.2],
        dtick=1,
        tickformat=",~s",
    )
    return figure


def waterfall_in_words(filters: pd.DataFrame) -> str:
    """What the waterfall shows, for those who do not see it."""
    told = [f"{name}: {text}" for name, _, _, text in _steps(filters)]
    return f"Candidates left after each filter. {'; '.join(told)}."
