"""Which accounts of a cluster people confirmed or cleared, and the form to say so."""

import pandas as pd
import streamlit as st

from hydrascope.cases import members
from hydrascope.ui import cache, case_desk

MARKS = {
    "confirmed": "It belongs to the cluster",
    "cleared": "It does not belong",
    "undecided": "Nobody has decided (takes a mark back)",
}


def of(cluster_id: str) -> pd.DataFrame:
    """The marks that stand on its accounts, with ``pseudonym``."""
    found = case_desk.read(lambda: members.marked(case_desk.book(), _names(cluster_id)))
    if found.empty:
        return pd.DataFrame(columns=["pseudonym", "mark", "author", "at", "reason"])
    names = case_desk.short_names(found["account_id"])
    return found.assign(pseudonym=[names.get(one, "") for one in found["account_id"]])


def _names(cluster_id: str) -> dict[str, str]:
    """Its name, and those it had when somebody marked its accounts; each means it."""
    said = case_desk.book().rows("marks")
    others = set(said["cluster_id"]) - {cluster_id}
    gone = {name for name in others if not case_desk.members(name)}
    if not gone:
        return {cluster_id: cluster_id}
    accounts = sorted(said.loc[said["cluster_id"].isin(gone), "account_id"].unique())
    now = cache.query("cases/members", {"cluster_id": cluster_id, "account_ids": accounts})
    earlier = members.earlier_names(said, now, gone)
    return {
        name: cluster_id
        for name in (cluster_id, *earlier)
        if earlier.get(name, cluster_id) == cluster_id
    }


def form(cluster_id: str, name: str, page: list[str]) -> None:
    """Confirm or clear an account, or every account on this page of the table."""
    with st.form("member_mark", width=640):
        word = st.radio(
            "Mark", list(MARKS), format_func=MARKS.__getitem__, index=None, key="member_mark_word"
        )
        every = len(page) > 1 and st.toggle(
            f"The same for all {len(page)} accounts on this page of the table",
            key="member_mark_all",
        )
        reason = st.text_input("Reason", key="member_mark_reason")
        author = case_desk.author("member_mark")
        sent = st.form_submit_button("Write it down")
    if sent and case_desk.done(
        lambda: members.mark(
            case_desk.book(),
            cluster_id,
            case_desk.account_ids(page if every else [name]),
            word or "",
            reason=reason,
            **case_desk.signed(author),
        )
    ):
        st.rerun()
