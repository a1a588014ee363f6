"""What people say about a cluster: the verdicts, and a form for another."""

import streamlit as st

from hydrascope import fmt, icd203
from hydrascope.cases import verdicts
from hydrascope.ui import case_desk, panels, verdict_words
from hydrascope.ui.cluster_one import Opened

KINDS = [*fmt.KINDS]


def draw(opened: Opened) -> None:
    """What stands, and the form; nothing is filled in for anybody."""
    st.header("What people say")
    said = case_desk.read(lambda: case_desk.verdicts_on(opened.cluster_id))
    others = sorted({str(name) for name in said.get("cluster_id", ())} - {opened.cluster_id})
    if others:
        st.caption(
            f"Some were given when this cluster was called {fmt.listing(others)}: at least half of"
            " its accounts of then are in it."
        )
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
