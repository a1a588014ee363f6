"""Figures about why accounts count as one cluster: evidence in bits, tests on the whole."""

import math
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from hydrascope import fmt, theme

NEEDED, TOGETHER = "needed at this size", "together"
# Labels of the axis of tests: half-ranges from the median, evenly up to 1, then by powers.
TICKS = (0, 1, 3, 10, 30, 100, 300, 1000)
FURTHEST = float(TICKS[-1])
SIDES = {
    "coordinated": ("Speaks for one operator", theme.ALERT, "diamond"),
    "innocent": ("Speaks for another explanation", theme.BLUE, "circle"),
    "unknown": ("Does not decide", theme.GREY, "x"),
}


def waterfall(steps: pd.DataFrame, *, needed: float, title: str) -> go.Figure:
    """From what is missing without evidence, family by family, to what is left over.

    ``steps``: family and median_bits, and the quartiles low_bits and high_bits where known.
    """
    bits = steps["median_bits"].astype(float)
    ends = bits.cumsum() - needed
    total = float(bits.sum()) - needed
    figure = go.Figure(
        layout=theme.layout(title, x_title="Bits above what is needed", height=150 + 30 * len(bits))
    )
    _bar(figure, [NEEDED], [-needed], [0.0], ("Needed", theme.GREY, "/"))
    for name, color, pattern, chosen in (
        ("Speaks for it", theme.BLUE, "", bits >= 0),
        ("Speaks against it", theme.ORANGE, "x", bits < 0),
    ):
        if chosen.any():
            labels = [fmt.family(name) for name in steps.loc[chosen, "family"]]
            starts = (ends - bits)[chosen]
            _bar(figure, labels, bits[chosen], starts, (name, color, pattern))
    _quartiles(figure, steps, ends - bits)
    color = theme.GREEN if total >= 0 else theme.ALERT
    _bar(figure, [TOGETHER], [total], [0.0], ("Left over" if total >= 0 else "Lacking", color, "."))
    order = [NEEDED, *(fmt.family(name) for name in steps["family"]), TOGETHER]
    said = dict(zip(order, [-needed, *bits, total], strict=True))
    figure.update_yaxes(
        type="category",
        categoryorder="array",
        categoryarray=order[::-1],
        tickvals=order,
        ticktext=[f"{name} {fmt.signed(value)}" for name, value in said.items()],
    )
    figure.add_vline(x=0, line={"color": theme.GREY, "width": 1.5})
    figure.update_layout(
        barmode="overlay",
        hovermode="closest",
        showlegend=True,
        legend=theme.LEGEND_BELOW,
        margin={"t": 40, "b": 90},
    )
    return figure


def _bar(
    figure: go.Figure, labels: Any, bits: Any, starts: Any, look: tuple[str, str, str]
) -> None:
    name, color, pattern = look
    figure.add_bar(
        orientation="h",
        x=list(bits),
        y=list(labels),
        base=list(starts),
        name=name,
        marker={"color": color, "line_width": 0, "pattern": theme.pattern(pattern)},
        customdata=[fmt.signed(value) for value in bits],
        hovertemplate="%{y} bits<extra></extra>",
    )


def _quartiles(figure: go.Figure, steps: pd.DataFrame, starts: "pd.Series[Any]") -> None:
    """Where half of the members lie, as a thin line over each bar."""
    if "low_bits" not in steps:
        return
    x: list[Any] = []
    y: list[Any] = []
    for row, start in zip(steps.itertuples(index=False), starts, strict=True):
        x += [start + row.low_bits, start + row.high_bits, None]
        y += [fmt.family(row.family)] * 2 + [None]
    figure.add_scatter(
        x=x,
        y=y,
        mode="lines+markers",
        name="Half of the members",
        line={"color": theme.VERMILION, "width": 2},
        marker={"symbol": "line-ns-open", "size": 9, "color": theme.VERMILION},
        hoverinfo="skip",
    )


