"""Which accounts ask most, and which make the change?"""

import streamlit as st

from hydrascope.ui import cache, links, paging, panels, volumes_accounts, volumes_view

st.title("Accounts by volume")
view = volumes_view.controls(dimension=False)
if not cache.query("shell/span").iloc[0]["named_accounts"]:
    panels.note(
        "Accounts cannot be listed: every request of this data is of an unknown account.",
        "Import requests with an account, user or key id; the other views work without.",
    )
    st.stop()

params = volumes_accounts.choice(view)
accounts = volumes_accounts.rows(params)
panels.require_rows(
    accounts, "No account asked anything in this range.", "Widen it or remove a filter."
)
if volumes_view.lacking(accounts, view):
    st.stop()
found = int(accounts["accounts_total"].iloc[0])
st.caption(volumes_accounts.told(view, found))
volumes_accounts.table(accounts, view)
st.pagination(paging.pages(found), key=volumes_accounts.PAGE, bind="query-params")
panels.sources(
    "volumes/accounts", volumes_accounts.everything(params, found), key="volumes_accounts_sources"
)

name = volumes_accounts.opened(accounts)
if name is None:
    st.caption("Choose a row to go to the account or to its raw requests.")
else:
    with st.container(horizontal=True):
        links.to("requests", f"Raw requests of {name} in this range", view.filters, account=name)
        links.to("account", f"Everything about {name}", view.filters, account=name)
