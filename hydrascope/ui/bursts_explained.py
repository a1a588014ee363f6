"""What people said about bursts: read with every frame, written by the form. Never cached."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from hydrascope import fmt, ledger
from hydrascope.cases import Cases
from hydrascope.errors import HydrascopeError
from hydrascope.ui import cache, panels

COLUMNS = ("explained_reason", "explained_by", "explained_at")


def cases() -> Cases:
    """The store of judgements."""
    return Cases(ledger.folder(cache.root()) / "cases.sqlite")


def known(bursts: pd.DataFrame) -> pd.DataFrame:
    """The bursts and what holds about each; a store that fails is said, not fatal."""
    try:
        return cases().explained(bursts)
    except HydrascopeError as error:
        panels.failed(error)
        return bursts.assign(**dict.fromkeys(COLUMNS, pd.Series(None, bursts.index, dtype="str")))


def ids(bursts: pd.DataFrame) -> list[str] | None:
    """Which of them are explained, as queries bind it."""
    found = bursts.loc[bursts["explained_reason"].notna(), "burst_id"]
    return sorted(found) or None


def banner(burst: "pd.Series[Any]") -> None:
    """What somebody said about the burst, above everything else."""
    if not fmt.is_missing(burst["explained_reason"]):
        panels.note(
            f"Explained by {burst['explained_by']} on {fmt.utc(burst['explained_at'])}:"
            f" {burst['explained_reason']}",
            "It is grey wherever bursts are shown, and still counted.",
        )


def form(burst: "pd.Series[Any]") -> None:
    """Mark the burst as explained, or take that back; both need a reason and an author."""
    taken = not fmt.is_missing(burst["explained_reason"])
    st.header("It is no longer explained" if taken else "Explain it")
    st.caption(
        "Takes the explanation back. What was said stays on record."
        if taken
        else "A promotion, a class, a launch: the burst turns grey on every page and stays"
        " counted. Nothing is hidden, and it can be taken back."
    )
    with st.form("explain", clear_on_submit=False, width=640):
        reason = st.text_input("Reason", key="explain_reason")
        author = st.text_input("Your name", key="explain_author", persist_state="session")
        sent = st.form_submit_button("Take it back" if taken else "Mark as explained")
    if not sent:
        return
    try:
        _write({str(k): v for k, v in burst.items()}, taken=taken, reason=reason, author=author)
    except HydrascopeError as error:
        panels.failed(error)
    else:
        st.rerun()


def _write(burst: Mapping[str, Any], *, taken: bool, reason: str, author: str) -> None:
    said = cases().withdraw if taken else cases().explain
    said(
        burst,
        reason=reason,
        author=author,
        at=dt.datetime.now(dt.UTC).replace(tzinfo=None),
        fingerprint=cache.version().fingerprint,
    )
