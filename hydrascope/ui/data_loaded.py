"""What is loaded, and whether to believe it: files, days, gaps, rejects, what is lacking."""

from collections.abc import Callable

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from hydrascope import fmt
from hydrascope.ui import cache, data_needs, data_rejects, extracts, panels

Drawn = Callable[[pd.DataFrame], go.Figure]
Worded = Callable[[pd.DataFrame], str]


def draw(drawn: Drawn, worded: Worded) -> None:
    """Everything about the published version."""
    totals = cache.query("data/totals").iloc[0]
    _tiles(totals)
    if not totals["files"]:
        panels.note("Nothing is loaded in this version.", "Add files.")
        return
    st.write(_adds_up(totals))
    _calendar(drawn, worded)
    _sources()
    data_rejects.draw()
    _lacking()
    _twice()
    _notices()


def _tiles(totals: pd.Series) -> None:
    with st.container(horizontal=True, key="data_tiles"):
        panels.tile("Files", fmt.count(totals["files"]))
        panels.tile("Rows loaded", fmt.compact(totals["rows_loaded"]))
        panels.tile("Already there", fmt.compact(totals["rows_duplicate"]))
        panels.tile("Rejected", fmt.compact(totals["rows_rejected"]))


def _adds_up(totals: pd.Series) -> str:
    read, loaded, again, rejected = (
        totals[f"rows_{name}"] for name in ("read", "loaded", "duplicate", "rejected")
    )
    told = (
        f"{fmt.count(read)} rows read = {fmt.count(loaded)} loaded + {fmt.count(again)} already"
        f" there + {fmt.count(rejected)} rejected"
    )
    if read != loaded + again + rejected:
        return f"{told}: this does not add up. Import the files again and report it."
    return f"{told}. Latest import {fmt.utc(totals['imported_at'])}."


def _calendar(drawn: Drawn, worded: Worded) -> None:
    st.header("Which days are there")
    days = cache.query("data/days")
    if not panels.has_rows(days, "No requests are loaded.", "Add a file of requests."):
        return
    panels.figure(
        drawn(days),
        key="data_calendar",
        alt=worded(days),
        sql="data/days",
        params={},
        frame=days,
        behind={},
    )
    late = days.loc[days["is_incomplete"], "source"].unique()
    if len(late):
        st.caption(
            f"The last day of {fmt.listing(list(late))} is not over: some exports lag by minutes"
            " to hours, so its end is provisional."
        )


def _sources() -> None:
    st.header("Sources and files")
    sources = cache.query("overview/coverage")
    if len(sources):
        panels.table(sources, key="data_sources", alt="Requests, reach and gaps by source")
    files = cache.query("data/files")
    panels.table(
        files, key="data_files", alt="Files loaded, with what became of their rows",
        height=panels.tall(len(files)),
    )  # fmt: skip
    extracts.buttons("data/files", {}, key="data_files")


def _lacking() -> None:
    st.header("What the pages cannot show with this data")
    known = pd.concat([cache.query("overview/availability"), cache.query("data/signals")])
    shares = dict(zip(known["field"], known["known_share"], strict=True))
    lacking = data_needs.lacking(shares)
    if panels.has_rows(lacking, "Nothing: every signal the pages use is there for all of it."):
        panels.table(
            lacking, key="data_lacking", alt="Signals that are missing, and what would mend it"
        )


def _twice() -> None:
    st.header("Seen by two systems")
    pairs = cache.query("data/overlap")
    if panels.has_rows(pairs, "No two sources have requests on the same day."):
        st.write(
            "These sources have requests on the same days. If one system stands before the"
            " other, both saw the same calls: choose one of them in the filter bar before adding"
            " up."
        )
        panels.table(pairs, key="data_overlap", alt="Pairs of sources with days in common")


def _notices() -> None:
    notices = cache.query("data/notices")
    if len(notices):
        st.header("Remarks of the imports")
        panels.table(notices, key="data_notices", alt="Remarks of the imports")
