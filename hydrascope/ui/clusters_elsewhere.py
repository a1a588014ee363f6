"""Clusters on pages that are about something else: the overview and one burst."""

from typing import Any, Literal

import pandas as pd
import streamlit as st

from hydrascope import fmt
from hydrascope.filters import Filters
from hydrascope.ui import allow_marks, cache, clusters_view, clusters_words, links, panels

FEW = 5
MOST_HIGH = 320


def matter(filters: Filters, daily: pd.DataFrame | None) -> None:
    """The overview's clusters that matter, each with the way to it, and their ``daily`` sums."""
    st.header("The clusters that matter")
    if not clusters_view.detected():
        st.caption(" ".join(clusters_view.NEVER))
        return
    view = clusters_view.View(filters)
    clusters_view.answer(view)
    params = view.params(page_rows=FEW)
    shown = cache.query("clusters/list", params)
    with st.container(key="overview_clusters", gap="xsmall"):
        for place, listed in enumerate(allow_marks.of_clusters(shown["cluster_id"])):
            cluster = shown.iloc[place]
            told = f"{clusters_words.judged(cluster)} · {clusters_words.size(cluster)}"
            _line(str(cluster["cluster_id"]), _marked(told, listed), filters)
        more = int(shown["found"].iloc[0]) - len(shown) if len(shown) else 0
        label = f"{more} more like these, and all of them" if more else "All of them"
        links.to("clusters", f"{label} over time" if len(shown) else "Cluster timeline", filters)
        links.to("briefing", "Briefing on those that act as one", filters)
    if len(shown):
        panels.sources("clusters/list", params, key="overview_clusters_sources")
    if daily is not None and len(daily):
        label = "Their days: data and SQL"
        panels.sources(
            "overview/flagged",
            params,
            daily,
            key="overview_flagged_sources",
            behind={},
            label=label,
        )


def _line(cluster_id: str, told: str, filters: Filters) -> None:
    """The way to a cluster and what it is, side by side; on a phone one below the other."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        links.to("cluster", f"Cluster {cluster_id}", filters, cluster=cluster_id)
        st.caption(told, width="content")


def _marked(told: str, listed: str | None) -> str:
    """A cluster in words, with its mark of the allow-list."""
    return f"{told} · **{listed}**" if listed else told


def flagged(filters: Filters) -> pd.DataFrame | None:
    """Each day's requests by clusters that act as one; None where that cannot be told."""
    if why_not(filters) is not None:
        return None
    return cache.query("overview/flagged", clusters_view.View(filters).params())


def why_not(filters: Filters) -> str | None:
    """Why the timeline does not show how much came from clusters; None where it does."""
    if not clusters_view.detected():
        return "Clusters have not been looked for."
    days = clusters_view.whole_days((filters.start_at, filters.end_at))
    if filters.resolved_bucket != "day" or days != (filters.start_at, filters.end_at):
        return "What came from clusters is kept by whole days and drawn for them only."
    if filters.chips:
        return "What came from clusters is not drawn under filters: it is kept for all requests."
    return None


def of_burst(burst_id: str, filters: Filters) -> None:
    """Which clusters a burst's accounts are in, and the way to each."""
    if not clusters_view.detected():
        st.caption(" ".join(clusters_view.NEVER))
        return
    params = {"burst_id": burst_id}
    found = cache.query("clusters/of_burst", params)
    if not panels.has_rows(found, "None of its accounts is in a cluster."):
        return
    st.markdown(_counted(found))
    with st.container(key="burst_clusters", gap="xsmall", height=_high(len(found))):
        for place, listed in enumerate(allow_marks.of_clusters(found["cluster_id"])):
            cluster = found.iloc[place]
            _line(str(cluster["cluster_id"]), _marked(_share(cluster), listed), filters)
    panels.sources("clusters/of_burst", params, key="burst_clusters_sources")


def _high(rows: int) -> int | Literal["content"]:
    return MOST_HIGH if rows > 2 * FEW else "content"


def _counted(found: pd.DataFrame) -> str:
    """How many of the burst's accounts are in clusters, and how many of those act as one."""
    accounts = fmt.count(found["common_accounts"].sum())
    clusters = "one cluster" if len(found) == 1 else f"{fmt.count(len(found))} clusters"
    acting = int((found["kind"] == "coordinated").sum())
    told = f"{accounts} of its accounts are members of {clusters}"
    if not acting or len(found) == 1:
        return f"{told}:"
    return f"{told}, of which {fmt.count(acting)} {'acts' if acting == 1 else 'act'} as one:"


def _share(cluster: "pd.Series[Any]") -> str:
    told = (
        f"{fmt.count(cluster['common_accounts'])} of its {fmt.count(cluster['accounts'])} accounts"
    )
    if cluster["possible_accounts"]:
        told += f" and {fmt.count(cluster['possible_accounts'])} near misses"
    return f"{clusters_words.judged(cluster)} · {told} are in this burst"
