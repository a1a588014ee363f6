"""The page about one cluster: which one, its headline, and its figures."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from hydrascope import fmt
from hydrascope.filters import Filters
from hydrascope.ui import (
    cache,
    case_add,
    case_allow,
    case_desk,
    case_marks,
    cluster_words,
    clusters_view,
    cost_note,
    links,
    panels,
)

Draw = Callable[[pd.DataFrame], go.Figure]
Words = Callable[[pd.DataFrame], str]
BEHIND = "All requests while it lasted"
DAY = dt.timedelta(days=1)
# What of the address belongs to one cluster and is dropped when another is opened.
OWN = ("members_page", "lifelines_page", "drawn", "member", "cluster_release")
PARTS = {
    "why": "Why we believe it",
    "life": "How it lives",
    "use": "What it asks",
    "members": "Its accounts",
    "verdict": "What people say",
}
PART, MEMBERS = "part", PARTS["members"]


@dataclass(frozen=True)
class Opened:
    """A cluster as found, and the filters it was opened with."""

    cluster: "pd.Series[Any]"
    filters: Filters

    @property
    def cluster_id(self) -> str:
        return str(self.cluster["cluster_id"])

    @property
    def lasted(self) -> Filters:
        """The filters, narrowed to whole days from its first request to its last."""
        first_at, last_at = self.cluster["first_seen_at"], self.cluster["last_seen_at"]
        if fmt.is_missing(first_at) or fmt.is_missing(last_at):
            return self.filters
        start_at = pd.Timestamp(first_at).floor("D").to_pydatetime()
        return self.filters.narrowed(start_at, pd.Timestamp(last_at).floor("D") + DAY)

    def params(self, **more: Any) -> dict[str, Any]:
        """Everything the queries about one cluster may bind."""
        return {"cluster_id": self.cluster_id, "family": None, **more}


def chosen() -> Opened:
    """The cluster the address names; where there is none, say so and end the page."""
    clusters_view.require_detection()
    view = clusters_view.asked()
    cluster_id = st.query_params.get("cluster", "").strip()
    found = cache.query("clusters/one_cluster", {"cluster_id": cluster_id})
    if found.empty:
        st.title("One cluster")
        if cluster_id:
            panels.note(
                f"There is no cluster {cluster_id} in this dataset.",
                "Another import or detection may have changed its members, and with them its name.",
            )
        else:
            panels.note("No cluster is chosen.", "Choose one in the cluster timeline.")
        links.to("clusters", "Cluster timeline", view.filters, **view.carried())
        st.stop()
    _begin(cluster_id)
    return Opened(found.iloc[0], view.filters)


def _begin(cluster_id: str) -> None:
    """Another cluster begins at its first pages, with nothing chosen in it."""
    if st.session_state.setdefault("cluster_of", cluster_id) != cluster_id:
        st.session_state["cluster_of"] = cluster_id
        for name in OWN:
            st.session_state.pop(name, None)


def ways(opened: Opened) -> None:
    """Back to all clusters, beside another one."""
    kept = clusters_view.asked().carried()
    with st.container(
        horizontal=True, gap="small", vertical_alignment="center", key="cluster_ways"
    ):
        links.to("clusters", "All clusters", opened.filters, **kept)
        links.to(
            "clusters_compare",
            "Beside another cluster",
            opened.filters,
            cluster=opened.cluster_id,
            **kept,
        )
        links.to("briefing", "Briefing on it", opened.filters, cluster=opened.cluster_id)
        if (held := case_desk.current()) is not None:
            links.to("case", f"Case {held}", opened.filters, case=str(held))
        case_add.this_page(cluster_words.title(opened.cluster_id), key="cluster_page")
        case_allow.form("cluster", "Allow-list", key="cluster", cluster_id=opened.cluster_id)
    case_allow.banner(case_allow.of_cluster(opened.cluster_id))


def headline(opened: Opened) -> None:
    """What it looks like, how sure, how big, since when; who is counted."""
    cluster = opened.cluster
    st.markdown(f"{cluster_words.verdict(cluster)} {cluster_words.summary(cluster)}")
    estimated = float(cluster["estimated_share"])
    began = [at for at in cluster[["first_signup_at", "first_seen_at"]] if not fmt.is_missing(at)]
    tiles = {
        "Accounts": fmt.count(cluster["accounts"]),
        "Requests": fmt.compact(cluster["requests"]),
        "Share of all requests": fmt.percent(cluster["share_of_requests"]),
        "Tokens": fmt.compact(cluster["tokens"]),
        cost_note.label(estimated): fmt.usd(cluster["cost_usd"]),
        "Since (UTC)": _day(min(began, default=None)),
        "Until (UTC)": _day(cluster["last_seen_at"]),
        "Confidence": str(cluster["confidence"]).capitalize(),
    }
    with st.grid(min_column_width=170, key="cluster_tiles"):
        for label, value in tiles.items():
            panels.tile(label, value)
    st.markdown(cluster_words.counted(cluster, case_marks.of(opened.cluster_id)))
    st.caption(
        "Found over all the data: the range and the filters above change nothing on this page."
        " A cluster is a question, not an accusation; who is behind it is not judged here."
    )
    cost_note.below(estimated, "of the cost of this cluster")


def part() -> str:
    """Which part of the page is shown: the others are asked for only when they are opened."""
    return str(
        st.segmented_control(
            "Part",
            list(PARTS),
            default="why",
            required=True,
            format_func=PARTS.__getitem__,
            key=PART,
            bind="query-params",
            label_visibility="collapsed",
        )
    )


def _day(at: Any) -> str:
    """The day of a moment, short enough for a tile."""
    return fmt.MISSING if fmt.is_missing(at) else fmt.step(at, "day").removesuffix(" UTC")


def figure(
    opened: Opened,
    name: str,
    draw: Draw,
    words: Words,
    *,
    lacking: str,
    rows: Callable[[pd.DataFrame], pd.DataFrame] | None = None,
    key: str = "",
    **more: Any,
) -> pd.DataFrame:
    """One question about the cluster as a figure, or a sentence where there is no answer.

    ``rows`` keeps the part of the answer the figure is about.
    """
    params = opened.params(**more)
    frame = cache.query(f"clusters/{name}", params)
    drawn = rows(frame) if rows else frame
    if panels.has_rows(drawn, lacking):
        shown(opened, name, draw(drawn), words(drawn), params, frame, key=key)
    return drawn


def shown(
    opened: Opened,
    name: str,
    drawn: go.Figure,
    alt: str,
    params: Mapping[str, Any],
    frame: pd.DataFrame,
    *,
    key: str = "",
) -> None:
    """A figure of the page, with its SQL, its numbers and its extract."""
    panels.figure(
        drawn,
        key=key or f"cluster_{name.removeprefix('one_')}",
        alt=alt,
        sql=f"clusters/{name}",
        params=params,
        frame=frame,
        behind={BEHIND: opened.lasted},
    )
