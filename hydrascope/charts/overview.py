"""Figures of the overview: what happened over time, and who made the change."""

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from hydrascope import fmt, theme
from hydrascope.charts import events as events_drawn

FLAGGED = "Of them by clusters that act as one"


def timeline(
    counts: pd.DataFrame, events: pd.DataFrame, *, per: str, flagged: pd.DataFrame | None = None
) -> go.Figure:
    """Requests above, sign-ups and bans below, one time axis; events as lines through both.

    ``flagged``: the part of each step's requests that came from clusters that act as one.
    """
    figure = make_subplots(rows=2, cols=1, shared_xaxes=True)
    figure.update_layout(theme.layout(f"Requests and sign-ups per {per} (UTC)", height=520))
    figure.add_bar(
        **theme.steps(counts["bucket_at"], per),
        y=counts["requests"],
        name="Requests",
        marker_color=theme.BASE,
        hovertemplate="%{y:,} requests<extra></extra>",
        row=1,
        col=1,
    )
    if flagged is not None and len(flagged):
        _flagged(figure, flagged, per)
    figure.add_scatter(
        **theme.steps(counts["bucket_at"], per),
        y=counts["new_accounts"],
        name="Sign-ups",
        mode="lines",
        line={"color": theme.BASE, "width": 2, "shape": "hvh"},
        hovertemplate="%{y:,} sign-ups<extra></extra>",
        row=2,
        col=1,
    )
    _bans(figure, counts[counts["bans"] > 0], per)
    # The band above the upper plot is for the events' names.
    figure.update_yaxes(title_text="Requests", domain=[0.4, 0.79], row=1, col=1)
    figure.update_yaxes(title_text="Accounts", domain=[0, 0.33], row=2, col=1)
    figure.update_xaxes(range=theme.reach(counts["bucket_at"], per))
    events_drawn.mark(figure, events)
    figure.update_layout(legend=theme.LEGEND_BELOW, margin_t=44, barmode="overlay")
    return figure


def _flagged(figure: go.Figure, flagged: pd.DataFrame, per: str) -> None:
    """Drawn over the requests it is part of, so that both begin at zero."""
    figure.add_bar(
        **theme.steps(flagged["bucket_at"], per),
        y=flagged["requests"],
        name=FLAGGED,
        marker={"color": theme.VERMILION, "line_width": 0, "pattern": theme.pattern("/")},
        hovertemplate="%{y:,} of them by clusters that act as one<extra></extra>",
        row=1,
        col=1,
    )


def _bans(figure: go.Figure, banned: pd.DataFrame, per: str) -> None:
    """Bans as crosses, where there are any: thousands of them are still one per step."""
    if banned.empty:
        return
    figure.add_scatter(
        **theme.steps(banned["bucket_at"], per),
        y=banned["bans"],
        name="Accounts banned",
        mode="markers",
        cliponaxis=False,
        marker={"color": theme.PURPLE, "symbol": "x", "size": 7},
        hovertemplate="%{y:,} banned<extra></extra>",
        row=2,
        col=1,
    )


def movers(changes: pd.DataFrame, *, dimension: str) -> go.Figure:
    """Change in requests per value; more and fewer differ in colour and in pattern."""
    ordered = changes.iloc[::-1]
    more = ordered["requests_change"] >= 0
    figure = go.Figure(
        layout=theme.layout(
            f"Change in requests by {dimension}",
            x_title="Requests, against before",
            height=120 + 26 * len(ordered),
        )
    )
    for name, part, color, pattern in (
        ("More", ordered[more], theme.VERMILION, ""),
        ("Fewer", ordered[~more], theme.BLUE, "/"),
    ):
        if part.empty:
            continue
        figure.add_bar(
            x=part["requests_change"],
            y=part["series"],
            orientation="h",
            name=name,
            marker={"color": color, "pattern": {"shape": pattern}},
            customdata=[fmt.percent(share) for share in part["share_of_excess"]],
            hovertemplate="%{x:+,.0f} requests, %{customdata} of all change<extra></extra>",
        )
    figure.update_layout(hovermode="closest", yaxis={"type": "category"})
    figure.update_yaxes(categoryorder="array", categoryarray=list(ordered["series"]))
    figure.update_xaxes(showgrid=True, zeroline=True)
    return figure


def timeline_in_words(
    counts: pd.DataFrame, events: pd.DataFrame, *, per: str, flagged: pd.DataFrame | None = None
) -> str:
    """What the timeline shows, for those who do not see it."""
    peak = counts.iloc[int(counts["requests"].to_numpy().argmax())]
    told = (
        f"{fmt.count(counts['requests'].sum())} requests and"
        f" {fmt.count(counts['new_accounts'].sum())} sign-ups in {len(counts)} steps;"
        f" most requests at {fmt.step(peak['bucket_at'], per)}: {fmt.count(peak['requests'])}"
    )
    if flagged is not None and len(flagged):
        told += f"; {fmt.count(flagged['requests'].sum())} by clusters that act as one"
    if counts["bans"].any():
        told += f"; {fmt.count(counts['bans'].sum())} accounts banned"
    return f"{told}.{events_drawn.in_words(events)}"


def movers_in_words(changes: pd.DataFrame) -> str:
    """What the movers chart shows, for those who do not see it."""
    told = [
        f"{row.series} {float(row.requests_change):+,.0f}"  # type: ignore[arg-type]
        for row in changes.head(5).itertuples(index=False)
    ]
    return f"Change in requests, largest first: {'; '.join(told)}."
