"""Figures about sign-ups over time: all of them with the bursts marked, and one burst close up."""

import datetime as dt
from typing import Any

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from hydrascope import fmt, theme

# More bars than this are too thin to see, and slow to draw: a line then.
MOST_BARS = 400
# Lanes below the sign-ups: one for all sign-ups, then the attributes with the most bursts.
MOST_LANES = 8
OTHERS = "other attributes"
EXPLAINED = "Explained"
LOOKS = {
    "scripted sign-ups likely": ("Scripted sign-ups likely", theme.VERMILION, "diamond"),
    "promotion or event likely": ("Promotion or event likely", theme.GREEN, "square"),
    "unclear": ("Unclear", theme.PURPLE, "circle"),
    EXPLAINED: (EXPLAINED, theme.GREY, "x"),
}
_LAYERS = (
    ("other_accounts", "Other sign-ups", theme.BASE, ""),
    ("burst_accounts", "In a burst", theme.VERMILION, "/"),
    ("explained_accounts", "In an explained burst", theme.GREY, "."),
)


def timeline(counts: pd.DataFrame, marks: pd.DataFrame, *, per: str) -> go.Figure:
    """Sign-ups against the expected band; below, one lane per kind of burst. Box = a range.

    Without ``expected_accounts`` no band is drawn: nothing is expected of a filtered part.
    """
    lanes = _lanes(marks)
    low = 20 * len(lanes) + 16 if lanes else 0
    height = 380 + low
    figure = make_subplots(rows=2, cols=1, shared_xaxes=True)
    figure.update_layout(theme.layout(f"Sign-ups per {per} (UTC)", height=height))
    _band(figure, counts, per)
    shown = counts.assign(
        other_accounts=counts["new_accounts"]
        - counts["burst_accounts"]
        - counts["explained_accounts"]
    )
    for column, name, color, pattern in _LAYERS:
        if column == "other_accounts" or shown[column].any():
            _sign_ups(figure, shown, column, name, (color, pattern), per)
    for verdict in LOOKS:
        _marks(figure, marks[_looks(marks) == verdict], verdict, lanes)
    share = low / (height - 140)
    top = {"title_text": "Accounts", "domain": [share + 0.04 * bool(lanes), 1]}
    whole = _whole(counts["new_accounts"], counts["high_accounts"].fillna(0))
    figure.update_yaxes(**top, dtick=whole, row=1, col=1)
    _lane_axis(figure, lanes, share)
    figure.update_xaxes(range=theme.reach(counts["bucket_at"], per))
    figure.update_layout(
        barmode="stack",
        bargap=0.04,
        showlegend=True,
        legend=theme.LEGEND_BELOW,
        margin_t=44,
        **theme.BRUSH,
    )
    return figure


def _looks(marks: pd.DataFrame) -> "pd.Series[Any]":
    """Which look each burst has: that of its verdict, unless somebody explained it."""
    known = marks["verdict"].where(marks["verdict"].isin(list(LOOKS)), "unclear")
    return known.where(marks["explained_reason"].isna(), EXPLAINED)


def _inside(marks: pd.DataFrame) -> list[str]:
    return ["all sign-ups" if fmt.is_missing(t) else fmt.attribute(t) for t in marks["attr_type"]]


def _lanes(marks: pd.DataFrame) -> list[str]:
    """The lanes from top to bottom."""
    counted = pd.Series(_inside(marks), dtype="str").value_counts()
    names = sorted(counted.index, key=lambda name: (name != "all sign-ups", -counted[name], name))
    return names if len(names) <= MOST_LANES else [*names[: MOST_LANES - 1], OTHERS]


def _band(figure: go.Figure, counts: pd.DataFrame, per: str) -> None:
    """Where sign-ups were expected, give or take two standard deviations."""
    if counts["expected_accounts"].isna().all():
        return
    where = {"mode": "lines", "row": 1, "col": 1}
    ends = theme.reach(counts["bucket_at"], per)
    edge = {
        "x": [*counts["bucket_at"], ends[1]],
        "line": {"width": 0, "shape": "hv"},
        "hoverinfo": "skip",
    }
    low, high = (
        [*counts[name], counts[name].iloc[-1]] for name in ("low_accounts", "high_accounts")
    )
    figure.add_scatter(**where, **edge, y=low, showlegend=False)
    figure.add_scatter(
        **where,
        **edge,
        y=high,
        name="Expected, ± 2 standard deviations",
        fill="tonexty",
        fillcolor=theme.BAND,
    )
    figure.add_scatter(
        **where,
        **theme.steps(counts["bucket_at"], per),
        y=counts["expected_accounts"],
        name="Expected",
        line={"color": theme.GREY, "dash": "dash", "width": 1.5, "shape": "hvh"},
        hovertemplate="%{y:,.1f} expected<extra></extra>",
    )


def _sign_ups(
    figure: go.Figure,
    counts: pd.DataFrame,
    column: str,
    name: str,
    look: tuple[str, str],
    per: str,
) -> None:
    color, pattern = look
    drawn = {
        **theme.steps(counts["bucket_at"], per),
        "y": counts[column],
        "name": name,
        "hovertemplate": f"%{{y:,}} {name.lower()}<extra></extra>",
    }
    if len(counts) <= MOST_BARS:
        marker = {"color": color, "line_width": 0, "pattern": theme.pattern(pattern)}
        figure.add_bar(**drawn, marker=marker, row=1, col=1)
        return
    area = theme.area(color, pattern)
    figure.add_scatter(**drawn, **area, mode="lines", stackgroup="all", row=1, col=1)


