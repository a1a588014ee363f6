"""What the pages about bursts share: their choices, and what the detection said."""

from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from hydrascope import fmt
from hydrascope.filters import Filters
from hydrascope.ui import (
    address,
    brush,
    bursts_explained,
    bursts_words,
    cache,
    filter_bar,
    links,
    panels,
)

SENSITIVITY = {"Standard": 0.01, "Strict": 0.0001, "Lenient": 0.05}
INSIDE = {"Anywhere": "any", "Among all sign-ups": "all"}
SORTS = {
    "Most surprising first": "score",
    "Largest first": "accounts",
    "Most requests since first": "later_requests",
    "Latest first": "start_at",
}
LEAST_ACCOUNTS, SMALLEST = 10, 8
# What these pages keep in the address besides the filters.
CHOICES = ("sensitivity", "least", "inside", "sort")
NEVER = (
    "Bursts have not been looked for in this data.",
    "Run `python -m hydrascope detect`; it takes seconds and changes nothing else.",
)


@dataclass(frozen=True)
class View:
    """The filters, and which bursts are shown; each choice as its widget shows it."""

    filters: Filters
    sensitivity: str = "Standard"
    least: int = LEAST_ACCOUNTS
    inside: str = "Anywhere"
    sort: str = "Most surprising first"

    def params(self, **more: Any) -> dict[str, Any]:
        """Everything the queries about bursts may bind."""
        chosen = {
            "basis": basis(),
            "max_q": SENSITIVITY[self.sensitivity],
            "least_accounts": self.least,
            "inside": _insides().get(self.inside, "any"),
            "sort": SORTS[self.sort],
        }
        return self.filters.params() | chosen | more

    def carried(self) -> dict[str, Any]:
        """The choices that are not as usual, for links between these pages."""
        usual = View(self.filters)
        return {
            name: str(getattr(self, name))
            for name in CHOICES
            if getattr(self, name) != getattr(usual, name)
        }


def facts() -> pd.DataFrame:
    """What the detection says about itself; empty where it never ran."""
    return cache.query("bursts/facts")


def _fact(name: str) -> str | None:
    found = facts()
    values = found.loc[found["name"] == name, "value"]
    return None if values.empty else str(values.iloc[0])


def detected() -> bool:
    """Whether bursts have been looked for."""
    return not facts().empty and _fact("not_run") != "1"


def basis() -> str:
    """What the sign-up time rests on: created_at, or first_seen."""
    return _fact("basis") or "created_at"


def thresholds() -> dict[str, float]:
    """What the verdicts were judged by, as far as the detection wrote it down."""
    told = {name: _fact(name) for name in bursts_words.THRESHOLDS}
    return {name: float(value) for name, value in told.items() if value is not None}


def require_detection() -> None:
    """Go on only where bursts have been looked for; else say how and end the page."""
    if not detected():
        panels.note(*NEVER)
        st.stop()


def _insides() -> dict[str, str]:
    """Where bursts may lie, by what the choice is called."""
    kinds = cache.query("bursts/kinds")["inside"]
    return {**INSIDE, **{f"Inside one {fmt.attribute(k)}": k for k in kinds if k != "all"}}


def asked() -> View:
    """The choices the address holds; what makes no sense counts as usual."""
    told = {name: st.query_params.get(name, "") for name in CHOICES}
    known = {"sensitivity": set(SENSITIVITY), "inside": set(_insides()), "sort": set(SORTS)}
    chosen: dict[str, Any] = {n: told[n] for n, labels in known.items() if told[n] in labels}
    if told["least"].isdecimal():
        chosen["least"] = max(int(told["least"]), SMALLEST)
    return View(filter_bar.current_filters(), **chosen)


