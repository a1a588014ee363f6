"""The parts of the Data page, and which of them there is anything to show in."""

import streamlit as st

from hydrascope.errors import HydrascopeError
from hydrascope.ui import cache, panels
from hydrascope.warehouse import versions
from hydrascope.warehouse.store import Warehouse

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
        kept = versions.stored(Warehouse(cache.root()))
        panels.note(
            error.cause,
            "Add files here, or go back to a version that is kept." if kept else "Add files here.",
        )
        if not kept:
            return "add"
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
