"""Every row of an answer as a file: asked for, watched, stopped, fetched."""

import shutil
import tempfile
import threading
import weakref
from pathlib import Path

import streamlit as st

from hydrascope import fmt
from hydrascope.errors import HydrascopeError
from hydrascope.export import ExtractReport
from hydrascope.ui import cache, extracts, panels, sql_desk
from hydrascope.ui.sql_desk import MADE, Answered
from hydrascope.workbench.writing import Progress, Writing

KINDS = {"csv": "CSV", "parquet": "Parquet", "xlsx": "Excel", "jsonl": "JSONL"}
QUICK_S = 0.5  # what is written by then needs no progress line
LOOK_S = 0.4


class Made:
    """A file for one answer; it goes when the session makes another, or ends."""

    def __init__(self, query_id: str, folder: Path, writing: Writing) -> None:
        self.query_id = query_id
        self.writing = writing
        self.report: ExtractReport | None = None
        weakref.finalize(self, _swept, folder, writing)


def _swept(folder: Path, writing: Writing) -> None:
    writing.stop()
    writing.wait()
    shutil.rmtree(folder, ignore_errors=True)


def draw(done: Answered) -> None:
    """The kinds of file there are, and the one that was asked for."""
    st.caption("Every row of the answer, not only those shown, with a manifest beside it.")
    with st.container(horizontal=True, gap="small", key="sql_extracts"):
        for kind, label in KINDS.items():
            if st.button(f"Make {label}", key=f"sql_make_{kind}", icon=":material/table_view:"):
                _begin(done, kind)
    made: Made | None = st.session_state.get(MADE)
    if made is None or made.query_id != done.query_id:
        return
    if made.report is None and made.writing.wait(QUICK_S):
        _settle(made)
    elif made.report is None:
        _progress()
    if made.report is not None:
        _fetch(made.report)


def _begin(done: Answered, kind: str) -> None:
    st.session_state.pop(MADE, None)
    try:
        sql_desk.acts().extract(done.query_id, kind, sql_desk.now())
    except HydrascopeError as error:
        panels.failed(error)
        return
    synthetic = "synthetic" in cache.facts()
    stem = extracts.file_stem(f"sql-{done.query_id}", done.answer.fingerprint, synthetic=synthetic)
    folder = Path(tempfile.mkdtemp(prefix="hydrascope-sql-"))
    bench, owner, at = sql_desk.bench(), sql_desk.visitor(), sql_desk.now()
    text, params = done.text, dict(done.params)

    def make(progress: Progress, stop: threading.Event) -> ExtractReport:
        return bench.extract(
            text,
            params,
            folder / f"{stem}.{kind}",
            owner=owner,
            created_at=at,
            progress=progress,
            stop=stop,
        )

    st.session_state[MADE] = Made(done.query_id, folder, Writing(make))


def _settle(made: Made) -> None:
    try:
        made.report = made.writing.result()
    except HydrascopeError as error:
        st.session_state.pop(MADE, None)
        panels.failed(error)


@st.fragment(run_every=LOOK_S)
def _progress() -> None:
    """How much is written, and a way to stop it; the page is drawn again when it ends."""
    made: Made | None = st.session_state.get(MADE)
    if made is None:
        return
    if made.writing.done:
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center", key="sql_writing"):
        st.caption(f"{fmt.count(made.writing.rows)} rows written, {made.writing.elapsed:.0f} s …")
        st.button(
            "Stop the extract",
            key="sql_stop_extract",
            icon=":material/stop_circle:",
            on_click=made.writing.stop,
        )


def _fetch(report: ExtractReport) -> None:
    much = (
        f"{report.bytes / 1e6:,.1f} MB" if report.bytes >= 1e6 else f"{report.bytes / 1e3:,.0f} kB"
    )
    size = f"{fmt.count(report.rows)} rows, {much}"
    with st.container(horizontal=True, gap="small", key="sql_fetch"):
        for path, label in ((report.path, f"Fetch {size}"), (report.manifest_path, "Manifest")):
            st.download_button(
                label,
                data=path.read_bytes,
                file_name=path.name,
                key=f"sql_fetch_{label[:5].lower()}",
                on_click="ignore",
                icon=":material/download:",
            )
