"""The leaderboard of clusters: one page from SQL; a row opens its cluster."""

from typing import Any

import pandas as pd
import streamlit as st

from hydrascope import fmt
from hydrascope.ui import allow_marks, cache, clusters_words, links, paging, panels
from hydrascope.ui.clusters_view import View

TABLE, PAGE = "clusters_list", "clusters_page"
FELL_PAGE = "candidates_page"
COLUMNS = [
    "rank",
    "cluster",
    "cluster_kind",
    "confidence",
    "listed",
    "accounts",
    "requests",
    "share_of_requests",
    "cluster_change",
    "tokens",
    "cluster_cost",
    "first_request_at",
    "last_request_at",
    "still_active",
    "banned_accounts",
    "cluster_families",
    "explained_by",
]
FELL = ["accounts", "cluster_families", "fell_at", "reason"]


def draw(view: View) -> None:
    """The list, its pages, and a second way to open a cluster, by name."""
    params = view.params(page_rows=paging.PAGE_ROWS)
    rows = paging.rows(
        lambda skip: cache.query("clusters/list", params | {"skip_rows": skip}), PAGE, "found"
    )
    if not panels.has_rows(rows, "No cluster like that in this range."):
        return
    found = paging.counted(rows, "found")
    st.caption(_told(found, view))
    _table(rows)
    _by_name(rows, view)
    if paging.pages(found) > 1:
        st.pagination(paging.pages(found), key=PAGE, bind="query-params")
    panels.sources(
        "clusters/list", params | {"page_rows": found, "skip_rows": 0}, key="clusters_list_sources"
    )
    places = st.session_state[TABLE]["selection"]["rows"]
    if places and places[0] < len(rows):
        _open(view, str(rows["cluster_id"].iloc[places[0]]))


def _told(found: int, view: View) -> str:
    """What the figures count, and what the changes are against."""
    told = [f"{clusters_words.many(found, folded=view.is_folded)} with something in the range."]
    told.append("Figures count probable members only. Choose a row to open a cluster.")
    params = view.params()
    if params["before_start_at"] is not None:
        before = fmt.span(params["before_start_at"], params["before_end_at"])
        told.append(f"Changes are against {before}.")
    else:
        told.append("No change is shown: the data does not reach back over the period before.")
    return " ".join(told)


def arranged(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with their columns in words, as the table shows them."""
    pairs = zip(rows["requests"], rows["before_requests"], strict=True)
    changes: list[Any] = [fmt.change(now, before) or None for now, before in pairs]
    listed: list[Any] = allow_marks.of_clusters(rows["cluster_id"])
    otherwise: list[Any] = [clusters_words.otherwise(row) for _, row in rows.iterrows()]
    return rows.assign(
        cluster=rows["cluster_id"],
        cluster_kind=[fmt.kind(kind) for kind in rows["kind"]],
        cluster_change=changes,
        first_request_at=rows["first_seen_at"],
        last_request_at=rows["last_seen_at"],
        still_active=rows["active_accounts"],
        cluster_families=rows["families"],
        cluster_cost=rows["cost_usd"],
        explained_by=otherwise,
        listed=listed,
    )[COLUMNS]


def _table(rows: pd.DataFrame) -> None:
    shown = arranged(rows)
    known = [name for name in COLUMNS if shown[name].notna().any()]
    panels.table(
        shown,
        key=TABLE,
        alt=f"{len(shown)} clusters, ranked",
        columns=known,
        on_select="rerun",
        selection_mode="single-row",
        height=panels.tall(len(shown)),
    )


def _by_name(rows: pd.DataFrame, view: View) -> None:
    """The same for the keyboard and for screen readers: typing finds a cluster."""
    named = {str(row["cluster_id"]): clusters_words.listed(row) for _, row in rows.iterrows()}
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        chosen = st.selectbox(
            "Open a cluster",
            list(named),
            index=None,
            format_func=named.__getitem__,
            placeholder="Type its name or what it looks like",
            key="clusters_open",
            width=480,
        )
        if len(named) > 1:
            one, other = list(named)[:2]
            links.to("clusters_compare", "Compare two", view.filters, cluster=one, other=other)
    if chosen:
        _open(view, chosen)


def _open(view: View, cluster: str) -> None:
    links.go("cluster", view.filters, cluster=cluster)


def fell(filters: pd.DataFrame) -> str:
    """How many groups were looked at, and how many are left."""
    first, last = filters.iloc[0], filters.iloc[-1]
    return (
        f"{fmt.count(first['candidates_before'])} groups of accounts were candidates;"
        f" {fmt.count(last['candidates_after'])} are left after every filter."
    )


def filters_told(filters: pd.DataFrame) -> None:
    """What each filter asks, and how many fell at it."""
    lines = []
    for _, row in filters.iterrows():
        name = str(row["filter"])
        fell = fmt.count(row["candidates_before"] - row["candidates_after"])
        left = f"{fmt.count(row['candidates_after'])} with {fmt.count(row['accounts_after'])}"
        told = f"{fell} fell, {left} accounts left"
        lines.append(f"* **{name[0].upper()}{name[1:]}**: {row['sentence']} :gray[{told}]")
    st.markdown("\n".join(lines))
    if waiting := allow_marks.told():
        st.caption(waiting)


def fallen() -> None:
    """Which candidates fell and why: closed until asked for, one page from SQL."""
    opened = st.expander("Candidates that fell, and why", key="clusters_fallen", on_change="rerun")
    if not opened.open:
        return
    with opened:
        rows = paging.rows(_fell, FELL_PAGE, "found")
        if not panels.has_rows(rows, "No candidate fell."):
            return
        found = paging.counted(rows, "found")
        panels.table(
            rows.assign(cluster_families=rows["families"]),
            key="clusters_fell",
            alt=f"{len(rows)} of {fmt.count(found)} candidates that fell",
            columns=FELL,
            height=panels.tall(len(rows)),
        )
        if paging.pages(found) > 1:
            st.pagination(paging.pages(found), key=FELL_PAGE, bind="query-params")
        whole: dict[str, Any] = {"page_rows": found, "skip_rows": 0}
        panels.sources("clusters/candidates", whole, key="clusters_fell_sources")


def _fell(skip: int) -> pd.DataFrame:
    return cache.query("clusters/candidates", {"page_rows": paging.PAGE_ROWS, "skip_rows": skip})
