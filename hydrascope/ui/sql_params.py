"""The parameters of a text: those the filters bind are shown, the others are form fields."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import streamlit as st

from hydrascope import fmt
from hydrascope.errors import Refused, SandboxError
from hydrascope.filters import Filters
from hydrascope.ui import sql_desk
from hydrascope.ui.sql_desk import Desk

# What the filter bar says itself; the rest of what it binds is derived from these.
MEANING = {
    "start_at": "start of the range",
    "end_at": "end of the range, exclusive",
    "before_start_at": "start of the period compared with",
    "before_end_at": "its end, exclusive",
    "bucket": "time step",
    "grain": "rollup asked",
    "account_grain": "rollup of accounts asked",
    "cut": "what the rollup tells apart",
}
EXAMPLES = {
    "TIMESTAMP": "2026-01-31 14:00",
    "DATE": "2026-01-31",
    "INTERVAL": "1 hour",
    "BIGINT": "a whole number",
    "INTEGER": "a whole number",
    "DOUBLE": "a number",
    "VARCHAR[]": "values with commas between; empty: null",
}


def of_filters(filters: Filters) -> dict[str, Any]:
    """What the bar binds. Rollups are read by what holds for every text: the widest cut."""
    values = filters.params()
    del values["dimension"]
    return values | {"cut": "all"}


def ask(desk: Desk, filters: Filters, types: Mapping[str, str]) -> dict[str, Any]:
    """Draw what the text of the desk needs and return the values to run it with."""
    bound = of_filters(filters)
    held: dict[str, Any] = {}
    if desk.given:
        brought = {name: value for name, value in desk.given.items() if name in types}
        if brought.keys() & bound.keys():
            desk.follow = st.toggle(
                "Follow the filter bar",
                value=desk.follow,
                help="Off: the values this query came with, so that its numbers are the same.",
            )
        # What somebody typed for it can be typed again.
        typed = {name for name, value in brought.items() if isinstance(value, str)} - bound.keys()
        held = {name: value for name, value in brought.items() if name not in typed}
    if desk.follow or not desk.given:
        held = {name: value for name, value in held.items() if name not in bound}
        held |= {name: value for name, value in bound.items() if name in types}
    _shown(held, followed=set(bound) if desk.follow else set())
    open_ones = {name: kind for name, kind in types.items() if name not in held}
    return held | _fields(open_ones)


def _shown(held: Mapping[str, Any], *, followed: set[str]) -> None:
    if not held:
        return
    with st.container(horizontal=True, gap="small", key="sql_bound"):
        for name, value in held.items():
            by = "the filter bar" if name in followed else "the link or figure it came from"
            st.badge(
                f"\\${name} = {fmt.plain(_told(value))}",
                icon=":material/filter_alt:" if name in followed else ":material/link:",
                color="blue" if name in followed else "gray",
                help=f"{MEANING.get(name, 'a parameter').capitalize()}; bound by {by}.",
            )


def _fields(types: Mapping[str, str]) -> dict[str, Any]:
    """A field for each; the text is read as the type when the query runs."""
    if not types:
        return {}
    values: dict[str, Any] = {}
    with st.container(horizontal=True, gap="small", key="sql_fields"):
        for name, kind in types.items():
            values[name] = st.text_input(
                f"\\${name} ({kind.lower()})",
                key=sql_desk.field_key(name),
                placeholder=EXAMPLES.get(kind.upper(), "text"),
                help="UTC, as in ISO 8601." if kind.startswith("TIMESTAMP") else None,
                width=230,
            )
    return values


def types_of(desk: Desk) -> dict[str, str]:
    """Name and type of each parameter of the text; none while it cannot be read."""
    if "$" not in desk.text:
        return {}
    try:
        return sql_desk.bench().inspect(desk.text, owner=sql_desk.visitor()).parameters
    except SandboxError:
        return {}


def need(types: Mapping[str, str], values: Mapping[str, Any]) -> None:
    """Raise Refused where a parameter has no value; Streamlit gives empty text then."""
    for name, kind in types.items():
        if name not in values:
            raise Refused(f"${name} has no value.", f"Give a {kind.lower()} in its field.")


def _told(value: Any) -> str:
    if value is None:
        return "all"
    if isinstance(value, dt.datetime):
        return fmt.utc(value)
    if isinstance(value, dt.timedelta):
        return fmt.duration(value)
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "none"
    return str(value)
