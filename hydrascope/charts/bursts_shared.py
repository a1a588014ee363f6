"""Figures about the accounts of a burst: what they share, how varied they are, what they ask."""

import math
from collections.abc import Iterable
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from hydrascope import fmt, theme

# More values than this no one reads; the table has them all.
MOST_VALUES = 12
# Names longer than this leave a phone no room for the marks.
LONGEST_NAME = 34
# Arms longer than so many times the last mark would push the marks together.
FURTHEST_ARM = 6
FIRST, OTHER = "This burst", "The other burst"


def name(attr_type: Any, value: Any) -> str:
    """An attribute value beside a mark: ``mail domain x.example``."""
    text = f"{fmt.attribute(attr_type)} {fmt.attribute_value(value)}"
    return text if len(text) <= LONGEST_NAME else f"{text[: LONGEST_NAME - 1]}…"


def _names(values: pd.DataFrame) -> list[str]:
    """From top to bottom; the figures draw them from the bottom up."""
    pairs = zip(values["attr_type"], values["attr_value"], strict=True)
    return _told_apart([name(*pair) for pair in pairs])[::-1]


def _told_apart(names: list[str]) -> list[str]:
    """Names that were shortened to the same text get their number."""
    seen: dict[str, int] = {}
    for place, text in enumerate(names):
        seen[text] = seen.get(text, 0) + 1
        if seen[text] > 1:
            names[place] = f"{text} ({seen[text]})"
    return names


def _once(values: pd.DataFrame) -> pd.DataFrame:
    """The first values, none told twice."""
    return values[~values["is_repeated"]].head(MOST_VALUES)


def shared(values: pd.DataFrame) -> go.Figure:
    """How many times as frequent each shared value is, with its interval, on a log axis."""
    ranked = _once(values[values["is_notable"]])
    names, shown = _names(ranked), ranked.iloc[::-1]
    figure = _ranks("Shared beyond comparable sign-ups", "Times as frequent (log)", len(shown))
    _log_ticks(figure, [1, *shown["lift_low"], *shown["lift"]])
    figure.add_scatter(
        x=shown["lift"],
        y=names,
        mode="markers",
        marker={"color": theme.ALERT, "symbol": "diamond", "size": 10},
        error_x=_interval(shown["lift"], shown["lift_low"], shown["lift_high"], theme.ALERT),
        customdata=[
            f"{fmt.times(row.lift)} times ({fmt.times(row.lift_low)} to"
            f" {fmt.times(row.lift_high)}), {fmt.percent(row.share, 0)} of the accounts"
            for row in shown.itertuples(index=False)
        ],
        hovertemplate="%{y}: %{customdata}<extra></extra>",
        showlegend=False,
    )
    figure.add_vline(x=1, line={"color": theme.GREY, "dash": "dash", "width": 1.5})
    return figure


def _ranks(title: str, x_title: str, rows: int, *, log: bool = True) -> go.Figure:
    """A frame for one mark per named row."""
    figure = go.Figure(layout=theme.layout(title, x_title=x_title, height=130 + 28 * rows))
    figure.update_layout(hovermode="closest", yaxis={"type": "category", "showgrid": True})
    figure.update_xaxes(showgrid=True, automargin=True)
    if log:
        figure.update_xaxes(type="log", tickformat=",~s")
    return figure


def _log_ticks(figure: go.Figure, shown: Iterable[float]) -> None:
    """So few labels that they do not touch on a phone; arms far beyond the marks run out."""
    known = [value for value in shown if 0 < value < float("inf")]
    decades = math.log10(max(known) / min(known)) if known else 0.0
    parts = (1, 2, 5) if decades < 1 else (1, 3) if decades < 2 else (1,)
    every = 2 if decades > 5 else 1
    ticks = [part * 10.0**power for power in range(-6, 13, every) for part in parts]
    figure.update_xaxes(tickmode="array", tickvals=ticks)
    if known:
        ends = [min(known) / 1.3, max(known) * FURTHEST_ARM]
        figure.update_xaxes(range=[math.log10(end) for end in ends])


def _interval(
    middle: "pd.Series[Any]", low: "pd.Series[Any]", high: "pd.Series[Any]", color: str
) -> dict[str, Any]:
    """An interval's two arms; one without end is drawn a thousandfold."""
    far = high.where(high < float("inf"), middle * 1000)
    return {
        "type": "data",
        "symmetric": False,
        "array": (far - middle).clip(lower=0),
        "arrayminus": (middle - low).clip(lower=0),
        "color": color,
        "thickness": 2,
        "width": 5,
    }


def shared_in_words(values: pd.DataFrame) -> str:
    """What the shared values are, for those who do not see the figure."""
    shown = _once(values[values["is_notable"]])
    told = [
        f"{fmt.attribute(row.attr_type)} {fmt.attribute_value(row.attr_value)}"
        f" {fmt.times(row.lift)} times ({fmt.times(row.lift_low)} to {fmt.times(row.lift_high)})"
        for row in shown.itertuples(index=False)
    ]
    return f"Times as frequent as among comparable sign-ups: {'; '.join(told)}."


