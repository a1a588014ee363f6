"""The page about one case: what it is about, its evidence and notes, what is to be done."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from hydrascope import fmt
from hydrascope.cases import told, verdicts
from hydrascope.cases.which import Match
from hydrascope.errors import HydrascopeError
from hydrascope.ui import (
    cache,
    case_desk,
    case_list,
    case_moved,
    cluster_one,
    links,
    panels,
    verdict_words,
)

KINDS = {"figure": "Figure", "table": "Table", "query": "Query", "page": "Page"}
STATES = {"open": "Open", "done": "Done", "dropped": "Dropped"}


@dataclass(frozen=True)
class Opened:
    """A case, and which clusters of today are those it is about, by their names of then."""

    case: "pd.Series[Any]"
    subjects: pd.DataFrame
    matches: dict[str, Match]

    @property
    def case_id(self) -> int:
        return int(self.case["case_id"])

    @property
    def renamed(self) -> dict[str, str]:
        """New names of clusters by the old."""
        return {
            old: match.cluster_id
            for old, match in self.matches.items()
            if match.cluster_id and match.is_renamed
        }

    @property
    def names(self) -> list[str]:
        """Every name its clusters have or had."""
        return sorted({*self.matches, *self.renamed.values()})


def chosen() -> Opened:
    """The case the address names; where there is none, say so and end the page."""
    told = st.query_params.get("case", "")
    work = case_desk.work()
    try:
        case = work.one(int(told) if told.isdecimal() else 0)
        subjects = work.subjects(int(case["case_id"]))
    except HydrascopeError as error:
        st.title("One case")
        panels.note(error.cause, error.remedy)
        links.to("cases", "All cases", None)
        st.stop()
    rows = subjects[subjects["kind"] == "cluster"]
    matches = {
        str(row["ref"]): case_moved.today(str(row["ref"]), row["members"])
        for _, row in rows.iterrows()
    }
    return Opened(case, subjects, matches)


def headline(opened: Opened) -> None:
    """Whose it is, whether it is open and worked on, and what it is about."""
    case = opened.case
    state = "Open" if case["state"] == "open" else "Closed"
    st.markdown(
        f"**{state}**. Opened by {case_desk.by(case)}; last entry {fmt.utc(case['changed_at'])}."
    )
    with st.container(horizontal=True, gap="small", key="case_ways"):
        links.to("cases", "All cases", None)
        links.to("briefing", "Its briefing", None, case=str(opened.case_id))
        if case_desk.current() == opened.case_id:
            st.button("Leave this case", on_click=case_desk.take_up, args=(None,), key="case_leave")
            st.caption("“Add to case” on other pages adds to this one.")
        else:
            st.button(
                "Work on this case",
                on_click=case_desk.take_up,
                args=(opened.case_id,),
                key="case_take",
            )
    _about(opened)


def _about(opened: Opened) -> None:
    for _, row in opened.subjects.iterrows():
        ref = str(row["ref"])
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            if row["kind"] == "cluster":
                match = opened.matches[ref]
                if match.cluster_id:
                    links.to(
                        "cluster", f"Cluster {match.cluster_id}", None, cluster=match.cluster_id
                    )
                if said := case_moved.told(match, ref):
                    st.caption(said)
            elif row["kind"] == "burst":
                links.to("burst", f"Burst {ref}", None, burst=ref)
            elif row["kind"] == "query":
                links.to("sql", "Its query", None, query=ref)
            else:
                links.to("account", f"Account {ref}", None, account=ref)


def evidence(opened: Opened) -> None:
    """Each piece: where it was seen, its notes, and whether its numbers are still the same."""
    work = case_desk.work()
    found, notes = work.evidence(opened.case_id), work.notes(opened.case_id)
    if not panels.has_rows(
        found, "Nothing was collected yet.", "Use “Add to case” beside a figure, table or answer."
    ):
        return
    for _, piece in found.iterrows():
        with st.container(border=True, key=f"evidence_{piece['evidence_id']}"):
            st.markdown(f"**{KINDS[piece['kind']]}**: {verdict_words.plain(piece['title'])}")
            st.caption(f"Evidence {piece['evidence_id']}, added by {case_desk.by(piece)}.")
            with st.container(horizontal=True, gap="small"):
                if not fmt.is_missing(piece["url"]):
                    links.again("Open it as it was seen", str(piece["url"]))
                if not fmt.is_missing(piece["query_id"]):
                    links.to("sql", "Its SQL", None, query=piece["query_id"])
            case_moved.compare(piece, opened.renamed)
            for _, note in notes[notes["evidence_id"] == piece["evidence_id"]].iterrows():
                _note(note)
    with st.expander("Take a piece of evidence back"):
        case_list.withdraw("evidence", "evidence", found, "evidence_id", "title")


def _note(note: "pd.Series[Any]") -> None:
    """A person's text as they wrote it, and whose it is."""
    st.markdown(verdict_words.plain(note["text"]))
    st.caption(case_desk.by(note))


