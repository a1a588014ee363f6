"""Figures of the Data page: which days are there."""

import pandas as pd
import plotly.graph_objects as go

from hydrascope import fmt, theme

# A day this far below the usual one deserves a look.
THIN = 0.25


def calendar(days: pd.DataFrame) -> go.Figure:
    """Requests per day, one row of squares per source; gaps and unfinished days are marked.

    Colour is the day's share of what is usual for its source, so that a small source shows
    its gaps as well as a large one.
    """
    sources = sorted(days["source"].unique(), reverse=True)
    figure = go.Figure(
        layout=theme.layout(
            "Requests per day and source (UTC)", height=150 + 44 * max(len(sources), 1)
        )
    )
    share = (days["requests"] / days["usual"]).clip(upper=2)
    figure.add_heatmap(
        x=days["bucket_at"],
        y=days["source"],
        z=share.where(days["requests"] > 0),
        customdata=days["requests"],
        colorscale=[[0, "#d3e5f1"], [0.5, theme.BASE], [1, "#00304d"]],
        zmin=0,
        zmax=2,
        xgap=1 if days["bucket_at"].nunique() <= 60 else 0,  # gaps wider than days on a phone
        ygap=4,
        hovertemplate="%{y}, %{x|%Y-%m-%d}: %{customdata:,} requests<extra></extra>",
        colorbar={
            "title": "Of a usual day",
            "len": 1.3,
            "thickness": 14,
            "tickvals": [0, 1, 2],
            "ticktext": ["0", "1×", "2×"],
        },
    )
    silent = days[days["requests"] == 0]
    thin = days[(days["requests"] > 0) & (days["requests"] < THIN * days["usual"])]
    for rows, name, symbol in (
        (silent, "No requests", "x"),
        (thin[~thin["is_incomplete"]], "Under a quarter of a usual day", "triangle-down"),
        (days[days["is_incomplete"]], "Not over yet: may still grow", "circle-open"),
    ):
        if rows.empty:
            continue
        figure.add_scatter(
            x=rows["bucket_at"],
            y=rows["source"],
            mode="markers",
            name=name,
            marker={"symbol": symbol, "color": theme.ALERT, "size": 8},
            hovertemplate=f"%{{y}}, %{{x|%Y-%m-%d}}: {name.lower()}<extra></extra>",
        )
    figure.update_yaxes(type="category", categoryorder="array", categoryarray=sources)
    if days["bucket_at"].nunique() == 1:  # an axis of time would count the microseconds of one day
        day = days["bucket_at"].iloc[0]
        figure.update_xaxes(tickvals=[day], ticktext=[f"{day:%b} {day.day}<br>{day:%Y}"])
    figure.update_layout(legend=theme.LEGEND_BELOW, showlegend=len(figure.data) > 1)
    return figure


def calendar_in_words(days: pd.DataFrame) -> str:
    """The same for who does not see it."""
    told = []
    for source, rows in days.groupby("source"):
        silent = int((rows["requests"] == 0).sum())
        gaps = "no gap" if not silent else f"{fmt.count(silent)} days without requests"
        late = "; the last day is not over yet" if rows["is_incomplete"].any() else ""
        reach = fmt.span(rows["bucket_at"].min(), rows["bucket_at"].max() + pd.Timedelta(days=1))
        told.append(f"{source}: {reach}, {gaps}{late}")
    return f"Requests per day and source. {'. '.join(told)}."
