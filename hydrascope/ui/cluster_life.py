"""How a cluster lives: its days, the lifelines of its accounts, how fast it grows back."""

import streamlit as st

from hydrascope import fmt
from hydrascope.ui import cache, cluster_one, cluster_words, paging, panels
from hydrascope.ui.cluster_one import Draw, Opened, Words

PAGE = "lifelines_page"
LINES = 40


def days(opened: Opened, draw: Draw, words: Words) -> None:
    """What became of its accounts, in a sentence, and its days."""
    st.write(cluster_words.lived(opened.cluster))
    lacking = "Nothing is known of its days."
    cluster_one.figure(opened, "one_days", draw, words, lacking=lacking)


def lifelines(opened: Opened, draw: Draw, words: Words) -> None:
    """One line per account, the longest chains of succession first, a page at a time."""
    total = int(opened.cluster["accounts"])
    page = paging.within(PAGE, -(-total * paging.PAGE_ROWS // LINES))
    order = cache.query(
        "clusters/one_chains", opened.params(page_rows=LINES, skip_rows=(page - 1) * LINES)
    )
    if not panels.has_rows(order, "The detection kept no member of it."):
        return
    found = paging.counted(order, "found")
    keys = order["account_key"].tolist()
    cluster_one.figure(
        opened,
        "one_lifelines",
        draw,
        words,
        lacking="Nothing is known of when its accounts lived.",
        rows=lambda lines: lines.dropna(subset=["began_at", "ended_at"]),
        account_keys=keys,
    )
    last = paging.pages(found, LINES)
    if last > 1:
        st.pagination(last, key=PAGE, bind="query-params")
    chained = int(order["chain"].notna().sum())
    st.caption(
        f"Accounts {fmt.count((page - 1) * LINES + 1)} to"
        f" {fmt.count((page - 1) * LINES + len(keys))} of {fmt.count(found)}, those that took over"
        f" from one another first: {chained} of these {len(keys)}. An arrow leads from the stop of"
        " one account to the sign-up of the account that took over."
    )


def regrowth(opened: Opened, draw: Draw, words: Words) -> None:
    """How soon another account took over."""
    cluster_one.figure(
        opened,
        "one_regrowth",
        draw,
        words,
        lacking="No account of it took over from another, as far as can be told.",
        rows=lambda gaps: gaps if gaps["successions"].any() else gaps.head(0),
    )
