"""What the pages about volumes share: their choices, windows, brush and notes."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
import streamlit as st

from hydrascope import fmt
from hydrascope.filters import BUCKETS, DIMENSIONS, Filters
from hydrascope.ui import address, filter_bar, links, panels

TABS = {
    "volumes": "Over time",
    "volumes_compare": "Before, during, after",
    "volumes_rhythm": "Rhythm of the week",
    "volumes_switch": "Model switch",
    "volumes_accounts": "Accounts",
}
# The model first: what an extraction is after.
BY = {
    name: filter_bar.LABELS[name] for name in sorted(DIMENSIONS, key=lambda name: name != "model")
}
CHOICES = {"measure": fmt.MEASURES, "by": BY}
TOP = 6
CHART = "volumes_over_time"
Range = tuple[dt.datetime, dt.datetime]


@dataclass(frozen=True)
class View:
    """What the volumes pages look at: the filters, a measure, and what is told apart."""

    filters: Filters
    measure: str = "requests"
    by: str = "model"

    @property
    def label(self) -> str:
        """What is told apart, in a sentence."""
        return filter_bar.LABELS[self.by].lower()

    def params(self, dimension: str | None, **more: Any) -> dict[str, Any]:
        return self.filters.params(dimension, measure=self.measure, top=TOP, **more)

    def seen(self, filters: Filters) -> "View":
        """The same choices over another view."""
        return replace(self, filters=filters)


def controls(*, measure: bool = True, dimension: bool = True) -> View:
    """Links between the pages about volumes, then what is measured and told apart."""
    view = View(filter_bar.current_filters())
    asked = {name: _asked(name, labels) for name, labels in CHOICES.items()}
    with st.container(horizontal=True, gap="small", key="volumes_tabs"):
        for page, label in TABS.items():
            links.to(page, label, view.filters, **asked)
    with st.container(horizontal=True, gap="medium", key="volumes_controls"):
        if measure:
            view = replace(view, measure=_choice("Measure", "measure", fmt.MEASURES))
        if dimension:
            view = replace(view, by=_choice("Told apart by", "by", BY))
    return view


def _asked(name: str, labels: dict[str, str]) -> str | None:
    """What an address says of a choice: what its widget shows, not what it stands for."""
    if (chosen := st.session_state.get(name)) in labels:
        return labels[chosen]
    told = st.query_params.get(name)  # the widget is not drawn yet, or not on this page
    return told if told in labels.values() else None


def _choice(label: str, key: str, options: dict[str, str]) -> str:
    """One of ``options``, the first unless the address says otherwise."""
    return st.selectbox(
        label,
        list(options),
        format_func=options.__getitem__,
        key=key,
        bind="query-params",
        width=180,
    )


def brush() -> None:
    """Callback of the chart: the box drawn on it becomes the range of every page."""
    boxes = st.session_state[CHART]["selection"]["box"]
    filters = filter_bar.current_filters()
    if boxes and (chosen := boxed(boxes[0]["x"], filters)):
        address.put("from", chosen[0])
        address.put("to", chosen[1])


def boxed(edges: list[Any], filters: Filters) -> Range | None:
    """The whole time steps nearest to a box's edges, inside the range; at least one."""
    step = BUCKETS[filters.resolved_bucket]
    first, last = sorted(pd.Timestamp(edge).tz_localize(None) for edge in edges)
    start_at = max(first.round(step).to_pydatetime(), filters.start_at)
    end_at = min(max(last.round(step).to_pydatetime(), start_at + step), filters.end_at)
    return (start_at, end_at) if start_at < end_at else None


def wider() -> None:
    """Callback: three times the range, its middle kept, no further than the data."""
    filters = filter_bar.current_filters()
    first_at, last_at = filter_bar.data_span()
    start_at = max(filters.start_at - filters.length, first_at)
    end_at = min(filters.end_at + filters.length, last_at)
    whole = (start_at, end_at) == (first_at, last_at)
    address.put("from", None if whole else start_at)
    address.put("to", None if whole else end_at)


def lacking(amounts: pd.DataFrame, view: View) -> bool:
    """Say so when nothing here reports the measure: not available is not zero."""
    if amounts["amount"].notna().any():
        return False
    panels.note(
        f"{fmt.MEASURES[view.measure]}: {fmt.MISSING} in this data, in this range and under these"
        " filters.",
        "Choose another measure, or import a source that reports it.",
    )
    return True


def caveats(counts: pd.DataFrame, view: View) -> list[str]:
    """What a reader of the stack must know: what is unknown, what is reported in part."""
    told = []
    if set(counts["series"]) == {"(unknown)"}:
        told.append(f"{filter_bar.LABELS[view.by]} is {fmt.MISSING} in this data.")
    asked, measured = counts["requests"].sum(), counts["measured_requests"].sum()
    if measured < asked:
        told.append(
            f"{fmt.count(asked - measured)} of {fmt.count(asked)} requests report no"
            f" {fmt.short(view.measure).lower()}: they are left out, not counted as zero."
        )
    if view.filters.bucket not in ("auto", view.filters.resolved_bucket):
        told.append(
            f"The range is too long to draw by {view.filters.bucket}: drawn by"
            f" {view.filters.resolved_bucket}."
        )
    return told


def under_chart(counts: pd.DataFrame, view: View) -> None:
    """How to use the chart, what to know about it, and the way back to a wider range."""
    told = ["Drag across the chart to narrow every page to that stretch, or type it above."]
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.caption(" ".join([*told, *caveats(counts, view)]))
        st.button(
            "Wider range",
            icon=":material/zoom_out:",
            key="volumes_wider",
            on_click=wider,
            help="Three times the range, no further than the data",
        )
