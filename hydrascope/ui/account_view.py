"""The two halves of the accounts page: the list, and the facts about one account."""

from typing import Any

import pandas as pd
import streamlit as st

from hydrascope import fmt
from hydrascope.filters import Filters
from hydrascope.ui import cache, cost_note, filter_bar, headline, paging, panels

SHOWN = {"asked": "Asked in the range", "signup": "Signed up in the range", "all": "All known"}
SORTS = {"requests": "Most requests first", "signup": "Latest sign-up first"}
PAGE = "accounts_page"
_FACTS = (
    ("status", "Status"),
    ("plan", "Plan"),
    ("signup_country", "Sign-up country"),
    ("identity_provider", "Signed up with"),
    ("email_domain", "Mail domain"),
    ("email_pattern", "Mail pattern"),
)


def listing(filters: Filters) -> None:
    """The accounts table, one page from SQL; choosing a row opens that account."""
    name, params = _choice(filters)
    frame = paging.rows(lambda skip: cache.query(name, params | {"skip_rows": skip}), PAGE, "found")
    found = paging.counted(frame, "found")
    st.caption(_said(params["shown"], found))
    if not panels.has_rows(
        frame, "No account fits this range and these filters.", "Widen the range or show all."
    ):
        return
    panels.table(
        frame.drop(columns="found"),
        key="accounts",
        alt=f"{len(frame)} of {found:,} accounts",
        on_select=_open,
        selection_mode="single-row",
        height=560,
    )
    st.session_state["accounts_names"] = frame["pseudonym"].tolist()
    st.pagination(paging.pages(found), key=PAGE, bind="query-params")
    everything = params | {"page_rows": found, "skip_rows": 0}
    panels.sources(name, everything, key="accounts_sources")
    cost_note.under(filters)


def _choice(filters: Filters) -> tuple[str, dict[str, Any]]:
    """Which query lists what was asked for, and its parameters."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        shown = st.segmented_control(
            "Show",
            list(SHOWN),
            default="asked",
            required=True,
            format_func=SHOWN.__getitem__,
            key="accounts_show",
            bind="query-params",
        )
        sort = st.selectbox(
            "Order",
            list(SORTS),
            format_func=SORTS.__getitem__,
            key="accounts_sort",
            bind="query-params",
            width=240,
        )
    params = filters.params(
        shown=shown,
        signed_up=shown == "signup",
        asked_only=shown == "asked",
        sort=sort,
        page_rows=paging.PAGE_ROWS,
    )
    params |= headline.whole_days(filters.start_at, filters.end_at)
    if shown == "asked" and filters.chips:
        return "accounts/asked_chosen", params
    # Over all the data the totals per account say the same, and are there already.
    if shown == "asked" and not filter_bar.whole_range(filters):
        return "accounts/asked", params
    return "accounts/known", params


def _said(shown: str, found: int) -> str:
    told = f"{fmt.count(found)} accounts. Choose a row to open one."
    if shown != "asked":
        told += " Of the filters, only country and plan apply, to the sign-up."
    return told


def _open() -> None:
    """Callback of the table: put the chosen account into the address."""
    rows = st.session_state["accounts"]["selection"]["rows"]
    if rows:
        st.session_state["account"] = st.session_state["accounts_names"][rows[0]]


def facts(who: "pd.Series[Any]") -> None:
    """The account's name, what its file says, and how far it reaches."""
    st.header(str(who["pseudonym"]))
    with st.grid(min_column_width=210, key="account_tiles"):
        panels.tile("Requests in all the data", fmt.count(who["requests"]))
        panels.tile("Signed up (UTC)", fmt.moment(who["created_at"]))
        panels.tile("First request (UTC)", fmt.moment(who["first_request_at"]))
        panels.tile("Last request (UTC)", fmt.moment(who["last_request_at"]))
    told = [
        f"{label}: {who[column]}" for column, label in _FACTS if not fmt.is_missing(who[column])
    ]
    if who["is_derived"]:
        told.append("No account file knows it; all we have is its requests")
    st.write(" · ".join(told))
    first_at, last_at = filter_bar.data_span()
    st.caption(f"The data covers {fmt.span(first_at, last_at)}.")


def mix(name: str, params: dict[str, Any]) -> None:
    """What it asks for, and from where."""
    found = cache.query("accounts/mix", params)
    st.subheader("What it asks for, and from where")
    panels.table(found, key="account_mix", alt=f"Requests of {name}, told apart")
    panels.sources("accounts/mix", params, key="account_mix_sources")


def shown(name: str, params: dict[str, Any]) -> None:
    """Its attributes, rarest first, and the events that name it."""
    attributes = cache.query("accounts/attributes", params)
    if panels.has_rows(attributes, "No attribute of it is loaded."):
        alt = f"Attributes of {name}, rarest first"
        panels.table(attributes, key="account_attributes", alt=alt)
        panels.sources("accounts/attributes", params, key="account_attributes_sources")
    happened = cache.query("accounts/events", {"pseudonym": name})
    if panels.has_rows(happened, "No event names it."):
        panels.table(happened, key="account_events", alt=f"Events about {name}")
