"""Which clusters act as one, and when?"""

import streamlit as st

st.title("Two clusters side by side")
