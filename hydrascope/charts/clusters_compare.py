"""Figures about two clusters side by side: their days on one axis, their evidence by family."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from hydrascope import fmt, theme

# Colour, dash and symbol of the one and of the other.
LOOKS = ((theme.VERMILION, "solid", "circle"), (theme.BLUE, "dash", "diamond"))


def volumes(days: pd.DataFrame, names: tuple[str, str]) -> go.Figure:
    """Requests per day of both clusters, on one axis."""
    figure = go.Figure(
        layout=theme.layout("Requests per day (UTC)", y_title="Requests", height=320)
    )
    for name, (color, dash, _) in zip(names, LOOKS, strict=True):
        lived = days[days["cluster_id"] == name]
        if lived.empty:
            continue
        figure.add_scatter(
            **theme.steps(lived["bucket_at"], "day"),
            y=lived["requests"],
            name=name,
            mode="lines",
            line={"color": color, "dash": dash, "width": 2, "shape": "hvh"},
            hovertemplate="%{y:,} requests<extra>%{fullData.name}</extra>",
        )
    figure.update_layout(showlegend=True)
    return figure


def volumes_in_words(days: pd.DataFrame, names: tuple[str, str]) -> str:
    """What the days show, for those who do not see them."""
    told = []
    for name in names:
        lived = days[(days["cluster_id"] == name) & (days["requests"] > 0)]
        if lived.empty:
            told.append(f"{name} asks nothing in this range")
            continue
        peak = lived.iloc[int(lived["requests"].to_numpy().argmax())]
        told.append(
            f"{name} asks on {len(lived)} days, the most on {fmt.step(peak['bucket_at'], 'day')}:"
            f" {fmt.count(peak['requests'])} requests"
        )
    return f"Requests per day of both clusters. {'; '.join(told)}."


def families(rows: pd.DataFrame, names: tuple[str, str]) -> go.Figure:
    """The median bits of each family in both clusters, arms over the middle half of members."""
    order = list(dict.fromkeys(rows["family"]))[::-1]
    figure = go.Figure(
        layout=theme.layout(
            "Evidence by family", x_title="Bits per member", height=140 + 34 * len(order)
        )
    )
    figure.add_vline(x=0, line={"color": theme.GREY, "dash": "dash", "width": 1.5})
    for is_other, name in enumerate(names):
        part = rows[rows["is_other"] == bool(is_other)]
        color, _, symbol = LOOKS[is_other]
        places = [order.index(family) + (0.14, -0.14)[is_other] for family in part["family"]]
        figure.add_scatter(
            x=part["median_bits"],
            y=places,
            name=name,
            mode="markers",
            marker={"color": color, "symbol": symbol, "size": 10},
            error_x=_arms(part, color),
            customdata=[_told(row) for row in part.itertuples(index=False)],
            hovertemplate="%{customdata}<extra>%{fullData.name}</extra>",
        )
    figure.update_layout(hovermode="closest", showlegend=True)
    figure.update_yaxes(
        tickvals=list(range(len(order))),
        ticktext=[fmt.family(family) for family in order],
        range=[-0.6, len(order) - 0.4],
        rangemode="normal",
        showgrid=True,
    )
    figure.update_xaxes(showgrid=True)
    return figure


def _arms(part: pd.DataFrame, color: str) -> dict[str, Any]:
    return {
        "type": "data",
        "symmetric": False,
        "array": part["high_bits"] - part["median_bits"],
        "arrayminus": part["median_bits"] - part["low_bits"],
        "color": color,
        "thickness": 2,
        "width": 5,
    }


def _told(row: Any) -> str:
    return (
        f"{fmt.family(row.family)}: {float(row.median_bits):+,.1f} bits"
        f" ({float(row.low_bits):,.1f} to {float(row.high_bits):,.1f}), speaks for"
        f" {fmt.count(row.accounts)} of {fmt.count(row.known_accounts)}"
    )


def families_in_words(rows: pd.DataFrame, names: tuple[str, str]) -> str:
    """What the families say of both, for those who do not see the figure."""
    told = [
        f"{names[bool(row.is_other)]}, {_told(row)}"
        for row in rows.sort_values(
            ["is_other", "median_bits"], ascending=[True, False]
        ).itertuples(index=False)
    ]
    return f"Evidence by family, median bits and middle half of the members. {'; '.join(told)}."
