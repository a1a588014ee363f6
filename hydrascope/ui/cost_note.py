"""Which part of a cost on a page is estimated by list price: said wherever a cost is shown."""

import streamlit as st

from hydrascope import fmt
from hydrascope.errors import QueryError
from hydrascope.filters import DIMENSIONS, Filters
from hydrascope.ui import cache

_EVERYTHING = {
    "start_at": None,
    "end_at": None,
    "grain": "day",
    "cut": "source",
    **{f"{name}_in": None for name in DIMENSIONS},
}


def share(filters: Filters | None = None) -> float:
    """The estimated part of the cost, 0 to 1, in a view; without one, of all the data."""
    params = filters.params("status", bucket_name="day") if filters else _EVERYTHING
    try:
        told = cache.query("overview/estimated_cost", params).iloc[0]
    except QueryError:
        return 0.0  # an older Hydrascope made this version: it knew no estimates
    return float(told["estimated_share"]) if told["estimated_requests"] else 0.0


def sentence(part: float, of: str = "of the cost") -> str:
    """What a reader must know of an estimated part; '' where there is none."""
    if not part:
        return ""
    told = fmt.percent(part, 0 if 0.01 <= part <= 0.99 else 2)
    return (
        f"{told} {of} is estimated: tokens by list price, where no source tells a cost. It is no"
        " invoice."
    )


def label(part: float) -> str:
    """What to call a cost of which a part is estimated."""
    if not part:
        return "Cost as reported"
    return "Cost, estimated" if part == 1 else "Cost, partly estimated"


def under(filters: Filters | None = None) -> None:
    """A line under what shows costs; nothing where none of them is estimated."""
    below(share(filters), "of the cost in this view" if filters else "of the cost in this data")


def below(part: float, of: str) -> None:
    """The line for a part that is known."""
    if said := sentence(part, of):
        st.caption(said)
