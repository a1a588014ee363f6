"""Why a cluster is believed: evidence by family, shared values, tests, other explanations."""

from collections.abc import Callable
from functools import partial

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from hydrascope import fmt
from hydrascope.ui import allow_marks, cache, case_allow, cluster_one, cluster_words, panels
from hydrascope.ui.cluster_one import Opened

Waterfall = Callable[..., go.Figure]
InWords = Callable[..., str]
MOST_SENTENCES = 6
VALUES = [
    "family",
    "attr_type",
    "attr_value",
    "listed",
    "accounts",
    "share",
    "outside_accounts",
    "lift",
    "bits",
]


def families(opened: Opened, draw: Waterfall, words: InWords) -> None:
    """The evidence by family as a waterfall, then each family in a sentence."""
    found = cache.query("clusters/one_families", opened.params())
    if not panels.has_rows(found, "No evidence was kept for this cluster."):
        return
    st.write(cluster_words.weighed(found))
    needed = found["needed_bits"].iloc[0]
    if not fmt.is_missing(needed):
        cluster_one.figure(
            opened,
            "one_families",
            partial(draw, needed=needed, title="Evidence of the median member, by family"),
            partial(words, needed=needed),
            lacking="",
        )
    st.markdown(
        "\n".join(
            f"* **{fmt.family(row.family).capitalize()}** :gray[{fmt.signed(row.median_bits)} bits,"
            f" for {fmt.count(row.accounts)} of {fmt.count(row.known_accounts)}]: {row.sentence}"
            for row in found.itertuples(index=False)
        )
    )


def values(opened: Opened) -> None:
    """The values members share more than others: the first in sentences, all in a table."""
    params = opened.params()
    found = cache.query("clusters/one_values", params)
    if not panels.has_rows(found, "Its members share no value more than others do."):
        return
    first = [row for _, row in found.head(MOST_SENTENCES).iterrows()]
    st.markdown("\n".join(f"* {cluster_words.value(row)}" for row in first))
    with st.expander(f"All {len(found)} values its members share more than others do"):
        shown = _arranged(found)
        panels.table(
            shown,
            key="cluster_values",
            alt=f"{len(found)} shared values, the strongest first",
            columns=[name for name in VALUES if shown[name].notna().any()],
            height=panels.tall(len(found)),
        )
        case_allow.value(found)
    panels.sources("clusters/one_values", params, key="cluster_values_sources")


def _arranged(found: pd.DataFrame) -> pd.DataFrame:
    return found.assign(
        listed=allow_marks.of_values(found),
        family=[fmt.family(name) for name in found["family"]],
        attr_type=[fmt.attribute(name) for name in found["attr_type"]],
        attr_value=[fmt.attribute_value(text) for text in found["attr_value"]],
    )[VALUES]


def tests(opened: Opened, draw: cluster_one.Draw, words: cluster_one.Words) -> None:
    """What was measured on the cluster as a whole, drawn and in sentences, by side."""
    lacking = "No test could be measured against other groups."
    cluster_one.figure(opened, "one_tests", draw, words, lacking=lacking, rows=_measured)
    st.caption(
        "Groups of other accounts, as many and as active, make the grey band: their 5th to 95th"
        " percentile. Tests without such a range are told in words only."
    )
    told = cache.query("clusters/one_tests", opened.params())
    with st.grid(min_column_width=380, key="cluster_tests_told"):
        for side, label in cluster_words.SIDES.items():
            _box(label, told[told["side"] == side])


def _measured(told: pd.DataFrame) -> pd.DataFrame:
    """The tests with something to draw."""
    return told.dropna(subset=["value", "ordinary_low", "ordinary_median", "ordinary_high"])


def _box(label: str, told: pd.DataFrame) -> None:
    with st.container(border=True):
        st.markdown(f"**{label}**")
        if told.empty:
            st.caption("Nothing was found.")
            return
        pairs = zip(told["sentence"], told["points"], strict=True)
        st.markdown(
            "\n".join(f"* {text} :gray[{cluster_words.points(weight)}]" for text, weight in pairs)
        )


def otherwise(opened: Opened) -> None:
    """What else could be behind it, and what the data cannot tell."""
    told = cache.query("clusters/one_tests", opened.params())
    st.markdown(cluster_words.explained(opened.cluster))
    unknown = told.loc[told["side"] == cluster_words.UNKNOWN, "sentence"]
    if len(unknown):
        st.markdown(f"**Does not decide**: {' '.join(unknown)}")
    st.caption(
        "Resellers, authorised evaluations, campus and office networks, carriers, VPNs and popular"
        " apps look alike from afar: check them with people before anything is done."
    )
