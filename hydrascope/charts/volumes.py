"""Figures about volumes: the stack over time, who makes the change, three windows."""

import pandas as pd
import plotly.graph_objects as go

from hydrascope import fmt, theme

REST = "(everything else)"
UNKNOWN = "(unknown)"
IN_NONE = "(in no cluster)"
# More bars than this are too thin to see, and slow to draw: an area then.
MOST_BARS = 200
MOST_RISES, MOST_FALLS = 10, 4
# Names longer than this leave a phone no room for the bars.
LONGEST_NAME = 28


def _name(series: str) -> str:
    """A series as the legend shows it."""
    told = {REST: "everything else", UNKNOWN: "not known", IN_NONE: "in no cluster"}
    return told.get(series, _short(series))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_NAME else f"{text[: LONGEST_NAME - 1]}…"


def _number(measure: str) -> str:
    """How hover shows the measure."""
    return "$%{y:,.2f}" if measure == "cost_usd" else "%{y:,.0f}"


def _axis(measure: str) -> str:
    """The measure as an axis names it, with its unit."""
    return "USD" if measure == "cost_usd" else fmt.MEASURES[measure]


def _ranked(rows: pd.DataFrame) -> list[str]:
    """Series, the largest first; the sum of the others last."""
    ranks = rows.drop_duplicates("series").sort_values("series_rank")
    return [str(series) for series in ranks["series"]]


def _styles(series: list[str]) -> dict[str, dict[str, str]]:
    """Looks by rank; the sum of the others is always grey and plain."""
    styles = theme.series_style([name for name in series if name != REST])
    return {**styles, REST: {"color": theme.GREY, "dash": "solid", "pattern": ""}}


def stacked(counts: pd.DataFrame, *, measure: str, by: str, per: str) -> go.Figure:
    """The measure per time step, one layer per series; a box drawn on it chooses a range."""
    title = f"{fmt.short(measure)} per {per} by {by} (UTC)"
    figure = go.Figure(layout=theme.layout(title, y_title=_axis(measure), height=380))
    names = _ranked(counts)
    styles = _styles(names)
    as_bars = counts["bucket_at"].nunique() <= MOST_BARS
    for name in names:
        part = counts[counts["series"] == name]
        look = {
            **theme.steps(part["bucket_at"], per),
            "y": part["amount"],
            "name": _name(name),
            "hovertemplate": f"{_number(measure)} {_name(name)}<extra></extra>",
        }
        color, shape = styles[name]["color"], styles[name]["pattern"]
        if as_bars:
            figure.add_bar(**look, marker={"color": color, "pattern": theme.pattern(shape)})
        else:
            area = theme.area(color, shape)
            figure.add_scatter(**look, **area, mode="lines", stackgroup="all")
    figure.update_layout(
        barmode="stack",
        bargap=0.04,
        showlegend=True,
        legend=theme.LEGEND_BELOW,
        margin_t=44,
        **theme.BRUSH,
    )
    figure.update_yaxes(fixedrange=True)
    return figure


def stacked_in_words(counts: pd.DataFrame, *, measure: str, per: str) -> str:
    """What the stack shows, for those who do not see it."""
    total = counts.groupby("bucket_at", sort=True)["amount"].sum()
    peak = total.index[int(total.to_numpy().argmax())]
    told = [
        f"{_name(name)} {fmt.compact(counts.loc[counts['series'] == name, 'amount'].sum())}"
        for name in _ranked(counts)
    ]
    return (
        f"{fmt.compact(total.sum())} {fmt.unit(measure)} in {len(total)} steps of one {per};"
        f" the most at {fmt.step(peak, per)}: {fmt.compact(total.max())}."
        f" By series: {'; '.join(told)}."
    )


