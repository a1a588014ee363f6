"""Which accounts act as one, since when, and how much do they ask?"""

import streamlit as st

from hydrascope.charts import clusters as charts
from hydrascope.ui import (
    brush,
    cache,
    case_events,
    clusters_lanes,
    clusters_list,
    clusters_view,
    panels,
)

st.title("Cluster timeline")
clusters_view.require_detection()
view = clusters_view.asked()
clusters_view.answer(view)
clusters_view.controls()

shown = clusters_lanes.shown(view)
if shown.empty:
    clusters_view.nothing(view)
else:
    asking = clusters_lanes.params(view, shown)
    days = cache.query("clusters/days", asking)
    events = case_events.between(view.filters.params())
    brush.figure(
        charts.lanes(shown, days, events, within=clusters_lanes.within(view)),
        key="clusters_lanes",
        alt=charts.lanes_in_words(shown, days, events),
        sql="clusters/days",
        params=asking,
        frame=days,
        behind={},
    )
    clusters_lanes.under(shown, view, key=charts.KEY)
    st.header("Leaderboard")
    clusters_list.draw(view)

st.header("From candidates to clusters")
filters = cache.query("clusters/filters")
if panels.has_rows(filters, "No group of accounts was close enough to be a candidate."):
    st.write(clusters_list.fell(filters))
    panels.figure(
        charts.waterfall(filters),
        key="clusters_waterfall",
        alt=charts.waterfall_in_words(filters),
        sql="clusters/filters",
        params={},
        frame=filters,
        behind={},
    )
    clusters_list.filters_told(filters)
    clusters_list.fallen()
