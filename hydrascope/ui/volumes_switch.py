"""The model switch page's choices: which release, how long after, who is told apart."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
import streamlit as st

from hydrascope import fmt
from hydrascope.filters import BUCKETS, DIMENSIONS, Filters
from hydrascope.ui import cache, filter_bar
from hydrascope.ui.volumes_view import TOP, View

HOUR = BUCKETS["hour"]
HOURS_BEFORE = 48
# With the two days before, two weeks at most: longer ranges are whole days everywhere.
HOURS_AFTER = {24: "one day", 72: "three days", 168: "a week", 288: "twelve days"}
OTHER = "other"
# A part with fewer of the requests than this is not worth a sentence.
SMALLEST_PART = 0.01
SELECTION = "the selection"
PARTS = {
    "client": filter_bar.LABELS["client"],
    SELECTION: "The selection against all",
    **{name: filter_bar.LABELS[name] for name in DIMENSIONS if name not in ("model", "client")},
}


@dataclass(frozen=True)
class Release:
    """A model, when it came out, and how the curve is asked for."""

    model: str
    release_at: dt.datetime
    hours: int
    by: str

    @property
    def label(self) -> str:
        return f"the release of {self.model} at {fmt.utc(self.release_at)}"


def choose(releases: pd.DataFrame) -> Release | None:
    """The release looked at; None where none is known and none was typed in."""
    names = {
        f"{row['model_name']}@{row['release_at']:%Y-%m-%dT%H:%M}": row
        for _, row in releases.iterrows()
    }
    with st.container(horizontal=True, gap="medium", key="switch_controls"):
        picked = st.selectbox(
            "Release",
            [*names, OTHER],
            format_func=lambda name: listed(names[name]) if name in names else "Another…",
            key="release",
            bind="query-params",
            width=400,
        )
        hours = st.selectbox(
            "Hours after",
            list(HOURS_AFTER),
            index=1,
            format_func=HOURS_AFTER.__getitem__,
            key="switch_hours",
            bind="query-params",
            width=140,
        )
        by = st.selectbox(
            "Told apart by",
            list(PARTS),
            format_func=PARTS.__getitem__,
            key="switch_by",
            bind="query-params",
            width=240,
        )
    if picked in names:
        row = names[picked]
        return Release(row["model_name"], row["release_at"].to_pydatetime(), hours, by)
    return _typed(hours, by)


def listed(release: "pd.Series[Any]") -> str:
    """A release as one of several to choose from."""
    how = "released" if release["is_announced"] else "first used"
    return f"{release['model_name']}, {how} {fmt.utc(release['release_at'])}"


def _typed(hours: int, by: str) -> Release | None:
    """Any model and any hour, for what no event tells."""
    choices = cache.query("shell/choices")
    models = choices.loc[choices["dimension"] == "model", "choice"].tolist()
    with st.container(horizontal=True, gap="medium"):
        model = st.selectbox(
            "Model", models, index=None, key="switch_model", bind="query-params", width=240
        )
        at = st.datetime_input(
            "From (UTC)",
            value=None,
            key="switch_at",
            bind="query-params",
            step=3600,
            format="YYYY-MM-DD",
            width=280,
        )
    return Release(model, at, hours, by) if model and at else None


def params(view: View, release: Release) -> dict[str, Any]:
    """What the curve binds: two days before, the chosen hours after, no filter by model."""
    filters = shown(view, release)
    filters = replace(filters, baseline=(filters.start_at, filters.end_at))
    bound = filters.params("model", bucket_name="hour", top=TOP, model=release.model)
    bound["release_at"] = release.release_at
    if release.by == SELECTION:
        return bound | {"dimension": None}
    return bound | {"dimension": release.by, "cut": "all"}


def shown(view: View, release: Release) -> Filters:
    """What the curve looks at, whatever the range above."""
    hour_at = release.release_at.replace(minute=0, second=0, microsecond=0)
    start_at, end_at = hour_at - HOURS_BEFORE * HOUR, hour_at + release.hours * HOUR
    return Filters(start_at, end_at, without_model(view))


def without_model(view: View) -> dict[str, tuple[str, ...]]:
    """The chips but the model's: it would hide what requests moved from."""
    return {name: values for name, values in view.filters.chips.items() if name != "model"}


def told(adopted: pd.DataFrame, release: Release) -> str:
    """Who moved most of their requests within a day, in a sentence."""
    everybody = adopted.loc[adopted["series"] == "all requests", "share_after_day"]
    enough = adopted["requests_since"] >= adopted["requests_since"].max() * SMALLEST_PART
    parts = adopted[enough & (adopted["series"] != "all requests")]
    parts = parts.dropna(subset=["share_after_day"])
    usual = fmt.percent(everybody.iloc[0]) if len(everybody) else fmt.MISSING
    said = f"In the first 24 hours after {release.label}, {usual} of all requests went to it"
    if parts.empty:
        return f"{said}."
    most = parts.sort_values("share_after_day").iloc[-1]
    who = SELECTION if release.by == SELECTION else f"{release.by} {most['series']}"
    return f"{said}; of {who}, {fmt.percent(most['share_after_day'])}."


def scope(view: View, release: Release) -> str:
    """What the curve covers, and which filters it leaves aside."""
    said = (
        f"Two days before to {HOURS_AFTER[release.hours]} after the release, whatever the range"
        " above; each point is the share over the six hours up to it; times are UTC."
    )
    if "model" in view.filters.chips:
        said += " The filter by model is left aside here: it would hide what was used before."
    if release.by == SELECTION and not without_model(view):
        said += " Without a filter the selection is all requests; filter, or tell values apart."
    return said
