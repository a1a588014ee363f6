"""What two systems both saw, which of them counts, and names that join more than one account."""

import pandas as pd
import streamlit as st

from hydrascope import fmt
from hydrascope.errors import QueryError
from hydrascope.ui import cache, extracts, panels

COLUMNS = {
    "source": "Source",
    "other_source": "Other source",
    "shared_days": "Days in common",
    "requests": "Its requests",
    "other_requests": "The other's",
    "matched_requests": "Seen by both",
    "matched_by_id": "Of these, by id",
    "set_aside": "Counted once",
    "primary_source": "Goes first",
    "reason": "Because",
}


def draw() -> None:
    """Pairs of sources with days in common, then conflicts between aliases."""
    st.header("Seen by two systems")
    try:
        pairs = cache.query("data/overlap")
    except QueryError as error:
        panels.note("This version does not tell what two systems both saw.", error.remedy)
        return
    if panels.has_rows(pairs, "No two sources have requests on the same day."):
        aside = int(cache.query("data/set_aside")["requests"].iloc[0])
        st.write(told(pairs, aside))
        panels.table(
            pairs[list(COLUMNS)].rename(columns=COLUMNS),
            key="data_overlap",
            alt="Pairs of sources with days in common, what both saw, and which goes first",
        )
        extracts.buttons("data/overlap", {}, key="data_overlap")
    conflicts()


def told(pairs: pd.DataFrame, aside: int) -> str:
    """What was measured, and what follows from it, in sentences; ``aside`` counts requests."""
    said = "A call that two systems saw is counted once, as the source that goes first has it."
    if aside:
        said += (
            f" {fmt.count(aside)} were; the other records are kept apart, in no sum"
            " (`export requests_set_aside`)."
        )
    else:
        said += " None was found: what these sources have counts in full."
    sums = pairs[pairs["comparable_days"] == 0]
    second = sums["source"].where(sums["source"] != sums["primary_source"], sums["other_source"])
    settled = set(second[sums["set_aside"] > 0])  # with one source, or with several together
    if not set(second) <= settled:
        said += (
            " Where a source gives sums and no calls, the sums of the day are compared; those of"
            " some do not agree, so both count: if they tell of the same calls, choose one of them"
            " in the filter bar before adding up."
        )
    return f"{said} `overlap --primary SOURCE` says otherwise which goes first."


def conflicts() -> None:
    """Identifiers that files join to several accounts, so to none."""
    found = cache.query("load/alias_conflicts")
    if not len(found):
        return
    st.header("Identifiers of several accounts")
    st.write(
        f"{fmt.count(len(found))} identifiers are joined to more than one account, so to none of"
        " them. Import an aliases file (`id_type, id_value, account_id`) that says which is right:"
        " it goes before what other exports say."
    )
    panels.table(
        found.groupby("id_type", as_index=False)
        .agg(Identifiers=("id_value", "count"), Sources=("sources", _listed))
        .rename(columns={"id_type": "Kind"}),
        key="data_conflicts",
        alt="Kinds of identifiers joined to several accounts",
    )


def _listed(lists: pd.Series) -> str:
    return fmt.listing(sorted({name for one in lists for name in one}))
