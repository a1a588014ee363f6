"""What to tell them: how big, how sure, since when, and what is not known."""

import streamlit as st

from hydrascope.ui import brief_desk, brief_files, brief_preview, brief_words

st.title("Briefing")
st.caption(
    "Made over all loaded data: the range and the filters above change nothing here. The words"
    " follow from the numbers; nobody is named but by a person."
)
order = brief_desk.ordered()
made = brief_desk.composed(order)
brief_files.draw(order, made.briefing.stamp)
brief_words.draw(made.briefing, order)
brief_preview.draw(made)
