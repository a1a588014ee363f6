"""The SQL editor: CodeMirror 6, bundled, behind a small interface.

The bundle and the licences of what is in it lie in ``editor/``; ``scripts/editor.sh`` makes
them. The text a person types comes back when they pause, and when they ask to run it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from hydrascope.errors import SandboxError
from hydrascope.ui import cache
from hydrascope.workbench import catalogue

FOLDER = Path(__file__).with_name("editor")
LABEL = "SQL text"
HELP = (
    "Control and Enter runs the text, or the selection; Shift, Alt and F formats it. Escape,"
    " then Tab, leaves the editor."
)
MOST_VALUES = 200
# Which columns hold the values people filter by.
VALUES_OF = {
    "source": ("source",),
    "provider": ("gen_ai_provider_name", "provider"),
    "model": ("gen_ai_request_model", "model"),
    "country": ("geo_country_iso_code", "country", "signup_country"),
    "status": ("status",),
    "plan": ("plan",),
    "task": ("task_category", "task"),
    "client": ("user_agent_original", "client"),
}
STYLE = """
.editor { --keyword: #0b5c8a; --string: #1d6b3f; --number: #8a3b00; --named: #6b3fa0;
  --faint: #5c6773; }
.editor.dark { --keyword: #7cc4f0; --string: #8fd6a5; --number: #f0b27a; --named: #c9a7f5;
  --faint: #93a1b1; }
"""


@dataclass(frozen=True)
class Sent:
    """What the editor said: the whole text, and what to run of it, if anything.

    ``line`` and ``column`` are how far into the text the selection begins, from 0.
    """

    text: str
    run: str | None = None
    line: int = 0
    column: int = 0


@st.cache_resource(show_spinner=False)
def _component() -> Any:
    bundle = (FOLDER / "editor.min.js").read_text(encoding="utf-8")
    return st.components.v2.component(
        "hydrascope_sql_editor", html='<div class="editor"></div>', css=STYLE, js=bundle
    )


def draw(
    text: str,
    *,
    version: int,
    formats: int,
    insert: tuple[int, str] | None,
    error: SandboxError | None,
    parameters: Mapping[str, str],
    key: str,
) -> Sent | None:
    """The editor; what it said since the last run of the page, None when nothing.

    ``version`` counts texts put in from outside, ``insert`` pieces put in at the
    cursor, ``formats`` how often to format was asked.
    """
    told = _component()(
        key=key,
        data={
            "text": text,
            "version": version,
            "format": formats,
            "insert": {"number": insert[0], "text": insert[1]} if insert else None,
            "error": _placed(error),
            "label": LABEL,
            "help": HELP,
            "words": words() | {"parameters": [list(one) for one in parameters.items()]},
        },
        on_edited_change=_nothing,
        on_run_change=_nothing,
    )
    if told.run:
        chosen = told.run["selected"]
        if chosen:
            return Sent(told.run["text"], chosen, told.run["line"], told.run["column"])
        return Sent(told.run["text"], told.run["text"])
    return None if told.edited is None else Sent(told.edited)


def _nothing() -> None:
    """Streamlit reports only what somebody listens to."""


def _placed(error: SandboxError | None) -> dict[str, Any] | None:
    if error is None or error.line is None:
        return None
    return {
        "line": error.line,
        "column": error.column or 1,
        "length": error.length if error.column else 10_000,
        "message": f"{error.cause} {error.remedy}".strip(),
    }


def words() -> dict[str, Any]:
    """What completion offers: tables with columns, functions, values of small dimensions."""
    choices = cache.query("shell/choices")
    values: dict[str, list[str]] = {}
    for dimension, rows in choices.groupby("dimension", sort=False):
        known = [text for text in rows["choice"] if text != "(unknown)"][:MOST_VALUES]
        values |= dict.fromkeys(VALUES_OF[str(dimension)], known)
    return {
        "tables": {
            table.name: {
                "meaning": catalogue.grain(table),
                "columns": [[one.name, one.type, one.meaning] for one in table.columns],
            }
            for table in catalogue.tables().values()
        },
        "functions": list(catalogue.functions()),
        "values": values,
    }
