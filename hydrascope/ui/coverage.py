"""Whether the data can be trusted to be whole: gaps, what was left out, what it lacks."""

import pandas as pd
import streamlit as st

from hydrascope import fmt
from hydrascope.ui import cache, panels


def draw() -> None:
    """Which columns the data has, each source's stretch and gaps, rows read and left out."""
    st.header("Coverage of the data")
    st.write(availability(cache.query("overview/availability")))
    sources = cache.query("overview/coverage")
    if panels.has_rows(sources, "No requests are loaded.", "Import a file of requests."):
        panels.table(sources, key="coverage", alt="Requests, reach and gaps by source")
    imports = cache.query("overview/imports")
    panels.table(imports, key="imports", alt="Rows read, loaded, duplicate and rejected by table")


def availability(fields: pd.DataFrame) -> str:
    """Which columns the data has, has in part, or lacks: what a reader must know first."""
    known = dict(zip(fields["field"], fields["known_share"], strict=True))
    lacking = [name for name, share in known.items() if fmt.is_missing(share) or share == 0]
    partly = [
        f"{name} ({fmt.percent(share, 0 if share < 0.99 else 2)})"
        for name, share in known.items()
        if name not in lacking and share < 1
    ]
    told = []
    if lacking:
        told.append(f"Not available in this data: {fmt.listing(lacking)}.")
    if partly:
        told.append(f"Known for a part only: {fmt.listing(partly)}.")
    return " ".join(told) or "Every column the pages use is there for all of the data."
