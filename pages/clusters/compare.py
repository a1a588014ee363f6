"""How do two clusters differ, and what have they in common?"""

import streamlit as st

from hydrascope.charts import clusters_compare as charts
from hydrascope.ui import clusters_compare, clusters_view, panels

st.title("Two clusters side by side")
clusters_view.require_detection()
both = clusters_compare.chosen()
if both is None:
    st.stop()
st.caption("Figures are of all the data, whatever the range, and count probable members only.")
clusters_compare.figures(both)

st.header("Requests per day")
days = both.ask("days")
panels.figure(
    charts.volumes(days, both.names),
    key="clusters_compare_days",
    alt=charts.volumes_in_words(days, both.names),
    sql="clusters/days",
    params=both.params(),
    frame=days,
    behind={},
)

st.header("Why each is a cluster")
families = both.ask("compare_families")
if panels.has_rows(families, "No evidence was kept for either."):
    panels.figure(
        charts.families(families, both.names),
        key="clusters_compare_families",
        alt=charts.families_in_words(families, both.names),
        sql="clusters/compare_families",
        params=both.params(),
        frame=families,
        behind={},
    )
    st.caption(
        "A mark is the median member, its arms hold the middle half. Bits are log2 of how much"
        " likelier the coincidence is for one operator than for strangers; below zero speaks"
        " against."
    )

st.header("What they share with each other")
clusters_compare.common(both)
