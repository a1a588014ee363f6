"""Download buttons: a query's whole result as a file, made only when clicked."""

import io
from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st

from hydrascope import db
from hydrascope.ui import cache


def _made(name: str, params: Mapping[str, Any], ending: str) -> bytes:
    with cache.cursor() as own:
        frame = db.run(own, name, params)
    out = io.BytesIO()
    if ending == "csv":
        out.write(frame.to_csv(index=False).encode())
    elif ending == "parquet":
        frame.to_parquet(out, index=False)
    else:
        frame.to_excel(out, index=False)
    return out.getvalue()


def buttons(name: str, params: Mapping[str, Any], *, key: str) -> None:
    """One button per file type for the result of a named query, never truncated."""
    values = dict(params)
    with st.container(horizontal=True):
        for ending, label in (("csv", "CSV"), ("parquet", "Parquet"), ("xlsx", "Excel")):
            st.download_button(
                label,
                data=partial(_made, name, values, ending),
                file_name=f"{name.replace('/', '_')}.{ending}",
                key=f"{key}_{ending}",
                on_click="ignore",
                icon=":material/download:",
            )
