"""Which clusters act as one, and when?"""

import streamlit as st

st.title("Cluster timeline")
