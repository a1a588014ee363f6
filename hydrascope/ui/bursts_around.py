"""What lies around one burst: waves, overlaps, clusters, its accounts and their first use."""

from typing import Any

import pandas as pd
import streamlit as st

from hydrascope import fmt
from hydrascope.ui import (
    allow_marks,
    bursts_words,
    cache,
    clusters_elsewhere,
    links,
    paging,
    panels,
)
from hydrascope.ui.bursts_one import Opened, turn

PAGE, TABLE = "burst_accounts_page", "burst_accounts"
SORTS = {
    "Earliest sign-up first": "signed_up_at",
    "Most shared values first": "shared_values",
    "Most requests first": "requests",
}
MOST_LINKS, MOST_HIGH = 8, 320
COLUMNS = [
    "pseudonym",
    "listed",
    "signed_up_at",
    "shared_values",
    "signup_country",
    "plan",
    "email_domain",
    "status",
    "first_request_at",
    "requests",
]


def afterwards(opened: Opened) -> None:
    """What became of its accounts, in a sentence."""
    st.write(bursts_words.afterwards(opened.burst))


def first_use(opened: Opened) -> None:
    """Which models and tasks its accounts asked for in their first week."""
    params = opened.params()
    used = cache.query("bursts/first_use", params)
    if panels.has_rows(used, "None of its accounts asked anything in their first seven days."):
        st.markdown("**First models and tasks**, on the day of sign-up and the six after:")
        panels.table(
            used,
            key="burst_first_use",
            alt="First models and tasks of its accounts",
            height="content",
        )
        panels.sources("bursts/first_use", params, key="burst_first_use_sources")


def waves(opened: Opened) -> None:
    """The series it is part of, in order; other bursts and the clusters of its accounts."""
    with st.container(key="burst_waves"):
        _series(opened)
        _overlaps(opened)
    clusters_elsewhere.of_burst(opened.burst_id, opened.view.filters)


def _series(opened: Opened) -> None:
    series = cache.query("bursts/series", opened.params())
    if panels.has_rows(series, "It stands alone: no adjacent wave shares rare values with it."):
        st.markdown(f"One of {len(series)} waves close in time that share rare values, in order:")
        many = len(series) > MOST_LINKS
        with st.container(height=MOST_HIGH if many else "content", gap=None):
            for _, wave in series.iterrows():
                _wave(opened, wave)


def _overlaps(opened: Opened) -> None:
    others = cache.query("bursts/overlaps", opened.params())
    if panels.has_rows(others, "No other burst holds any of its accounts."):
        st.markdown("Bursts that hold some of the same accounts:")
        for _, other in others.head(MOST_LINKS).iterrows():
            common = f"{fmt.count(other['common_accounts'])} in common"
            with _line():
                turn(bursts_words.brief(other), str(other["burst_id"]), "burst_overlap")
                st.caption(f"{common} · {bursts_words.among(other)}", width="content")
        if len(others) > MOST_LINKS:
            st.caption(f"And {len(others) - MOST_LINKS} more with fewer accounts in common.")


def _wave(opened: Opened, wave: "pd.Series[Any]") -> None:
    said = f"{int(wave['wave'])}. {bursts_words.brief(wave)}"
    with _line():
        if str(wave["burst_id"]) == opened.burst_id:
            st.markdown(f"{said.replace('.', chr(92) + '.', 1)} (this one)", width="content")
        else:
            turn(said, str(wave["burst_id"]), "burst_wave")
        st.caption(bursts_words.among(wave), width="content")


def _line() -> Any:
    """A way to another burst and what it is, side by side; on a phone one below the other."""
    return st.container(horizontal=True, gap=None, vertical_alignment="center")


def accounts(opened: Opened) -> None:
    """Its accounts, one page from SQL; choosing a row opens that account."""
    sort = st.selectbox(
        "Order", list(SORTS), key="burst_accounts_sort", bind="query-params", width=260
    )
    if st.session_state.get("burst_accounts_of") != opened.burst_id:
        st.session_state["burst_accounts_of"] = opened.burst_id
        st.session_state.pop(PAGE, None)  # another burst begins at its first page
    size = int(opened.burst["accounts"])
    page = paging.within(PAGE, size)
    params = opened.params(
        sort=SORTS[sort], page_rows=paging.PAGE_ROWS, skip_rows=(page - 1) * paging.PAGE_ROWS
    )
    rows = cache.query("bursts/accounts", params)
    st.caption(
        f"{fmt.count(size)} accounts, of which about {fmt.times(opened.burst['expected_accounts'])}"
        " would have signed up anyway: ordinary sign-ups of the same time are among them, and"
        " shared values help to tell them apart. Choose a row to open one."
    )
    rows = rows.assign(listed=allow_marks.of_accounts(rows["pseudonym"]))
    panels.table(
        rows,
        key=TABLE,
        alt=f"{len(rows)} of the {fmt.count(size)} accounts of this burst",
        columns=[name for name in COLUMNS if name != "listed" or rows[name].notna().any()],
        on_select="rerun",
        selection_mode="single-row",
        height=panels.tall(len(rows)),
    )
    if paging.pages(size) > 1:
        st.pagination(paging.pages(size), key=PAGE, bind="query-params")
    everything = params | {"page_rows": size, "skip_rows": 0}
    panels.sources("bursts/accounts", everything, key="burst_accounts_sources")
    places = st.session_state[TABLE]["selection"]["rows"]
    if places and places[0] < len(rows):
        name = str(rows["pseudonym"].iloc[places[0]])
        links.go("account", opened.view.filters, account=name)