def excess(rows: pd.DataFrame, *, measure: str, by: str) -> go.Figure:
    """Change per value, the largest rise on top; rises and falls differ in colour and pattern."""
    ordered = _both_ends(rows).iloc[::-1]
    rises = ordered["excess"] >= 0
    figure = go.Figure(
        layout=theme.layout(
            f"Excess by {by}",
            x_title=f"{_axis(measure)}, less what was expected",
            height=130 + 26 * len(ordered),
        )
    )
    for name, part, color, shape in (
        ("More", ordered[rises], theme.VERMILION, ""),
        ("Less", ordered[~rises], theme.BLUE, "/"),
    ):
        if part.empty:
            continue
        shares = [fmt.percent(share, 0) for share in part["share_of_excess"]]
        figure.add_bar(
            x=part["excess"],
            y=[_name(str(series)) for series in part["series"]],
            orientation="h",
            name=name,
            marker={"color": color, "pattern": theme.pattern(shape)},
            text=shares,
            textposition="outside",
            cliponaxis=False,
            customdata=shares,
            hovertemplate=f"%{{x:+,.0f}} {fmt.unit(measure)}, %{{customdata}} of the change"
            "<extra></extra>",
        )
    figure.update_layout(hovermode="closest", showlegend=True, yaxis={"type": "category"})
    figure.update_yaxes(
        categoryorder="array", categoryarray=[_name(str(series)) for series in ordered["series"]]
    )
    low, high = min(ordered["excess"].min(), 0), max(ordered["excess"].max(), 0)
    room = (high - low) * 0.15  # for the shares beside the bars
    figure.update_xaxes(
        showgrid=True, zeroline=True, range=[low - room * (low < 0), high + room * (high > 0)]
    )
    return figure


def _both_ends(rows: pd.DataFrame) -> pd.DataFrame:
    """The largest rises and the largest falls, where there are more than fit."""
    if len(rows) <= MOST_RISES + MOST_FALLS:
        return rows
    return pd.concat([rows.head(MOST_RISES), rows.tail(MOST_FALLS)])


def excess_in_words(rows: pd.DataFrame, *, measure: str) -> str:
    """What the leaderboard shows, for those who do not see it."""
    told = [
        f"{_name(str(series))} {float(change):+,.0f} ({fmt.percent(share, 0)})"
        for series, change, share in zip(
            rows["series"].head(5), rows["excess"], rows["share_of_excess"], strict=False
        )
    ]
    return (
        f"Change in {fmt.unit(measure)} and share of it, the largest rise first: {'; '.join(told)}."
    )


def compared(rows: pd.DataFrame, *, measure: str, by: str) -> go.Figure:
    """The measure per day in each window, one layer per series, so that lengths may differ."""
    title = f"{fmt.short(measure)} per day by {by}"
    figure = go.Figure(layout=theme.layout(title, y_title=f"{_axis(measure)} per day", height=340))
    names = _ranked(rows)
    styles = _styles(names)
    shown = [period for period in PERIODS if period in set(rows["period"])]
    # Where a window has anything at all, a series without any is none, not unknown.
    known = rows.groupby("period")["amount_per_day"].count().reindex(shown) > 0
    for name in names:
        part = rows[rows["series"] == name].set_index("period")
        part = part.reindex(shown)
        figure.add_bar(
            x=[PERIODS[period] for period in part.index],
            y=part["amount_per_day"].where(part["amount_per_day"].notna() | ~known, 0),
            name=_name(name),
            marker={
                "color": styles[name]["color"],
                "pattern": theme.pattern(styles[name]["pattern"]),
            },
            customdata=[fmt.percent(share) for share in part["share_of_amount"]],
            hovertemplate=f"{_number(measure)} per day, %{{customdata}} {_name(name)}"
            "<extra></extra>",
        )
    figure.update_layout(
        barmode="stack", bargap=0.45, showlegend=True, legend=theme.LEGEND_BELOW, margin_t=44
    )
    return figure


PERIODS = {"before": "Before", "during": "During", "after": "After"}


def compared_in_words(rows: pd.DataFrame, *, measure: str) -> str:
    """What the three windows show, for those who do not see it."""
    per_day = rows.groupby("period")["amount_per_day"].sum(min_count=1)
    told = [
        f"{PERIODS[period].lower()} {fmt.compact(per_day[period])}"
        for period in PERIODS
        if period in per_day.index
    ]
    return f"{fmt.short(measure)} per day: {'; '.join(told)}."
