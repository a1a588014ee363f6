"""The mapping editor: whose column is which, in which unit, with a look at the result."""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from hydrascope import fmt
from hydrascope.errors import HydrascopeError
from hydrascope.ui import cache, data_faults, data_fields, data_jobs, panels
from hydrascope.ui.data_fields import CLOCKS, FIELDS, FIRST, LENGTHS, MONEY, TABLES

if TYPE_CHECKING:
    from hydrascope.ui.data_add import Picked

NONE = "(none)"
_IN_A_ROW = 3

Places = dict[str, DeltaGenerator]


def editor(picked: "Picked", file: Mapping[str, Any], *, key: str) -> None:
    """Map a file's columns, see five mapped rows, keep the mapping for files like it.

    What is wrong stands under the field it concerns, until the mapping is changed.
    """
    with st.container(horizontal=True, key=f"{key}_head"):
        table = st.selectbox(
            "Its rows are", list(TABLES), format_func=TABLES.__getitem__, key=f"{key}_as"
        )
        name = data_fields.named(file["name"])
        given = st.text_input("Name of the mapping", value=name, key=f"{key}_name")
    places: Places = {}
    chosen = _fields(table, file["columns"], places, key)
    units = _units(chosen, places, key)
    text = data_fields.written(data_fields.named(given), table, chosen, *units)
    with st.container(horizontal=True, key=f"{key}_actions"):
        tried = st.button("Try it on this file", key=f"{key}_try", icon=":material/visibility:")
        kept = st.button(
            "Keep it for files with these columns",
            key=f"{key}_keep",
            icon=":material/bookmark:",
        )
    if tried or kept:
        st.session_state[f"{key}_told"] = _tried(picked, file, table, chosen, text)
    told = st.session_state.get(f"{key}_told")
    if told is not None and told.text == text:
        _say(told, places, key=key)
        if kept and told.is_usable:
            _keep(picked, file, text)
    with st.expander("The mapping as a file, for the command line"):
        st.code(text, language="toml")


def _fields(table: str, columns: Sequence[str], places: Places, key: str) -> dict[str, str]:
    """The column chosen for each field, with room under each for what is wrong with it."""
    fields = list(FIELDS[table].items())
    chosen = dict(_rows_of_fields(table, fields[:FIRST], columns, places, key))
    rest = fields[FIRST:]
    if rest:
        guessed = any(data_fields.guess(field, columns) >= 0 for field, _ in rest)
        with st.expander(f"{len(rest)} more fields", expanded=guessed):
            chosen |= dict(_rows_of_fields(table, rest, columns, places, key))
    return chosen


def _rows_of_fields(
    table: str,
    fields: Sequence[tuple[str, str]],
    columns: Sequence[str],
    places: Places,
    key: str,
) -> Iterator[tuple[str, str]]:
    """Three beside each other, row by row, so that a phone and the Tab key keep the order."""
    options = [NONE, *columns]
    for start in range(0, len(fields), _IN_A_ROW):
        cells = st.columns(_IN_A_ROW, gap="small")
        for cell, (field, label) in zip(cells, fields[start : start + _IN_A_ROW], strict=False):
            found = cell.selectbox(
                label,
                options,
                index=data_fields.guess(field, columns) + 1,
                key=f"{key}_{table}_{field}",
            )
            places[field] = cell.empty()
            if found != NONE:
                yield field, found


def _units(
    chosen: Mapping[str, str], places: Places, key: str
) -> tuple[str, str, str, float, float]:
    """Units of what was chosen; asked for only where there is something to ask."""
    clock, zone, form, money, length = "as written", "", "", "US dollars", "milliseconds"
    with st.container(horizontal=True, key=f"{key}_units"):
        if "ts" in chosen:
            clock = st.selectbox(
                "The time is", list(CLOCKS), format_func=CLOCKS.__getitem__, key=f"{key}_clock"
            )
            if clock == "as written":
                zone = st.text_input(
                    "Zone of times without one", placeholder="UTC", key=f"{key}_zone"
                ).strip()
                form = st.text_input(
                    "Unusual format", placeholder="%d.%m.%Y %H:%M", key=f"{key}_format"
                ).strip()
            places["clock"] = st.empty()
        if "cost_usd" in chosen:
            money = st.selectbox("The cost is in", list(MONEY), key=f"{key}_money")
        if "duration_ms" in chosen:
            length = st.selectbox("The duration is in", list(LENGTHS), key=f"{key}_length")
    return clock, zone, form, MONEY[money], LENGTHS[length]


def _tried(
    picked: "Picked",
    file: Mapping[str, Any],
    table: str,
    chosen: Mapping[str, str],
    text: str,
) -> data_faults.Told:
    """What the mapping makes of the file; a field that cannot be missing is asked for first."""
    if missing := data_faults.missing(table, chosen):
        return data_faults.Told(text, faults=missing)
    try:
        with st.spinner("Trying the mapping …"):
            told = _look(picked, file, text)
    except HydrascopeError as error:
        return data_faults.refused(text, error)
    kind = told["kinds"][0] if told["kinds"] else {}
    return data_faults.Told(text, kind, data_faults.found(chosen, kind, file.get("rows", ()),
                                                          file.get("shown", ())))  # fmt: skip


def _look(picked: "Picked", file: Mapping[str, Any], text: str, *more: str) -> dict[str, Any]:
    """The file seen through the mapping. Raises HydrascopeError when the mapping is wrong."""
    folder = picked.folder or data_jobs.incoming(cache.root())
    # Two runs of a page may overlap for a moment: each has a file of its own.
    draft = folder / f".mapping-{secrets.token_hex(4)}.toml"
    draft.touch(mode=0o600)
    draft.write_text(text, encoding="utf-8")
    given = Path(picked.paths[0])
    path = given / file["name"] if given.is_dir() else given
    try:
        return data_jobs.look(cache.root(), ["--mapping", str(draft), *more, "--", str(path)])
    finally:
        draft.unlink(missing_ok=True)
        if picked.folder is None:
            folder.rmdir()


def _keep(picked: "Picked", file: Mapping[str, Any], text: str) -> None:
    """Keep a mapping that loads something, and look at the files again with it."""
    try:
        with st.spinner("Keeping the mapping …"):
            _look(picked, file, text, "--keep")
        picked.look()
    except HydrascopeError as error:
        panels.failed(error)
        return
    st.rerun()


def _say(told: data_faults.Told, places: Places, *, key: str) -> None:
    """Faults under their fields; then rows as they would be loaded, if there are any."""
    for field, fault in told.faults.items():
        place = places.get(field) or places.get("ts" if field == "clock" else "")
        (place or st).error(fmt.plain(fault), icon=":material/error:")
    if not told.is_usable:
        st.error("With this mapping no row can be loaded: mend what is said at the fields.")
        return
    kind = told.kind
    frame = pd.DataFrame(kind["rows"], columns=kind["columns"]).astype(str)
    panels.table(frame, key=f"{key}_tried", alt="Five rows as this mapping loads them")
    if kind["rejected"]:
        st.warning(
            f"{fmt.count(kind['rejected'])} of {fmt.count(kind['looked_at'])} rows would be"
            f" rejected: {fmt.listing([fmt.plain(one) for one in kind['rejected_by_reason']])}."
        )
