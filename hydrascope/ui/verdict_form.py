"""What people say about a cluster: the verdicts, a form for another, the marks on its accounts."""

import pandas as pd
import streamlit as st

from hydrascope import fmt, icd203
from hydrascope.cases import members, verdicts
from hydrascope.ui import (
    case_add,
    case_allow,
    case_desk,
    cluster_words,
    links,
    panels,
    verdict_words,
)
from hydrascope.ui.cluster_one import Opened

KINDS = [*fmt.KINDS]
MARKS = {
    "confirmed": "It belongs to the cluster",
    "cleared": "It does not belong",
    "undecided": "Nobody has decided (takes a mark back)",
}


def draw(opened: Opened) -> None:
    """What stands, and the form; nothing is filled in for anybody."""
    said = case_desk.read(lambda: verdicts.history(case_desk.book(), [opened.cluster_id]))
    if panels.has_rows(said, "Nobody has given a verdict on this cluster."):
        verdict_words.told(said)
    st.subheader("Your verdict")
    st.caption(
        "Three questions, each with how likely and how sure, in the words of ICD 203. A verdict is"
        " never changed: another one of yours takes its place and both stay on record. Who is"
        " behind a cluster is for people to say, in their own words, and never said by this"
        " software."
    )
    question = st.segmented_control(
        "Question",
        list(verdicts.QUESTIONS),
        default="coordinated",
        required=True,
        format_func=verdicts.QUESTIONS.__getitem__,
        key="verdict_question",
    )
    _form(opened, str(question))


def _form(opened: Opened, question: str) -> None:
    bands = list(icd203.LIKELIHOODS)
    with st.form(f"verdict_{question}", width=720):
        answer = _answer(question)
        likelihood = st.selectbox(
            "How likely is that?",
            bands,
            index=None,
            format_func=lambda key: icd203.band(key).told,
            placeholder="Choose one of the seven bands",
            key=f"verdict_{question}_likelihood",
        )
        confidence = st.selectbox(
            "How sure are you of this judgement?",
            list(icd203.CONFIDENCES),
            index=None,
            format_func=lambda key: f"{key}: {icd203.CONFIDENCES[key]}",
            placeholder="Choose high, moderate or low",
            key=f"verdict_{question}_confidence",
        )
        pro = st.text_area("Reasons for", key=f"verdict_{question}_for", height=80)
        con = st.text_area("Reasons against", key=f"verdict_{question}_against", height=80)
        name = case_desk.author("verdict")
        sent = st.form_submit_button("Give the verdict")
    if sent and case_desk.done(
        lambda: verdicts.give(
            case_desk.book(),
            opened.cluster_id,
            question,
            answer or "",
            likelihood=likelihood or "",
            confidence=confidence or "",
            reasons_for=pro,
            reasons_against=con,
            members=case_desk.members(opened.cluster_id),
            case_id=case_desk.current(),
            **case_desk.signed(name),
        )
    ):
        st.rerun()


def _answer(question: str) -> str | None:
    if question == "coordinated":
        st.markdown(f"Judged is: **{verdicts.ACT_AS_ONE}.**")
        return verdicts.ACT_AS_ONE
    if question == "kind":
        return st.selectbox(
            "What kind of use is it?",
            [fmt.kind(name) for name in KINDS],
            index=None,
            accept_new_options=True,
            placeholder="Choose, or write it in your own words",
            key="verdict_kind_answer",
        )
    return st.text_input("Who is behind it, in your own words", key="verdict_who_answer")


def ways(opened: Opened) -> None:
    """Add the cluster to a case, or put it on the allow-list."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        case_add.this_page(cluster_words.title(opened.cluster_id), key="cluster_page")
        case_allow.form("cluster", "Allow-list", key="cluster", cluster_id=opened.cluster_id)
        to_case(opened)
    case_allow.banner(case_allow.of_cluster(opened.cluster_id))


def marks(opened: Opened) -> pd.DataFrame:
    """The marks people put on its accounts, with ``pseudonym``."""
    found = case_desk.read(lambda: members.marked(case_desk.book(), [opened.cluster_id]))
    if found.empty:
        return pd.DataFrame(columns=["pseudonym", "mark", "author", "at", "reason"])
    names = case_desk.short_names(found["account_id"])
    return found.assign(pseudonym=[names.get(one, "") for one in found["account_id"]])


def mark(opened: Opened, name: str, page: list[str]) -> None:
    """Confirm or clear an account, or every account on this page of the table."""
    with st.form("member_mark", width=640):
        word = st.radio("Mark", list(MARKS), format_func=MARKS.__getitem__, index=None,
                        key="member_mark_word")  # fmt: skip
        every = len(page) > 1 and st.toggle(
            f"The same for all {len(page)} accounts on this page of the table",
            key="member_mark_all",
        )
        reason = st.text_input("Reason", key="member_mark_reason")
        author = case_desk.author("member_mark")
        sent = st.form_submit_button("Write it down")
    if sent and case_desk.done(
        lambda: members.mark(
            case_desk.book(),
            opened.cluster_id,
            case_desk.account_ids(page if every else [name]),
            word or "",
            reason=reason,
            **case_desk.signed(author),
        )
    ):
        st.rerun()


def to_case(opened: Opened) -> None:
    """The way back to the case that is worked on."""
    held = case_desk.current()
    if held is not None:
        links.to("case", f"Case {held}", opened.filters, case=str(held))
