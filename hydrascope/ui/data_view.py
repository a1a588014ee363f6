"""The parts of the Data page, and which of them there is anything to show in."""

import streamlit as st

from hydrascope.errors import HydrascopeError
from hydrascope.ui import cache, panels

PARTS = {
    "loaded": "What is loaded",
    "add": "Add files",
    "versions": "Versions",
    "forget": "Forget",
}


def choose() -> str:
    """The part asked for; without data, adding some."""
    try:
        cache.version()
    except HydrascopeError as error:
        panels.note(error.cause, "Add files here, or go back to a version that is kept.")
        parts = {name: PARTS[name] for name in ("add", "versions")}
    else:
        parts = PARTS
    return str(
        st.segmented_control(
            "Part",
            list(parts),
            format_func=PARTS.__getitem__,
            default=next(iter(parts)),
            required=True,
            key="part",
            bind="query-params",
            label_visibility="collapsed",
        )
    )