def _marks(figure: go.Figure, marks: pd.DataFrame, verdict: str, lanes: list[str]) -> None:
    """Each burst of one look as a line from start to end, its middle marked."""
    if marks.empty:
        return
    name, color, symbol = LOOKS[verdict]
    x: list[Any] = []
    y: list[Any] = []
    for lane, burst in zip(_inside(marks), marks.itertuples(index=False), strict=True):
        row = lanes.index(lane if lane in lanes else OTHERS)
        x += [burst.start_at, burst.end_at, None]
        y += [row, row, None]
    figure.add_scatter(
        x=x,
        y=y,
        mode="lines",
        line={"color": color, "width": 3},
        opacity=0.55,
        hoverinfo="skip",
        showlegend=False,
        row=2,
        col=1,
    )
    figure.add_scatter(
        x=marks["start_at"] + (marks["end_at"] - marks["start_at"]) / 2,
        y=y[::3],
        mode="markers",
        name=name,
        customdata=[_hover(burst) for burst in marks.itertuples(index=False)],
        marker={"color": color, "symbol": symbol, "size": 9},
        hovertemplate="%{customdata}<extra></extra>",
        row=2,
        col=1,
    )


def _hover(burst: Any) -> str:
    where = "" if fmt.is_missing(burst.attr_type) else f" with {fmt.attribute(burst.attr_type)}"
    value = "" if not where else f" {fmt.attribute_value(burst.attr_value)}"
    return (
        f"{fmt.count(burst.accounts)} sign-ups{where}{value} from {fmt.utc(burst.start_at)},"
        f" {float(burst.score):,.0f} bits"
    )


def _lane_axis(figure: go.Figure, lanes: list[str], share: float) -> None:
    if not lanes:
        figure.update_yaxes(visible=False, domain=[0, 0.001], row=2, col=1)
        figure.update_xaxes(showticklabels=True, row=1, col=1)
        figure.update_xaxes(visible=False, row=2, col=1)
        return
    figure.update_yaxes(
        domain=[0, share],
        tickvals=list(range(len(lanes))),
        ticktext=lanes,
        range=[len(lanes) - 0.4, -0.6],
        showgrid=True,
        fixedrange=True,
        row=2,
        col=1,
    )


def timeline_in_words(counts: pd.DataFrame, marks: pd.DataFrame, *, per: str) -> str:
    """What the timeline shows, for those who do not see it."""
    peak = counts.iloc[int(counts["new_accounts"].to_numpy().argmax())]
    told = (
        f"{fmt.count(counts['new_accounts'].sum())} sign-ups in {len(counts)} steps of one {per},"
        f" {fmt.count(counts['burst_accounts'].sum())} of them in bursts nobody explained;"
        f" the most at {fmt.step(peak['bucket_at'], per)}: {fmt.count(peak['new_accounts'])}"
    )
    if not fmt.is_missing(peak["expected_accounts"]):
        told += f", {float(peak['expected_accounts']):,.1f} expected"
    first = [_hover(burst) for burst in marks.head(5).itertuples(index=False)]
    return f"{told}. The most surprising bursts: {'; '.join(first)}." if first else f"{told}."


def moments(counts: pd.DataFrame, *, step: dt.timedelta) -> go.Figure:
    """The sign-ups of one burst above, all others at the same time below, step by step."""
    figure = make_subplots(rows=2, cols=1, shared_xaxes=True, vertical_spacing=0.1)
    title = f"Sign-ups per {each(step)} around the burst (UTC)"
    figure.update_layout(theme.layout(title, height=340))
    milliseconds = step / dt.timedelta(milliseconds=1)
    for row, (column, name, color, pattern) in enumerate(
        (
            ("burst_accounts", "In this burst", theme.VERMILION, "/"),
            ("other_accounts", "All other sign-ups", theme.BASE, ""),
        ),
        start=1,
    ):
        figure.add_bar(
            x=counts["bucket_at"],
            xperiod=milliseconds,
            xperiodalignment="middle",
            xhoverformat="%Y-%m-%d %H:%M UTC",
            y=counts[column],
            name=name,
            marker={"color": color, "line_width": 0, "pattern": theme.pattern(pattern)},
            hovertemplate=f"%{{y:,}} {name.lower()}<extra></extra>",
            row=row,
            col=1,
        )
        figure.update_yaxes(title_text="Accounts", dtick=_whole(counts[column]), row=row, col=1)
    ends = [counts["bucket_at"].iloc[0], counts["bucket_at"].iloc[-1] + step]
    figure.update_xaxes(range=ends)
    figure.update_layout(bargap=0.04, showlegend=True)
    return figure


def _whole(*drawn: "pd.Series[Any]") -> int | None:
    """The step of an axis that counts accounts: nothing lies between one account and two."""
    return 1 if max(float(part.max()) for part in drawn) <= 5 else None


def each(step: dt.timedelta) -> str:
    """A step after "per": ``minute``, ``5 minutes``."""
    return fmt.duration(step).removeprefix("1 ")


def moments_in_words(counts: pd.DataFrame, *, step: dt.timedelta) -> str:
    """What the close-up shows, for those who do not see it."""
    peak = counts.iloc[int(counts["burst_accounts"].to_numpy().argmax())]
    busy = int((counts["burst_accounts"] > 0).sum())
    return (
        f"{fmt.count(counts['burst_accounts'].sum())} sign-ups of the burst in {busy} of"
        f" {len(counts)} steps of {fmt.duration(step)},"
        f" {fmt.count(counts['other_accounts'].sum())} others; the most from"
        f" {fmt.utc(peak['bucket_at'])}: {fmt.count(peak['burst_accounts'])}."
    )
