"""Pages of raw rows without reading more days than a page needs."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

PAGE_ROWS = 50
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Slice:
    """Where a page's rows lie: a stretch of time, and how many of its rows to skip."""

    start_at: dt.datetime
    end_at: dt.datetime
    skip_rows: int

    def params(self, size: int = PAGE_ROWS) -> dict[str, Any]:
        """What ``requests/rows`` binds for this page."""
        return {
            "start_at": self.start_at,
            "end_at": self.end_at,
            "skip_rows": self.skip_rows,
            "page_rows": size,
        }


def pages(rows: int, size: int = PAGE_ROWS) -> int:
    """How many pages so many rows make; at least one."""
    return max(1, -(-rows // size))


def asked(key: str) -> int:
    """The page number chosen, from 1: the widget's, or the address's before it is drawn."""
    try:
        return max(1, int(st.session_state.get(key) or st.query_params.get(key) or 1))
    except ValueError:
        return 1


def within(key: str, rows: int) -> int:
    """The page asked for, or the last one where the rows end before it."""
    page, last = asked(key), pages(rows)
    if page > last:
        st.session_state[key] = last  # the widget, drawn later, agrees
    return min(page, last)


def rows(ask: Callable[[int], pd.DataFrame], key: str, total: str) -> pd.DataFrame:
    """The page asked for, or the last one where the rows end before it.

    ``ask`` takes how many rows to skip; ``total`` is the column that holds how many there
    are over every page.
    """
    skip = (asked(key) - 1) * PAGE_ROWS
    found = ask(skip)
    if len(found) or not skip:
        return found
    last = within(key, counted(ask(0), total))
    return ask((last - 1) * PAGE_ROWS)


def counted(found: pd.DataFrame, total: str) -> int:
    """How many rows there are over every page."""
    return int(found[total].iloc[0]) if len(found) else 0


def locate(
    days: pd.DataFrame, page: int, start_at: dt.datetime, end_at: dt.datetime, size: int = PAGE_ROWS
) -> Slice:
    """The days that hold page ``page`` (from 1), by ``day_at`` and ``raw_rows`` of ``days``.

    Rows run from the earliest; the stretch never leaves ``start_at`` to ``end_at``.
    """
    skip = (page - 1) * size
    upto = days["raw_rows"].cumsum().to_numpy()
    first = int(upto.searchsorted(skip, side="right"))
    if first >= len(days):
        return Slice(start_at, start_at, 0)
    last = min(int(upto.searchsorted(skip + size, side="left")), len(days) - 1)
    day_at = days["day_at"]
    before = int(upto[first - 1]) if first else 0
    return Slice(
        max(day_at.iloc[first].to_pydatetime(), start_at),
        min(day_at.iloc[last].to_pydatetime() + DAY, end_at),
        skip - before,
    )
