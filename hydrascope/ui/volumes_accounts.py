"""The accounts-by-volume page's table: its order, its page, the account chosen in it."""

from typing import Any

import pandas as pd
import streamlit as st

from hydrascope import fmt
from hydrascope.ui import cache, headline, paging, panels, volumes_windows
from hydrascope.ui.volumes_view import View

SORTS = {"amount": "Largest first", "rise": "Largest rise first", "fall": "Largest fall first"}
TABLE = "volumes_accounts"
COLUMNS = ["pseudonym", "signup_country", "plan", "created_at", "amount", "share_of_amount"]
CHANGES = ["expected_amount", "excess", "share_of_excess"]
PAGE = "volumes_accounts_page"


def choice(view: View) -> dict[str, Any]:
    """What the table's query binds: the order and the page chosen."""
    compares = headline.reaches_back(view.filters)
    sort = "amount"
    if compares:
        sort = st.segmented_control(
            "Order",
            list(SORTS),
            default="amount",
            required=True,
            format_func=SORTS.__getitem__,
            key="volumes_accounts_sort",
            bind="query-params",
        )
    page = paging.asked(PAGE)
    return volumes_windows.ranked(view, sort=sort, page=page, size=paging.PAGE_ROWS)


def rows(params: dict[str, Any]) -> pd.DataFrame:
    """The page of accounts asked for; the last one where they end before it."""
    return paging.rows(
        lambda skip: cache.query("volumes/accounts", params | {"page_offset": skip}),
        PAGE,
        "accounts_total",
    )


def told(view: View, found: int) -> str:
    """How many accounts, over what, against what."""
    filters = view.filters
    said = (
        f"{fmt.count(found)} accounts by {fmt.unit(view.measure)},"
        f" {fmt.span(filters.start_at, filters.end_at)}"
    )
    if headline.reaches_back(filters):
        return f"{said}; expected from {fmt.span(*filters.before())}."
    return f"{said}. {headline.compared(filters)}"


def table(accounts: pd.DataFrame, view: View) -> None:
    """One page of accounts; choosing a row offers what is behind it."""
    compares = headline.reaches_back(view.filters)
    panels.table(
        accounts,
        key=TABLE,
        alt=f"{len(accounts)} accounts by {fmt.unit(view.measure)}",
        columns=[*COLUMNS, *(CHANGES if compares else [])],
        on_select="rerun",
        selection_mode="single-row",
        height=520,
    )


def opened(accounts: pd.DataFrame) -> str | None:
    """The account of the chosen row."""
    rows = st.session_state[TABLE]["selection"]["rows"]
    return str(accounts["pseudonym"].iloc[rows[0]]) if rows and rows[0] < len(accounts) else None


def everything(params: dict[str, Any], found: int) -> dict[str, Any]:
    """The same question for every account at once: what an extract holds."""
    return params | {"page_size": found, "page_offset": 0}
