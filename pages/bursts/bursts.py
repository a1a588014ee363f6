"""Which sign-ups were unusual?"""

import streamlit as st

from hydrascope.charts import bursts as charts
from hydrascope.ui import brush, bursts_list, bursts_timeline, bursts_view, cache, panels

st.title("Account bursts")
bursts_view.require_detection()
view = bursts_view.controls()
per = view.filters.resolved_bucket

found = bursts_view.marks(view)
bursts_view.tiles(found, view)

params = bursts_timeline.timeline_params(view, found)
counts = bursts_timeline.expected_or_not(cache.query("bursts/timeline", params), view)
panels.require_rows(
    counts[counts["new_accounts"] > 0],
    "Nobody signed up in this range under these filters, as far as the data knows.",
    "Widen it or remove a filter.",
)
brush.figure(
    charts.timeline(counts, found, per=per),
    key="bursts_timeline",
    alt=charts.timeline_in_words(counts, found, per=per),
    sql="bursts/timeline",
    params=params,
    frame=counts,
)
bursts_timeline.under_timeline(counts, view)

st.header("The bursts")
bursts_list.draw(view)
