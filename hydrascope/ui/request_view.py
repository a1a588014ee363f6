"""The requests page's helpers: which days hold rows, and the extract of all of them."""

from typing import Any

import pandas as pd
import streamlit as st

from hydrascope import fmt
from hydrascope.ui import cache, panels

# A download is held in memory; more rows than this are for the command line.
MOST_ROWS = 500_000


def page() -> int:
    """The page asked for, from 1."""
    return int(st.session_state.get("requests_page") or 1)


def days(params: dict[str, Any]) -> pd.DataFrame:
    """Requests and raw rows per day; from the rollup wherever each row is one request."""
    by_row = params["account_key"] is not None or cache.query("requests/grain").iloc[0, 0]
    return cache.query("requests/per_day_rows" if by_row else "requests/per_day", params)


def extract(params: dict[str, Any], rows: int) -> None:
    """The SQL and an extract of every row, not of this page only."""
    if rows > MOST_ROWS:
        st.caption(
            f"An extract of {fmt.count(rows)} rows is too large for a download; narrow the"
            f" range to {fmt.count(MOST_ROWS)} rows, or write it with `python -m hydrascope"
            " export requests --out FILE`."
        )
        return
    everything = params | {"page_rows": rows, "skip_rows": 0}
    panels.sources("requests/rows", everything, key="requests_sources")
