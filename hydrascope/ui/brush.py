"""Choosing a range of time on a chart: a box drawn on it, and the way back to a wider one.

The figure is drawn with ``theme.BRUSH`` in its layout; what is chosen holds on every page.
"""

import datetime as dt
from functools import partial
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from hydrascope.filters import BUCKETS, Filters
from hydrascope.ui import address, filter_bar, panels

Range = tuple[dt.datetime, dt.datetime]
HOW = "Drag across the chart to narrow every page to that stretch"


def figure(drawn: go.Figure, *, key: str, **shown: Any) -> None:
    """A figure whose time axis takes a box; ``shown`` goes to ``panels.figure``."""
    panels.figure(drawn, key=key, on_select=partial(_take, key), selection_mode="box", **shown)


def under(told: str, *, key: str) -> None:
    """What to know about the chart, and the button back to a wider range, named after ``key``."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.caption(told)
        st.button(
            "Wider range",
            icon=":material/zoom_out:",
            key=f"{key}_wider",
            on_click=_widen,
            help="Three times the range, no further than the data",
        )


def choose(start_at: dt.datetime | None, end_at: dt.datetime | None) -> None:
    """From a callback: this becomes the range of every page; None is where the data ends."""
    address.put("from", start_at)
    address.put("to", end_at)


def boxed(edges: list[Any], filters: Filters) -> Range | None:
    """The whole time steps nearest to a box's edges, inside the range; at least one."""
    step = BUCKETS[filters.resolved_bucket]
    first, last = sorted(pd.Timestamp(edge).tz_localize(None) for edge in edges)
    start_at = max(first.round(step).to_pydatetime(), filters.start_at)
    end_at = min(max(last.round(step).to_pydatetime(), start_at + step), filters.end_at)
    return (start_at, end_at) if start_at < end_at else None


def widened(filters: Filters, span: Range) -> Range:
    """Three times the range, its middle kept, no further than ``span``."""
    first_at, last_at = span
    start_at = max(filters.start_at - filters.length, first_at)
    return start_at, min(filters.end_at + filters.length, last_at)


def _take(key: str) -> None:
    """Callback of a chart: the box drawn on it becomes the range."""
    boxes = st.session_state[key]["selection"]["box"]
    if boxes and (chosen := boxed(boxes[0]["x"], filter_bar.current_filters())):
        choose(*chosen)


def _widen() -> None:
    """Callback of the button: an address without times where that is all the data."""
    span = filter_bar.data_span()
    wider = widened(filter_bar.current_filters(), span)
    choose(*((None, None) if wider == span else wider))
