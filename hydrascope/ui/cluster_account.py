"""What detection says about one account: its bursts, its cluster and why, its neighbours."""

from typing import Any

import pandas as pd
import streamlit as st

from hydrascope import fmt
from hydrascope.filters import Filters
from hydrascope.ui import (
    bursts_words,
    cache,
    cluster_one,
    cluster_words,
    clusters_view,
    links,
    panels,
)

MOST_LINKS = 12


def about(account_key: int, name: str, filters: Filters, draw: Any, words: Any) -> None:
    """Its cluster and why, its neighbours and why; a sentence where there is neither."""
    if not clusters_view.detected():
        st.caption(" ".join(clusters_view.NEVER))
        return
    params = {"account_key": account_key, "top": MOST_LINKS}
    _bursts(filters, params)
    _membership(name, filters, params, draw, words)
    _neighbours(name, filters, params)


def _bursts(filters: Filters, params: dict[str, Any]) -> None:
    """The bursts it signed up in, the most surprising first."""
    found = cache.query("accounts/bursts", params)
    if found.empty:
        st.write("It signed up in no burst.")
        return
    for _, burst in found.iterrows():
        st.write(
            f"Signed up in a burst of {fmt.count(burst['accounts'])} accounts among"
            f" {bursts_words.among(burst)}, where {fmt.count(burst['expected_accounts'])} were"
            f" expected ({burst['verdict']}, {burst['confidence']} confidence)."
        )
        links.to("burst", bursts_words.title(burst), filters, burst=str(burst["burst_id"]))
    panels.sources("accounts/bursts", params, found, key="account_bursts_sources", behind={})


def _membership(name: str, filters: Filters, params: dict[str, Any], draw: Any, words: Any) -> None:
    found = cache.query("clusters/one_account", params)
    if found.empty:
        st.write("It is in no cluster: nothing ties it to others strongly enough.")
        return
    for cluster_id, rows in found.groupby("cluster_id", sort=False):
        row = rows.iloc[0]
        st.write(
            f"In a cluster of {fmt.count(row['accounts'])} accounts ({fmt.kind(row['kind'])},"
            f" {row['confidence']} confidence). {cluster_words.member(row)}"
        )
        links.to(
            "cluster",
            cluster_words.title(cluster_id),
            filters,
            cluster=str(cluster_id),
            part=cluster_one.MEMBERS,
            member=name,
        )
        _evidence(str(cluster_id), rows, params, draw, words)


def _evidence(
    cluster_id: str, rows: pd.DataFrame, params: dict[str, Any], draw: Any, words: Any
) -> None:
    """Its bits by family as a waterfall."""
    steps = rows.dropna(subset=["bits"]).rename(columns={"bits": "median_bits"})
    if not panels.has_rows(steps, "No evidence by family was kept for it."):
        return
    needed = float(rows["needed_bits"].iloc[0])
    panels.figure(
        draw(steps, needed=needed, title="Evidence for its cluster, by family"),
        key=f"account_cluster_{cluster_id}",
        alt=words(steps, needed=needed),
        sql="clusters/one_account",
        params=params,
        frame=rows,
    )


def _neighbours(name: str, filters: Filters, params: dict[str, Any]) -> None:
    found = cache.query("clusters/one_neighbours", params)
    st.markdown("**Its strongest links**")
    if not panels.has_rows(found, "No link to another account was kept."):
        return
    total = int(found["found"].iloc[0])
    st.caption(
        f"{len(found)} of {fmt.count(total)} links kept: bits of each family that speak for (or,"
        " below zero, against) both being run by one operator. Choose a row to open that account."
    )
    panels.table(
        found.drop(columns="found"),
        key="account_links",
        alt=f"The {len(found)} strongest links of {name}",
        on_select="rerun",
        selection_mode="single-row",
        height=panels.tall(len(found)),
    )
    panels.sources("clusters/one_neighbours", params | {"top": total}, key="account_links_sources")
    places = st.session_state["account_links"]["selection"]["rows"]
    if places and places[0] < len(found):
        links.go("account", filters, account=str(found["pseudonym"].iloc[places[0]]))
