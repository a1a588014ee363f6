"""Running a text: start it, watch it, stop it, write it down."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from hydrascope.errors import HydrascopeError, InputError, SandboxError
from hydrascope.ui import cache, sql_desk
from hydrascope.ui.sql_desk import Answered, Desk, Job
from hydrascope.ui.sql_editor import Sent
from hydrascope.workbench.history import outcome_of

QUICK_S = 0.3  # what is there by then needs no progress bar
LOOK_S = 0.4


def start(desk: Desk, sent: Sent, params: Mapping[str, Any]) -> None:
    """Begin what the editor asks for; a query that still runs is stopped first."""
    assert sent.run is not None
    if desk.job is not None:
        desk.job.running.stop()
        settle(desk)
    desk.error = desk.answered = None
    given = dict(params)
    # The text first, so that what the trail names can be found.
    kept = sql_desk.history().store(sent.run, given, author=sql_desk.visitor(), at=sql_desk.now())
    sql_desk.acts().query(kept, sql_desk.now())
    try:
        running = sql_desk.bench().start(sent.run, given, owner=sql_desk.visitor())
    except SandboxError as error:
        job = None
        _write_down(sent.run, given, 0.0, error)
        _fail(desk, error, sent.line, sent.column)
        return
    job = Job(running, sent.run, given, sent.line, sent.column, sql_desk.now())
    desk.job = job
    if running.wait(QUICK_S):
        settle(desk)


def settle(desk: Desk) -> None:
    """The query has ended: put its answer, or its error, on the desk."""
    job, desk.job = desk.job, None
    if job is None:
        return
    try:
        answer = job.running.result()
    except SandboxError as error:
        _write_down(job.text, job.params, job.running.elapsed, error)
        _fail(desk, error, job.line, job.column)
        return
    query_id = _write_down(
        job.text,
        job.params,
        answer.seconds,
        None,
        fingerprint=answer.fingerprint,
        shown_rows=None if answer.plan is not None else answer.rows.num_rows,
        is_truncated=bool(answer.truncated),
    )
    desk.answered = Answered(answer, job.text, job.params, query_id)


def _fail(desk: Desk, error: SandboxError, line: int, column: int) -> None:
    """The error with its place in the whole text, where only a selection ran."""
    if error.line is not None:
        if error.line == 1 and error.column is not None:
            error.column += column
        error.line += line
    desk.error = error


def _write_down(
    text: str, params: Mapping[str, Any], seconds: float, error: SandboxError | None, **more: Any
) -> str:
    """A line in the history; returns the id for a link, empty when it cannot be written."""
    more.setdefault("fingerprint", cache.version().fingerprint)
    try:
        return sql_desk.history().add(
            text,
            params,
            author=sql_desk.visitor(),
            at=sql_desk.now(),
            seconds=seconds,
            outcome=outcome_of(error),
            error=str(error) if error else None,
            **more,
        )
    except HydrascopeError as broken:
        st.toast(f"The history could not be written. {broken}", icon=":material/warning:")
        return ""


@st.fragment(run_every=LOOK_S)
def progress() -> None:
    """How far the query is, and a way to stop it; the page is drawn again when it ends."""
    desk = sql_desk.desk()
    if desk.job is None or desk.job.running.done:
        settle(desk)
        # Asked for again at the next look where a click or another look came in between.
        st.rerun()
    running = desk.job.running
    with st.container(horizontal=True, vertical_alignment="center", key="sql_progress"):
        told = "Waiting for a free place" if running.is_waiting else "Running"
        st.progress((running.percent or 0) / 100, f"{told}: {running.elapsed:.1f} s")
        st.button("Stop", key="sql_stop", icon=":material/stop_circle:", on_click=running.stop)


def share(desk: Desk, params: Mapping[str, Any]) -> str:
    """Keep the text for a link and return its id. Raises InputError for an empty text."""
    if not desk.text.strip():
        raise InputError("There is nothing to share.", "Write a query first.")
    return sql_desk.history().store(desk.text, params, author=sql_desk.visitor(), at=sql_desk.now())
