"""What is this case about, what speaks for it, who decided what, and what is to be done?"""

import streamlit as st

from hydrascope.ui import case_one

opened = case_one.chosen()
st.title(f"Case {opened.case_id}: {opened.case['title']}")
case_one.headline(opened)
case_one.dataset_moved(opened)

st.header("Verdicts")
case_one.judged(opened)
st.header("Evidence")
case_one.evidence(opened)
st.header("Notes")
case_one.notes(opened)
st.header("Actions")
case_one.actions(opened)
st.header("History")
case_one.history(opened)
st.header("Close it" if opened.case["state"] == "open" else "Open it again")
case_one.closing(opened)
