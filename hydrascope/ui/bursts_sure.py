"""How sure a verdict is: its reasons in boxes, the points of each, and what they add up to."""

import pandas as pd
import streamlit as st

from hydrascope.ui import bursts_view, bursts_words, cache, panels
from hydrascope.ui.bursts_one import Opened


def reasons(opened: Opened) -> None:
    """What speaks for a script, what for people, what is not known, and how it is added up."""
    told = cache.query("bursts/reasons", opened.params())
    if not panels.has_rows(told, "No reason was written down for this verdict."):
        return
    thresholds = bursts_view.thresholds()
    st.write(bursts_words.total(opened.burst, thresholds))
    with st.grid(min_column_width=380, key="burst_reasons"):
        for side, label in bursts_words.SIDES.items():
            _box(label, told[told["side"] == side])
    unknown = told.loc[told["side"] == bursts_words.UNKNOWN, "reason"]
    if len(unknown):
        st.markdown(f"**What limits this**: {' '.join(unknown)}")
    if sentence := bursts_words.regularity(opened.burst, thresholds):
        st.caption(sentence)


def _box(label: str, told: pd.DataFrame) -> None:
    """The reasons of one side, the weightiest first, each with its points in muted text."""
    with st.container(border=True):
        st.markdown(f"**{label}**")
        if told.empty:
            st.caption("Nothing was found.")
            return
        pairs = zip(told["reason"], told["points"], strict=True)
        lines = (f"* {reason} :gray[{bursts_words.points(weight)}]" for reason, weight in pairs)
        st.markdown("\n".join(lines))
