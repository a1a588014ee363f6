"""Verdicts in words: what each author says, how likely, how sure, and where they differ."""

from typing import Any

import pandas as pd
import streamlit as st

from hydrascope import fmt, icd203
from hydrascope.cases import verdicts
from hydrascope.ui import case_desk


def told(said: pd.DataFrame) -> None:
    """What stands, question by question, conflicts first; then everything ever said."""
    standing, conflicts = verdicts.standing(said), verdicts.conflicts(said)
    for question, asked in verdicts.QUESTIONS.items():
        rows = standing[standing["question"] == question]
        if rows.empty:
            continue
        st.markdown(f"**{asked}**")
        if question in conflicts:
            st.warning(f"The verdicts conflict: {conflicts[question]}", icon=":material/balance:")
        for _, row in rows.iterrows():
            st.markdown(sentence(row))
            for label, text in (("For", row["reasons_for"]), ("Against", row["reasons_against"])):
                if not fmt.is_missing(text):
                    st.markdown(f"* {label}: {plain(text)}")
    if len(said) > len(standing):
        with st.expander(f"All {len(said)} verdicts, the oldest first"):
            for _, row in said.iterrows():
                st.markdown(f"* {verdicts.QUESTIONS[row['question']]} {sentence(row)}")


def sentence(row: Any) -> str:
    """One verdict. Likelihood and confidence stand in sentences of their own, as ICD 203 asks."""
    band = icd203.band(str(row["likelihood"]))
    return (
        f"{plain(row['answer'])}: {band.told}. Confidence in this judgement is"
        f" {row['confidence']}. :gray[{case_desk.by(row)}]"
    )


def plain(text: object) -> str:
    """A person's words, line by line and without markup of their own."""
    told = "".join(f"\\{mark}" if mark in r"\`*_{}[]<>#$:~|" else mark for mark in str(text))
    return told.replace("\n", "  \n")
