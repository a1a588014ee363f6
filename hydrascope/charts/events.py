"""Events about no single account, as lines through a figure's whole height."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from hydrascope import fmt, theme

# Labels at the top of a chart beyond this many would cover one another.
LABELLED = 8
LABELS_HEIGHT = 46  # what three lines of labels take above the plot, in pixels
_LOOKS = {
    "model_launch": ("Model release", theme.GREEN, "dash"),
    "model_retired": ("Model retired", theme.GREEN, "dot"),
    "incident": ("Incident", theme.VERMILION, "dot"),
}
_OTHER = ("Policy or price change", theme.PURPLE, "dashdot")


def mark(figure: go.Figure, events: pd.DataFrame) -> None:
    """A line per event, its kind in the legend; the first few say their name at the top."""
    shown: set[str] = set()
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
                **_beside(figure, event.ts),
                yanchor="top",
                yshift=-14 * (place % 3),
                font={"size": 11},
            )


def _beside(figure: go.Figure, at: Any) -> dict[str, Any]:
    """On which side of its line a label stands: near the right edge it would be cut off."""
    first, last = figure.layout.xaxis.range or (at, at)
    late = pd.Timestamp(at) > pd.Timestamp(first) + (pd.Timestamp(last) - pd.Timestamp(first)) * 0.7
    return {"xanchor": "right", "xshift": -3} if late else {"xanchor": "left", "xshift": 3}


def in_words(events: pd.DataFrame) -> str:
    """The events that have a label, for those who do not see the figure; or nothing."""
    named = [f"{event.event_label} at {fmt.utc(event.ts)}" for event in events.itertuples()]
    return f" Events: {'; '.join(named[:LABELLED])}." if named else ""
