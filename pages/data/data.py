"""What is loaded, can I trust it, and how do I load more?"""

import streamlit as st

from hydrascope.charts import data as charts
from hydrascope.ui import data_add, data_loaded, data_running, data_versions, data_view

st.title("Data")
part = data_view.choose()
is_busy = data_running.draw()
match part:
    case "loaded":
        data_loaded.draw(charts.calendar, charts.calendar_in_words, is_busy=is_busy)
    case "add":
        data_add.draw(is_busy=is_busy)
    case "versions":
        data_versions.draw(is_busy=is_busy)
    case _:
        data_versions.forget(is_busy=is_busy)
