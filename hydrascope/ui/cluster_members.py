"""The members of a cluster: the table, near misses, and one of them in detail."""

from typing import Any

import pandas as pd
import streamlit as st

from hydrascope import fmt
from hydrascope.ui import allow_marks, cache, case_marks, cluster_words, links, paging, panels
from hydrascope.ui.cluster_one import Opened

PAGE, TABLE, MEMBER = "members_page", "cluster_members", "member"
SHOWN = {"all": "All", "probable": "Probable members", "possible": "Near misses"}
COLUMNS = [
    "pseudonym",
    "membership",
    "mark",
    "listed",
    "match_weight",
    "needed_bits",
    "families",
    "family_bits",
    "requests",
    "last_request_at",
    "status",
    "missing",
]


def members(opened: Opened) -> None:
    """One page of members from SQL, by weight; a chosen row says why and leads on."""
    shown = st.segmented_control(
        "Show",
        list(SHOWN),
        default="all",
        required=True,
        format_func=SHOWN.__getitem__,
        key="membership",
        bind="query-params",
    )
    wanted = None if shown == "all" else shown
    params = opened.params(membership=wanted, name=None, page_rows=paging.PAGE_ROWS)
    rows = paging.rows(
        lambda skip: cache.query("clusters/one_members", params | {"skip_rows": skip}),
        PAGE,
        "found",
    )
    if not panels.has_rows(rows, "There is no such account in this cluster."):
        return
    found = paging.counted(rows, "found")
    st.caption(
        f"{fmt.count(found)} accounts, the most evidence first. Bits of a family below zero speak"
        " against the account. Choose a row to see why it is in, its account page and its requests."
    )
    marks = case_marks.of(opened.cluster_id)
    said = dict(zip(marks["pseudonym"], marks["mark"], strict=True))
    listed = allow_marks.of_accounts(rows["pseudonym"])
    unsaid = {name for name, any_said in (("mark", said), ("listed", any(listed))) if not any_said}
    panels.table(
        rows.assign(
            listed=listed,
            membership=[cluster_words.MEMBERSHIPS.get(m, m) for m in rows["membership"]],
            mark=[said.get(name, "") for name in rows["pseudonym"]],
        ),
        key=TABLE,
        alt=f"{len(rows)} of {fmt.count(found)} accounts of this cluster",
        columns=[name for name in COLUMNS if name not in unsaid],
        on_select=_choose,
        selection_mode="single-row",
        height=panels.tall(len(rows)),
    )
    st.session_state["cluster_members_names"] = rows["pseudonym"].tolist()
    if paging.pages(found) > 1:
        st.pagination(paging.pages(found), key=PAGE, bind="query-params")
    panels.sources(
        "clusters/one_members",
        params | {"page_rows": found, "skip_rows": 0},
        key="cluster_members_sources",
    )


def _choose() -> None:
    """Callback of the table: the chosen account goes into the address."""
    places = st.session_state[TABLE]["selection"]["rows"]
    names = st.session_state.get("cluster_members_names", [])
    if places and places[0] < len(names):
        st.session_state[MEMBER] = names[places[0]]


def member(opened: Opened, draw: Any, words: Any) -> None:
    """One account: how much each family says of it, the ways to all about it."""
    name = st.text_input(
        "Why is this account in it?",
        key=MEMBER,
        bind="query-params",
        placeholder="Its short name, as in the table",
        width=320,
    ).strip()
    if not name:
        return
    params = opened.params(membership=None, name=name, page_rows=1, skip_rows=0)
    rows = cache.query("clusters/one_members", params)
    if not panels.has_rows(rows, f"No account of this cluster is called {name}."):
        return
    row = rows.iloc[0]
    st.write(cluster_words.member(row))
    evidence = cache.query("clusters/one_evidence", params)
    steps = evidence.rename(columns={"bits": "median_bits"})
    if len(evidence):
        needed = float(row["needed_bits"])
        panels.figure(
            draw(steps, needed=needed, title=f"Evidence for {name}, by family"),
            key="cluster_member",
            alt=words(steps, needed=needed),
            sql="clusters/one_evidence",
            params=params,
            frame=evidence,
            rows={"account": name},
            behind={f"All requests of {name}": opened.lasted},
        )
    with st.container(horizontal=True, gap="small"):
        links.to("account", f"Everything about {name}", opened.filters, account=name)
        links.to("requests", "Its requests, row by row", opened.lasted, account=name)
    case_marks.form(opened.cluster_id, name, st.session_state.get("cluster_members_names", []))


def near_misses(opened: Opened) -> None:
    """What the possible members lack, with how many lack it."""
    params = opened.params()
    lacking: pd.DataFrame = cache.query("clusters/one_lacking", params)
    if panels.has_rows(lacking, "No account came close without reaching what is needed."):
        st.markdown(
            "\n".join(f"* {cluster_words.short_of(row)}" for row in lacking.itertuples(index=False))
        )
        panels.sources("clusters/one_lacking", params, lacking, key="cluster_lacking_sources")
