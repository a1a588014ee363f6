"""The requests page's helpers: which days hold rows, and the extract of all of them."""

from typing import Any

import pandas as pd
import streamlit as st

from hydrascope import fmt
from hydrascope.filters import Filters
from hydrascope.ui import cache, panels

# A download is held in memory; more rows than this are for the command line.
MOST_ROWS = 500_000


def days(params: dict[str, Any]) -> pd.DataFrame:
    """Requests and raw rows per day; from the rollup wherever each row is one request."""
    by_row = params["account_key"] is not None or cache.query("requests/grain").iloc[0, 0]
    return cache.query("requests/per_day_rows" if by_row else "requests/per_day", params)


def too_large(rows: int, filters: Filters, *, one_account: bool = False) -> str:
    """Why there is no download, and the command that writes the range; it knows no filters."""
    edges = [at.isoformat(timespec="minutes") for at in (filters.start_at, filters.end_at)]
    said = (
        f"An extract of {fmt.count(rows)} rows is too large for a download; narrow the view to"
        f" {fmt.count(MOST_ROWS)} rows, or write the range with `python -m hydrascope export"
        f" requests --from {edges[0]} --to {edges[1]} --out requests.parquet`."
    )
    if filters.chips or one_account:
        said += " That file holds every request of the range, whatever the filters."
    return said


def extract(params: dict[str, Any], rows: int, filters: Filters) -> None:
    """The SQL and an extract of every row, not of this page only."""
    if rows > MOST_ROWS:
        st.caption(too_large(rows, filters, one_account=params["account_key"] is not None))
        return
    everything = params | {"page_rows": rows, "skip_rows": 0}
    panels.sources("requests/rows", everything, key="requests_sources")