def notes(opened: Opened) -> None:
    """Notes on the whole case, and a new one, to the case or to a piece of evidence."""
    work = case_desk.work()
    said, pieces = work.notes(opened.case_id), work.evidence(opened.case_id)
    for _, note in said[said["evidence_id"].isna()].iterrows():
        with st.container(border=True, width=720, key=f"note_{note['note_id']}"):
            _note(note)
    titles = {int(row["evidence_id"]): str(row["title"]) for _, row in pieces.iterrows()}
    with st.form("case_note", width=720, clear_on_submit=False):
        text = st.text_area("Note", key="case_note_text", height=100)
        number = st.selectbox(
            "About",
            [None, *titles],
            format_func=lambda number: titles.get(number, "The whole case"),
            key="case_note_about",
        )
        name = case_desk.author("case_note")
        sent = st.form_submit_button("Add the note")
    if sent and case_desk.done(
        lambda: work.note(opened.case_id, text, evidence_id=number, **case_desk.signed(name))
    ):
        st.rerun()


def judged(opened: Opened) -> None:
    """What people say about the clusters of the case; verdicts are given on a cluster's page."""
    said = case_desk.read(lambda: verdicts.history(case_desk.book(), opened.names))
    if not panels.has_rows(said, "No verdict was given on a cluster of this case."):
        for match in opened.matches.values():
            if match.cluster_id:
                links.to("cluster", f"Give a verdict on cluster {match.cluster_id}", None,
                         cluster=match.cluster_id, part=cluster_one.PARTS["verdict"])  # fmt: skip
        return
    verdict_words.told(said)


def actions(opened: Opened) -> None:
    """What is to be done: by whom, until when, whom it may hurt, and what became of it."""
    work = case_desk.work()
    found = work.actions(opened.case_id)
    if panels.has_rows(found, "No action is planned."):
        shown = found.assign(state=[STATES[state] for state in found["state"]])
        panels.table(
            shown,
            key="case_actions",
            alt=f"{len(shown)} actions of the case",
            columns=["action_id", "what", "owner", "due_at", "collateral", "state", "author", "at"],
        )
    left, right = st.columns(2, gap="medium")
    with left, st.form("case_action"):
        what = st.text_input("What", key="case_action_what")
        owner = st.text_input("Who sees to it", key="case_action_owner")
        due = st.date_input("Until (UTC)", value=None, key="case_action_due", format="YYYY-MM-DD")
        collateral = st.text_input(
            "Whom it may hurt", key="case_action_collateral", help="Accounts that are not meant"
        )
        name = case_desk.author("case_action")
        if st.form_submit_button("Plan it") and _plan(opened, what, owner, due, collateral, name):
            st.rerun()
    if len(found):
        with right:
            _move(found)


def _plan(
    opened: Opened, what: str, owner: str, due: dt.date | None, collateral: str, name: str
) -> bool:
    signed = case_desk.signed(name)
    due_at = dt.datetime.combine(due, dt.time()) if due else None
    return case_desk.done(
        lambda: case_desk.work().plan(
            opened.case_id, what, owner=owner, due_at=due_at, collateral=collateral, **signed
        )
    )


def _move(found: pd.DataFrame) -> None:
    names = {int(row["action_id"]): str(row["what"]) for _, row in found.iterrows()}
    with st.form("case_action_state"):
        number = st.selectbox(
            "Action", list(names), format_func=names.__getitem__, key="case_action_ref"
        )
        state = st.selectbox(
            "Is now", list(STATES), index=1, format_func=STATES.__getitem__, key="case_action_is"
        )
        reason = st.text_input("Note (may be empty)", key="case_action_reason")
        name = case_desk.author("case_action_state")
        sent = st.form_submit_button("Write it down")
    if sent and case_desk.done(
        lambda: case_desk.work().move(number, state, reason=reason, **case_desk.signed(name))
    ):
        st.rerun()


def closing(opened: Opened) -> None:
    """Close the case, or open it again."""
    is_open = opened.case["state"] == "open"
    with st.form("case_close", width=640):
        reason = st.text_input("Reason", key="case_close_reason")
        name = case_desk.author("case_close")
        sent = st.form_submit_button("Close the case" if is_open else "Open it again")
    state = "closed" if is_open else "open"
    if sent and case_desk.done(
        lambda: case_desk.work().close(
            opened.case_id, reason=reason, state=state, **case_desk.signed(name)
        )
    ):
        st.rerun()


def history(opened: Opened) -> None:
    """Everything ever said in the case, in order, what was taken back included."""
    said = case_desk.read(lambda: told.entries(case_desk.book(), opened.case_id))
    if panels.has_rows(said, "Nothing happened yet."):
        panels.table(
            said,
            key="case_history",
            alt="Entries of the audit trail about the case",
            columns=["entry_id", "done_at", "act", "author", "subject", "detail"],
            height=panels.tall(len(said)),
        )


def dataset_moved(opened: Opened) -> None:
    """Whether the case was written on another dataset than the one shown now."""
    seen = {
        str(name)
        for frame in (opened.subjects, case_desk.work().evidence(opened.case_id))
        for name in frame["fingerprint"]
        if not fmt.is_missing(name)
    }
    if others := seen - {cache.version().fingerprint}:
        panels.note(
            "The data under this case has changed: it was written on dataset"
            f" {fmt.listing(sorted(f'`{name[:12]}`' for name in others))}, and this is"
            f" `{cache.version().fingerprint[:12]}`.",
            "Each piece of evidence below says which of its numbers moved.",
        )
