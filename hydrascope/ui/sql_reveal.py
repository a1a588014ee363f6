"""Account ids instead of short names: shown to somebody who says who and why, and written down."""

import streamlit as st

from hydrascope.errors import HydrascopeError
from hydrascope.ui import panels, sql_desk
from hydrascope.ui.sql_desk import Desk, Revealed

WHY = (
    "Answers name accounts by their short names, and users and keys by made-up ids. The ids the"
    " exports gave are shown to whoever says who they are and why; that, and every query and"
    " extract, is written in the audit trail and cannot be taken back."
)


def draw(desk: Desk) -> None:
    """The way to see account ids, and away from them."""
    held = desk.revealed
    if held is not None:
        st.badge(
            "Account ids shown",
            icon=":material/visibility:",
            color="orange",
            help=f"Written down: {held.author}, {held.reason}",
        )
        st.button(
            "Hide them",
            key="sql_hide",
            icon=":material/visibility_off:",
            on_click=_hide,
            args=(desk,),
        )
        return
    with (
        st.popover("Account ids", icon=":material/visibility_off:", key="sql_reveal"),
        st.form("sql_reveal_form", border=False),
    ):
        st.caption(WHY)
        author = st.text_input("Your name", key="sql_reveal_author", persist_state="session")
        reason = st.text_input("Why they are needed", key="sql_reveal_reason")
        if st.form_submit_button("Show account ids"):
            _show(desk, Revealed(author, reason))


def _show(desk: Desk, who: Revealed) -> None:
    try:
        sql_desk.acts(who).reveal(sql_desk.now())
    except HydrascopeError as error:
        panels.failed(error)
        return
    desk.revealed = who
    desk.answered = desk.error = None
    st.rerun()


def _hide(desk: Desk) -> None:
    if desk.revealed is not None:
        sql_desk.acts().hide(sql_desk.now())
    desk.hide()
