"""What surrounds every page: the line about the dataset, the look, the welcome."""

import streamlit as st

from hydrascope import fmt
from hydrascope.errors import NoWarehouse
from hydrascope.ui import cache, links

STYLE = """
<style>
[data-testid="stMainBlockContainer"] { max-width: 1480px; padding: 3.6rem 2.2rem 4rem; }
[data-testid="stMetric"] { padding: 0; }
[data-testid="stMetric"] > div { padding: 0.6rem 0.8rem; }
[data-testid="stMetricValue"], [data-testid="stMetricDelta"]
  { font-variant-numeric: tabular-nums; }
[data-testid="stMetricLabel"] p { font-size: 0.85rem; }
[data-testid="stCaptionContainer"] { opacity: 0.76; }
[data-testid="stCaptionContainer"] code { font-size: 0.95em; }
.st-key-brand p { font-size: 1.15rem; font-weight: 600; letter-spacing: 0.01em; }
.st-key-menu a { padding-top: 0.3rem; padding-bottom: 0.3rem; }
.st-key-dataset_line { row-gap: 0.2rem; }
.st-key-filter_bar { border-bottom: 1px solid var(--rule, rgba(128, 140, 155, 0.3));
  padding-bottom: 0.7rem; }
.st-key-brief_preview [data-testid="stMarkdownContainer"]:has(> table) { overflow-x: auto; }
.st-key-brief_preview img { background: white; border-radius: 8px; padding: 8px; }
h1 { padding-top: 0.4rem !important; }
.st-key-menu_row { display: none; }
@media (max-width: 640px) {
  .st-key-menu_row { display: flex; overflow-x: auto; }
  [data-testid="stSidebar"], [data-testid="stExpandSidebarButton"] { display: none; }
  [data-testid="stMainBlockContainer"] { padding-left: 1rem; padding-right: 1rem; }
  [data-testid="stMetricValue"] { font-size: 1.35rem; }
}
</style>
"""


def dress() -> None:
    """Apply the few rules the theme settings cannot say."""
    st.html(STYLE)


def brand() -> None:
    """The product's name, above the menu."""
    with st.sidebar.container(key="brand"):
        st.markdown("Hydrascope")


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
            f" · data to {fmt.utc(span['last_at'])} · imported {fmt.utc(span['imported_at'])}"
        )


def welcome(error: NoWarehouse) -> None:
    """The first thing a newcomer sees: nothing is loaded yet, and how to load something."""
    st.title("No data has been imported yet")
    st.write(error.cause)
    links.plain("data", "Add files on the Data page")
    st.write("Or import a folder of exports; this page shows them as soon as they are loaded:")
    st.code("python -m hydrascope import PATH", language="shell")
    st.write("Or make a synthetic incident to look around with:")
    st.code(
        "python -m hydrascope simulate reported-2026 --scale 0.05 --out data/raw/demo\n"
        "python -m hydrascope import data/raw/demo",
        language="shell",
    )
    st.button("Look again", icon=":material/refresh:")
