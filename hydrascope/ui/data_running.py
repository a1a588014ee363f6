"""An import or erasure under way: how far, how fast, how long; Stop; and its report."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from hydrascope import fmt
from hydrascope.errors import HydrascopeError
from hydrascope.ui import cache, data_jobs, panels

LOOK_S = 0.7
PHASES = {
    "loading": "Reading, checking and loading",
    "rollups": "Adding up by hour and day",
    "bursts": "Looking for bursts of sign-ups",
    "clusters": "Looking for clusters of accounts",
    "copying": "Copying the published version",
    "erasing": "Erasing rows",
    "writing": "Writing what is left into a new file",
}


# What the command line advises, and what there is here instead.
BY_FILE = "describe them in a mapping file and pass it with --mapping"
BY_PAGE = "add it once more and map its columns before importing"


def draw() -> bool:
    """The last job, running or ended. Whether one runs: then nothing else may be started."""
    job = data_jobs.latest(cache.root())
    if job is None or (job.folder / "seen").exists():
        return False
    if job.is_running:
        _progress()
        return True
    with st.container(border=True, key="data_report"):
        _ended(job)
        st.button("Close this report", key="data_seen", on_click=(job.folder / "seen").touch)
    return False


@st.fragment(run_every=LOOK_S)
def _progress() -> None:
    """Looked at again and again; the page is drawn anew when it ends."""
    job = data_jobs.latest(cache.root())
    if job is None or not job.is_running:
        if job is not None and job.kind == "forget":
            cache.let_go()
        st.rerun()
    with st.container(border=True, key="data_running"):
        st.markdown(f"**{job.label}**")
        share = job.rows / job.rows_expected if job.rows_expected else 0.0
        is_loading = job.phase in ("", "loading")
        st.progress(min(share, 1.0) if is_loading else 1.0, told(job))
        st.button(
            "Stop",
            key="data_stop",
            icon=":material/stop_circle:",
            on_click=data_jobs.stop,
            args=(job,),
            help="What is being built is thrown away; what is published stays as it is.",
        )


def told(job: data_jobs.Job) -> str:
    """Phase, rows, rate and time left in a line."""
    if (job.folder / "stop").exists():
        return "Stopping; nothing published changes."
    seconds = max(job.seconds, 0.001)
    line = PHASES.get(job.phase, "Beginning")
    if job.rows:
        rate = job.rows / seconds
        line += f": {fmt.count(job.rows)}"
        if job.phase == "loading" and job.rows_expected:
            left = max(job.rows_expected - job.rows, 0) / rate
            line += f" of about {fmt.count(job.rows_expected)} rows"
            line += f", {fmt.count(round(rate))} rows/s, {_length(left)} left"
        else:
            line += " rows"
    return f"{line} · {_length(seconds)} so far"


def _length(seconds: float) -> str:
    return fmt.duration(dt.timedelta(seconds=round(seconds)))


def _ended(job: data_jobs.Job) -> None:
    if job.report is None:
        panels.failed(HydrascopeError(f"{job.label}: {job.error}"))
    elif job.kind == "import":
        _imported(job, job.report)
    elif job.kind == "overlap":
        _settled(job, job.report)
    else:
        _erased(job, job.report)


def _imported(job: data_jobs.Job, report: Mapping[str, Any]) -> None:
    """Read is loaded and duplicate and rejected: the sum is shown, so that it can be checked."""
    st.markdown(f"**{job.label}: done in {_length(report['seconds'])}**")
    read, loaded, again, rejected = (
        fmt.count(report[f"rows_{name}"]) for name in ("read", "loaded", "duplicate", "rejected")
    )
    st.write(
        f"{read} rows read = {loaded} loaded + {again} already there + {rejected} rejected."
        + ("" if report["is_published"] else " Nothing was new: the dataset is unchanged.")
    )
    reasons = report["rejected_by_reason"]
    if reasons:
        frame = pd.DataFrame({"reason": list(reasons), "rows_rejected": list(reasons.values())})
        panels.table(frame, key="data_report_reasons", alt="Rejected rows by reason")
    for name, reason in report["skipped"]:
        st.caption(f"Not loaded: {fmt.plain(name)}: {fmt.plain(reason.replace(BY_FILE, BY_PAGE))}")
    for notice in report["notices"]:
        st.caption(f"Note: {fmt.plain(notice)}")


def _settled(job: data_jobs.Job, report: Mapping[str, Any]) -> None:
    """Which source goes first was said; what follows is in the table below."""
    st.markdown(f"**{job.label}: done**")
    if published := report["published"]:
        st.write(f"The dataset is now `{published}`; the one before is kept under *Versions*.")
    else:
        st.write("Nothing changed by it.")


def _erased(job: data_jobs.Job, report: Mapping[str, Any]) -> None:
    rows = [f"{fmt.count(rows)} rows of {table}" for table, rows in report["rows"].items()]
    rows.append(f"{fmt.count(report['rejects'])} rejected records")
    st.markdown(f"**{job.label}: done**")
    st.write(
        f"Gone: {fmt.listing(rows)}."
        f" The dataset is now `{report['fingerprint']}`; earlier versions are deleted."
    )
    if report["read_again"]:
        names = fmt.listing([fmt.plain(name) for name in report["read_again"]])
        st.warning(f"Rows that other files share went too. Import again: {names}.")
    if report["left"]:
        st.warning(
            "These versions still hold the rows, because a program keeps them open; delete them:"
            f" {fmt.listing(report['left'])}."
        )
