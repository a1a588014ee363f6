"""What the pages about clusters share: their choices, and what the detection said."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
import streamlit as st

from hydrascope import fmt
from hydrascope.errors import QueryError
from hydrascope.filters import Filters
from hydrascope.ui import cache, clusters_words, cost_note, filter_bar, headline, panels

SORTS = {
    "Acts as one first": "kind",
    "Most requests first": "requests",
    "Most accounts first": "accounts",
    "Largest rise first": "change",
    "Latest first seen": "first_seen_at",
}
FIRST_SORT, SMALLEST = "Acts as one first", 2
# What these pages keep in the address besides the filters.
CHOICES = ("kinds", "explained", "members", "order")
NEVER = (
    "Clusters have not been looked for in this data.",
    "Run `python -m hydrascope detect`, which brings views and findings up to date.",
)
EVERY = 10_000
YES = "yes"


@dataclass(frozen=True)
class View:
    """The filters, and which clusters are shown in which order.

    Unless kinds are chosen, those with an innocent explanation are shown only when asked for.
    """

    filters: Filters
    kinds: tuple[str, ...] = ()
    members: int = SMALLEST
    order: str = FIRST_SORT
    explained: bool = False

    @property
    def is_folded(self) -> bool:
        """Whether clusters with an innocent explanation are left out unasked."""
        return not self.kinds and not self.explained

    def params(self, **more: Any) -> dict[str, Any]:
        """Everything the queries about all clusters may bind."""
        before = whole_days(self.filters.before()) if headline.reaches_back(self.filters) else None
        start_at, end_at = whole_days((self.filters.start_at, self.filters.end_at))
        return {
            "start_at": start_at,
            "end_at": end_at,
            "before_start_at": before[0] if before else None,
            "before_end_at": before[1] if before else None,
            "kinds": list(clusters_words.MATTER if self.is_folded else self.kinds) or None,
            "least_accounts": self.members,
            "sort": SORTS[self.order],
            "skip_rows": 0,
            **more,
        }

    def carried(self) -> dict[str, Any]:
        """The choices that are not as usual, for links between these pages."""
        told = {
            "kinds": list(self.kinds),
            "explained": YES,
            "members": str(self.members),
            "order": self.order,
        }
        usual = View(self.filters)
        return {name: told[name] for name in CHOICES if getattr(self, name) != getattr(usual, name)}


def whole_days(span: tuple[dt.datetime, dt.datetime]) -> tuple[dt.datetime, dt.datetime]:
    """The whole days a range touches: what clusters did is kept by the day."""
    first, last = (pd.Timestamp(edge) for edge in span)
    return first.floor("D").to_pydatetime(), last.ceil("D").to_pydatetime()


def facts() -> pd.DataFrame:
    """What the detection says about itself; empty where it never ran or is of an older kind."""
    try:
        return cache.query("clusters/facts")
    except QueryError:
        return pd.DataFrame(columns=["name", "value"])


def detected() -> bool:
    """Whether clusters have been looked for."""
    names = set(facts()["name"])
    return bool(names) and "not_run" not in names


def require_detection() -> None:
    """Go on only where clusters have been looked for; else say how and end the page."""
    if not detected():
        panels.note(*NEVER)
        st.stop()


def asked() -> View:
    """The choices the address holds; what makes no sense counts as usual."""
    chosen: dict[str, Any] = {}
    wanted = st.query_params.get_all("kinds")
    chosen["kinds"] = tuple(kind for kind in fmt.KINDS if kind in wanted)
    chosen["explained"] = st.query_params.get("explained") == YES
    if (told := st.query_params.get("members", "")).isdecimal():
        chosen["members"] = max(int(told), SMALLEST)
    if (order := st.query_params.get("order")) in SORTS:
        chosen["order"] = order
    return View(filter_bar.current_filters(), **chosen)


def controls() -> View:
    """Which clusters are shown, and in which order."""
    view = asked()
    with st.container(horizontal=True, gap="medium", key="clusters_controls"):
        st.multiselect(
            "Kind",
            list(fmt.KINDS),
            format_func=fmt.kind,
            placeholder=fmt.listing(map(fmt.kind, clusters_words.MATTER))
            if view.is_folded
            else "Every kind",
            **_kept("kinds", list(view.kinds)),
            width=360,
            help="What a cluster looks like. One that acts as one has one operator behind it, as"
            " far as the evidence says; the other kinds have another explanation.",
        )
        st.number_input(
            "Least accounts",
            min_value=SMALLEST,
            step=5,
            **_kept("members", view.members),
            width=150,
            help="Clusters of fewer probable members are left out.",
        )
        st.selectbox(
            "Order",
            list(SORTS),
            **_kept("order", view.order),
            width=220,
            help="Order of the lanes and of the leaderboard.",
        )
    if not view.kinds and (folded := explained(view)):
        st.toggle(
            f"Show the {fmt.count(folded)} with an innocent explanation too",
            **_kept("explained", view.explained),
            help="Shared networks, resellers, evaluations and popular apps: found, looked at, and"
            " explained by something other than one operator.",
        )
    return view


def explained(view: View) -> int:
    """How many clusters of the view have an innocent explanation."""
    found = ranked(replace(view, kinds=clusters_words.INNOCENT), 1)
    return int(found["found"].iloc[0]) if len(found) else 0


def _kept(name: str, value: Any) -> dict[str, Any]:
    """What ties a widget to the address, which keeps its choice."""
    st.session_state[f"clusters_{name}"] = value
    return {"key": f"clusters_{name}", "on_change": _keep, "args": (name,)}


def _keep(name: str) -> None:
    """Callback of a control: its choice goes into the address, unless it is the usual one."""
    chosen = st.session_state[f"clusters_{name}"]
    usual = {"kinds": [], "explained": False, "members": SMALLEST, "order": FIRST_SORT}
    if chosen == usual[name]:
        st.query_params.pop(name, None)
    elif name == "explained":
        st.query_params[name] = YES
    else:
        st.query_params[name] = chosen if name == "kinds" else str(chosen)


def ranked(view: View, most: int) -> pd.DataFrame:
    """The first clusters of the view."""
    return cache.query("clusters/list", view.params(page_rows=most))


def everything(filters: Filters) -> dict[str, Any]:
    """What lists every cluster of the data, over all of it."""
    span = filter_bar.data_span()
    return View(filters.narrowed(*span), explained=True).params(page_rows=EVERY)


def every(filters: Filters) -> pd.DataFrame:
    """Every cluster of the data, over all of it."""
    return cache.query("clusters/list", everything(filters))


def answer(view: View) -> None:
    """The page's first sentence, whatever kinds are shown."""
    params = view.params()
    totals = cache.query("clusters/totals", params)
    st.markdown(clusters_words.answer(totals))
    cost_note.under()


def nothing(view: View) -> None:
    """Say that no cluster is shown, and what would show some."""
    found = cache.query("clusters/totals", view.params())
    if len(found) and view.is_folded and explained(view):
        panels.note(
            "No cluster acts as one or is unclear in this range.",
            "Those with an innocent explanation can be shown above.",
        )
    elif len(found):
        panels.note("No cluster is like that.", "Choose another kind or fewer accounts.")
    elif every(view.filters).empty:
        panels.note(
            "No cluster was found in this data.",
            "Below is what was looked at, and why it is not one.",
        )
    else:
        panels.note("No cluster did anything in this range.", "Widen it.")
