"""Does a piece of evidence still show what it showed? Its query again, and what is different."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from hydrascope import db, fmt
from hydrascope.cases import figures
from hydrascope.cases.which import Match, find
from hydrascope.errors import HydrascopeError
from hydrascope.ui import cache, panels, sql_desk

MOST = 40
LOOK_S = 0.2
MOST_HELD = 40
_WANTED, _ANSWERED = "case_moved_wanted", "case_moved_answered"


def today(cluster_id: str, members: list[str]) -> Match:
    """Which cluster of today is the one that had this name and these members."""
    asked = {"cluster_id": cluster_id, "account_ids": sorted(members) or None}
    try:
        now = cache.query("cases/members", asked)
    except HydrascopeError:  # clusters were never looked for in this data
        now = pd.DataFrame(columns=["cluster_id", "account_id"])
    return find(cluster_id, members, now)


def told(match: Match, cluster_id: str) -> str:
    """What became of a cluster, in a sentence; empty where nothing did."""
    if match.cluster_id is None and not match.then:
        return f"There is no cluster {cluster_id} in this dataset."
    if match.cluster_id is None:
        return (
            f"Cluster {cluster_id} is gone: no cluster of this dataset holds half of its"
            f" {fmt.count(match.then)} accounts."
        )
    if match.is_renamed:
        return (
            f"Cluster {cluster_id} is now called {match.cluster_id}: {fmt.count(match.shared)} of"
            f" its {fmt.count(match.then)} accounts are in it."
        )
    if match.shared < match.then:
        return (
            f"{fmt.count(match.then - match.shared)} of the {fmt.count(match.then)} accounts of"
            f" cluster {cluster_id} are not in it any more."
        )
    return ""


def compare(piece: "pd.Series[Any]", names: dict[str, str]) -> None:
    """What moved since the evidence was added; ``names`` are clusters that changed theirs."""
    is_own = fmt.is_missing(piece["query_name"])
    if not piece["figures"] or (is_own and fmt.is_missing(piece["query_id"])):
        return
    if piece["fingerprint"] == cache.version().fingerprint and not names:
        return
    moved = _of_own(piece, names) if is_own else _moved(piece, lambda: _again(piece, names))
    if moved is None:
        return
    if isinstance(moved, HydrascopeError):
        remedy = f" {moved.remedy}" if is_own else ""
        st.caption(f"It cannot be compared with today's data: {moved.cause}{remedy}")
        return
    seen, now = str(piece["fingerprint"])[:12], cache.version().fingerprint[:12]
    if not moved:
        st.caption(f"Seen on dataset `{seen}`, now `{now}`: every number is the same.")
        return
    many = "one number" if len(moved) == 1 else f"{fmt.count(len(moved))} numbers"
    st.caption(f"Seen on dataset `{seen}`, now `{now}`: {many} moved.")
    with st.expander("Which numbers moved"):
        frame = pd.DataFrame(
            {
                "moved_row": [one.row for one in moved[:MOST]],
                "moved_column": [fmt.column(one.column).label for one in moved[:MOST]],
                "then": [one.then for one in moved[:MOST]],
                "now": [one.now for one in moved[:MOST]],
            }
        )
        panels.table(
            frame,
            key=f"moved_{piece['evidence_id']}",
            alt=f"{len(frame)} of {len(moved)} numbers that moved",
            height=panels.tall(len(frame)),
        )


def _moved(
    piece: "pd.Series[Any]", ask: Callable[[], pd.DataFrame]
) -> list[figures.Moved] | HydrascopeError:
    """What is different in the answer of today, or why there is none."""
    try:
        return figures.moved(piece["figures"], ask())
    except HydrascopeError as error:
        return error


def _of_own(
    piece: "pd.Series[Any]", names: dict[str, str]
) -> list[figures.Moved] | HydrascopeError | None:
    """The same of own SQL, which is asked by a button; None before it is.

    The wish and the answer outlive the run of the page: it may be drawn again at any moment.
    """
    number = (int(piece["evidence_id"]), cache.version().fingerprint)
    wanted: set[Any] = st.session_state.setdefault(_WANTED, set())
    held: dict[Any, Any] = st.session_state.setdefault(_ANSWERED, {})
    st.button(
        "Ask it again and compare",
        key=f"moved_{number[0]}_ask",
        icon=":material/refresh:",
        help="Runs the SQL of this evidence on today's data, as the SQL page would",
        on_click=wanted.add,
        args=(number,),
    )
    if number in wanted:
        held[number] = _moved(piece, lambda: _own(piece, names))
        for oldest in list(held)[:-MOST_HELD]:
            del held[oldest]
        wanted.discard(number)
    found: list[figures.Moved] | HydrascopeError | None = held.get(number)
    return found


def _again(piece: "pd.Series[Any]", names: dict[str, str]) -> pd.DataFrame:
    """The evidence's query on the data of today; a cluster is asked for by its name of today."""
    params = _renamed(piece["params"], names)
    with cache.cursor() as own:
        return db.run(own, str(piece["query_name"]), db.bound(str(piece["query_name"]), params))


def _renamed(params: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    return {
        name: names.get(value, value) if name == "cluster_id" else value
        for name, value in params.items()
    }


def _own(piece: "pd.Series[Any]", names: dict[str, str]) -> pd.DataFrame:
    """The answer of the evidence's own SQL today, from the sandbox; the trail knows before.

    It shows as much as the SQL page does; leaving the page ends it. Raises SandboxError.
    """
    stored = sql_desk.history().query(str(piece["query_id"]))
    sql_desk.acts().query(stored.query_id, sql_desk.now())
    running = sql_desk.bench().start(
        stored.text, _renamed(stored.params, names), owner=sql_desk.visitor()
    )
    bar = st.progress(0.0)
    try:
        while not running.wait(LOOK_S):
            told = "Waiting for a free place" if running.is_waiting else "Asking again"
            bar.progress((running.percent or 0) / 100, f"{told}: {running.elapsed:.1f} s")
        return running.result().frame()
    finally:
        running.stop()
        bar.empty()
