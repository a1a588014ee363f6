"""How soon the accounts of a cluster used a model that was released while it lived."""

from collections.abc import Callable
from functools import partial

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from hydrascope import fmt
from hydrascope.ui import cache, cluster_one, cluster_words, links, panels, volumes_switch
from hydrascope.ui.cluster_one import Opened

HOURS, FIRST = 168, 24  # what is looked at, and what the sentence speaks of
KEY = "cluster_release"
Curve = Callable[..., go.Figure]
Told = Callable[..., str]


def curve(opened: Opened, draw: Curve, words: Told) -> None:
    """Those who had used the new model by hour since its release, against everybody else."""
    lived = _while_it_lived(opened, cache.query("volumes/releases"))
    if panels.has_rows(lived, "No model was released, or first used, while it lived."):
        names = {volumes_switch.listed(row): row for _, row in lived.iterrows()}
        name = st.selectbox("Release", list(names), key=KEY, bind="query-params", width=400)
        _drawn(opened, names[name], draw, words)
    links.to("volumes_switch", "How everybody moved to each model", opened.filters)


def _while_it_lived(opened: Opened, releases: pd.DataFrame) -> pd.DataFrame:
    """The releases between its first request and its last."""
    first_at, last_at = opened.cluster["first_seen_at"], opened.cluster["last_seen_at"]
    if fmt.is_missing(first_at) or fmt.is_missing(last_at):
        return releases.head(0)
    return releases[releases["release_at"].between(first_at, last_at)]


def _drawn(opened: Opened, release: "pd.Series[pd.Timestamp]", draw: Curve, words: Told) -> None:
    model, hour_at = str(release["model_name"]), release["release_at"].floor("h").to_pydatetime()
    hours = cluster_one.figure(
        opened,
        "one_switch",
        partial(draw, model=model),
        partial(words, model=model),
        lacking=f"No account of it asked both in the week before {model} and in the week after.",
        rows=lambda told: told if told["active_accounts"].iloc[0] else told.head(0),
        model=model,
        hour_at=hour_at,
        hours=HOURS,
    )
    if len(hours):
        st.caption(cluster_words.moved(hours, FIRST))
