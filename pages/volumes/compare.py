"""How do the windows before, during and after differ?"""

import streamlit as st

from hydrascope.charts import volumes as charts
from hydrascope.ui import cache, panels, volumes_view, volumes_windows

st.title("Before, during and after")
view = volumes_view.controls()
windows = volumes_windows.chosen(view.filters)
st.caption(volumes_windows.windows_told(windows))

params = volumes_windows.compared(view, windows)
mix = cache.query("volumes/compare", params)
panels.require_rows(
    mix, "Nobody asked anything in any of the windows.", "Choose others or remove a filter."
)
for sentence in volumes_windows.outside(windows):
    panels.note(sentence, "Choose a window inside the data.")
if volumes_view.lacking(mix, view):
    st.stop()

volumes_windows.tiles(mix, windows, view)
panels.figure(
    charts.compared(mix, measure=view.measure, by=view.label),
    key="volumes_compared",
    alt=charts.compared_in_words(mix, measure=view.measure),
    sql="volumes/compare",
    params=params,
    frame=mix,
    behind=volumes_windows.behind(view, windows),
)

st.header("Per account")
if not cache.query("shell/span").iloc[0]["named_accounts"]:
    panels.note(
        "No account can be told from another: this data has no account column.",
        "Import requests with an account, user or key id.",
    )
    st.stop()
if not st.toggle(
    "Active accounts and figures per account",
    key="per_account",
    bind="query-params",
    help="Adds up every account in each window: the slowest question here",
):
    st.stop()
accounts = cache.query("volumes/accounts_per_window", params)
panels.table(
    volumes_windows.in_order(accounts),
    key="volumes_per_account",
    alt="Active accounts, mean and median per account in each window",
)
panels.sources(
    "volumes/accounts_per_window",
    params,
    accounts,
    key="per_account_sources",
    behind=volumes_windows.behind(view, windows),
)
