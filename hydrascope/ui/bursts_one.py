"""The parts of the page about one burst."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from hydrascope import fmt
from hydrascope.filters import Filters
from hydrascope.ui import (
    allow_marks,
    bursts_explained,
    bursts_view,
    bursts_words,
    cache,
    case_add,
    links,
    panels,
)

MOST_SENTENCES = 8
FIRST_DAYS = dt.timedelta(days=7)
LEAST_MARGIN = dt.timedelta(minutes=10)
STEPS = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 360, 1440))
MOST_STEPS = 300
AROUND = "All requests while it lasted"
Draw = Callable[[pd.DataFrame], go.Figure]
Words = Callable[[pd.DataFrame], str]


@dataclass(frozen=True)
class Opened:
    """A burst as found and explained, and the view it was opened from."""

    burst: "pd.Series[Any]"
    view: bursts_view.View

    @property
    def burst_id(self) -> str:
        return str(self.burst["burst_id"])

    @property
    def title(self) -> str:
        return bursts_words.title(self.burst)

    @property
    def start_at(self) -> dt.datetime:
        return self.burst["start_at"].to_pydatetime()  # type: ignore[no-any-return]

    @property
    def end_at(self) -> dt.datetime:
        return self.burst["end_at"].to_pydatetime()  # type: ignore[no-any-return]

    @property
    def margin(self) -> dt.timedelta:
        """How much before and after the burst is shown around it."""
        return max((self.end_at - self.start_at) / 5, LEAST_MARGIN)

    @property
    def step(self) -> dt.timedelta:
        """The step of the close-up: a minute, or the finest that stays readable."""
        shown = self.end_at - self.start_at + 2 * self.margin
        return next((step for step in STEPS if shown / step <= MOST_STEPS), STEPS[-1])

    @property
    def around(self) -> Filters:
        """The whole steps from a little before the burst to a little after it."""
        return Filters(
            pd.Timestamp(self.start_at - self.margin).floor(self.step).to_pydatetime(),
            pd.Timestamp(self.end_at + self.margin).ceil(self.step).to_pydatetime(),
        )

    def params(self, **more: Any) -> dict[str, Any]:
        """Everything the queries about one burst may bind."""
        midnight = dt.datetime.combine(self.start_at.date(), dt.time())
        days_end_at = dt.datetime.combine(self.end_at.date(), dt.time())
        return {
            "burst_id": self.burst_id,
            "basis": self.burst["basis"],
            "shown_from_at": self.around.start_at,
            "shown_to_at": self.around.end_at,
            "step": self.step,
            "first_day_at": midnight,
            "last_day_at": days_end_at + FIRST_DAYS + dt.timedelta(days=1),
            **more,
        }

    def link(self, label: str, burst_id: str) -> None:
        """A link from another page to a burst, the view kept."""
        links.to("burst", label, self.view.filters, burst=burst_id, **self.view.carried())


def turn(label: str, burst_id: str, part: str) -> None:
    """The way from one burst to another. A link to the page one is on would show the other
    burst and leave the address as it was; a button writes it."""
    st.button(
        label,
        type="tertiary",
        icon=":material/group_add:",
        key=f"{part}_{burst_id}",
        on_click=_turn,
        args=(burst_id,),
    )


def _turn(burst_id: str) -> None:
    st.query_params["burst"] = burst_id


def chosen(name: str = "burst") -> Opened:
    """The burst the address names; where there is none, say so and end the page."""
    view = bursts_view.asked()
    burst_id = st.query_params.get(name, "").strip()
    if not burst_id:
        panels.note("No burst is chosen.", "Choose one in the list of account bursts.")
        links.to("bursts", "Account bursts", view.filters, **view.carried())
        st.stop()
    found = cache.query("bursts/one", {"burst_id": burst_id})
    if found.empty:
        panels.note(
            f"There is no burst {burst_id} in this dataset.",
            "Another import may have moved its edges, and with them its name.",
        )
        links.to("bursts", "Account bursts", view.filters, **view.carried())
        st.stop()
    return Opened(bursts_explained.known(found).iloc[0], view)


def figure(
    opened: Opened, name: str, draw: Draw, words: Words, *, lacking: str, **more: Any
) -> pd.DataFrame:
    """One question about the burst as a figure, or a sentence where there is no answer."""
    params = opened.params(**more)
    frame = cache.query(f"bursts/{name}", params)
    drawn = frame[frame["is_notable"]] if "is_notable" in frame else frame
    if panels.has_rows(drawn, lacking):
        panels.figure(
            draw(frame),
            key=f"burst_{name}",
            alt=words(frame),
            sql=f"bursts/{name}",
            params=params,
            frame=frame,
            behind={AROUND: opened.view.filters.narrowed(opened.start_at, opened.end_at)},
        )
    return frame


def ways(opened: Opened) -> None:
    """Back to the list, on to the next burst in rank, beside another one."""
    view, ranked = opened.view, bursts_view.marks(opened.view)["burst_id"].tolist()
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="burst_ways"):
        links.to("bursts", "All bursts", view.filters, **view.carried())
        if opened.burst_id in ranked:
            place = ranked.index(opened.burst_id)
            if place:
                turn("More surprising", ranked[place - 1], "burst_up")
            if place + 1 < len(ranked):
                turn("Less surprising", ranked[place + 1], "burst_down")
        links.to(
            "bursts_compare",
            "Beside another burst",
            view.filters,
            burst=opened.burst_id,
            **view.carried(),
        )
        case_add.this_page(opened.title, key="burst_page")


def headline(opened: Opened) -> None:
    """The verdict, what it rests on in one sentence, and six numbers."""
    burst = opened.burst
    bursts_explained.banner(burst)
    verdict = str(burst["verdict"])
    st.markdown(
        f"**{verdict[0].upper()}{verdict[1:]}**, {burst['confidence']} confidence."
        f" {bursts_words.summary(burst)}"
    )
    if told := bursts_words.first_seen(burst):
        panels.note(told)
    with st.grid(min_column_width=150, key="burst_tiles"):
        panels.tile("Accounts", fmt.count(burst["accounts"]))
        panels.tile("Expected", fmt.times(burst["expected_accounts"]))
        panels.tile("Surprise, bits", fmt.count(burst["score"]))
        panels.tile("Requests since", fmt.compact(burst["later_requests"]))
        panels.tile(
            "Still active",
            fmt.count(burst["active_accounts"]),
            help="Accounts not banned, with a request in the last week of the data.",
        )
        panels.tile("Banned since", fmt.count(burst["banned_accounts"]))
    st.caption(
        f"`{opened.burst_id}` · among {bursts_words.among(burst)} · A burst is a question, not an"
        " accusation."
    )


def shared_told(values: pd.DataFrame) -> None:
    """Each notable value in a sentence; the others are behind the figure."""
    notable = values[values["is_notable"]]
    if notable.empty:
        return
    apart = notable[~notable["is_repeated"]]
    first = apart.head(MOST_SENTENCES)
    lines = zip(first.iterrows(), allow_marks.of_values(first), strict=True)
    st.markdown(
        "\n".join(
            f"* {bursts_words.value(row)}" + (f" **It is {listed}.**" if listed else "")
            for (_, row), listed in lines
        )
    )
    st.caption(bursts_words.left_out(apart, len(notable) - len(apart), MOST_SENTENCES))
