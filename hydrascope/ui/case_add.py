"""Add to case: beside every figure, table and answer, one click once a case is taken up."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import streamlit as st

from hydrascope import db
from hydrascope.cases import figures
from hydrascope.errors import HydrascopeError
from hydrascope.ui import cache, case_desk, links, sql_desk
from hydrascope.ui.filter_bar import current_filters

NEW = 0
LONGEST = 160
ICON = ":material/create_new_folder:"


@dataclass(frozen=True)
class Piece:
    """What is added: its kind and title, its query, and how to get the numbers it shows.

    ``about`` says what the case is then about: a kind and its id, and its account ids.
    """

    kind: str
    title: str
    query_name: str | None = None
    query_id: str | None = None
    params: Mapping[str, Any] = field(default_factory=dict)
    numbers: Callable[[], pd.DataFrame] | None = None
    about: tuple[str, str] | None = None
    url: str | None = None


def figure(
    name: str, params: Mapping[str, Any], frame: pd.DataFrame | None, *, title: str | None, key: str
) -> None:
    """The way to add what comes from a named query: a figure by its title, a table without."""
    values = db.bound(name, params)
    piece = Piece(
        "table" if title is None else "figure",
        _plain(title or question(name)),
        query_name=name,
        params=values,
        numbers=(lambda: frame) if frame is not None else (lambda: _asked(name, values)),
        about=_about(),
    )
    offer(piece, key=key)


def answer(query_id: str, title: str, params: Mapping[str, Any], frame: pd.DataFrame) -> None:
    """The way to add the answer of somebody's own query."""
    piece = Piece(
        "query", _plain(title), query_id=query_id, params=params, numbers=lambda: frame,
        about=("query", query_id), url=f"/sql?query={query_id}",
    )  # fmt: skip
    offer(piece, key="sql_answer")


def offer(piece: Piece, *, key: str) -> None:
    """One click where a case is taken up; else the way to choose or open one."""
    held = case_desk.current()
    if held is not None and case_desk.known_author():
        help_ = f"As {case_desk.known_author()}, with its query, filters and numbers"
        pressed = st.button(
            f"Add to case {held}", key=f"{key}_add", type="tertiary", icon=ICON, help=help_
        )
        if pressed:
            _add(piece, held, case_desk.known_author(), "")
        return
    opened = st.popover(
        "Add to case", key=f"{key}_case", type="tertiary", icon=ICON, on_change="rerun"
    )
    if opened.open:
        with opened:
            _form(piece, key)


def _plain(title: str) -> str:
    """A title without markup, in one line."""
    return " ".join(re.sub(r"<[^>]*>", " ", title).split())[:LONGEST]


def question(name: str) -> str:
    """What a named query asks, by its header."""
    first = db.sql(name).splitlines()[0]
    return first.removeprefix("-- question:").strip() or name


def _form(piece: Piece, key: str) -> None:
    """Which case, who adds it, and a note."""
    found = case_desk.read(lambda: case_desk.work().all())
    known = {}
    if len(found):
        known = {
            int(row["case_id"]): f"Case {row['case_id']}: {row['title']}"
            for _, row in found[found["state"] == "open"].iterrows()
        }
    with st.form(f"{key}_case_form", border=False):
        chosen = st.selectbox(
            "Case",
            [*known, NEW],
            format_func=lambda number: known.get(number, "A new case"),
            key=f"{key}_case_chosen",
        )
        title = st.text_input(
            "Title of a new case", key=f"{key}_case_title", placeholder=piece.title
        )
        text = st.text_area("Note (may be empty)", key=f"{key}_case_note", height=80)
        name = case_desk.author(f"{key}_case")
        sent = st.form_submit_button("Add")
    if not sent:
        return
    if chosen == NEW:
        _open(piece, title.strip() or piece.title, name, text)
    else:
        _add(piece, int(chosen), name, text)


def _open(piece: Piece, title: str, name: str, text: str) -> None:
    made: list[int] = []
    if case_desk.done(lambda: made.append(case_desk.work().open(title, **case_desk.signed(name)))):
        _add(piece, made[0], name, text)


def _add(piece: Piece, case_id: int, name: str, text: str) -> None:
    """Collect it, and say so; the case is the one worked on from now on."""

    def collect() -> None:
        work, signed = case_desk.work(), case_desk.signed(name)
        if piece.about is not None:
            kind, ref = piece.about
            inside = case_desk.members(ref) if kind == "cluster" else ()
            if kind == "account":
                kind, inside = "accounts", case_desk.account_ids([ref])
            work.about(case_id, kind, ref, members=inside, **signed)
        number = work.collect(
            case_id,
            piece.kind,
            piece.title,
            query_name=piece.query_name,
            query_id=piece.query_id or _kept(piece),
            params=piece.params,
            url=piece.url or links.address_of_view(current_filters()),
            figures=figures.kept(piece.numbers()) if piece.numbers else {},
            **signed,
        )
        if text.strip():
            work.note(case_id, text, evidence_id=number, **signed)
        case_desk.take_up(case_id)

    if case_desk.done(collect, f"Added to case {case_id}."):
        links.to("case", f"Case {case_id}", None, case=str(case_id))


def _kept(piece: Piece) -> str | None:
    """The stored query behind a figure, so that its SQL opens as it was; none for a page."""
    if piece.query_name is None:
        return None
    try:
        return sql_desk.keep_figure(piece.query_name, piece.params)
    except HydrascopeError:
        return None  # the evidence names its query all the same


def _asked(name: str, values: Mapping[str, Any]) -> pd.DataFrame:
    """The answer of a table's query, whole; not kept in the cache."""
    with cache.cursor() as own:
        return db.run(own, name, values)


def _about() -> tuple[str, str] | None:
    """What the page is about, where it is about one thing."""
    for kind, page in (("cluster", "cluster"), ("burst", "burst"), ("account", "account")):
        ref = st.query_params.get(kind, "").strip()
        if links.here() == page and ref:
            return kind, ref
    return None


def this_page(title: str, *, key: str) -> None:
    """The way to add the page itself: what it is about, as a link."""
    offer(Piece("page", title, about=_about()), key=key)
