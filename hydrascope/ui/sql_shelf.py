"""Beside the editor: the tables and what they hold, questions to begin with, one's history."""

from typing import Any

import streamlit as st

from hydrascope import fmt
from hydrascope.errors import HydrascopeError
from hydrascope.ui import panels, sql_desk, sql_pin, sql_tables
from hydrascope.ui.sql_desk import Desk
from hydrascope.workbench.saved import SavedQuery, gallery

PARTS = ("Tables", "Questions", "Saved", "History")
GROUPS = {
    "bursts": "Bursts",
    "volumes": "Volumes",
    "clusters": "Clusters",
    "succession": "Succession",
    "templates": "Templates",
    "cost": "Cost",
    "quality": "Data quality",
}
MOST_RUNS = 100


def draw(desk: Desk) -> None:
    """The shelf: one part of it at a time."""
    part = st.segmented_control(
        "Beside the editor", PARTS, default="Tables", key="sql_shelf", label_visibility="collapsed"
    )
    parts = {
        "Tables": sql_tables.draw,
        "Questions": _questions,
        "Saved": _saved,
        "History": _history,
    }
    if part:
        parts[part](desk)


def _questions(desk: Desk) -> None:
    known = gallery()
    groups = [name for name in GROUPS if any(one.group == name for one in known)]
    group = st.selectbox(
        "About", groups, format_func=lambda name: GROUPS.get(name, name), key="sql_group"
    )
    for one in known:
        if one.group == group:
            _card(desk, one)


def _card(desk: Desk, one: SavedQuery) -> None:
    st.button(
        fmt.plain(one.title),
        key=f"sql_open_{one.query_id}",
        help=fmt.plain(one.description) or None,
        icon=":material/description:",
        type="tertiary",
        on_click=_open,
        args=(desk, one),
    )


def _open(desk: Desk, one: SavedQuery) -> None:
    desk.put(f"{one.text}\n", title=one.title)


def _saved(desk: Desk) -> None:
    with st.form("sql_save", clear_on_submit=False):
        title = st.text_input("Title", key="sql_save_title")
        about = st.text_input("What it is for", key="sql_save_about")
        author = st.text_input("Your name", key="sql_save_author", persist_state="session")
        sent = st.form_submit_button("Save what is in the editor", icon=":material/save:")
    if sent:
        try:
            sql_desk.saved().save(
                desk.text, title=title, author=author, description=about, at=sql_desk.now()
            )
        except HydrascopeError as error:
            panels.failed(error)
    known = sql_desk.saved().all()
    if not known:
        st.caption("Nobody has saved a query yet. Everybody sees what is saved here.")
    for one in known:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            _card(desk, one)
            st.caption(fmt.plain(one.author))
    sql_pin.listed(desk, _reopen)


def _history(desk: Desk) -> None:
    search = st.text_input("Holding the words", key="sql_history_search")
    try:
        runs = sql_desk.history().runs(sql_desk.visitor(), search=search, most=MOST_RUNS)
    except HydrascopeError as error:
        panels.failed(error)
        return
    if runs.empty:
        st.caption("No run of yours is written down under these words.")
        return
    st.caption(f"Your last {fmt.count(len(runs))} runs on this browser, as {sql_desk.visitor()}.")
    shown = runs.assign(
        text=runs["text"].str.split().str.join(" ").str.slice(0, 120),
        fingerprint=runs["fingerprint"].str.slice(0, 12),
    )
    heads: dict[str, Any] = {
        "began_at": st.column_config.DatetimeColumn(
            "Began, UTC", format="MM-DD HH:mm:ss", timezone="UTC"
        ),
        "outcome": "Ended",
        "shown_rows": "Rows",
        "seconds": st.column_config.NumberColumn("Seconds", format="%.2f"),
        "text": "Query",
        "fingerprint": "Dataset",
    }
    picked = st.dataframe(
        shown,
        key="sql_runs",
        alt="Your runs, newest first",
        column_order=list(heads),
        column_config=heads,
        on_select="rerun",
        selection_mode="single-row",
        height=panels.tall(len(shown)),
        hide_index=True,
        placeholder="–",
    )
    if chosen := picked["selection"]["rows"]:
        run = runs.iloc[chosen[0]]
        if run["error"] and not fmt.is_missing(run["error"]):
            st.caption(fmt.plain(run["error"]))
        st.button(
            "Open this query",
            key="sql_open_run",
            icon=":material/history:",
            on_click=_reopen,
            args=(desk, str(run["query_id"])),
        )


def _reopen(desk: Desk, query_id: str) -> None:
    stored = sql_desk.history().query(query_id)
    desk.put(f"{stored.text}\n", given=stored.params)
