"""The question nobody foresaw: SQL of one's own, in a sandbox."""

import streamlit as st

from hydrascope.charts import own
from hydrascope.ui import sql_desk, sql_view
from hydrascope.ui.filter_bar import current_filters

filters = current_filters()

st.title("Ask anything")
st.caption(
    "One question in DuckDB's SQL over the published data, read-only, in a sandbox."
    " `$start_at`, `$end_at` and the filters bind by themselves; times are UTC."
)
sql_desk.open_link()
sql_view.workbench(filters, own.drawn, own.fitting)
