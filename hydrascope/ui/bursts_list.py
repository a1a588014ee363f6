"""The ranked list of bursts: one page from SQL, explained ones grey; a row opens its burst."""

from typing import Any

import pandas as pd
import streamlit as st

from hydrascope import fmt, theme
from hydrascope.ui import bursts_explained, bursts_view, bursts_words, cache, links, paging, panels
from hydrascope.ui.bursts_view import View

TABLE = "bursts_list"
PAGE = "bursts_page"
COLUMNS = [
    "rank",
    "burst_start_at",
    "signups",
    "accounts",
    "expected_accounts",
    "score",
    "burst_among",
    "verdict",
    "confidence",
    "burst_top",
    "later_requests",
    "still_active",
    "banned_accounts",
    "lasts",
    "burst_said",
]


def draw(view: View) -> None:
    """The list, its pages, and a second way to open a burst, by name."""
    params = view.params(page_rows=paging.PAGE_ROWS)
    rows = paging.rows(
        lambda skip: cache.query("bursts/list", params | {"skip_rows": skip}), PAGE, "found"
    )
    if not panels.has_rows(
        rows,
        "No burst in this range at this sensitivity and size.",
        "Widen the range, choose a lenient sensitivity or a smaller minimum size.",
    ):
        bursts_view.beyond(0, view)
        return
    found = paging.counted(rows, "found")
    st.caption(
        f"{fmt.count(found)} bursts that overlap the range. Choose a row to open a burst. Filters"
        " other than the range change nothing here."
    )
    bursts_view.beyond(found, view)
    rows = bursts_explained.known(rows)
    _table(rows)
    _by_name(rows, view)
    if paging.pages(found) > 1:
        st.pagination(paging.pages(found), key=PAGE, bind="query-params")
    panels.sources(
        "bursts/list", params | {"page_rows": found, "skip_rows": 0}, key="bursts_list_sources"
    )
    if chosen := _chosen(rows):
        links.go("burst", view.filters, burst=chosen, **view.carried())


def _chosen(rows: pd.DataFrame) -> str | None:
    """The burst of the chosen row."""
    places = st.session_state[TABLE]["selection"]["rows"]
    return str(rows["burst_id"].iloc[places[0]]) if places and places[0] < len(rows) else None


def arranged(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with their columns in words, as the table shows them."""
    bursts = [burst for _, burst in rows.iterrows()]
    return rows.assign(
        burst_start_at=rows["start_at"],
        lasts=[bursts_words.lasts(burst) for burst in bursts],
        burst_among=[bursts_words.among(burst) for burst in bursts],
        burst_top=[bursts_words.top(burst) for burst in bursts],
        still_active=rows["active_accounts"],
        burst_said=rows["explained_reason"],
    )[COLUMNS]


def _table(rows: pd.DataFrame) -> None:
    shown = arranged(rows)
    grey = rows["explained_reason"].notna().to_numpy()
    panels.table(
        shown.style.apply(lambda _: _colors(grey), axis=0) if grey.any() else shown,
        key=TABLE,
        alt=f"{len(shown)} bursts, ranked; explained ones in grey",
        columns=COLUMNS,
        on_select="rerun",
        selection_mode="single-row",
        height=panels.tall(len(shown)),
    )


def _colors(grey: Any) -> list[str]:
    return [f"color: {theme.GREY}" if is_grey else "" for is_grey in grey]


def _by_name(rows: pd.DataFrame, view: View) -> None:
    """The same for the keyboard and for screen readers: typing finds a burst."""
    named = {str(burst["burst_id"]): bursts_words.listed(burst) for _, burst in rows.iterrows()}
    chosen = st.selectbox(
        "Open a burst",
        list(named),
        index=None,
        format_func=named.__getitem__,
        placeholder="Type a date or an attribute",
        key="bursts_open",
        width=480,
    )
    if chosen:
        links.go("burst", view.filters, burst=chosen, **view.carried())
