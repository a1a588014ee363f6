"""Two clusters side by side: which two, their figures, what they have in common."""

from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from hydrascope import fmt
from hydrascope.ui import (
    allow_marks,
    cache,
    choice,
    clusters_view,
    clusters_words,
    cost_note,
    filter_bar,
    links,
    panels,
)

SIDES = {"cluster": "This cluster", "other": "The other cluster"}
COST = "Cost"
FIGURES: dict[str, Any] = {
    "Looks like": clusters_words.judged,
    "What else it could be": clusters_words.otherwise,
    "Allow-list": lambda one: allow_marks.of_clusters([one["cluster_id"]])[0] or "not on it",
    "Accounts": lambda one: fmt.count(one["accounts"]),
    "Near misses": lambda one: fmt.count(one["possible_accounts"]),
    "Families of evidence": lambda one: fmt.count(one["families"]),
    "Requests": lambda one: fmt.count(one["requests"]),
    "Share of all requests": lambda one: fmt.percent(one["share_of_requests"]),
    "Requests per account": lambda one: fmt.times(one["requests"] / max(one["accounts"], 1)),
    "Tokens": lambda one: fmt.compact(one["tokens"]),
    COST: lambda one: fmt.usd(one["cost_usd"]),
    "First sign-up": lambda one: fmt.utc(one["first_signup_at"]),
    "First request": lambda one: fmt.utc(one["first_seen_at"]),
    "Peak": lambda one: fmt.utc(one["peak_at"]),
    "Last request": lambda one: fmt.utc(one["last_seen_at"]),
    "Still active": lambda one: fmt.count(one["active_accounts"]),
    "Banned": lambda one: fmt.count(one["banned_accounts"]),
}


@dataclass(frozen=True)
class Both:
    """The two clusters, over all the data, and what they have in common."""

    one: "pd.Series[Any]"
    other: "pd.Series[Any]"

    @property
    def names(self) -> tuple[str, str]:
        return str(self.one["cluster_id"]), str(self.other["cluster_id"])

    def params(self) -> dict[str, Any]:
        """Everything the queries about two clusters may bind; days are those of all the data."""
        start_at, end_at = clusters_view.whole_days(filter_bar.data_span())
        name, other = self.names
        return {
            "cluster_id": name,
            "other_id": other,
            "cluster_ids": [name, other],
            "start_at": start_at,
            "end_at": end_at,
        }

    def ask(self, name: str) -> pd.DataFrame:
        return cache.query(f"clusters/{name}", self.params())


def chosen() -> Both | None:
    """The two clusters, by the address; None until both are chosen and differ."""
    found = clusters_view.every(filter_bar.current_filters())
    rows = {str(row["cluster_id"]): row for _, row in found.iterrows()}
    named = {name: clusters_words.listed(row) for name, row in rows.items()}
    placeholder = "Type its name or what it looks like"
    if not choice.two(
        SIDES, named, what="cluster", key="clusters_compare", placeholder=placeholder
    ):
        return None
    one, other = (rows[st.query_params[name]] for name in SIDES)
    return Both(one, other)


def figures(both: Both) -> None:
    """What is known of each, side by side, and how to open either."""
    pairs = list(zip(SIDES, (both.one, both.other), strict=True))
    sides = {name: [_text(told(one)) for told in FIGURES.values()] for name, one in pairs}
    heads = [f"{side}: {name}" for side, name in zip(SIDES.values(), both.names, strict=True)]
    estimated = [float(one["estimated_share"]) for _, one in pairs]
    cost = cost_note.label(sum(estimated) / len(estimated))  # whole only where both are
    names = [cost if name == COST else name for name in FIGURES]
    rows = pd.DataFrame({"": names, **dict(zip(heads, sides.values(), strict=True))})
    # As text, so that long sentences wrap where a phone is narrow.
    st.table(rows, border="horizontal", hide_index=True, alt="Figures of both clusters")
    for name, part in zip(both.names, estimated, strict=True):
        cost_note.below(part, f"of the cost of cluster {name}")
    filters = filter_bar.current_filters()
    params = clusters_view.everything(filters)
    panels.sources("clusters/list", params, key="clusters_figures_sources")
    with st.container(horizontal=True, gap="small"):
        for name in both.names:
            links.to("cluster", f"Open cluster {name}", filters, cluster=name)
        links.to("clusters", "Every cluster", filters)


def _text(value: Any) -> str:
    return "nothing known" if fmt.is_missing(value) else str(value)


def common(both: Both) -> None:
    """What they share: values that mark both, and accounts that are in both."""
    values, accounts = both.ask("compare_values"), both.ask("compare_accounts")
    st.write(clusters_words.shared(values, accounts))
    for name, frame, columns in (
        ("compare_values", values, VALUES),
        ("compare_accounts", accounts, ACCOUNTS),
    ):
        if frame.empty:
            continue
        shown = readable(frame)
        panels.table(
            shown,
            key=f"clusters_{name}",
            alt=f"{len(frame)} {'values' if name == 'compare_values' else 'accounts'} of both",
            columns=[name for name in columns if name != "listed" or shown["listed"].notna().any()],
            height=panels.tall(len(frame)),
        )
        panels.sources(f"clusters/{name}", both.params(), key=f"clusters_{name}_sources")


VALUES = [
    "family", "attr_type", "attr_value", "listed", "accounts", "share", "other_accounts",
    "other_share",
]  # fmt: skip
ACCOUNTS = [
    "pseudonym", "listed", "membership", "match_weight", "other_membership", "other_match_weight",
]  # fmt: skip


def readable(frame: pd.DataFrame) -> pd.DataFrame:
    """Families, attributes and values in words, with marks of the allow-list."""
    if "attr_type" not in frame:
        return frame.assign(listed=allow_marks.of_accounts(frame["pseudonym"]))
    return frame.assign(
        listed=allow_marks.of_values(frame),
        family=[fmt.family(family) for family in frame["family"]],
        attr_type=[fmt.attribute(kind) for kind in frame["attr_type"]],
        attr_value=[fmt.attribute_value(value) for value in frame["attr_value"]],
    )
