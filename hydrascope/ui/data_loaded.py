"""What is loaded, and whether to believe it: files, days, gaps, rejects, what is lacking."""

from collections.abc import Callable

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from hydrascope import fmt
from hydrascope.ui import cache, data_needs, data_overlap, data_rejects, extracts, panels

# Less than this share of a usual day at the end of a source deserves a word.
HALF = 0.5
BEHIND_DAYS = 2

Drawn = Callable[[pd.DataFrame], go.Figure]
Worded = Callable[[pd.DataFrame], str]


def draw(drawn: Drawn, worded: Worded, *, is_busy: bool) -> None:
    """Everything about the published version."""
    totals = cache.query("data/totals").iloc[0]
    _tiles(totals)
    if not totals["files"]:
        panels.note("Nothing is loaded in this version.", "Add files.")
        return
    st.write(_adds_up(totals))
    _calendar(drawn, worded)
    _late()
    _sources()
    data_rejects.draw()
    _lacking()
    _repeated()
    data_overlap.draw(is_busy=is_busy)
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
    return (
        f"{told}. Latest import {fmt.utc(totals['imported_at'])}. This page tells of the whole"
        " dataset, whatever range and filters are chosen."
    )


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


def _late() -> None:
    """The end of each source against its usual days: what may still be missing there."""
    days = cache.query("data/late")
    for sentence in late_in_words(days):
        st.warning(sentence)
    if len(days):
        panels.table(
            days.drop(columns="is_incomplete"),
            key="data_late",
            alt="The last three days of each source against its usual day",
        )


def late_in_words(days: pd.DataFrame) -> list[str]:
    """A sentence for each source whose end may lack rows: cause, then remedy."""
    told = []
    for source, rows in days.groupby("source"):
        last = rows.iloc[-1]
        name = fmt.plain(str(source))
        thin = rows[(rows["share_of_usual"] < HALF) & ~rows["is_incomplete"]]
        if last["is_incomplete"]:
            told.append(
                f"{name} ends at {fmt.utc(last['last_at'])}, before its last day is over: that day"
                " is provisional until a later export is imported."
            )
        if len(thin):
            days_told = fmt.listing([f"{at:%Y-%m-%d}" for at in thin["bucket_at"]])
            told.append(
                f"{name} has less than half of its usual requests on {days_told}: either its export"
                " lags, or less was asked. Export these days again to see which."
            )
        if last["days_behind"] >= BEHIND_DAYS:
            told.append(
                f"{name} ends {fmt.count(last['days_behind'])} days before the latest request"
                " loaded: figures after that leave it out. Import its newer exports."
            )
    return told


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


def _repeated() -> None:
    st.header("Rows that came more than once")
    repeats = cache.query("data/repeats")
    if panels.has_rows(repeats, "None: no file repeats what another one brought."):
        st.write("They were recognised by their ids and count once.")
        panels.table(repeats, key="data_repeats", alt="Sources whose rows were there already")


def _notices() -> None:
    notices = cache.query("data/notices")
    if len(notices):
        st.header("Remarks of the imports")
        panels.table(notices, key="data_notices", alt="Remarks of the imports")
