"""In which hours of the week is it asked, and how does that differ from everybody else?"""

from dataclasses import replace

import streamlit as st

from hydrascope.charts import rhythm as charts
from hydrascope.ui import cache, panels, volumes_view, volumes_windows

st.title("Rhythm of the week")
view = volumes_view.controls(dimension=False)
filters = volumes_windows.rhythmic(view.filters)
cut = volumes_windows.background_cut(filters)

params = view.seen(filters).params(None, bucket_name="hour", background_cut=cut)
hours = cache.query("volumes/rhythm", params)
if not hours["background_amount"].any():
    panels.note("Nobody asked anything in this range.", "Widen it.")
    st.stop()
if volumes_view.lacking(hours, view):
    st.stop()
st.caption(volumes_windows.rhythm_told(filters, view.filters))

whose = "the selection" if filters.chips else "all requests"
panels.figure(
    charts.week(hours, title=f"The week of {whose}, by hour (UTC)"),
    key="volumes_week",
    alt=charts.week_in_words(hours),
    sql="volumes/rhythm",
    params=params,
    frame=hours,
    behind={panels.BEHIND: replace(filters, baseline=view.filters.baseline)},
)
if not filters.chips:
    panels.note(
        "Without a filter there is nothing to set against all requests.",
        "Filter by a model, client, country or task to see whose week differs.",
    )
    st.stop()
panels.figure(
    charts.against(hours, title="Against the week of all requests"),
    key="volumes_against",
    alt=charts.against_in_words(hours),
)
