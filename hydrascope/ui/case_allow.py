"""The allow-list: who or what is nothing to link by, until when; and marks of it elsewhere."""

import datetime as dt
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from hydrascope import fmt
from hydrascope.cases import AllowList
from hydrascope.ui import allow_marks, case_add, case_desk, case_list, panels
from hydrascope.ui.allow_marks import WAITS

MONTHS = {"30 days": 30, "90 days": 90, "a year": 365}
COLUMNS = [
    "entry_id", "kind", "named", "state", "expires_at", "reason", "author", "added_at",
]  # fmt: skip


def everything() -> None:
    """Every entry ever made, and how to end one early."""
    st.caption(
        "What people said is nothing to link by: an office, a reseller, our own tests. It takes"
        " effect on links and clusters at the next import or `python -m hydrascope detect`, and"
        " ends by itself. Add entries on the page of a cluster or of an account."
    )
    found = case_desk.read(lambda: case_desk.allow_list().everything(case_desk.now()))
    if not panels.has_rows(found, "Nothing is on the allow-list."):
        return
    shown = found.assign(named=_named(found))
    panels.table(
        shown,
        key="allow_list",
        alt=f"{len(shown)} entries of the allow-list, the oldest first",
        columns=COLUMNS,
        height=panels.tall(len(shown)),
    )
    with st.container(width=640):
        case_list.withdraw(
            "allowed", "allow", shown[shown["state"] == "in force"], "entry_id", "named"
        )


def _named(found: pd.DataFrame) -> list[str]:
    """What each entry is about, in words; accounts by their short names."""
    accounts = [name for name in found["account_id"] if not fmt.is_missing(name)]
    names = case_desk.short_names(accounts)
    told = []
    for _, row in found.iterrows():
        if row["kind"] == "value":
            told.append(
                f"{fmt.attribute(row['attr_type'])} {fmt.attribute_value(row['attr_value'])}"
            )
        elif row["kind"] == "account":
            told.append(names.get(row["account_id"], "an account not in this data"))
        else:
            told.append(f"Cluster {row['cluster_id']}, {fmt.count(len(row['members']))} accounts")
    return told


def of_cluster(cluster_id: str) -> "pd.Series[Any] | None":
    """The entry that the next detection will leave this cluster out by."""
    return allow_marks.clusters().get(cluster_id)


def of_account(account_id: str) -> "pd.Series[Any] | None":
    """The entry for an account."""
    found = allow_marks.in_force()
    rows = found[found["account_id"] == account_id] if len(found) else found
    return None if rows.empty else rows.iloc[-1]


def about_account(name: str) -> None:
    """Add an account to a case, put it on the list; and whether it is on it."""
    (account_id,) = case_desk.account_ids([name])
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        case_add.this_page(f"Account {name}", key="account_page")
        form("account", "Allow-list", key="account", account_id=account_id)
    banner(of_account(account_id))


def value(found: pd.DataFrame) -> None:
    """Put one of a cluster's shared values on the list; ``found``: attr_type and attr_value."""
    pairs = list(zip(found["attr_type"], found["attr_value"], strict=True))
    held = allow_marks.values()
    for pair in pairs:
        if pair in held:
            st.caption(f"{_told(pair)}: {held[pair]}. {WAITS}")
    chosen = st.selectbox(
        "A value that is nothing to link by",
        range(len(pairs)),
        index=None,
        format_func=lambda place: _told(pairs[place]),
        placeholder="An office, a carrier, a well-known client",
        key="allow_value",
        width=480,
    )
    if chosen is not None:
        form("value", "Put it on the allow-list", key="value", attr=pairs[chosen])


def _told(pair: tuple[str, str]) -> str:
    return f"{fmt.attribute(pair[0])} {fmt.attribute_value(pair[1])}"


def banner(entry: "pd.Series[Any] | None") -> None:
    """What is on the list, said where it is shown."""
    if entry is not None:
        what = f"{str(entry['kind']).capitalize()} {allow_marks.until(entry)}"
        known = allow_marks.is_taken(allow_marks.in_force())
        panels.note(
            f"{what}, by {entry['author']}: {str(entry['reason']).rstrip('.')}.",
            allow_marks.TAKEN if known else WAITS,
        )


def form(kind: str, label: str, *, key: str, **what: Any) -> None:
    """Put one thing on the list: why, until when, who says so."""
    opened = st.popover(
        label, key=f"{key}_allow", icon=":material/playlist_add_check:", on_change="rerun"
    )
    if not opened.open:
        return
    with opened, st.form(f"{key}_allow_form", border=False):
        st.caption(f"{WAITS} Who shows it stays in the data, and is shown.")
        reason = st.text_input("Reason", key=f"{key}_allow_reason")
        length = st.selectbox("For", list(MONTHS), key=f"{key}_allow_length")
        name = case_desk.author(f"{key}_allow")
        sent = st.form_submit_button("Put on the allow-list")
    if not sent:
        return
    with opened:
        signed = case_desk.signed(name)
        ends = signed["at"] + dt.timedelta(days=MONTHS[length])
        if case_desk.done(
            lambda: _put(case_desk.allow_list(), kind, what)(
                reason=reason, expires_at=ends, **signed
            ),
            f"On the allow-list until {fmt.utc(ends)}.",
        ):
            st.rerun()


def _put(listed: AllowList, kind: str, what: dict[str, Any]) -> Any:
    """Ready to add; the members of a cluster are those it has now."""
    if kind == "cluster":
        what = what | {"members": case_desk.members(what["cluster_id"])}
    return partial(listed.add, kind, **what)
