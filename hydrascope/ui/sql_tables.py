"""The schema browser: every table and column, what it means, and one click to insert it."""

from functools import partial

import streamlit as st

from hydrascope import fmt
from hydrascope.errors import SandboxError
from hydrascope.ui import panels, sql_desk
from hydrascope.ui.sql_desk import Desk
from hydrascope.workbench import catalogue
from hydrascope.workbench.catalogue import Table
from hydrascope.workbench.published import FRIENDLY

LOOKED_AT = 20_000  # rows the null share and the examples come from
NULL_SHARE = "select 1 - count(columns(*)) / count(*)"
OFTEN = "select approx_top_k(columns(*)::varchar, 3)"
SHORT = 24  # characters of an example
_CLICKED = "sql_column_clicked"


def draw(desk: Desk) -> None:
    """One table at a time."""
    tables = catalogue.tables()
    name = st.selectbox(
        "Table",
        list(tables),
        format_func=lambda one: one if one in FRIENDLY else f"{one} (stored)",
        key="sql_table",
    )
    table = tables[str(name)]
    st.caption(catalogue.grain(table))
    with st.container(horizontal=True, gap="small"):
        st.button(
            "Insert table",
            key="sql_insert_table",
            icon=":material/add:",
            on_click=desk.add,
            args=(f"from {table.name}",),
        )
        look = st.toggle(
            "Null share and examples",
            key="sql_measure",
            help=f"Of the first {LOOKED_AT:,} rows of the table; examples are its frequent values.",
        )
    _columns(desk, table, look=look)


def _columns(desk: Desk, table: Table, *, look: bool) -> None:
    """A column a row: a click on its name inserts it, choosing the row tells all about it."""
    rows = _measured(table) if look else {}
    named = st.column_config.ButtonColumn(
        "Column",
        type="tertiary",
        alignment="left",
        help="A click inserts it at the cursor.",
        on_click=partial(_clicked, desk, table),
        key=_CLICKED,
    )
    picked = st.dataframe(
        {
            "Column": [one.name for one in table.columns],
            "Unit": [one.unit for one in table.columns],
            "Null": [rows.get(one.name, ("", ""))[0] for one in table.columns],
            "Examples": [rows.get(one.name, ("", ""))[1] for one in table.columns],
            "Type": [one.type.lower() for one in table.columns],
            "Meaning": [one.meaning for one in table.columns],
        },
        key=f"sql_columns_{table.name}",
        alt=f"Columns of {table.name}",
        column_order=["Column", *(["Null", "Examples"] if look else []), "Unit", "Type", "Meaning"],
        column_config={"Column": named},
        on_select="rerun",
        selection_mode="single-row",
        height=320,
        hide_index=True,
    )
    chosen = picked["selection"]["rows"]
    if not chosen:
        st.caption("A click on a name inserts it; choose a row to read about the column.")
        return
    _one(desk, table, chosen[0], rows)


def _one(desk: Desk, table: Table, row: int, measured: dict[str, tuple[str, str]]) -> None:
    column = table.columns[row]
    unit = f", {column.unit}" if column.unit else ""
    null, often = measured.get(column.name, ("", ""))
    told = f" {null} null." if null else ""
    told += f" Often: {fmt.plain(often)}." if often else ""
    st.markdown(f"`{column.name}` {column.type.lower()}{unit}. {column.meaning}{told}")
    st.button(
        f"Insert {column.name}",
        key="sql_insert_column",
        icon=":material/add:",
        on_click=desk.add,
        args=(column.name,),
    )


def _clicked(desk: Desk, table: Table) -> None:
    desk.add(table.columns[st.session_state[_CLICKED]["row"]].name)


def _measured(table: Table) -> dict[str, tuple[str, str]]:
    """Null share and frequent values of each column, by the sandbox like any question."""
    first = f"from (from {table.name} limit {LOOKED_AT})"
    owner = sql_desk.visitor() + " (looking)"
    try:
        shares, often = (
            sql_desk.bench().run(f"{first} {asked}", owner=owner).rows.to_pylist()[0]
            for asked in (NULL_SHARE, OFTEN)
        )
    except SandboxError as error:
        panels.failed(error)
        return {}
    return {
        name: (
            "" if fmt.is_missing(share) else f"{share:.0%}",
            ", ".join(str(value)[:SHORT] for value in often[name] or ()),
        )
        for name, share in shares.items()
    }
