"""What the pages about volumes share: their choices and notes."""

from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
import streamlit as st

from hydrascope import fmt
from hydrascope.filters import DIMENSIONS, Filters
from hydrascope.ui import (
    brush,
    clusters_view,
    clusters_words,
    cost_note,
    filter_bar,
    links,
    panels,
)

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
CLUSTER = "cluster"  # told apart on the first of the pages only
CHOICES = {"measure": fmt.MEASURES, "by": BY}
TOP = 6


@dataclass(frozen=True)
class View:
    """What the volumes pages look at: the filters, a measure, and what is told apart."""

    filters: Filters
    measure: str = "requests"
    by: str = "model"

    @property
    def label(self) -> str:
        """What is told apart, in a sentence."""
        return self.by if self.by == CLUSTER else filter_bar.LABELS[self.by].lower()

    @property
    def step(self) -> str:
        """The step of time drawn; what clusters did is kept by the day."""
        return "day" if self.by == CLUSTER else self.filters.resolved_bucket

    def params(self, dimension: str | None, **more: Any) -> dict[str, Any]:
        return self.filters.params(dimension, measure=self.measure, top=TOP, **more)

    def over_time(self) -> tuple[str, dict[str, Any]]:
        """The query behind the stack, and what it binds."""
        if self.by != CLUSTER:
            return "volumes/over_time", self.params(self.by)
        days = clusters_view.View(self.filters).params(measure=self.measure, top=TOP)
        return "volumes/clusters_over_time", days

    def seen(self, filters: Filters) -> "View":
        """The same choices over another view."""
        return replace(self, filters=filters)


def controls(*, measure: bool = True, dimension: bool = True, clusters: bool = False) -> View:
    """Links between the pages about volumes, then what is measured and told apart."""
    by = {**BY, CLUSTER: "Cluster"} if clusters and clusters_view.detected() else BY
    view = View(filter_bar.current_filters())
    asked = {name: _asked(name, labels) for name, labels in CHOICES.items()}
    with st.container(horizontal=True, gap="small", key="volumes_tabs"):
        for page, label in TABS.items():
            links.to(page, label, view.filters, **asked)
    with st.container(horizontal=True, gap="medium", key="volumes_controls"):
        if measure:
            view = replace(view, measure=_choice("Measure", "measure", fmt.MEASURES))
        if dimension:
            view = replace(view, by=_choice("Told apart by", "by", by))
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


def lacking(amounts: pd.DataFrame, view: View) -> bool:
    """Say so when nothing here reports the measure: not available is not zero.

    Where it is a cost, say which part of it is estimated.
    """
    if amounts["amount"].notna().any():
        if view.measure == "cost_usd":
            cost_note.under(view.filters)
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
    if view.by == CLUSTER:
        told.append(
            "By cluster, only probable members count, days are whole, and filters other than the"
            " range change nothing."
        )
        told += [clusters_words.acting(clusters_view.every(view.filters), set(counts["series"]))]
    if set(counts["series"]) == {"(unknown)"}:
        told.append(f"{filter_bar.LABELS[view.by]} is {fmt.MISSING} in this data.")
    asked, measured = counts["requests"].sum(), counts["measured_requests"].sum()
    if measured < asked:
        told.append(
            f"{fmt.count(asked - measured)} of {fmt.count(asked)} requests report no"
            f" {fmt.short(view.measure).lower()}: they are left out, not counted as zero."
        )
    if view.by != CLUSTER and view.filters.bucket not in ("auto", view.step):
        told.append(
            f"The range is too long to draw by {view.filters.bucket}: drawn by {view.step}."
        )
    return told


def under_chart(counts: pd.DataFrame, view: View) -> None:
    """How to use the chart, what to know about it, and the way back to a wider range."""
    told = [f"{brush.HOW}, or type it above.", *caveats(counts, view)]
    brush.under(" ".join(told), key="volumes")


def rest(view: View) -> None:
    """Where clusters are told apart: what else is known of them, and the end of the page."""
    if view.by == CLUSTER:
        links.to("clusters", "What these clusters are, and how they changed", view.filters)
        st.stop()
