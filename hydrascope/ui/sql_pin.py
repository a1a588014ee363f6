"""Answers pinned for the briefing: the way to pin one, and the list of what is pinned."""

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from hydrascope import fmt
from hydrascope.errors import HydrascopeError
from hydrascope.ui import panels, sql_desk
from hydrascope.ui.sql_desk import Answered, Desk
from hydrascope.workbench.pins import Pin

WHY = (
    "Keeps the query, its parameters and how it is drawn, not its rows: the briefing runs it"
    " again. Everybody who uses this installation sees the pin."
)
Reopen = Callable[[Desk, str], None]


def draw(done: Answered, spec: Mapping[str, Any] | None, *, key: str) -> None:
    """The way to pin this answer: as a chart where there is a ``spec``, else as a table."""
    with (
        st.popover("Pin to briefing", icon=":material/keep:", key=key),
        st.form(f"{key}_form", border=False),
    ):
        st.caption(WHY)
        title = st.text_input("Title in the briefing", key=f"{key}_title")
        author = st.text_input("Your name", key=f"{key}_author", persist_state="session")
        sent = st.form_submit_button("Pin it", icon=":material/keep:")
    if sent and _pin(done, spec, title, author):
        st.toast("Pinned. The briefing and the part Saved list it.", icon=":material/keep:")


def _pin(done: Answered, spec: Mapping[str, Any] | None, title: str, author: str) -> bool:
    try:
        sql_desk.pinned().add(
            done.query_id,
            title=title,
            author=author,
            at=sql_desk.now(),
            fingerprint=done.answer.fingerprint,
            spec=spec,
        )
    except HydrascopeError as error:
        panels.failed(error)
        return False
    return True


def listed(desk: Desk, reopen: Reopen) -> None:
    """What is pinned: open it, or take it away."""
    try:
        known = sql_desk.pinned().all()
    except HydrascopeError as error:
        panels.failed(error)
        return
    st.markdown("**Pinned for the briefing**")
    if not known:
        st.caption("Nothing is pinned. An answer and its chart have a button for it.")
    for pin in known:
        _one(desk, pin, reopen)


def _one(desk: Desk, pin: Pin, reopen: Reopen) -> None:
    drawn = pin.spec["kind"] if pin.spec else "table"
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            fmt.plain(pin.title),
            key=f"sql_pin_open_{pin.pin_id}",
            icon=":material/keep:",
            type="tertiary",
            help=f"Pinned {fmt.utc(pin.pinned_at)} by {fmt.plain(pin.author)}, as a {drawn}",
            on_click=reopen,
            args=(desk, pin.query_id),
        )
        st.button(
            "Take away",
            key=f"sql_pin_away_{pin.pin_id}",
            icon=":material/keep_off:",
            type="tertiary",
            help="The briefing leaves it out from now on",
            on_click=_away,
            args=(pin.pin_id,),
        )


def _away(pin_id: int) -> None:
    try:
        sql_desk.pinned().take_away(pin_id, author=sql_desk.visitor(), at=sql_desk.now())
    except HydrascopeError as error:
        st.toast(str(error), icon=":material/error:")
