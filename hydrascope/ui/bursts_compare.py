"""Two bursts side by side: which two, their facts, what they have in common."""

from typing import Any

import pandas as pd
import streamlit as st

from hydrascope import fmt
from hydrascope.ui import bursts_one, bursts_view, bursts_words, cache, choice, verdict_words
from hydrascope.ui.bursts_one import Opened

SIDES = {"burst": "This burst", "other": "The other burst"}
FACTS: dict[str, Any] = {
    "Verdict": lambda burst: f"{burst['verdict']} ({burst['confidence']} confidence)",
    "Among": bursts_words.among,
    "First sign-up": lambda burst: fmt.utc(burst["start_at"]),
    "Lasts": bursts_words.lasts,
    "Accounts": lambda burst: fmt.count(burst["accounts"]),
    "Expected": lambda burst: fmt.times(burst["expected_accounts"]),
    "Surprise, bits": lambda burst: fmt.count(burst["score"]),
    "Variation of the gaps": lambda burst: fmt.times(burst["gap_regularity"]),
    "Asked something since": lambda burst: fmt.count(burst["asking_accounts"]),
    "Requests since": lambda burst: fmt.count(burst["later_requests"]),
    "Still active": lambda burst: fmt.count(burst["active_accounts"]),
    "Banned since": lambda burst: fmt.count(burst["banned_accounts"]),
    "Explained": lambda burst: burst["explained_reason"],
}


def chosen() -> tuple[Opened, Opened] | None:
    """The two bursts, by the address; None until both are chosen and differ."""
    view = bursts_view.asked()
    kept = bursts_view.View(view.filters, "Lenient", least=0)
    found = bursts_view.everywhere(kept)  # what is compared need not be in the range
    named = {str(burst["burst_id"]): bursts_words.listed(burst) for _, burst in found.iterrows()}
    placeholder = "Type a date or an attribute"
    if not choice.two(SIDES, named, what="burst", key="compare", placeholder=placeholder):
        return None
    one, other = (bursts_one.chosen(name) for name in SIDES)
    return one, other


def facts(one: Opened, other: Opened) -> None:
    """What is known of each, side by side, and how to open either."""
    rows = pd.DataFrame(
        {
            "": list(FACTS),
            **{
                side: [_text(told(opened.burst)) for told in FACTS.values()]
                for side, opened in zip(SIDES.values(), (one, other), strict=True)
            },
        }
    )
    # As text, so that long words wrap where a phone is narrow; it would read them as Markdown.
    st.table(rows, border="horizontal", hide_index=True, alt="Facts about both bursts")
    with st.container(horizontal=True, gap="small"):
        one.link("Open this burst", one.burst_id)
        one.link("Open the other burst", other.burst_id)


def _text(value: Any) -> str:
    return "no" if fmt.is_missing(value) else verdict_words.plain(value)


def common(one: Opened, other: Opened) -> None:
    """How many accounts are in both, and whether they are waves of one series."""
    overlaps = cache.query("bursts/overlaps", one.params()).set_index("burst_id")
    both = overlaps["common_accounts"].get(other.burst_id, 0)
    told = f"{fmt.count(both)} accounts are in both." if both else "No account is in both."
    series = one.burst["series_id"]
    if not fmt.is_missing(series) and series == other.burst["series_id"]:
        told += " They are waves of one series: close in time, with rare values in common."
    st.write(told)


def common_values(values: pd.DataFrame) -> str:
    """How many of the shared values are shared by both."""
    both = int(values["is_common"].sum())
    told = (
        f"{both} of {len(values)} over-represented values are so in both bursts."
        if both
        else "No value is over-represented in both bursts."
    )
    if values[["share", "other_share"]].isna().any(axis=None):
        told += " Where a mark is missing, the value stands out in the other burst alone."
    return told