def waterfall_in_words(steps: pd.DataFrame, *, needed: float) -> str:
    """The same for those who do not see the figure."""
    told = [
        f"{fmt.family(family)} {fmt.signed(bits)}"
        for family, bits in zip(steps["family"], steps["median_bits"], strict=True)
    ]
    total = float(steps["median_bits"].sum()) - needed
    return (
        f"{needed:.1f} bits are needed; families bring {', '.join(told)}:"
        f" {fmt.signed(total)} bits {'over' if total >= 0 else 'short'}."
    )


def tests(rows: pd.DataFrame) -> go.Figure:
    """Each test's value against size-matched groups, in half-ranges from their median."""
    known = measured(rows).iloc[::-1]
    labels = [_label(name) for name in known["test"]]
    figure = go.Figure(
        layout=theme.layout(
            "Against other groups of the same size",
            x_title="Half-ranges from their median (log)",
            height=150 + 30 * len(known),
        )
    )
    figure.add_vrect(x0=-1, x1=1, fillcolor=theme.BAND, line_width=0, layer="below")
    figure.add_vline(x=0, line={"color": theme.GREY, "dash": "dash", "width": 1.5})
    for side, (name, color, symbol) in SIDES.items():
        part = known[known["side"] == side]
        if part.empty:
            continue
        figure.add_scatter(
            x=[_squeezed(far) for far in part["distance"]],
            y=[_label(test) for test in part["test"]],
            mode="markers",
            name=name,
            marker={"color": color, "symbol": symbol, "size": 11},
            customdata=[_measured(row) for row in part.itertuples(index=False)],
            hovertemplate="%{y}: %{customdata}<extra></extra>",
        )
    figure.update_yaxes(type="category", categoryorder="array", categoryarray=labels, showgrid=True)
    _half_ranges(figure, known["distance"])
    figure.update_layout(
        hovermode="closest",
        showlegend=True,
        legend=theme.LEGEND_BELOW,
        margin={"t": 40, "b": 90},
    )
    return figure


def _squeezed(far: float) -> float:
    """Where a distance is drawn: 1 at 1, and what lies far out within reach."""
    return math.copysign(math.log2(1 + min(abs(far), FURTHEST)), far)


def _half_ranges(figure: go.Figure, distances: "pd.Series[Any]") -> None:
    """The axis of distances, as far as they reach on either side."""
    ticks = sorted({-tick for tick in TICKS} | set(TICKS))
    low, high = min(-1.0, float(distances.min())), max(1.0, float(distances.max()))
    figure.update_xaxes(
        range=[_squeezed(low) - 0.7, _squeezed(high) + 0.7],
        tickvals=[_squeezed(tick) for tick in ticks],
        ticktext=[f"{tick:,}".replace("-", "−") for tick in ticks],
        zeroline=False,
    )


def measured(rows: pd.DataFrame) -> pd.DataFrame:
    """The tests with a value and an ordinary range, and how far out each lies."""
    known = rows.dropna(subset=["value", "ordinary_low", "ordinary_median", "ordinary_high"])
    off = known["value"] - known["ordinary_median"]
    above = (known["ordinary_high"] - known["ordinary_median"]).clip(lower=1e-9)
    below = (known["ordinary_median"] - known["ordinary_low"]).clip(lower=1e-9)
    return known.assign(distance=(off / above).where(off >= 0, off / below))


def _label(test: str) -> str:
    return test.replace("_", " ")


def _measured(row: Any) -> str:
    unit = row.unit
    return (
        f"{amount(row.value, unit)}; ordinary {amount(row.ordinary_low, unit)} to"
        f" {amount(row.ordinary_high, unit)}, median {amount(row.ordinary_median, unit)}"
    )


def amount(value: Any, unit: Any) -> str:
    """A test's value with its unit; a share as percent."""
    if fmt.is_missing(value):
        return fmt.MISSING
    if unit == "share":
        return fmt.percent(value)
    return f"{fmt.times(value)} {'' if fmt.is_missing(unit) else unit}".strip()


def tests_in_words(rows: pd.DataFrame) -> str:
    """What the tests measured, for those who do not see the figure."""
    told = [f"{_label(str(row.test))} {_measured(row)}" for row in measured(rows).itertuples()]
    return f"Tests on the cluster as a whole: {'. '.join(told)}."
