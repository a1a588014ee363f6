"""Three questions about a cluster, answered by people: coordinated? what kind? who?

*Who* is a person's own words, never chosen from a list and never filled in by the software. A
later verdict of the same author takes the place of an earlier one; those of different authors
stand side by side, and where they differ, that is said.
"""

import datetime as dt
from collections.abc import Collection
from itertools import pairwise
from typing import Any

import pandas as pd

from hydrascope import icd203
from hydrascope.cases.book import Book
from hydrascope.errors import InputError

QUESTIONS = {
    "coordinated": "Do these accounts act as one?",
    "kind": "What kind of use is it?",
    "who": "Who is behind it?",
}
# What is judged under the first question; likelihood says how likely it is.
ACT_AS_ONE = "They act as one"
# Fewer bands apart than this is the same view in other words.
APART = 2
KEYS = [band.key for band in icd203.BANDS]


def give(
    book: Book,
    cluster_id: str,
    question: str,
    answer: str,
    *,
    likelihood: str,
    confidence: str,
    author: str,
    at: dt.datetime,
    members: Collection[str] = (),
    reasons_for: str = "",
    reasons_against: str = "",
    case_id: int | None = None,
    fingerprint: str | None = None,
) -> int:
    """Add a verdict; what was said before stays. Raises InputError.

    ``likelihood`` is a key of icd203.LIKELIHOODS, ``confidence`` one of icd203.CONFIDENCES;
    ``members`` are the account ids of the cluster as it is now.
    """
    if question not in QUESTIONS:
        raise InputError(f"{question!r} is no question.", f"Ask {', '.join(QUESTIONS)}.")
    if likelihood not in icd203.LIKELIHOODS:
        raise InputError("A verdict needs a likelihood.", "Choose one of the seven bands.")
    if confidence not in icd203.CONFIDENCES:
        raise InputError("A verdict needs a confidence.", "Choose high, moderate or low.")
    return book.add(
        "verdicts",
        "verdict",
        author=author,
        at=at,
        fingerprint=fingerprint,
        subject=f"cluster {cluster_id}: {question}",
        case_id=case_id,
        cluster_id=cluster_id,
        members=sorted(members),
        question=question,
        answer=ACT_AS_ONE if question == "coordinated" else answer,
        likelihood=likelihood,
        confidence=confidence,
        reasons_for=reasons_for,
        reasons_against=reasons_against,
    )


def history(book: Book, cluster_ids: Collection[str]) -> pd.DataFrame:
    """Every verdict on a cluster under any of its names, oldest first."""
    found = book.rows("verdicts")
    return found[found["cluster_id"].isin(cluster_ids)].reset_index(drop=True)


def standing(said: pd.DataFrame) -> pd.DataFrame:
    """The last verdict of each author to each question, in the order of QUESTIONS."""
    last = said.drop_duplicates(["question", "author"], keep="last")
    order = {name: place for place, name in enumerate(QUESTIONS)}
    return last.sort_values("question", key=lambda names: names.map(order), kind="stable")


def conflicts(said: pd.DataFrame) -> dict[str, str]:
    """Questions to which different authors now say different things, and how, in a sentence."""
    told = {}
    for question, rows in standing(said).groupby("question", sort=False):
        if len(rows) > 1 and (how := _differ(rows)):
            told[str(question)] = how
    return told


def _differ(rows: pd.DataFrame) -> str:
    who: list[Any] = rows["author"].tolist()
    names = f"{', '.join(who[:-1])} and {who[-1]}"
    if rows["answer"].str.casefold().nunique() > 1:
        return f"{names} give different answers."
    places = sorted(KEYS.index(key) for key in rows["likelihood"])
    if max(later - earlier for earlier, later in pairwise(places)) >= APART or (
        places[-1] - places[0] >= APART
    ):
        return f"{names} differ on how likely it is."
    return ""
