"""Who is there, and everything about one account."""

import streamlit as st

from hydrascope import fmt
from hydrascope.charts import accounts as charts
from hydrascope.charts import cluster_evidence as evidence
from hydrascope.ui import account_view, cache, case_allow, cluster_account, links, panels
from hydrascope.ui.filter_bar import current_filters

filters = current_filters()

st.title("Accounts")
if not cache.query("shell/span").iloc[0]["named_accounts"]:
    panels.note(
        "No account can be told from another: this data has no account column.",
        "Import requests with an account, user or key id, or a file of accounts.",
    )
    links.to("volumes", "Query volumes work without accounts", filters)
    st.stop()

name = st.text_input(
    "Account", key="account", bind="query-params", placeholder="acct-…", width=320
).strip()
if not name:
    account_view.listing(filters)
    st.stop()

profile = cache.query("accounts/profile", {"pseudonym": name})
panels.require_rows(profile, f"No account is called {name}.", "Empty the field to see them all.")
who = profile.iloc[0]
account_view.facts(who)
case_allow.about_account(name)

params = filters.params(account_key=int(who["account_key"]))
per = filters.resolved_bucket
counts = cache.query("accounts/lifeline", params)
if panels.has_rows(counts, "It asked nothing in this range under these filters."):
    asked = fmt.count(counts["requests"].sum())
    panels.figure(
        charts.lifeline(counts, per=per, window=(filters.start_at, filters.end_at)),
        key="account_lifeline",
        alt=f"{asked} requests of {name} in {len(counts)} steps with a request, by {per}.",
        sql="accounts/lifeline",
        params=params,
        frame=counts,
        rows={"account": name},
    )
    links.to("requests", f"Its {asked} requests, row by row", filters, account=name)
    account_view.mix(name, params)

st.subheader("What it shows of itself")
account_view.shown(name, params)

st.subheader("What it has to do with others")
cluster_account.about(
    params["account_key"], name, filters, evidence.waterfall, evidence.waterfall_in_words
)
