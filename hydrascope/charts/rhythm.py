"""Figures about habit: the hours of the week, and how fast a new model is taken up."""

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from hydrascope import fmt, theme

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
HOURS = tuple(f"{hour:02d}" for hour in range(24))
# Brown through white to teal: told apart by colour-blind eyes, equal at the middle.
DIVERGING = (
    (0.0, "#a6611a"),
    (0.25, "#dfc27d"),
    (0.5, "#f5f5f5"),
    (0.75, "#80cdc1"),
    (1, "#018571"),
)
WIDEST_RATIO = 2.0  # powers of two shown: a quarter to four times


def _grid(rows: pd.DataFrame, column: str) -> Any:
    """Seven days by 24 hours; hours the range does not hold stay empty."""
    week = rows.set_index("hour_of_week")[column].astype(float).reindex(range(168))
    return week.to_numpy().reshape(7, 24)


def week(rows: pd.DataFrame, *, title: str) -> go.Figure:
    """The share of the selection's week that falls on each hour of it, UTC."""
    return _heat(
        _grid(rows, "share_of_week") * 100,
        title,
        colorscale="Cividis",
        zmin=0,
        colorbar={"title": {"text": "% of week"}, "thickness": 10},
        hovertemplate="%{y} %{x}:00 UTC: %{z:.2f}% of the week<extra></extra>",
    )


def against(rows: pd.DataFrame, *, title: str, others: str = "all requests") -> go.Figure:
    """How many times more of its week the selection spends in each hour than ``others`` do."""
    ratio = _grid(rows, "ratio")
    with np.errstate(divide="ignore", invalid="ignore"):
        powers = np.clip(np.log2(ratio), -WIDEST_RATIO, WIDEST_RATIO)
    return _heat(
        powers,
        title,
        colorscale=[list(step) for step in DIVERGING],
        zmin=-WIDEST_RATIO,
        zmax=WIDEST_RATIO,
        customdata=ratio,
        colorbar={
            "title": {"text": "times"},
            "thickness": 10,
            "tickvals": [-2, -1, 0, 1, 2],
            "ticktext": ["¼", "½", "1", "2", "4"],
        },
        hovertemplate=f"%{{y}} %{{x}}:00 UTC: %{{customdata:.2f}} times {others}<extra></extra>",
    )


def _heat(values: Any, title: str, **look: Any) -> go.Figure:
    figure = go.Figure(layout=theme.layout(title, x_title="Hour of day, UTC", height=290))
    figure.add_heatmap(z=values, x=HOURS, y=DAYS, xgap=1, ygap=1, hoverongaps=False, **look)
    figure.update_layout(hovermode="closest")
    figure.update_yaxes(autorange="reversed", type="category", rangemode="normal")
    figure.update_xaxes(type="category", dtick=3, ticks="")
    return figure


def week_in_words(rows: pd.DataFrame) -> str:
    """What the week looks like, for those who do not see it."""
    known = rows.dropna(subset=["share_of_week"])
    if known.empty:
        return "No hour of the week holds anything."
    order = known.sort_values("share_of_week")
    busy, quiet = _hour(order.iloc[-1]), _hour(order.iloc[0])
    return f"Busiest hour of the week {busy}; quietest {quiet}. All times UTC."


def against_in_words(rows: pd.DataFrame, others: str = "all requests") -> str:
    """Where the selection's week differs most, for those who do not see it."""
    known = rows[rows["ratio"] > 0].sort_values("ratio")
    if known.empty:
        return f"Nothing to set against {others}."
    day, hour = divmod(int(known.iloc[-1]["hour_of_week"]), 24)
    most = f"{known.iloc[-1]['ratio']:.1f}"
    return f"Furthest above {others}: {DAYS[day]} {hour:02d}:00 UTC, {most} times their share."


def _hour(row: "pd.Series[Any]") -> str:
    day, hour = divmod(int(row["hour_of_week"]), 24)
    return f"{DAYS[day]} {hour:02d}:00 with {fmt.percent(row['share_of_week'], 2)} of the week"


def switch(curve: pd.DataFrame, *, title: str) -> go.Figure:
    """The new model's share of requests by hours since its release, all requests in grey."""
    figure = go.Figure(
        layout=theme.layout(
            title, x_title="Hours since the release", y_title="Share of requests", height=380
        )
    )
    names = list(dict.fromkeys(curve.sort_values("series_rank")["series"]))
    styles = theme.series_style([name for name in names if name != "all requests"])
    styles["all requests"] = {"color": theme.BEFORE, "dash": "solid"}
    for name in names:
        part = curve[curve["series"] == name]
        figure.add_scatter(
            x=part["hour_since"],
            y=part["recent_share"],
            name=name,
            mode="lines",
            line={
                "color": styles[name]["color"],
                "dash": styles[name]["dash"],
                "width": 4 if name == "all requests" else 2,
            },
            hovertemplate=f"%{{y:.1%}} {name}<extra></extra>",
        )
    for share in (0.25, 0.5):
        figure.add_hline(y=share, line={"color": theme.GREY, "dash": "dot", "width": 1})
    figure.add_vline(x=0, line={"color": theme.GREY, "width": 1})
    figure.update_layout(showlegend=True, legend=theme.LEGEND_BELOW, margin_t=44)
    figure.update_yaxes(tickformat=".0%", range=[0, 1])
    figure.update_xaxes(hoverformat=",d", ticksuffix=" h")
    return figure


def switch_in_words(adopted: pd.DataFrame) -> str:
    """What the switch curve shows, for those who do not see it."""
    told = [
        f"{series} {fmt.percent(share)}"
        for series, share in zip(adopted["series"], adopted["share_after_day"], strict=True)
    ]
    return f"Share of the new model in the first 24 hours: {'; '.join(told)}."
