"""The page of all cases: the list, and what holds for all of them."""

import datetime as dt
from functools import partial
from typing import Any

import orjson
import pandas as pd
import streamlit as st

from hydrascope import audit, fmt
from hydrascope.cases import happenings
from hydrascope.cases.layout import SHEETS
from hydrascope.errors import HydrascopeError
from hydrascope.ui import cache, case_desk, links, paging, panels

PARTS = {
    "cases": "Cases",
    "allowed": "Allow-list",
    "events": "Events by hand",
    "trail": "Audit trail",
}
TABLE = "cases_list"
COLUMNS = ["case_id", "title", "state", "author", "at", "changed_at", "evidence", "notes", "todo"]
TRAIL = ["entry_id", "done_at", "act", "author", "subject", "detail", "fingerprint"]
TRAIL_PAGE = "trail_page"
DAY = dt.timedelta(days=1)


def part() -> str:
    """Which part of the page is shown."""
    return str(
        st.segmented_control(
            "Part",
            list(PARTS),
            default="cases",
            required=True,
            format_func=PARTS.__getitem__,
            key="cases_part",
            bind="query-params",
            label_visibility="collapsed",
        )
    )


def draw() -> None:
    """Every case; a row opens it. Below, the way to a new one."""
    found = case_desk.read(_counted)
    if panels.has_rows(
        found,
        "There is no case yet.",
        "Open one below, or with “Add to case” beside any figure, table or answer.",
    ):
        panels.table(
            found,
            key=TABLE,
            alt=f"{len(found)} cases, the newest first",
            columns=COLUMNS,
            on_select="rerun",
            selection_mode="single-row",
            height=panels.tall(len(found)),
        )
        titles = {
            int(row["case_id"]): f"Case {row['case_id']}: {row['title']}"
            for _, row in found.iterrows()
        }
        chosen = st.selectbox(
            "Open a case", list(titles), index=None, format_func=titles.__getitem__,
            placeholder="Type its number or title", key="cases_open", width=480,
        )  # fmt: skip
        places = st.session_state[TABLE]["selection"]["rows"]
        if chosen is None and places and places[0] < len(found):
            chosen = int(found["case_id"].iloc[places[0]])
        if chosen is not None:
            links.go("case", None, case=str(chosen))
    _new()


def _counted() -> pd.DataFrame:
    """The cases with how much is in each."""
    work = case_desk.work()
    found = work.all()
    numbers = [int(number) for number in found["case_id"]]
    actions = [work.actions(number) for number in numbers]
    return found.assign(
        evidence=[len(work.evidence(number)) for number in numbers],
        notes=[len(work.notes(number)) for number in numbers],
        todo=[int((rows["state"] == "open").sum()) for rows in actions],
    )


def _new() -> None:
    st.subheader("A new case")
    with st.form("case_new", width=640):
        title = st.text_input("Title", key="case_new_title")
        name = case_desk.author("case_new")
        sent = st.form_submit_button("Open a case")
    made: list[int] = []
    if sent and case_desk.done(
        lambda: made.append(case_desk.work().open(title, **case_desk.signed(name)))
    ):
        case_desk.take_up(made[0])
        links.go("case", None, case=str(made[0]))


def events() -> None:
    """Events added by hand, how to add one, and how to take one back."""
    st.caption(
        "A wave of bans, a change of policy, a release the exports do not know: drawn on every"
        " timeline that shows events, for everybody. Times are UTC."
    )
    found = case_desk.read(lambda: case_desk.book().standing("happenings"))
    if panels.has_rows(found, "Nobody has added an event."):
        shown = found.assign(
            event_type=[happenings.TYPES.get(name, name) for name in found["event_type"]],
            event_label=found["label"],
        ).sort_values("ts")
        panels.table(
            shown,
            key="case_events",
            alt=f"{len(shown)} events added by hand",
            columns=["event_id", "ts", "event_type", "event_label", "detail", "author", "at"],
        )
    left, right = st.columns(2, gap="medium")
    with left, st.form("case_event"):
        kind = st.selectbox(
            "Event", list(happenings.TYPES), format_func=happenings.TYPES.__getitem__,
            key="case_event_kind",
        )  # fmt: skip
        ts = st.text_input("When (UTC)", key="case_event_ts", placeholder="2026-01-31 13:00")
        label = st.text_input("Short name, as it is drawn", key="case_event_label")
        detail = st.text_input("More about it (may be empty)", key="case_event_detail")
        name = case_desk.author("case_event")
        if st.form_submit_button("Add the event") and _event(ts, kind, label, detail, name):
            st.rerun()
    with right:
        withdraw("happenings", "event", found, "event_id", "label")


def _event(written: str, kind: str, label: str, detail: str, name: str) -> bool:
    try:
        ts = dt.datetime.fromisoformat(written.strip())
    except ValueError:
        st.error("An event needs a time. Write it like 2026-01-31 13:00, in UTC.")
        return False
    return case_desk.done(
        lambda: happenings.add(
            case_desk.book(), ts, kind, label, detail=detail, **case_desk.signed(name)
        ),
        "The event is on every timeline.",
    )


