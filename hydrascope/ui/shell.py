"""What surrounds every page: the line about the dataset, the look, the welcome."""

import streamlit as st

from hydrascope import fmt
from hydrascope.errors import NoWarehouse
from hydrascope.ui import cache

STYLE = """
<style>
[data-testid="stMainBlockContainer"] { max-width: 1440px; padding-top: 3.2rem; }
[data-testid="stMetric"] { padding: 0.65rem 0.85rem; }
[data-testid="stMetricValue"], [data-testid="stMetricDelta"], [data-testid="stTable"] td
  { font-variant-numeric: tabular-nums; }
[data-testid="stMetricLabel"] p { font-size: 0.82rem; }
.st-key-dataset_line { row-gap: 0.2rem; }
@media (max-width: 640px) {
  [data-testid="stMainBlockContainer"] { padding-left: 1rem; padding-right: 1rem; }
}
</style>
"""


def dress() -> None:
    """Apply the few rules the theme settings cannot say."""
    st.html(STYLE)


def dataset_line() -> None:
    """Which data this is: synthetic or not, its fingerprint, how far it reaches."""
    facts = cache.facts()
    version = cache.version()
    span = cache.query("shell/span").iloc[0]
    with st.container(horizontal=True, vertical_alignment="center", key="dataset_line"):
        if synthetic := facts.get("synthetic"):
            st.badge("Synthetic data", icon=":material/science:", color="orange", help=synthetic)
        st.caption(
            f"Dataset `{version.fingerprint[:12]}` · {fmt.count(span['requests'])} requests"
            f" · last record {fmt.utc(span['last_at'])} · imported {version.published_at[:16]} UTC"
        )


def welcome(error: NoWarehouse) -> None:
    """The first thing a newcomer sees: nothing is loaded yet, and how to load something."""
    st.title("No data has been imported yet")
    st.write(error.cause)
    st.write("Import a folder of exports; this page shows them as soon as they are loaded:")
    st.code("python -m hydrascope import PATH", language="shell")
    st.write("Or make a synthetic incident to look around with:")
    st.code(
        "python -m hydrascope simulate reported-2026 --scale 0.05 --out data/raw/demo\n"
        "python -m hydrascope import data/raw/demo",
        language="shell",
    )
    st.button("Look again", icon=":material/refresh:")
