"""Rejected rows: by reason, with examples on request, and to take away."""

import json
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import streamlit as st

from hydrascope import audit, fmt
from hydrascope.errors import HydrascopeError
from hydrascope.ui import cache, panels, sql_desk

EXAMPLES = 5
# Records looked through for examples; a file may hold millions.
LOOKED_THROUGH = 200_000
SHOWN_CHARACTERS = 400


def draw() -> None:
    """Reasons, then examples of one of them for who asks."""
    st.header("Rejected rows")
    rejects = cache.query("data/rejects")
    if not panels.has_rows(rejects, "None: every row read was loaded or was there already."):
        return
    panels.table(
        rejects.drop(columns="import_id"), key="data_rejects", alt="Rejected rows by reason"
    )
    _examples(rejects)


@st.fragment
def _examples(rejects: pd.DataFrame) -> None:
    """The records hold what the exports hold, so looking at them is written down."""
    labels = [
        f"{row.reason} · {fmt.count(row.rows_rejected)} rows · {fmt.utc(row.imported_at)}"
        for row in rejects.itertuples()
    ]
    place = st.selectbox("Reason", range(len(labels)), format_func=labels.__getitem__,
                         key="data_reason")  # fmt: skip
    row = rejects.iloc[place]
    path = cache.root() / "rejects" / f"{row['import_id']}.jsonl"
    if not path.is_file():
        st.caption("The rejected rows of that import are not on this machine any more.")
        return
    with st.container(horizontal=True):
        shown = st.button("Show examples", key="data_examples", icon=":material/visibility:")
        st.download_button(
            "All rejected rows of that import",
            data=lambda: _fetched(path),
            file_name=f"rejects-{path.stem}.jsonl",
            mime="application/x-ndjson",
            key="data_rejects_fetch",
            on_click="ignore",
            icon=":material/download:",
        )
    st.caption("They are as in the export, secrets masked; showing or fetching them is recorded.")
    if shown and _recorded("examples", path):
        found = pd.DataFrame(examples(path, row["reason"]), columns=["file", "line", "record"])
        panels.table(found, key="data_examples_rows", alt="Examples of rejected rows")


def _fetched(path: Path) -> bytes:
    """The whole file, once that is on record."""
    _record("fetched", path)
    return path.read_bytes()


def _record(what: str, path: Path) -> None:
    audit.of(cache.root()).record(
        "reveal",
        author=sql_desk.visitor(),
        at=sql_desk.now(),
        subject=f"rejected rows of import {path.stem}",
        detail={"how": what},
        fingerprint=cache.version().fingerprint,
    )


def _recorded(what: str, path: Path) -> bool:
    try:
        _record(what, path)
    except HydrascopeError as error:
        panels.failed(error)
        return False
    return True


def examples(path: Path, reason: str) -> Iterator[tuple[str, int, str]]:
    """The first few records rejected for a reason: file, line, text."""
    found = 0
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            told = json.loads(line)
            if told["reason"] == reason:
                yield told["file"], told["line"], str(told["raw"])[:SHOWN_CHARACTERS]
                found += 1
            if found == EXAMPLES or number == LOOKED_THROUGH:
                return
