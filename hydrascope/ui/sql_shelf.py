"""Beside the editor: the tables and what they hold, questions to begin with, one's history."""

from typing import Any

import streamlit as st

from hydrascope import fmt
from hydrascope.errors import HydrascopeError, SandboxError
from hydrascope.ui import panels, sql_desk
from hydrascope.ui.sql_desk import Desk
from hydrascope.workbench import catalogue
from hydrascope.workbench.catalogue import Table
from hydrascope.workbench.published import FRIENDLY
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
LOOKED_AT = 20_000  # rows the null share and the examples come from
MOST_RUNS = 100


def draw(desk: Desk) -> None:
    """The shelf: one part of it at a time."""
    part = st.segmented_control(
        "Beside the editor", PARTS, default="Tables", key="sql_shelf", label_visibility="collapsed"
    )
    parts = {"Tables": _tables, "Questions": _questions, "Saved": _saved, "History": _history}
    if part:
        parts[part](desk)


def _tables(desk: Desk) -> None:
    tables = catalogue.tables()
    name = st.selectbox(
        "Table",
        list(tables),
        format_func=lambda one: one if one in FRIENDLY else f"{one} (stored)",
        key="sql_table",
    )
    table = tables[str(name)]
    st.caption(catalogue.grain(table))
    with st.container(horizontal=True, gap="small"):
        st.button(
            "Insert table",
            key="sql_insert_table",
            icon=":material/add:",
            on_click=desk.add,
            args=(f"from {table.name}",),
        )
        look = st.toggle(
            "Null share and examples",
            key="sql_measure",
            help=f"From the first {LOOKED_AT:,} rows of the table.",
        )
    rows = _measured(table) if look else {}
    picked = st.dataframe(
        {
            "Column": [one.name for one in table.columns],
            "Unit": [one.unit for one in table.columns],
            "Null": [rows.get(one.name, ("", ""))[0] for one in table.columns],
            "Examples": [rows.get(one.name, ("", ""))[1] for one in table.columns],
            "Type": [one.type.lower() for one in table.columns],
            "Meaning": [one.meaning for one in table.columns],
        },
        key=f"sql_columns_{table.name}",
        alt=f"Columns of {table.name}",
        column_order=["Column", "Null", "Examples", "Unit", "Type", "Meaning"]
        if look
        else ["Column", "Unit", "Type", "Meaning"],
        on_select="rerun",
        selection_mode="single-row",
        height=320,
        hide_index=True,
    )
    chosen = picked["selection"]["rows"]
    if not chosen:
        st.caption("Choose a column to read about it and to insert it.")
        return
    column = table.columns[chosen[0]]
    unit = f", {column.unit}" if column.unit else ""
    st.markdown(f"`{column.name}` {column.type.lower()}{unit}. {column.meaning}")
    st.button(
        f"Insert {column.name}",
        key="sql_insert_column",
        icon=":material/add:",
        on_click=desk.add,
        args=(column.name,),
    )


def _measured(table: Table) -> dict[str, tuple[str, str]]:
    """Null share and examples of each column, by the sandbox like any question."""
    text = f"summarize (from {table.name} limit {LOOKED_AT})"
    try:
        answer = sql_desk.bench().run(text, owner=sql_desk.visitor() + " (looking)")
    except SandboxError as error:
        panels.failed(error)
        return {}
    found = {}
    for row in answer.rows.to_pylist():
        told = [str(row[edge])[:24] for edge in ("min", "max") if row[edge] is not None]
        share = row["null_percentage"]
        null = "" if share is None else f"{float(share):.0f}%"
        found[row["column_name"]] = (null, " … ".join(dict.fromkeys(told)))
    return found


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
        one.title,
        key=f"sql_open_{one.query_id}",
        help=one.description or None,
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
            st.caption(one.author)


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
