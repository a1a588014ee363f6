"""Download buttons: a query's whole result as a file, made only when clicked."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st

from hydrascope import db, export
from hydrascope.ui import cache, sql_desk
from hydrascope.workbench.acts import Acts

KINDS = {
    "csv": ("CSV", "text/csv"),
    "parquet": ("Parquet", "application/vnd.apache.parquet"),
    "xlsx": ("Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


def _made(name: str, values: Mapping[str, Any], kind: str, acts: Acts) -> bytes:
    acts.extract(name, kind, sql_desk.now(), values)
    with cache.cursor() as own:
        return export.extract_bytes(own, name, values, kind)


def file_stem(name: str, fingerprint: str, *, synthetic: bool) -> str:
    """A download's name: the query, the dataset, and whether the data is made up."""
    return "-".join(
        ["hydrascope", name.replace("/", "_"), fingerprint[:12], *["synthetic"][:synthetic]]
    )


def buttons(name: str, params: Mapping[str, Any], *, key: str) -> None:
    """One button per file type for the result of a named query, never truncated."""
    values, acts = db.bound(name, params), sql_desk.acts()
    stem = file_stem(name, cache.version().fingerprint, synthetic="synthetic" in cache.facts())
    with st.container(horizontal=True, gap="small"):
        for kind, (label, mime) in KINDS.items():
            st.download_button(
                label,
                data=partial(_made, name, values, kind, acts),
                file_name=f"{stem}.{kind}",
                mime=mime,
                key=f"{key}_{kind}",
                on_click="ignore",
                icon=":material/download:",
                help=f"Every row of this result as {label}",
            )
