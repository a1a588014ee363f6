"""Panels: figures, tables and tiles that say where they come from and what they lack."""

from collections.abc import Mapping
from typing import Any, Literal

import pandas as pd
import plotly.graph_objects as go
import streamlit as st
from pandas.io.formats.style import Styler

from hydrascope import fmt, theme
from hydrascope.errors import HydrascopeError, SandboxError
from hydrascope.filters import Filters
from hydrascope.ui import case_add, extracts, links, sql_desk, sql_text
from hydrascope.ui.filter_bar import current_filters

BEHIND = "The requests behind this"
ROWS_IN_FULL = 14
NUMBERS = {
    "count": "localized",
    "decimal": "%.1f",
    "usd": "$%.4f",
    "money": "dollar",
    "percent": "percent",
}


def note(sentence: str, remedy: str = "") -> None:
    """Say calmly what is not there, why, and what to do."""
    st.info(f"{sentence} {remedy}".strip(), icon=":material/info:")


def require_rows(frame: pd.DataFrame, sentence: str, remedy: str = "") -> None:
    """Go on only when there is something to show; else say so and end the page."""
    if frame.empty:
        note(sentence, remedy)
        st.stop()


def has_rows(frame: pd.DataFrame, sentence: str, remedy: str = "") -> bool:
    """Whether there is something to show; else this panel says so and the page goes on."""
    if frame.empty:
        st.caption(f"{sentence} {remedy}".strip())
    return not frame.empty


def failed(error: HydrascopeError) -> None:
    """A page that cannot be shown: the cause, then the remedy."""
    told = f"{error.cause} {error.remedy}".strip()
    own = isinstance(error, SandboxError)  # what it says may be anybody's words
    st.error(fmt.plain(told) if own else told, icon=":material/error:")


def figure(
    drawn: go.Figure,
    *,
    key: str,
    alt: str,
    sql: str | None = None,
    params: Mapping[str, Any] | None = None,
    frame: pd.DataFrame | None = None,
    rows: Mapping[str, str] | None = None,
    behind: Mapping[str, Filters] | None = None,
    **options: Any,
) -> Any:
    """A figure; below it, its SQL, rows and extract when ``sql`` names its query."""
    shown = st.plotly_chart(drawn, key=key, alt=alt, config=theme.CONFIG, **options)
    if sql is not None and frame is not None:
        sources(
            sql,
            params or {},
            frame,
            key=f"{key}_sources",
            rows=rows,
            behind=behind,
            title=str(drawn.layout.title.text or ""),
        )
    return shown


@st.fragment
def sources(
    name: str,
    params: Mapping[str, Any],
    frame: pd.DataFrame | None = None,
    *,
    key: str | None = None,
    rows: Mapping[str, str] | None = None,
    behind: Mapping[str, Filters] | None = None,
    label: str = "Data and SQL",
    title: str | None = None,
) -> None:
    """Where a figure comes from: its SQL, its numbers, the raw rows behind it, an extract.

    Drawn only once opened, and only this part of the page reruns then. ``rows`` are more
    choices of the requests page, such as an account; ``behind`` are the links to them where
    the figure shows another range than the bar, none where the requests page cannot show
    them; no ``frame``, no table of the numbers. ``title`` names a figure in a case.
    """
    key = key or f"sources_{name.replace('/', '_')}"
    with st.container(horizontal=True, horizontal_alignment="right"):
        case_add.figure(name, params, frame, title=title, key=key)
        opened = st.popover(
            label, type="tertiary", icon=":material/database:", key=key, on_change="rerun"
        )
    if not opened.open:
        return
    with opened:
        if frame is not None:
            for told, seen in ({BEHIND: current_filters()} if behind is None else behind).items():
                links.to("requests", told, seen, **(rows or {}))
            st.caption(f"{len(frame):,} rows of the query `{name}`, times in UTC:")
            table(frame, key=f"{key}_table", alt=f"Result of the query {name}", height=240)
        extracts.buttons(name, params, key=key)
        if st.button(
            "Open in the SQL workbench",
            key=f"{key}_workbench",
            icon=":material/database:",
            help="The query with its parameters as the figure has them, to run and to change",
        ):
            links.go("sql", current_filters(), query=sql_desk.keep_figure(name, params))
        st.code(sql_text.written(name, params), language="sql", height=280)


def table(
    frame: "pd.DataFrame | Styler",
    *,
    key: str,
    alt: str,
    columns: list[str] | None = None,
    **options: Any,
) -> Any:
    """A table whose headings, units and times read as ``hydrascope.fmt`` says."""
    shown = columns or list(frame.columns)
    with st.container(key=f"{key}_box"):
        return st.dataframe(
            frame,
            key=key,
            alt=alt,
            column_order=shown,
            column_config={name: _column(name) for name in shown},
            hide_index=True,
            placeholder="–",
            **options,
        )


def _column(name: str) -> Any:
    seen = fmt.column(name)
    meaning = seen.meaning or None
    match seen.kind:
        case "count" | "decimal" | "usd" | "money" | "percent":
            return st.column_config.NumberColumn(
                seen.label, help=meaning, format=NUMBERS[seen.kind]
            )
        case "bars":
            return st.column_config.BarChartColumn(seen.label, help=meaning, y_min=0)
        case "time" | "instant":
            shown = "YYYY-MM-DD HH:mm" if seen.kind == "time" else "YYYY-MM-DD HH:mm:ss"
            return st.column_config.DatetimeColumn(
                seen.label, help=meaning, format=shown, timezone="UTC"
            )
        case _:
            return st.column_config.Column(seen.label, help=meaning)


def tall(rows: int) -> int | Literal["content"]:
    """The height of a table: all of a short one; a long one scrolls."""
    return "content" if rows <= ROWS_IN_FULL else 35 * ROWS_IN_FULL


def tile(label: str, value: str, delta: str = "", *, help: str = "") -> None:  # noqa: A002
    """One headline number, with its change when there is something to compare with."""
    st.metric(
        label,
        value,
        delta or None,
        delta_color="off",
        delta_arrow="off",
        help=help or None,
        border=True,
    )