def withdraw(sheet: str, act: str, found: pd.DataFrame, key: str, label: str) -> None:
    """Take one of the rows back, with a reason; what was said stays on record."""
    if found.empty:
        return
    noun = SHEETS[sheet].noun
    names = {int(row[key]): str(row[label]) for _, row in found.iterrows()}
    with st.form(f"withdraw_{sheet}"):
        number = st.selectbox(
            f"Take back {'an' if noun[0] in 'aeiou' else 'a'} {noun}",
            list(names),
            index=None,
            format_func=lambda number: f"{number}: {names[number]}",
            key=f"withdraw_{sheet}_ref",
        )
        reason = st.text_input("Reason", key=f"withdraw_{sheet}_reason")
        name = case_desk.author(f"withdraw_{sheet}")
        sent = st.form_submit_button("Take it back")
    if sent and number is None:
        st.error("Nothing was chosen. Choose what is taken back.")
    elif sent:
        signed = case_desk.signed(name)
        if case_desk.done(
            lambda: case_desk.book().withdraw(sheet, int(number or 0), act, reason=reason, **signed)
        ):
            st.rerun()


def trail() -> None:
    """Who did what: filtered, page by page, as a file, and whether it is whole."""
    kept = audit.of(cache.root())
    chosen = _trail_choices()
    found = case_desk.read(
        lambda: paging.rows(
            lambda skip: kept.entries(most=paging.PAGE_ROWS, skip=skip, **chosen),
            TRAIL_PAGE,
            "found",
        )
    )
    if panels.has_rows(found, "No entry is like that."):
        number = paging.counted(found, "found")
        st.caption(f"{fmt.count(number)} entries, the newest first. Times are UTC.")
        panels.table(
            found,
            key="trail_table",
            alt=f"{len(found)} of {fmt.count(number)} entries of the audit trail",
            columns=TRAIL,
            height=panels.tall(len(found)),
        )
        if paging.pages(number) > 1:
            st.pagination(paging.pages(number), key=TRAIL_PAGE, bind="query-params")
    with st.container(horizontal=True, gap="small"):
        for kind in ("csv", "jsonl"):
            st.download_button(
                f"These entries as {kind.upper()}",
                data=partial(_file, kept, chosen, kind),
                file_name=f"hydrascope-audit-trail.{kind}",
                key=f"trail_{kind}",
                on_click="ignore",
                icon=":material/download:",
            )
    _check(kept)


def _check(kept: audit.Audit) -> None:
    """The head, to be noted elsewhere, and whether the trail is whole and holds a head noted."""
    st.subheader("Is it whole?")
    try:
        head = kept.head()
    except HydrascopeError as error:
        panels.failed(error)
        return
    if head is not None:
        st.caption(
            "The head is the number and hash of the last entry. Note it where nobody who can write"
            " these files can write: whoever holds it finds out later whether the trail was cut or"
            " replaced."
        )
        st.code(str(head), language=None, wrap_lines=True)
    with st.form("trail_check", border=False):
        noted = st.text_input(
            "A head noted earlier (may be empty)", key="trail_noted", placeholder="42:9f3c0a17"
        )
        sent = st.form_submit_button("Check that it is whole", icon=":material/verified_user:")
    if sent:
        _verified(kept, noted.strip())


def _trail_choices() -> dict[str, Any]:
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        acts = st.multiselect(
            "Act", list(audit.ACTS), key="trail_acts", placeholder="All", width=280
        )
        author = st.text_input("By", key="trail_author", placeholder="Anybody", width=160)
        since = st.date_input(
            "From (UTC)", value=None, key="trail_from", format="YYYY-MM-DD", width=150
        )
        until = st.date_input(
            "To (UTC)", value=None, key="trail_to", format="YYYY-MM-DD", width=150
        )
        search = st.text_input("Holds", key="trail_search", placeholder="Any text", width=200)
    return {
        "acts": acts or None,
        "author": author.strip() or None,
        "since": dt.datetime.combine(since, dt.time()) if since else None,
        "until": dt.datetime.combine(until, dt.time()) + DAY if until else None,
        "search": search,
    }


def _file(kept: audit.Audit, chosen: dict[str, Any], kind: str) -> bytes:
    """The entries as a file, oldest first, each with its hash."""
    told = kept.entries(**chosen).drop(columns="found").iloc[::-1]
    if kind == "csv":
        return told.to_csv(index=False).encode()
    records = told.assign(done_at=told["done_at"].dt.strftime("%Y-%m-%dT%H:%M:%S.%fZ"))
    return b"".join(orjson.dumps(row) + b"\n" for row in records.to_dict("records"))


def _verified(kept: audit.Audit, noted: str) -> None:
    problems = kept.verify(noted)
    if problems:
        st.error("\n".join(["The audit trail is not whole:", "", *(f"* {p}" for p in problems)]))
    else:
        held = f" The head noted earlier, `{noted[:32]}`, is in it." if noted else ""
        st.success(f"The audit trail is whole: nothing is missing, altered or out of order.{held}")
