"""Figures about what a cluster asks for: tasks, models, templates, against everybody else."""

import pandas as pd
import plotly.graph_objects as go

from hydrascope import fmt, theme

MOST_LABELS = 10
CLUSTER, OTHERS = "This cluster", "Everybody outside clusters"


def mix(rows: pd.DataFrame, *, title: str) -> go.Figure:
    """Share of the requests per label, beside everybody outside clusters."""
    shown = _largest(rows).iloc[::-1]
    figure = _bars(title, "Share of requests", len(shown))
    for column, name, color, pattern in (
        ("ordinary_share", OTHERS, theme.BEFORE, "/"),
        ("share", CLUSTER, theme.BASE, ""),
    ):
        figure.add_bar(
            orientation="h",
            x=shown[column],
            y=shown["label"],
            name=name,
            marker={"color": color, "line_width": 0, "pattern": theme.pattern(pattern)},
            hovertemplate=f"%{{y}}: %{{x:.1%}} {name.lower()}<extra></extra>",
        )
    figure.update_xaxes(tickformat=".0%")
    return figure


def _bars(title: str, x_title: str, rows: int) -> go.Figure:
    figure = go.Figure(layout=theme.layout(title, x_title=x_title, height=150 + 34 * rows))
    figure.update_yaxes(type="category")
    figure.update_xaxes(showgrid=True, rangemode="tozero")
    figure.update_layout(
        barmode="group",
        hovermode="closest",
        showlegend=True,
        legend={**theme.LEGEND_BELOW, "traceorder": "reversed"},
        margin={"t": 40, "b": 90},
    )
    return figure


def _largest(rows: pd.DataFrame) -> pd.DataFrame:
    """The labels that matter on either side."""
    weight = rows[["share", "ordinary_share"]].max(axis=1)
    kept = weight.sort_values(ascending=False, kind="stable").index[:MOST_LABELS]
    return rows.loc[kept].sort_values(["share", "label"], ascending=[False, True])


def mix_in_words(rows: pd.DataFrame) -> str:
    """The same for those who do not see the figure."""
    told = [
        f"{row.label} {fmt.percent(row.share)}, others {fmt.percent(row.ordinary_share)}"
        for row in _largest(rows).itertuples(index=False)
    ]
    return f"Share of requests: {'; '.join(told)}."


def values(rows: pd.DataFrame, *, title: str) -> go.Figure:
    """Share of the members that show each value, the strongest first."""
    shown = rows.head(MOST_LABELS).iloc[::-1]
    names = [
        f"{fmt.attribute(row.attr_type)} {fmt.attribute_value(row.attr_value)}"[:34]
        for row in shown.itertuples(index=False)
    ]
    figure = go.Figure(
        layout=theme.layout(title, x_title="Share of members", height=120 + 28 * len(shown))
    )
    figure.add_bar(
        orientation="h",
        x=shown["share"],
        y=list(range(len(names))),
        marker={"color": theme.BASE, "line_width": 0},
        customdata=[
            f"{fmt.count(row.accounts)} members, {fmt.count(row.outside_accounts)} others,"
            f" {fmt.times(row.lift)} times as frequent"
            for row in shown.itertuples(index=False)
        ],
        hovertemplate="%{x:.0%}: %{customdata}<extra></extra>",
    )
    figure.update_yaxes(tickvals=list(range(len(names))), ticktext=names, ticks="")
    figure.update_xaxes(tickformat=".0%", showgrid=True)
    figure.update_layout(hovermode="closest", margin_t=40)
    return figure


def values_in_words(rows: pd.DataFrame) -> str:
    """The same for those who do not see the figure."""
    told = [
        f"{fmt.attribute(row.attr_type)} {fmt.attribute_value(row.attr_value)}"
        f" {fmt.percent(row.share, 0)} of members, {fmt.count(row.outside_accounts)} others"
        for row in rows.head(MOST_LABELS).itertuples(index=False)
    ]
    return f"Shared by members: {'; '.join(told)}."
