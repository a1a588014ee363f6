"""The drawing of a cluster's accounts and shared values, and what a part of it consists of."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from hydrascope import fmt
from hydrascope.ui import cache, choice, cluster_one, links, panels
from hydrascope.ui.cluster_one import Opened

VALUES_EACH, VALUES, GROUPS, MAKE_A_GROUP = 4, 25, 40, 2
ACCOUNTS = 40
KEY = "drawn"
Arrange = Callable[[pd.DataFrame, pd.DataFrame], Any]
Draw = Callable[..., go.Figure]
Words = Callable[[Any], str]


def drawing(opened: Opened, grouped: Arrange, single: Arrange, draw: Draw, words: Words) -> None:
    """Groups of accounts and the values they share; a chosen part is drawn by account."""
    values = cache.query("clusters/one_drawn", opened.params(each=VALUES_EACH, top=VALUES))
    if not panels.has_rows(values, "There is no value its members share more than others do."):
        return
    params = opened.params(
        places=values["place"].tolist(), most=MAKE_A_GROUP, top=GROUPS, page_rows=ACCOUNTS
    )
    groups = cache.query("clusters/one_map", params)
    arranged = grouped(values, groups)
    title = "Who shows which shared values"
    drawn = draw(arranged, title=title)
    cluster_one.shown(opened, "one_map", drawn, words(arranged), params, groups)
    st.caption(_left_out(values, groups))
    if part := _choose(values, groups):
        _part(opened, part, values, params, single, draw, words)


def _left_out(values: pd.DataFrame, groups: pd.DataFrame) -> str:
    """How to read the drawing, and what it leaves out."""
    total, beyond = int(values["found"].iloc[0]), groups[groups["node"] == "others"]
    told = (
        f"At the left values its members share, of {total} those that explain most and make a"
        f" group. Circles are accounts whose {MAKE_A_GROUP} strongest values of different families"
        " are the same; larger means more accounts."
    )
    if len(beyond):
        told += (
            f" Not drawn: {fmt.count(beyond['accounts'].iloc[0])} accounts in"
            f" {fmt.count(beyond['groups'].iloc[0])} smaller groups."
        )
    return told


def _choose(values: pd.DataFrame, groups: pd.DataFrame) -> str | None:
    """A value or a group to look into; the address keeps it."""
    named = _named(values)
    parts = {f"value {place}": f"Everybody with {text}" for place, text in named.items()}
    drawn = groups[groups["node"] != "others"]
    for node, accounts in zip(drawn["node"], drawn["accounts"], strict=True):
        places = [] if node == "none" else [int(place) for place in node.split(".")]
        shared = " + ".join(named[place] for place in places) or "none of the values drawn"
        parts[f"group {node}"] = f"The {fmt.count(accounts)} accounts with {shared}"
    label = "Draw the accounts of a value or a group"
    return choice.one(KEY, label, parts, key="cluster_drawn", placeholder="Type a value")


def _named(values: pd.DataFrame) -> dict[int, str]:
    rows = zip(values["place"], values["attr_type"], values["attr_value"], strict=True)
    return {
        int(place): f"{fmt.attribute(kind)} {fmt.attribute_value(text)}"
        for place, kind, text in rows
    }


def _part(
    opened: Opened,
    part: str,
    values: pd.DataFrame,
    params: dict[str, Any],
    single: Arrange,
    draw: Draw,
    words: Words,
) -> None:
    """The accounts of one value or one group, each drawn with what else it shows."""
    kind, _, name = part.partition(" ")
    is_value = kind == "value"
    asked = params | {"place": int(name) if is_value else None, "node": None if is_value else name}
    query = "one_part_accounts"
    shown = cache.query(f"clusters/{query}", asked)
    if not panels.has_rows(shown, "No member is in this part."):
        return
    arranged = single(values, shown)
    found, drawn = int(shown["found"].iloc[0]), shown["node"].nunique()
    title = f"{fmt.count(drawn)} of {fmt.count(found)} accounts"
    figure = draw(arranged, title=title)
    cluster_one.shown(opened, query, figure, words(arranged), asked, shown, key="cluster_part")
    if found > drawn:
        st.caption(f"The {fmt.count(drawn)} with the most evidence; the others are not drawn.")
    account = st.selectbox(
        "Open one of these accounts",
        list(dict.fromkeys(shown["node"])),
        index=None,
        key="cluster_part_open",
        placeholder="Type a name",
        width=320,
    )
    if account:
        links.go("account", opened.filters, account=account)
