"""Who decided what, on which evidence, and who did what?"""

import streamlit as st

from hydrascope.ui import case_allow, case_list

st.title("Cases")
st.caption(
    "What people decided and noted. It is kept apart from the data, only added to, and survives"
    " every import; each entry carries its author and UTC time."
)
part = case_list.part()
if part == "cases":
    case_list.draw()
elif part == "allowed":
    case_allow.everything()
elif part == "events":
    case_list.events()
else:
    case_list.trail()
