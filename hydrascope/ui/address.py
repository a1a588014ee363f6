"""The address bar as the one keeper of what the filter bar shows.

Streamlit's own binding of widgets to the address adds a link's values to the present ones
and ignores them where the widget is already drawn, and its menu drops them. So the bar
keeps the address itself: an address that changed under us (a link, Back, a paste) fills
the widgets; a widget that changed is written into the address.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import streamlit as st

from hydrascope.filters import BUCKETS, DIMENSIONS

MOMENTS = ("from", "to", "vs_from", "vs_to")
NAMES = (*MOMENTS, "bucket", *DIMENSIONS)
# Times beyond these are no times of ours, and arithmetic on them may overflow.
EARLIEST, LATEST = dt.datetime(2000, 1, 1), dt.datetime(2100, 1, 1)
_SEEN = "filter_address"


def key(name: str) -> str:
    """The widget key of a filter."""
    return f"filter_{name}"


def value(name: str) -> Any:
    """What the bar's widget holds: a moment or None, a bucket, or a list of values."""
    return st.session_state.get(key(name))


def put(name: str, new: Any) -> None:
    """Set a filter from a callback."""
    st.session_state[key(name)] = new


def _shown() -> dict[str, list[str]]:
    return {name: st.query_params.get_all(name) for name in NAMES if name in st.query_params}


def _moment(text: str) -> dt.datetime | None:
    try:
        at = dt.datetime.fromisoformat(text)
        at = at.astimezone(dt.UTC).replace(tzinfo=None) if at.tzinfo else at
    except (ValueError, OverflowError):
        return None
    return min(max(at, EARLIEST), LATEST)


def parsed(address: Mapping[str, list[str]]) -> dict[str, Any]:
    """Every widget's value for an address; what makes no sense counts as absent."""
    values: dict[str, Any] = {name: _moment(address.get(name, [""])[-1]) for name in MOMENTS}
    bucket = address.get("bucket", ["auto"])[-1]
    values["bucket"] = bucket if bucket in BUCKETS else "auto"
    for name in DIMENSIONS:
        values[name] = list(dict.fromkeys(text for text in address.get(name, []) if text))
    return values


def written() -> dict[str, list[str]]:
    """The address the widgets ask for; what is as usual is left out."""
    address = {name: [value(name).isoformat(timespec="minutes")] for name in MOMENTS if value(name)}
    if (value("bucket") or "auto") != "auto":
        address["bucket"] = [value("bucket")]
    return {**address, **{name: list(value(name)) for name in DIMENSIONS if value(name)}}


def fill() -> bool:
    """Before the widgets are drawn: fill them when the address is not the one we know."""
    address = _shown()
    known = st.session_state.get(_SEEN) == address and key("bucket") in st.session_state
    if known:
        return False
    for name, new in parsed(address).items():
        put(name, new)
    st.session_state[_SEEN] = address
    return True


def write() -> None:
    """After the widgets are drawn: put into the address what they now hold."""
    address, wanted = _shown(), written()
    if address == wanted:
        return
    others = {name: st.query_params.get_all(name) for name in st.query_params}
    kept = {name: values for name, values in others.items() if name not in NAMES}
    _replace({**kept, **wanted}, kept)
    st.session_state[_SEEN] = wanted


def _replace(wanted: dict[str, list[str]], kept: dict[str, list[str]]) -> None:
    for name in [name for name in st.query_params if name not in wanted]:
        del st.query_params[name]
    changed = {name: values for name, values in wanted.items() if name not in kept}
    st.query_params.update(changed)
