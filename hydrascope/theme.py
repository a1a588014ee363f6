"""Colours and figure layout: one calm look for the dashboard, briefs and exports.

``.streamlit/config.toml`` repeats ``LIGHT`` and ``DARK``; a test compares the two. Figures
carry no text or grid colour of their own: the page paints them light or dark, so one
figure serves both. Series colours are Okabe and Ito's, told apart with colour-blind eyes
too, and every series also differs by dash, symbol or pattern.
"""

from collections.abc import Iterable
from typing import Any

import pandas as pd
import plotly.graph_objects as go

LIGHT = {
    "primaryColor": "#0b5c8a",
    "backgroundColor": "#ffffff",
    "secondaryBackgroundColor": "#f4f6f8",
    "textColor": "#1c2430",
    "borderColor": "#d9dfe6",
    "linkColor": "#0b5c8a",
    "codeTextColor": "#1c2430",
}
DARK = {
    "primaryColor": "#5cb3e6",
    "backgroundColor": "#11161d",
    "secondaryBackgroundColor": "#1a212b",
    "textColor": "#e4e9ef",
    "borderColor": "#303a47",
    "linkColor": "#7cc4f0",
    "codeTextColor": "#e4e9ef",
}

BLUE, VERMILION, GREEN = "#0072b2", "#d55e00", "#009e73"
PURPLE, ORANGE, SKY, GREY = "#cc79a7", "#e69f00", "#56b4e9", "#8a94a3"
SERIES = (BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY)
# The second channel, in step with SERIES.
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "x", "cross")
PATTERNS = ("", "/", ".", "x", "-", "\\")
BASE = BLUE  # the data itself
BEFORE = GREY  # what it is compared with
ALERT = VERMILION  # what deserves a look
BAND = "rgba(138,148,163,0.32)"  # what was to be expected, give or take

# Written out, because importing Streamlit replaces Plotly's default by placeholder colours.
TEMPLATE = go.layout.Template(
    layout={
        "colorway": list(SERIES),
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "hovermode": "x unified",
        "xaxis": {"showgrid": False, "zeroline": False, "ticks": "outside", "ticklen": 4},
        "yaxis": {"zeroline": False, "rangemode": "tozero", "automargin": True},
        "bargap": 0.08,
    }
)
CONFIG = {"displaylogo": False, "showSendToCloud": False, "displayModeBar": False}
# A box drawn across the plot chooses a range of time.
BRUSH: dict[str, object] = {
    "dragmode": "select",
    "selectdirection": "h",
    "newselection": {"line": {"color": GREY, "dash": "dot"}},
}
# Below the plot, where many names may take several lines on a phone.
LEGEND_BELOW: dict[str, object] = {
    "traceorder": "normal",
    "orientation": "h",
    "x": 0,
    "y": 0,
    "yref": "container",
    "yanchor": "bottom",
}


def layout(title: str, *, y_title: str = "", x_title: str = "", height: int = 300) -> go.Layout:
    """The layout every figure starts from: title at the left, legend above the plot."""
    return go.Layout(
        template=TEMPLATE,
        title={"text": title, "x": 0, "xanchor": "left", "y": 1, "yanchor": "top", "pad": {"t": 4}},
        xaxis={"title": {"text": x_title}},
        yaxis={"title": {"text": y_title}},
        legend={"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom"},
        height=height,
        margin={"l": 8, "r": 8, "t": 64, "b": 0},
    )


_MILLISECONDS = {"minute": 60_000, "hour": 3_600_000, "day": 86_400_000}


def reach(starts: "pd.Series[Any]", per: str) -> list[pd.Timestamp]:
    """From the first step's start to the last step's end: what the time axis shows."""
    step = pd.Timedelta(milliseconds=_MILLISECONDS[per])
    return [pd.Timestamp(starts.min()), pd.Timestamp(starts.max()) + step]


def steps(starts: Any, per: str) -> dict[str, Any]:
    """Where time steps are drawn: in the middle of the step, named by its start.

    Plotly would centre a day's bar on its midnight, half of it over the day before.
    """
    shown = "%Y-%m-%d" if per == "day" else "%Y-%m-%d %H:%M"
    return {
        "x": starts,
        "xperiod": _MILLISECONDS[per],
        "xperiodalignment": "middle",
        "xhoverformat": f"{shown} UTC",
    }


def pattern(shape: str) -> dict[str, object]:
    """The second channel of bars and areas: light strokes, so that they keep their colour."""
    return {
        "shape": shape,
        "fillmode": "overlay",
        "size": 6,
        "solidity": 0.2,
        "fgcolor": "rgba(255,255,255,0.8)",
    }


def area(color: str, shape: str) -> dict[str, object]:
    """The same look for a layer of a stacked area as bars have."""
    return {
        "line": {"color": color, "width": 0.5, "shape": "hvh"},
        "fillcolor": color,
        "fillpattern": {**pattern(shape), "bgcolor": color} if shape else None,
    }


def series_style(names: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Colour, dash, symbol and pattern per name, in the order given; grey after the sixth."""
    styles = {}
    for place, name in enumerate(names):
        turn = place % len(SERIES)
        styles[name] = {
            "color": SERIES[turn] if place < len(SERIES) else GREY,
            "dash": DASHES[turn],
            "symbol": SYMBOLS[turn],
            "pattern": PATTERNS[turn],
        }
    return styles
