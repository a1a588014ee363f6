"""What the cluster timeline says of its lanes: which are drawn, and how to read them."""

from typing import Any

import pandas as pd
import streamlit as st

from hydrascope import fmt
from hydrascope.ui import allow_marks, brush, clusters_view
from hydrascope.ui.clusters_view import View

MOST_LANES = 16


def shown(view: View) -> pd.DataFrame:
    """The clusters that have a lane, with the mark of those on the allow-list."""
    found = clusters_view.ranked(view, MOST_LANES)
    return found.assign(listed=allow_marks.of_clusters(found["cluster_id"]))


def params(view: View, shown: pd.DataFrame) -> dict[str, Any]:
    """What the days behind the lanes bind."""
    return view.params(cluster_ids=shown["cluster_id"].tolist())


def within(view: View) -> tuple[Any, Any]:
    """What the time axis shows: the whole days of the range."""
    asked = view.params()
    return asked["start_at"], asked["end_at"]


def under(shown: pd.DataFrame, view: View, *, key: str) -> None:
    """What the marks mean, how to read the lanes, and the way back to a wider range."""
    st.caption(key)
    told = [
        f"{brush.HOW}. A lane is as thick as that day's requests; its full height is its own"
        " busiest day, so compare thickness within a lane and sizes in the leaderboard."
    ]
    found = int(shown["found"].iloc[0])
    if found > len(shown):
        told.append(
            f"The first {len(shown)} of {fmt.count(found)} clusters have a lane; the leaderboard"
            " lists them all."
        )
    if shown["listed"].notna().any():
        told.append("The next detection leaves out what is said to be allow-listed.")
    told += caveats(view)
    brush.under(" ".join(told), key="clusters")


def caveats(view: View) -> list[str]:
    """What a reader must know, in sentences."""
    told = []
    if within(view) != (view.filters.start_at, view.filters.end_at):
        told.append("Clusters are counted by whole UTC days, so the range is widened to them.")
    if view.filters.chips:
        told.append("Filters other than the range change nothing here.")
    notes = clusters_view.facts()
    return told + [str(text) for text in notes.loc[notes["name"] == "note", "value"]]
