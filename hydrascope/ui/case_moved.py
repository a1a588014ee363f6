"""Does a piece of evidence still show what it showed? Its query again, and what is different."""

from typing import Any

import pandas as pd
import streamlit as st

from hydrascope import db, fmt
from hydrascope.cases import figures
from hydrascope.cases.which import Match, find
from hydrascope.errors import HydrascopeError
from hydrascope.ui import cache, panels

MOST = 40


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
    if fmt.is_missing(piece["query_name"]) or not piece["figures"]:
        return
    if piece["fingerprint"] == cache.version().fingerprint and not names:
        return
    try:
        moved = figures.moved(piece["figures"], _again(piece, names))
    except HydrascopeError as error:
        st.caption(f"It cannot be compared with today's data: {error.cause}")
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


def _again(piece: "pd.Series[Any]", names: dict[str, str]) -> pd.DataFrame:
    """The evidence's query on the data of today; a cluster is asked for by its name of today."""
    params = {
        name: names.get(value, value) if name == "cluster_id" else value
        for name, value in piece["params"].items()
    }
    with cache.cursor() as own:
        return db.run(own, str(piece["query_name"]), db.bound(str(piece["query_name"]), params))