def varied(rows: pd.DataFrame) -> go.Figure:
    """Effective number of values of the burst against comparable sign-ups, per attribute."""
    ordered = rows.iloc[::-1]
    labels = [fmt.attribute(kind) for kind in ordered["attr_type"]]
    figure = _ranks("How varied the accounts are", "Effective number (log)", len(rows) + 1)
    columns = ["effective_values", "effective_low", "control_effective_values"]
    _log_ticks(figure, rows[columns].to_numpy().ravel())
    figure.add_scatter(
        x=ordered["control_effective_values"],
        y=labels,
        mode="markers",
        name="Comparable sign-ups",
        marker={"color": theme.BEFORE, "symbol": "circle-open", "size": 11, "line_width": 2},
        hovertemplate="%{y}: %{x:,.1f} among comparable sign-ups<extra></extra>",
    )
    figure.add_scatter(
        x=ordered["effective_values"],
        y=labels,
        mode="markers",
        name="This burst, 95% interval",
        marker={"color": theme.BASE, "symbol": "diamond", "size": 10},
        error_x=_interval(
            ordered["effective_values"],
            ordered["effective_low"],
            ordered["effective_high"],
            theme.BASE,
        ),
        hovertemplate="%{y}: %{x:,.1f} in this burst<extra></extra>",
    )
    figure.update_layout(showlegend=True)
    return figure


def varied_in_words(rows: pd.DataFrame) -> str:
    """How varied the accounts are, for those who do not see the figure."""
    told = [
        f"{fmt.attribute(row.attr_type)} {fmt.times(row.effective_values)}, comparable"
        f" {fmt.times(row.control_effective_values)}"
        for row in rows.itertuples(index=False)
    ]
    return f"Effective number of values: {'; '.join(told)}."


def cohort(days: pd.DataFrame, other: pd.DataFrame | None = None) -> go.Figure:
    """Requests per account by age in days, against ordinary cohorts, or against ``other``."""
    figure = go.Figure(
        layout=theme.layout(
            "Requests per account and day of age",
            x_title="Days since sign-up",
            y_title="Requests per account",
            height=300,
        )
    )
    if other is None:
        _ordinary(figure, days)
    both = ((FIRST, days, theme.ALERT, "solid", "diamond"), (OTHER, other, theme.BLUE, "dot", ""))
    for label, part, color, dash, symbol in both:
        if part is None or part.empty:
            continue
        figure.add_scatter(
            x=part["age_days"],
            y=part["requests_per_account"],
            mode="lines+markers",
            name=label,
            line={"color": color, "dash": dash, "width": 2},
            marker={"symbol": symbol or "circle", "size": 6},
            hovertemplate=f"%{{y:,.1f}} {label.lower()}<extra></extra>",
        )
    figure.update_layout(showlegend=True, legend=theme.LEGEND_BELOW, margin={"t": 44, "b": 60})
    oldest = int(days["age_days"].max())
    figure.update_xaxes(tick0=0, dtick=7 if oldest > 12 else 1, range=[-0.5, oldest + 0.5])
    return figure


def _ordinary(figure: go.Figure, days: pd.DataFrame) -> None:
    """The band of ordinary cohorts of the same size, where there are any."""
    if days["ordinary_high"].isna().all():
        return
    edge = {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip"}
    figure.add_scatter(x=days["age_days"], y=days["ordinary_low"], showlegend=False, **edge)
    figure.add_scatter(
        x=days["age_days"],
        y=days["ordinary_high"],
        name="Ordinary cohorts, 5th to 95th percentile",
        fill="tonexty",
        fillcolor=theme.BAND,
        **edge,
    )
    figure.add_scatter(
        x=days["age_days"],
        y=days["ordinary_median"],
        mode="lines",
        name="Ordinary cohorts, median",
        line={"color": theme.GREY, "dash": "dash", "width": 1.5},
        hovertemplate="%{y:,.1f} ordinary<extra></extra>",
    )


def cohort_in_words(days: pd.DataFrame) -> str:
    """What the cohort did, for those who do not see the figure."""
    first, last = days.iloc[0], days.iloc[-1]
    told = (
        f"Requests per account: {fmt.times(first['requests_per_account'])} on the day of sign-up,"
        f" {fmt.times(last['requests_per_account'])} on day {int(last['age_days'])}"
    )
    known = days[days["ordinary_high"].notna()]
    if known.empty:
        return f"{told}."
    above = int((known["requests_per_account"] > known["ordinary_high"]).sum())
    return f"{told}; above ordinary cohorts on {above} of {len(known)} days."


def compared(values: pd.DataFrame) -> go.Figure:
    """The share of each of two bursts' accounts that show a value either shares."""
    ranked = _once(values)
    labels, shown = _names(ranked), ranked.iloc[::-1]
    figure = _ranks(
        "Share of the accounts with each value", "Share of accounts", len(shown) + 1, log=False
    )
    for column, label, color, symbol in (
        ("share", FIRST, theme.ALERT, "diamond"),
        ("other_share", OTHER, theme.BLUE, "circle-open"),
    ):
        figure.add_scatter(
            x=shown[column],
            y=labels,
            mode="markers",
            name=label,
            cliponaxis=False,  # a mark at 100 % is whole on a phone, too
            marker={
                "color": color,
                "symbol": symbol,
                "size": 11,
                "line": {"width": 2, "color": color},
            },
            hovertemplate=f"%{{y}}: %{{x:.0%}} {label.lower()}<extra></extra>",
        )
    figure.update_layout(showlegend=True)
    figure.update_xaxes(range=[-0.03, 1.03], tickformat=".0%")
    return figure


def compared_in_words(values: pd.DataFrame) -> str:
    """Which values both share, for those who do not see the figure."""
    told = [
        f"{fmt.attribute(row.attr_type)} {fmt.attribute_value(row.attr_value)}"
        f" {fmt.percent(row.share, 0)} and {fmt.percent(row.other_share, 0)}"
        for row in _once(values).itertuples(index=False)
    ]
    return f"Share of the accounts of this burst and of the other: {'; '.join(told)}."
