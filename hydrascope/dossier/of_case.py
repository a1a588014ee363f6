"""A case as a briefing takes it: what people said, about the clusters as they are today."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import duckdb
import pandas as pd

from hydrascope import db
from hydrascope.brief.casefile import (
    Action,
    Allowance,
    CaseFile,
    Edit,
    Evidence,
    Happening,
    Mark,
    Note,
    Verdict,
)
from hydrascope.brief.levels import LEVELS
from hydrascope.cases import AllowList, Book, Work, briefs, happenings, members, which
from hydrascope.errors import InputError

EVER = (dt.datetime(1970, 1, 1), dt.datetime(2200, 1, 1))


@dataclass
class _Read:
    """What is read for one case, and the last time anything of it changed."""

    book: Book
    case_id: int
    people: pd.DataFrame
    changed_at: dt.datetime
    today: dict[str, str] = field(default_factory=dict)  # a name somebody used: today's

    @cached_property
    def now(self) -> pd.DataFrame:
        """Who is in which cluster today, near misses left out."""
        return self.people[self.people["membership"] == "probable"]

    def rows(self, frame: pd.DataFrame, column: str = "at") -> list[dict[str, Any]]:
        """The rows as plain values; remembers when the last was written."""
        if len(frame):
            self.changed_at = max(self.changed_at, frame[column].max().to_pydatetime())
        return [
            {str(name): _plain(value) for name, value in row.items()}
            for row in frame.to_dict("records")
        ]


def case_file(
    conn: duckdb.DuckDBPyConnection,
    book: Book,
    case_id: int,
    *,
    clusters: Iterable[str] = (),
    **choices: Any,
) -> CaseFile:
    """The case with everything a briefing may hold. ``clusters`` narrows it to some of today's.

    Raises InputError where there is no such case, or it is about no cluster.
    """
    work = Work(book)
    case = work.one(case_id)
    people = db.run(conn, "extract/cluster_accounts")
    read = _Read(book, case_id, people, case["changed_at"].to_pydatetime())
    gone = _find(read, work)
    chosen = tuple(dict.fromkeys([*clusters] or read.today.values()))
    if not chosen:
        raise InputError(
            f"Case {case_id} is about no cluster of this dataset.",
            "Add a cluster to it, or choose clusters for the briefing.",
        )
    for name in chosen:
        read.today.setdefault(name, name)
    told = {
        "verdicts": _verdicts(read, chosen),
        **_marks(read, chosen),
        "notes": tuple(
            Note(row["text"], row["author"], row["at"]) for row in read.rows(work.notes(case_id))
        ),
        "actions": _actions(read, work),
        "evidence": _evidence(read, work),
        "events": tuple(
            Happening(row["ts"], row["label"]) for row in read.rows(happenings.between(book, *EVER))
        ),
    }
    told |= _own_words(read, str(choices.get("level") or LEVELS[0]))
    read.rows(book.rows("taken_pins", case_id=case_id))
    told["allowed"] = _allowed(read)
    given = {name: value for name, value in choices.items() if value}
    usual = {"title": str(case["title"]), "author": str(case["author"])}
    return CaseFile(
        case_id=str(case_id),
        clusters=chosen,
        gone=gone,
        changed_at=read.changed_at,
        **{**usual, **told, **given},
    )


def _find(read: _Read, work: Work) -> tuple[str, ...]:
    """Today's name of each cluster of the case; gives those that are no more."""
    gone = []
    subjects = work.subjects(read.case_id)
    for row in read.rows(subjects[subjects["kind"] == "cluster"]):
        match = which.find(row["ref"], row["members"], read.now)
        if match.cluster_id is None:
            gone.append(row["ref"])
        else:
            read.today[row["ref"]] = match.cluster_id
    return tuple(gone)


def _verdicts(read: _Read, chosen: tuple[str, ...]) -> tuple[Verdict, ...]:
    said = read.book.rows("verdicts")
    today = [
        _today(read, str(name), inside)
        for name, inside in zip(said["cluster_id"], said["members"], strict=True)
    ]
    said = said.assign(today=pd.Series(today, index=said.index, dtype="object"))
    return tuple(
        Verdict(
            cluster_id=row["today"],
            question=row["question"],
            answer=row["answer"],
            author=row["author"],
            at=row["at"],
            likelihood=row["likelihood"],
            confidence=row["confidence"],
            reasons_for=row["reasons_for"] or "",
            reasons_against=row["reasons_against"] or "",
        )
        for row in read.rows(said[said["today"].isin(chosen)])
    )


def _today(read: _Read, name: str, inside: list[str]) -> str | None:
    """Today's name of the cluster somebody judged, by its members of then; None where it is
    gone."""
    if inside:
        return which.find(name, inside, read.now).cluster_id
    return read.today.get(name)


def _marks(read: _Read, chosen: tuple[str, ...]) -> Mapping[str, tuple[Mark, ...]]:
    """Who was confirmed and who cleared, cluster by cluster."""
    pairs = zip(read.people["account_id"], read.people["pseudonym"], strict=True)
    short = {str(one): str(name) for one, name in pairs}
    said = read.book.rows("marks")
    there = {str(name): str(name) for name in read.people["cluster_id"].unique()}
    gone = set(said["cluster_id"]) - there.keys()
    names = read.today | members.earlier_names(said, read.now, gone) | there
    names = {name: today for name, today in names.items() if today in chosen}
    found: dict[str, set[Mark]] = {members.CONFIRMED: set(), members.CLEARED: set()}
    for row in read.rows(members.marked(read.book, names)):
        if row["account_id"] in short:
            found[row["mark"]].add(Mark(row["cluster_id"], short[row["account_id"]]))
    return {mark: tuple(sorted(marks)) for mark, marks in found.items()}


def _actions(read: _Read, work: Work) -> tuple[Action, ...]:
    return tuple(
        Action(
            row["what"],
            row["owner"] or "",
            row["due_at"].date() if row["due_at"] else None,
            row["collateral"] or "",
            row["state"] == "done",
        )
        for row in read.rows(work.actions(read.case_id))
        if row["state"] != "dropped"
    )


def _evidence(read: _Read, work: Work) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(
            row["title"],
            row["query_name"] or row["query_id"] or "",
            row["author"],
            row["at"],
            row["fingerprint"] or "",
            row["url"] or "",
        )
        for row in read.rows(work.evidence(read.case_id))
    )


def _own_words(read: _Read, level: str) -> dict[str, Any]:
    """The sentences people wrote for this level, and whose they are."""
    read.rows(read.book.rows("sentences", case_id=read.case_id))  # to go back is a change too
    said = read.rows(briefs.sentences(read.book, read.case_id, level))
    return {
        "sentences": {row["sentence"]: row["text"] for row in said},
        "edits": {row["sentence"]: Edit(row["author"], row["at"]) for row in said},
    }


def _allowed(read: _Read) -> tuple[Allowance, ...]:
    """What was in force when the case last changed."""
    rows = read.rows(AllowList(read.book).in_force(read.changed_at), "added_at")
    return tuple(
        Allowance(
            " ".join(
                str(part)
                for part in (
                    row["kind"],
                    row["attr_type"],
                    row["attr_value"],
                    row["account_id"],
                    row["cluster_id"],
                )
                if part
            ),
            row["reason"],
            row["author"],
            row["expires_at"],
        )
        for row in rows
    )


def _plain(value: Any) -> Any:
    """None for what is missing; times without pandas."""
    if isinstance(value, list | dict):
        return value
    if value is None or pd.isna(value):
        return None
    return value.to_pydatetime() if isinstance(value, pd.Timestamp) else value
