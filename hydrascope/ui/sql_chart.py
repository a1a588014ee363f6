"""The chart builder: choices that make a spec, and the spec as a line of the query."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from hydrascope import fmt
from hydrascope.ui import panels
from hydrascope.ui.sql_desk import Answered, Desk
from hydrascope.workbench.specs import KINDS, noted, written

Drawn = Callable[[pd.DataFrame, Mapping[str, Any]], go.Figure]
Fitting = Callable[[pd.DataFrame], dict[str, Any]]
BY = {"heat map": "Colour shows", "timeline": "Ends"}
NONE = "(none)"


def draw(desk: Desk, done: Answered, frame: pd.DataFrame, drawn: Drawn, fitting: Fitting) -> None:
    """Choose how the rows are drawn, see it, and keep the choice with the query."""
    if frame.empty or not len(frame.columns):
        st.caption("There is no row to draw.")
        return
    spec = _chosen(frame, written(done.text) or fitting(frame), done.query_id)
    try:
        figure = drawn(frame, spec)
    except (TypeError, ValueError) as error:
        panels.note(
            f"These columns cannot be drawn as a {spec['kind']} ({fmt.plain(error)}).",
            "Choose others.",
        )
        return
    alt = f"{spec['kind']}: {spec['y']} by {spec['x']}"
    panels.figure(figure, key="sql_chart", alt=alt)
    if done.answer.truncated:
        st.caption(f"Drawn from the first {fmt.count(len(frame))} rows only.")
    st.code(json.dumps(spec, ensure_ascii=False), language="json")
    st.button(
        "Write this into the query",
        key="sql_chart_note",
        icon=":material/edit_note:",
        help="As a comment in its last line: links and saved queries then open with the chart.",
        on_click=_note,
        args=(desk, done, spec),
    )


def _note(desk: Desk, done: Answered, spec: Mapping[str, Any]) -> None:
    desk.text = noted(desk.text, spec)
    desk.version += 1
    done.text = noted(done.text, spec)


def _chosen(frame: pd.DataFrame, start: Mapping[str, Any], query_id: str) -> dict[str, Any]:
    names = [str(name) for name in frame.columns]

    def pick(label: str, options: list[str], wanted: Any, part: str) -> str:
        index = options.index(wanted) if wanted in options else 0
        key = f"sql_chart_{part}_{query_id}"
        return str(st.selectbox(label, options, index=index, key=key, width=200))

    with st.container(horizontal=True, gap="small", key="sql_chart_choices"):
        kind = pick("Drawn as", list(KINDS), start["kind"], "kind")
        x = pick("Begins" if kind == "timeline" else "Across", names, start.get("x"), "x")
        y = pick("One line per" if kind == "timeline" else "Up", names, start.get("y"), "y")
        by = pick(BY.get(kind, "Told apart by"), [NONE, *names], start.get("by") or NONE, "by")
    spec = {"kind": kind, "x": x, "y": y}
    return spec if by == NONE else spec | {"by": by}
