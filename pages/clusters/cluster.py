"""Why is this a cluster, who is in it, what did it do, and how much?"""

import streamlit as st

from hydrascope.ui import panels

st.title("One cluster")
panels.note("This page is not built yet.", "The cluster timeline shows what was found.")
