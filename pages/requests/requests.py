"""Which raw requests are behind a figure?"""

import streamlit as st

from hydrascope import fmt
from hydrascope.ui import cache, cost_note, paging, panels, request_view
from hydrascope.ui.filter_bar import current_filters

filters = current_filters()

st.title("Requests")
name = st.text_input(
    "Of one account",
    key="account",
    bind="query-params",
    placeholder="acct-… (empty: all)",
    width=320,
).strip()
account_key = None
if name:
    profile = cache.query("accounts/profile", {"pseudonym": name})
    panels.require_rows(profile, f"No account is called {name}.", "Empty the field to see all.")
    account_key = int(profile.iloc[0]["account_key"])

params = filters.params(account_key=account_key, bucket_name="day")
days = request_view.days(params)
panels.require_rows(
    days, "No request lies in this range under these filters.", "Widen it or remove a filter."
)
asked, rows = int(days["requests"].sum()), int(days["raw_rows"].sum())
said = f"{fmt.count(asked)} requests"
if rows != asked:
    said += f" in {fmt.count(rows)} rows; a row of this data may stand for many"
st.caption(f"{said}, {fmt.span(filters.start_at, filters.end_at)}, earliest first.")

page = paging.within("requests_page", rows)
place = paging.locate(days, page, filters.start_at, filters.end_at)
shown = cache.query("requests/rows", params | place.params())
if rows == asked:
    shown = shown.drop(columns="request_count")
panels.table(
    shown, key="requests_rows", height=560, alt=f"Page {page} of {fmt.count(rows)} raw requests"
)
cost_note.under(filters)
st.pagination(paging.pages(rows), key="requests_page", bind="query-params")
request_view.extract(params, rows, filters)
