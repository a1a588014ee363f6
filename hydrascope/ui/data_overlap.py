"""What two systems both saw, which of them counts, and names that join more than one account."""

from typing import Any

import pandas as pd
import streamlit as st

from hydrascope import fmt
from hydrascope.errors import HydrascopeError, InputError, QueryError
from hydrascope.ui import cache, data_jobs, extracts, panels, sql_desk

TOGETHER = " + "  # as queries/overlap/sums.sql joins the names of several sources

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


def draw(*, is_busy: bool) -> None:
    """Pairs of sources with days in common and which goes first, then conflicts of aliases."""
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
        _choose(pairs, is_busy=is_busy)
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
    if not pairs["is_settled"].all():
        said += (
            " Where a source gives sums and no calls, the sums of the day are compared; those of"
            " some do not agree, so both count: if they tell of the same calls, choose one of them"
            " in the filter bar before adding up."
        )
    return said


def _choose(pairs: pd.DataFrame, *, is_busy: bool) -> None:
    """The form to say which source goes first, and what was said."""
    chosen = cache.query("data/preferred")
    with st.expander("Say which goes first", key="data_primary_box"):
        st.write(
            "What you say goes before the rule, and before what was said earlier. A new version is"
            " published; nothing is lost, and it can be taken back."
        )
        for row in chosen.itertuples(index=False):
            st.caption(f"In force: {in_words(row)}.")
        with st.form("data_primary", width=640):
            names = {*pairs["source"], *pairs["other_source"]}
            source = st.selectbox(
                "Source",
                sorted(one for one in names if TOGETHER not in one),
                key="data_primary_source",
            )
            from_at = st.date_input(
                "From this day (UTC; may be empty)", value=None, key="data_primary_from"
            )
            to_at = st.date_input(
                "Until before this day (UTC; may be empty)", value=None, key="data_primary_to"
            )
            sent = st.form_submit_button("Let it go first", disabled=is_busy)
        if sent and from_at and to_at and from_at >= to_at:
            panels.failed(InputError("The first day is not before the last.", "Change either."))
        elif sent:
            days = {"--from": from_at, "--to": to_at}
            told = [part for name, day in days.items() if day for part in (name, f"{day}")]
            _start(f"Letting {fmt.plain(str(source))} go first", "--primary", str(source), *told)
        if len(chosen) and st.button(
            "Take back what was said", key="data_primary_reset", disabled=is_busy
        ):
            _start("Taking back which source goes first", "--reset")


def in_words(row: Any) -> str:
    """``litellm_spend first, from 2026-02-03 until before 2026-03-01``."""
    days = [
        f"{word} {at:%Y-%m-%d}"
        for word, at in (("from", row.from_at), ("until before", row.to_at))
        if not fmt.is_missing(at)
    ]
    return f"{fmt.plain(row.source)} first, {' '.join(days) or 'on every day'}"


def _start(label: str, *arguments: str) -> None:
    """A process of its own does it, as an import: it may take minutes."""
    try:
        data_jobs.start(
            cache.root(), "overlap", label,
            ["overlap", *arguments, "--author", sql_desk.visitor()],
        )  # fmt: skip
    except HydrascopeError as error:
        panels.failed(error)
        return
    st.rerun()


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
