"""What a cluster asks for and when, against everybody outside clusters."""

from collections.abc import Callable
from functools import partial

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from hydrascope.ui import cluster_one, cluster_words
from hydrascope.ui.cluster_one import Opened, Words

Titled = Callable[..., go.Figure]
Compared = Callable[..., str]
NONE = "The requests of this cluster were not added up by {}."
OTHERS = "everybody outside clusters"


def weeks(opened: Opened, week: Titled, against: Titled, words: Words, compared: Compared) -> None:
    """Its hours of the week, and how they differ from everybody outside clusters."""
    told = NONE.format("hour of the week")
    with st.grid(min_column_width=480, key="cluster_weeks"):
        with st.container():
            draw = partial(week, title="Requests by hour of the week (UTC)")
            cluster_one.figure(opened, "one_hours", draw, words, lacking=told)
        with st.container():
            cluster_one.figure(
                opened,
                "one_hours",
                partial(against, title=f"Against {OTHERS} (UTC)", others=OTHERS),
                partial(compared, others=OTHERS),
                lacking="There is nobody outside clusters to set it against.",
                rows=lambda hours: hours if hours["ordinary_share"].notna().any() else hours[:0],
                key="cluster_hours_against",
            )


def mixes(opened: Opened, draw: Titled, words: Words) -> None:
    """Its tasks and its models beside everybody else's."""
    with st.grid(min_column_width=480, key="cluster_mixes"):
        for dimension in ("task", "model"):
            with st.container():
                cluster_one.figure(
                    opened,
                    "one_mix",
                    partial(draw, title=f"Requests by {dimension}"),
                    words,
                    lacking=NONE.format(dimension),
                    rows=partial(_of, dimension),
                    key=f"cluster_mix_{dimension}",
                )


def _of(dimension: str, mix: pd.DataFrame) -> pd.DataFrame:
    return mix[mix["dimension"] == dimension]


def templates(opened: Opened, draw: Titled, words: Words) -> None:
    """The prompt templates its members share."""
    if told := cluster_words.templates(opened.cluster):
        st.write(told)
    cluster_one.figure(
        opened,
        "one_values",
        partial(draw, title="Shared prompt templates"),
        words,
        lacking="Its members share no prompt template more than others do.",
        key="cluster_templates",
        family="templates",
    )
