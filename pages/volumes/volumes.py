"""Who asks how much, for what, and when? (Being built.)"""

import streamlit as st

st.title("Query volumes")