def controls() -> View:
    """Which bursts are shown; each control says what it does."""
    view = asked()
    with st.container(horizontal=True, gap="medium", key="bursts_controls"):
        _select(
            view,
            "sensitivity",
            "Sensitivity",
            list(SENSITIVITY),
            "How many of the bursts shown may be chance: strict 0.01%, standard 1%, lenient 5%."
            " Nothing is searched anew.",
        )
        _select(
            view,
            "inside",
            "Attribute",
            list(_insides()),
            "Slow campaigns hide among all sign-ups and show inside one attribute value, such as"
            " a mail domain. Anywhere shows both.",
        )
        st.number_input(
            "Minimum size",
            min_value=SMALLEST,
            step=5,
            **_kept(view, "least"),
            width=150,
            help="Bursts of fewer accounts are left out; a search as usual keeps none below eight.",
        )
        _select(
            view,
            "sort",
            "Order",
            list(SORTS),
            "Order of the list. Surprise is how rarely chance makes such a burst.",
        )
    return view


def _select(view: View, name: str, label: str, options: list[str], meaning: str) -> None:
    width = 150 if name == "sensitivity" else 250
    st.selectbox(label, options, **_kept(view, name), width=width, help=meaning)


def _kept(view: View, name: str) -> dict[str, Any]:
    """What ties a widget to the address, which keeps its choice.

    Streamlit's own binding would not let a chosen row take the choices along to its burst.
    """
    st.session_state[f"bursts_{name}"] = getattr(view, name)
    return {"key": f"bursts_{name}", "on_change": _keep, "args": (name,)}


def _keep(name: str) -> None:
    """Callback of a control: its choice goes into the address, unless it is the usual one."""
    chosen = st.session_state[f"bursts_{name}"]
    if chosen == getattr(View(filter_bar.current_filters()), name):
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = str(chosen)


def marks(view: View) -> pd.DataFrame:
    """Every burst of the view with what a person said about it."""
    return bursts_explained.known(cache.query("bursts/marks", view.params()))


def everywhere(view: View) -> pd.DataFrame:
    """The bursts the choices let through, at any time: before the range and after it too."""
    far = {"start_at": address.EARLIEST, "end_at": address.LATEST}
    return cache.query("bursts/marks", view.params(**far))


def beyond(found: int, view: View) -> None:
    """How many bursts lie outside the range, and the way to a range that holds them all."""
    known = everywhere(view)
    if found >= len(known):
        return
    first_at = min(known["start_at"].min().to_pydatetime(), view.filters.start_at)
    last_at = max(known["end_at"].max().to_pydatetime(), view.filters.end_at)
    st.button(
        f"{fmt.count(len(known) - found)} more outside the range: show every burst",
        type="tertiary",
        icon=":material/zoom_out:",
        key="bursts_beyond",
        on_click=brush.choose,
        args=(first_at, last_at),
    )


def tiles(found: pd.DataFrame, view: View) -> None:
    """How many bursts, of which verdict, how many explained, how many accounts in them."""
    left = found[found["explained_reason"].isna()]
    explained = bursts_explained.ids(found)
    total = cache.query("bursts/totals", view.params(explained=explained)).iloc[0]
    verdicts = left["verdict"].value_counts()
    with st.grid(min_column_width=175, key="bursts_tiles"):
        panels.tile(
            "Bursts",
            fmt.count(len(found)),
            help="In this range, at this sensitivity; the verdict is unclear on"
            f" {fmt.count(verdicts.get('unclear', 0))} of those nobody explained.",
        )
        for verdict in ("scripted sign-ups likely", "promotion or event likely"):
            panels.tile(
                f"{verdict[0].upper()}{verdict[1:]}",
                fmt.count(verdicts.get(verdict, 0)),
                help="Bursts nobody explained. A verdict is no accusation: open one to see why.",
            )
        panels.tile(
            "Explained", fmt.count(len(explained or [])), help="A person gave a reason for them."
        )
        panels.tile(
            "Accounts in bursts",
            fmt.compact(total["accounts"]),
            help="Distinct accounts in bursts nobody explained, and in all of each burst, also"
            f" beyond the range. They made {fmt.compact(total['requests'])} requests.",
        )


def on_overview(filters: Filters) -> None:
    """The overview's sentence about bursts, and the way to them."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if not detected():
            st.caption(" ".join(NEVER))
            return
        st.write(bursts_words.counted(marks(View(filters))))
        links.to("bursts", "Account bursts", filters)
