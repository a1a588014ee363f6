"""Events about no single account, as lines through a figure's whole height."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from hydrascope import fmt, theme

# Labels at the top of a chart beyond this many would cover one another.
LABELLED = 8
# Lines of labels above the plot, and what they take in pixels: on a phone a label needs one alone.
ROWS, ROW_HEIGHT = LABELLED, 13
LABELS_HEIGHT = ROWS * ROW_HEIGHT + 4
# Room for labels on a desk and on a phone, the width of a letter, and where a label turns left.
_WIDE, _NARROW, _LETTER, _LATE = 800, 240, 5.8, 0.7
_LOOKS = {
    "model_launch": ("Model release", theme.GREEN, "dash"),
    "model_retired": ("Model retired", theme.GREEN, "dot"),
    "incident": ("Incident", theme.VERMILION, "dot"),
}
_OTHER = ("Policy or price change", theme.PURPLE, "dashdot")


def mark(figure: go.Figure, events: pd.DataFrame) -> None:
    """A line per event, its kind in the legend; the first few say their name at the top."""
    shown: set[str] = set()
    taken: list[list[tuple[float, int]]] = [[] for _ in range(ROWS)]
    for place, event in enumerate(events.itertuples(index=False)):
        kind, color, dash = _LOOKS.get(str(event.event_type), _OTHER)
        figure.add_shape(
            type="line",
            x0=event.ts,
            x1=event.ts,
            y0=0,
            y1=1,
            yref="paper",
            line={"color": color, "dash": dash, "width": 1.5},
        )
        if kind not in shown:  # a legend entry for the kind, since shapes have none
            shown.add(kind)
            figure.add_scatter(
                x=[None],
                y=[None],
                mode="lines",
                name=kind,
                line={"color": color, "dash": dash},
                xaxis="x",
                yaxis="y",
            )
        if place < LABELLED:
            figure.add_annotation(
                x=event.ts,
                y=1,
                yref="paper",
                text=event.event_label,
                showarrow=False,
                **_beside(figure, event.ts, str(event.event_label), taken),
                yanchor="top",
                font={"size": 11},
            )


def _beside(
    figure: go.Figure, at: Any, label: str, taken: list[list[tuple[float, int]]]
) -> dict[str, Any]:
    """On which side of its line a label stands, and in which line of labels; it is noted down.

    Near the right edge it would be cut off. Labels stay apart on a desk and on a phone.
    """
    first, last = figure.layout.xaxis.range or (at, at)
    whole = pd.Timestamp(last) - pd.Timestamp(first)
    where = (pd.Timestamp(at) - pd.Timestamp(first)) / whole if whole else 0.0
    one = (where, len(label))
    cover = [
        sum(10 * _overlap(one, other, _WIDE) + _overlap(one, other, _NARROW) for other in row)
        for row in taken
    ]
    row = cover.index(min(cover))
    taken[row].append(one)
    beside = (
        {"xanchor": "right", "xshift": -3} if where > _LATE else {"xanchor": "left", "xshift": 3}
    )
    return {**beside, "yshift": -ROW_HEIGHT * row}


def _overlap(one: tuple[float, int], other: tuple[float, int], width: int) -> float:
    """How much two labels cover each other, as a part of a plot so many pixels wide."""
    edges = []
    for where, letters in (one, other):
        length = letters * _LETTER / width
        edges.append((where - length, where) if where > _LATE else (where, where + length))
    (begins, ends), (from_, to) = edges
    return max(0.0, min(ends, to) - max(begins, from_))


def in_words(events: pd.DataFrame) -> str:
    """The events that have a label, for those who do not see the figure; or nothing."""
    named = [f"{event.event_label} at {fmt.utc(event.ts)}" for event in events.itertuples()]
    return f" Events: {'; '.join(named[:LABELLED])}." if named else ""
