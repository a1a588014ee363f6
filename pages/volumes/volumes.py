"""Who asks how much, for what, and when?"""

import streamlit as st

from hydrascope.charts import volumes as charts
from hydrascope.ui import brush, cache, headline, panels, volumes_view, volumes_windows

st.title("Query volumes")
view = volumes_view.controls(clusters=True)

sql, params = view.over_time()
counts = cache.query(sql, params)
panels.require_rows(counts, "Nobody asked anything in this range.", "Widen it or remove a filter.")
if volumes_view.lacking(counts, view):
    st.stop()
brush.figure(
    charts.stacked(counts, measure=view.measure, by=view.label, per=view.step),
    key="volumes_over_time",
    alt=charts.stacked_in_words(counts, measure=view.measure, per=view.step),
    sql=sql,
    params=params,
    frame=counts,
)
volumes_view.under_chart(counts, view)
volumes_view.rest(view)

st.header("What makes the change")
against = view.seen(headline.movers_view(view.filters))
asking = against.params(view.by, bucket_name="day", page_size=1000, page_offset=0)
changes = cache.query("volumes/excess", asking)
st.caption(volumes_windows.scaled(against.filters))
if panels.has_rows(changes, "Nobody asked anything in either period."):
    st.write(volumes_windows.change_told(changes, view))
    panels.figure(
        charts.excess(changes, measure=view.measure, by=view.label),
        key="volumes_excess",
        alt=charts.excess_in_words(changes, measure=view.measure),
        sql="volumes/excess",
        params=asking,
        frame=changes,
        behind={panels.BEHIND: against.filters},
    )
    panels.table(
        changes,
        key="volumes_excess_values",
        alt=f"Every {view.label} by its change",
        columns=volumes_windows.EXCESS_COLUMNS,
    )
