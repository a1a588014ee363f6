"""An answer: what came back, how much of it there is, the whole of it as a file, the plan."""

from typing import Any

import pandas as pd
import streamlit as st

from hydrascope import fmt
from hydrascope.errors import SandboxError
from hydrascope.ui import case_add, panels, sql_chart, sql_desk, sql_files, sql_pin
from hydrascope.ui.sql_desk import Answered, Desk
from hydrascope.workbench import catalogue
from hydrascope.workbench.plans import Plan, Step

UNITS = {"_ms": "ms", "_usd": "USD", "_minutes": "minutes", "_hours": "hours", "_share": "of 1"}
COUNTED_AT_ONCE_S = 1.0  # an answer that came this quickly is counted without asking


def draw(desk: Desk, done: Answered, drawn: sql_chart.Drawn, fitting: sql_chart.Fitting) -> None:
    """Everything about one answer."""
    if done.answer.plan is not None:
        tree(done.answer.plan)
        return
    frame = done.answer.frame()
    if done.answer.truncated and done.total is None:
        _count(done)
    st.caption(summary(done))
    if done.query_id:
        case_add.answer(done.query_id, desk.title or first_line(done.text), done.params, frame)
    table, chart, files = st.tabs(["Table", "Chart", "Extract everything"])
    with table:
        _table(done, frame)
        sql_pin.draw(done, None, key="sql_pin_table")
    with chart:
        sql_chart.draw(desk, done, frame, drawn, fitting)
    with files:
        sql_files.draw(done)


def first_line(text: str) -> str:
    """A name for a query nobody named: its first line that is no comment."""
    lines = (line.strip() for line in text.splitlines())
    return next((line for line in lines if line and not line.startswith("--")), "Own query")


def summary(done: Answered) -> str:
    """Rows, time, rows read and the dataset, in a sentence; truncation first of all."""
    answer = done.answer
    shown, total = fmt.count(answer.rows.num_rows), done.total
    if answer.truncated:
        why = "" if answer.truncated == "rows" else ", cut by size"
        whole = f" of {fmt.count(total)}" if total is not None else ", and there are more"
        parts = [f"**Only the first {shown} rows are shown{why}**{whole}"]
    else:
        parts = [f"{shown} row{'' if answer.rows.num_rows == 1 else 's'}, all of them"]
    parts.append(f"{answer.seconds * 1000:,.0f} ms" if answer.seconds < 1 else _seconds(done))
    if answer.scanned_rows is not None:
        parts.append(f"{fmt.count(answer.scanned_rows)} rows read")
    if answer.cut_cells:
        parts.append(f"{fmt.count(answer.cut_cells)} long values are shortened here")
    return " · ".join([*parts, f"dataset `{answer.fingerprint[:12]}`", "times in UTC"])


def _seconds(done: Answered) -> str:
    return f"{done.answer.seconds:,.1f} s"


def _count(done: Answered) -> None:
    """The number of all rows: at once where it is cheap, else when asked for."""
    dear = done.answer.seconds > COUNTED_AT_ONCE_S
    if dear and not st.button("Count all rows", key="sql_count", icon=":material/functions:"):
        return
    try:
        with st.spinner("Counting all rows …"):
            bench, owner = sql_desk.bench(), sql_desk.visitor()
            done.total = bench.count(done.text, done.params, owner=owner)
    except SandboxError as error:
        st.caption(f"The rows could not be counted: {fmt.plain(error.cause)}")


def _table(done: Answered, frame: pd.DataFrame) -> None:
    if frame.empty:
        st.caption("No row answers this.")
    types = [type_.lower() for _, type_ in done.answer.columns]
    names = [str(name) for name in frame.columns]
    config: dict[str, Any] = {
        name: _column(name, type_) for name, type_ in zip(names, types, strict=True)
    }
    with st.container(key="sql_rows_box"):
        st.dataframe(
            frame,
            key="sql_rows",
            alt="Answer of the query",
            hide_index=True,
            placeholder="–",
            column_config=config,
            height=panels.tall(len(frame)),
        )


def _column(name: str, type_: str) -> Any:
    """The column under its own name, its unit beside it, type and meaning on hovering."""
    unit, meaning = described(name)
    label = f"{name}, {unit}" if unit and unit.lower() not in name.lower() else name
    told = f"{fmt.plain(type_)}. {meaning}".strip()
    if type_.startswith("timestamp"):
        label = label if unit else f"{name}, UTC"
        shown = "YYYY-MM-DD HH:mm:ss"
        return st.column_config.DatetimeColumn(label, help=told, format=shown, timezone="UTC")
    return st.column_config.Column(label, help=told)


def described(name: str) -> tuple[str, str]:
    """Unit and meaning of a column of that name, by the dictionary, else by its ending."""
    for table in catalogue.tables().values():
        for one in table.columns:
            if one.name == name:
                return one.unit, one.meaning
    return next((unit for ending, unit in UNITS.items() if name.endswith(ending)), ""), ""


def tree(plan: Plan) -> None:
    """The plan as a list in a list, what is done last on top."""
    measured = "measured: it was run" if plan.analyzed else "estimated: nothing was run"
    st.caption(f"How the engine answers, {measured}. A step reads from those below it.")
    with st.container(key="sql_plan"):
        st.markdown("\n".join(_step(depth, step) for depth, step in plan.root.walk()))


def _step(depth: int, step: Step) -> str:
    parts = [f"**{step.name.replace('_', ' ').lower()}**"]
    if step.rows is not None:
        parts.append(f"{step.rows:,} rows")
    elif step.expected_rows is not None:
        parts.append(f"about {step.expected_rows:,} rows")
    if step.scanned_rows:
        parts.append(f"{step.scanned_rows:,} read")
    if step.seconds is not None:
        parts.append(f"{step.seconds * 1000:,.1f} ms")
    told = [f"{key.lower()}: {value}" for key, value in step.details if value]
    parts += [f"`{' '.join(one.replace('`', chr(39)).split())[:160]}`" for one in told]
    return f"{'    ' * depth}- {' · '.join(parts)}"
