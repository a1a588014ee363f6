"""Figures about how a cluster lives: its days, its accounts' lifelines, who took over."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from hydrascope import fmt, theme


def days(rows: pd.DataFrame) -> go.Figure:
    """Requests per day above; sign-ups and bans per day below."""
    figure = make_subplots(2, 1, shared_xaxes=True, row_heights=[0.62, 0.38], vertical_spacing=0.07)
    figure.update_layout(theme.layout("Requests, sign-ups and bans per day (UTC)", height=400))
    for row, column, name, look in (
        (1, "requests", "Requests", (theme.BASE, "")),
        (2, "signups", "Sign-ups", (theme.GREEN, "")),
        (2, "bans", "Bans", (theme.VERMILION, "x")),
    ):
        color, pattern = look
        figure.add_bar(
            **theme.steps(rows["bucket_at"], "day"),
            y=rows[column],
            name=name,
            marker={"color": color, "line_width": 0, "pattern": theme.pattern(pattern)},
            hovertemplate=f"%{{y:,}} {name.lower()}<extra></extra>",
            row=row,
            col=1,
        )
    figure.update_yaxes(title_text="Requests", row=1, col=1)
    figure.update_yaxes(title_text="Accounts", row=2, col=1)
    figure.update_xaxes(
        showgrid=False, ticks="outside", range=theme.reach(rows["bucket_at"], "day")
    )
    figure.update_layout(barmode="group", showlegend=True)
    return figure


def days_in_words(rows: pd.DataFrame) -> str:
    """The cluster's life, for those who do not see the figure."""
    peak = rows.iloc[int(rows["requests"].to_numpy().argmax())]
    first, last = rows["bucket_at"].iloc[0], rows["bucket_at"].iloc[-1]
    return (
        f"{fmt.count(rows['requests'].sum())} requests, {fmt.count(rows['signups'].sum())} sign-ups"
        f" and {fmt.count(rows['bans'].sum())} bans from {fmt.step(first, 'day')} to"
        f" {fmt.step(last, 'day')}; most requests, {fmt.count(peak['requests'])}, on"
        f" {fmt.step(peak['bucket_at'], 'day')}."
    )


def lifelines(rows: pd.DataFrame) -> go.Figure:
    """One line per account from its beginning to its end; an arrow to who took over."""
    figure = go.Figure(layout=theme.layout("Lifelines (UTC)", height=130 + 18 * len(rows)))
    x: list[Any] = []
    y: list[Any] = []
    for row in rows.itertuples(index=False):
        x += [row.began_at, row.ended_at, None]
        y += [row.pseudonym, row.pseudonym, None]
    figure.add_scatter(
        x=x,
        y=y,
        mode="lines",
        line={"color": theme.BASE, "width": 4},
        opacity=0.7,
        hoverinfo="skip",
        showlegend=False,
    )
    _took_over(figure, rows)
    banned = rows["banned_at"].notna()
    _ends(figure, rows, "began_at", ("Sign-up or first request", theme.GREEN, "circle"))
    _ends(figure, rows[banned], "banned_at", ("Ban", theme.VERMILION, "x"))
    _ends(figure, rows[~banned], "ended_at", ("Last request", theme.BASE, "square-open"))
    figure.update_yaxes(
        type="category", categoryorder="array", categoryarray=list(rows["pseudonym"])[::-1]
    )
    figure.update_yaxes(tickmode="linear", dtick=1, tickfont_size=11, range=[-0.7, len(rows) - 0.3])
    figure.update_layout(
        hovermode="closest",
        showlegend=True,
        legend=theme.LEGEND_BELOW,
        margin={"t": 40, "b": 76},
    )
    return figure


def _ends(figure: go.Figure, rows: pd.DataFrame, column: str, look: tuple[str, str, str]) -> None:
    if rows.empty:
        return
    name, color, symbol = look
    figure.add_scatter(
        x=rows[column],
        y=rows["pseudonym"],
        mode="markers",
        name=name,
        marker={"color": color, "symbol": symbol, "size": 8, "line_width": 1.5},
        customdata=[f"{name}, {fmt.utc(at)}" for at in rows[column]],
        hovertemplate="%{y}: %{customdata}<extra></extra>",
    )


def drawn_successions(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows whose predecessor has a line of its own in the figure."""
    return rows[rows["replaces"].isin(set(rows["pseudonym"]))]


def _took_over(figure: go.Figure, rows: pd.DataFrame) -> None:
    """From the stop of the one to the beginning of the other."""
    drawn = drawn_successions(rows)
    if drawn.empty:
        return
    x: list[Any] = []
    y: list[Any] = []
    told: list[str] = []
    for row in drawn.itertuples(index=False):
        x += [row.stopped_at, row.began_at, None]
        y += [row.replaces, row.pseudonym, None]
        said = f"{row.pseudonym} took over from {row.replaces} after {fmt.hours(row.gap_hours)}"
        told += [said, said, ""]
    figure.add_scatter(
        x=x,
        y=y,
        mode="lines+markers",
        name="Took over",
        line={"color": theme.ORANGE, "dash": "dot", "width": 2},
        marker={
            "color": theme.ORANGE,
            "symbol": "arrow",
            "angleref": "previous",
            "size": [0, 11, 0] * len(drawn),
        },
        customdata=told,
        hovertemplate="%{customdata}<extra></extra>",
    )


def lifelines_in_words(rows: pd.DataFrame) -> str:
    """What the lines show, for those who do not see them."""
    banned, drawn = int(rows["banned_at"].notna().sum()), drawn_successions(rows)
    told = (
        f"{len(rows)} accounts from {fmt.utc(rows['began_at'].min())} to"
        f" {fmt.utc(rows['ended_at'].max())}, {banned} of them banned"
    )
    if drawn.empty:
        return f"{told}; none took over from another."
    first = drawn.iloc[0]
    return (
        f"{told}; {len(drawn)} took over from another, for example {first['pseudonym']} from"
        f" {first['replaces']} after {fmt.hours(first['gap_hours'])}."
    )


def regrowth(rows: pd.DataFrame) -> go.Figure:
    """How soon another account took over, in classes of hours."""
    figure = go.Figure(
        layout=theme.layout(
            "From the stop of one account to the next sign-up", y_title="Accounts", height=260
        )
    )
    figure.add_bar(
        x=[_class(row) for row in rows.itertuples(index=False)],
        y=rows["successions"],
        marker_color=theme.BASE,
        hovertemplate="%{y:,} accounts took over within %{x}<extra></extra>",
    )
    figure.update_xaxes(type="category")
    figure.update_layout(hovermode="closest", margin_t=44)
    if rows["successions"].max() < 6:
        figure.update_yaxes(dtick=1)
    return figure


def _class(row: Any) -> str:
    low, high = float(row.from_hours), row.to_hours
    if fmt.is_missing(high):
        return f"over {low / 24:.0f} d"
    if low >= 24:
        return f"{low / 24:.0f}–{high / 24:.0f} d"
    return f"{low:.0f}–{high:.0f} h"


def regrowth_in_words(rows: pd.DataFrame) -> str:
    """The same for those who do not see the figure."""
    total = int(rows["successions"].sum())
    told = [
        f"{_class(row)}: {fmt.count(row.successions)}"
        for row in rows.itertuples(index=False)
        if row.successions
    ]
    median = fmt.hours(rows["median_hours"].iloc[0])
    return f"{fmt.count(total)} accounts took over, half within {median}. {'; '.join(told)}."
