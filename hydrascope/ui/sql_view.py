"""The SQL page: editor, parameters, answer, and the shelf beside them."""

import streamlit as st

from hydrascope import fmt
from hydrascope.errors import HydrascopeError, SandboxError
from hydrascope.filters import Filters
from hydrascope.ui import (
    panels,
    sql_answer,
    sql_chart,
    sql_desk,
    sql_editor,
    sql_params,
    sql_reveal,
    sql_run,
    sql_shelf,
)
from hydrascope.ui.sql_desk import Desk
from hydrascope.ui.sql_editor import Sent

RUNS = "The whole text; Control and Enter in the editor runs the selection, if there is one."
PLANS = {"Explain": "explain", "Explain and measure": "explain analyze"}


@st.fragment
def workbench(filters: Filters, drawn: sql_chart.Drawn, fitting: sql_chart.Fitting) -> None:
    """All of it; typing reruns only this part of the page."""
    desk = sql_desk.desk()
    left, right = st.columns([8, 5], gap="medium")
    with right:
        sql_shelf.draw(desk)
    with left:
        _editor(desk, filters)
        if desk.job is not None:
            sql_run.progress()
        elif desk.error is not None:
            panels.failed(_worded(desk.error))
        elif desk.answered is not None:
            sql_answer.draw(desk, desk.answered, drawn, fitting)
        else:
            st.caption("Nothing has been run yet. Control and Enter runs what is in the editor.")


def _editor(desk: Desk, filters: Filters) -> None:
    if desk.title:
        st.caption(f"Question: {fmt.plain(desk.title)}")
    types = sql_params.types_of(desk)
    sent = sql_editor.draw(
        desk.text,
        version=desk.version,
        formats=desk.formats,
        insert=desk.insert,
        error=desk.place,
        parameters=types | {"start_at": "TIMESTAMP", "end_at": "TIMESTAMP"},
        key="sql_editor",
    )
    st.caption(sql_editor.HELP)
    if sent is not None and sent.text != desk.text:
        desk.text = sent.text
        desk.error = None
        types = sql_params.types_of(desk)
    actions = st.container(horizontal=True, gap="small", key="sql_actions")
    values = sql_params.ask(desk, filters, types)
    with actions:
        pressed = st.button("Run", key="sql_run", icon=":material/play_arrow:", help=RUNS)
        plan = st.menu_button("Explain", list(PLANS), key="sql_explain")
        st.button(
            "Format",
            key="sql_format",
            icon=":material/format_align_left:",
            on_click=desk.arrange,
        )
        linked = st.button("Link to this", key="sql_link", icon=":material/link:")
        sql_reveal.draw(desk)
    if pressed:
        sent = Sent(desk.text, desk.text)
    if plan:
        sent = Sent(desk.text, f"{PLANS[plan]} {desk.text}", 0, -len(PLANS[plan]) - 1)
    if linked:
        _link(desk, values)
    if sent is not None and sent.run is not None:
        before = desk.place
        try:
            sql_run.start(desk, sent, values)
        except HydrascopeError as error:
            desk.error = error  # what must be written down could not be
        if desk.place is not before:
            st.rerun()  # the editor was drawn without the error


def _worded(error: HydrascopeError) -> HydrascopeError:
    """The error, with its place in words."""
    if not isinstance(error, SandboxError) or error.line is None:
        return error
    where = f"Line {error.line}"
    if error.column is not None:
        where += f", column {error.column}"
    return SandboxError(f"{where}: {error.cause}", error.remedy)


def _link(desk: Desk, values: dict[str, object]) -> None:
    try:
        desk.opened = sql_run.share(desk, values)
    except HydrascopeError as error:
        panels.failed(error)
        return
    st.query_params["query"] = desk.opened
    st.caption(
        f"The address bar now holds the link. It carries the id `{desk.opened}`, not the text;"
        " whoever has it can open the query with these values."
    )
