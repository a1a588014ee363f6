"""A case: what it is about, the evidence collected, notes, and what is to be done.

Evidence points at what was seen (a named query or a stored one, its parameters, the address of
the view, the dataset) and keeps the numbers as they were, never the rows of people.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

import pandas as pd

from hydrascope.cases.book import Book
from hydrascope.errors import InputError
from hydrascope.sandbox import wire

ABOUT = ("cluster", "burst", "accounts", "query")
PIECES = ("figure", "table", "query", "page")
# What changes a case.
_TOUCHING = (
    *("cases", "case_states", "subjects", "evidence", "notes", "actions"),
    *("sentences", "taken_pins"),
)
OPEN, CLOSED = "open", "closed"
DONE, DROPPED = "done", "dropped"


class Work:
    """The cases of a file. Every method that writes takes author and UTC time."""

    def __init__(self, book: Book) -> None:
        self.book = book

    def open(
        self, title: str, *, author: str, at: dt.datetime, fingerprint: str | None = None
    ) -> int:
        """Begin a case. Raises InputError without a title."""
        return self.book.add(
            "cases", "case", author=author, at=at, fingerprint=fingerprint, title=title
        )

    def about(
        self,
        case_id: int,
        kind: str,
        ref: str,
        *,
        author: str,
        at: dt.datetime,
        members: Collection[str] = (),
        fingerprint: str | None = None,
    ) -> int | None:
        """Say what the case is about: a cluster or burst by its id, accounts, a stored query.

        ``members`` are account ids, of a cluster those it has now. What is known is not said
        twice; then it gives None.
        """
        if kind not in ABOUT:
            raise InputError(f"{kind!r} is nothing a case is about.", f"Use {', '.join(ABOUT)}.")
        known = self.book.rows("subjects", case_id=self._known(case_id), kind=kind, ref=ref)
        if len(known) and known["members"].iloc[-1] == sorted(members):
            return None
        return self._signed("subjects", "case", case_id, author, at, fingerprint, kind=kind,
                            ref=ref, members=sorted(members))  # fmt: skip

    def collect(
        self,
        case_id: int,
        kind: str,
        title: str,
        *,
        author: str,
        at: dt.datetime,
        query_name: str | None = None,
        query_id: str | None = None,
        params: Mapping[str, Any] | None = None,
        url: str = "",
        figures: Mapping[str, Any] | None = None,
        fingerprint: str | None = None,
    ) -> int:
        """Add a piece of evidence. ``figures`` as ``hydrascope.cases.figures.kept`` gives them."""
        if kind not in PIECES:
            raise InputError(f"{kind!r} is no evidence.", f"Use {', '.join(PIECES)}.")
        packed = {name: wire.packed(value) for name, value in (params or {}).items()}
        return self._signed(
            "evidence", "evidence", case_id, author, at, fingerprint, kind=kind, title=title,
            query_name=query_name, query_id=query_id, params=packed, url=url,
            figures=dict(figures or {}),
        )  # fmt: skip

    def note(
        self,
        case_id: int,
        text: str,
        *,
        author: str,
        at: dt.datetime,
        evidence_id: int | None = None,
        fingerprint: str | None = None,
    ) -> int:
        """Add a note, to the case or to a piece of its evidence."""
        return self._signed("notes", "note", case_id, author, at, fingerprint, text=text,
                            evidence_id=evidence_id)  # fmt: skip

    def plan(
        self,
        case_id: int,
        what: str,
        *,
        owner: str,
        author: str,
        at: dt.datetime,
        due_at: dt.datetime | None = None,
        collateral: str = "",
        fingerprint: str | None = None,
    ) -> int:
        """Add an action: what, who sees to it, until when, and whom it may hurt."""
        return self._signed("actions", "action", case_id, author, at, fingerprint, what=what,
                            owner=owner, due_at=due_at, collateral=collateral)  # fmt: skip

    def move(
        self,
        action_id: int,
        state: str,
        *,
        author: str,
        at: dt.datetime,
        reason: str = "",
        fingerprint: str | None = None,
    ) -> None:
        """Say what became of an action: done, dropped, or open again."""
        if state not in (OPEN, DONE, DROPPED):
            raise InputError(f"{state!r} is no state of an action.", "Use open, done or dropped.")
        if self.book.rows("actions", action_id=action_id).empty:
            raise InputError(f"There is no action {action_id}.", "Look at the case again.")
        self.book.add("action_states", "action", author=author, at=at,
                      fingerprint=fingerprint, action_id=action_id,
                      state=state, reason=reason)  # fmt: skip

    def close(
        self,
        case_id: int,
        *,
        reason: str,
        author: str,
        at: dt.datetime,
        state: str = CLOSED,
        fingerprint: str | None = None,
    ) -> None:
        """Close a case, or open it again; both need a reason."""
        self._signed("case_states", "case", case_id, author, at, fingerprint, state=state,
                     reason=reason)  # fmt: skip

    def all(self) -> pd.DataFrame:
        """Every case, the newest first, with its ``state`` and when it last changed."""
        found = self.book.rows("cases")
        last = self.book.rows("case_states").drop_duplicates("case_id", keep="last")
        states = dict(zip(last["case_id"], last["state"], strict=True))
        moments = [self.book.rows(sheet)[["case_id", "at"]] for sheet in _TOUCHING]
        touched = pd.concat(moments).groupby("case_id")["at"].max().to_dict()
        return found.assign(
            state=pd.Series([states.get(i, OPEN) for i in found["case_id"]], dtype="str"),
            changed_at=pd.Series([touched[i] for i in found["case_id"]], dtype="datetime64[us]"),
        ).sort_values("case_id", ascending=False, ignore_index=True)

    def one(self, case_id: int) -> "pd.Series[Any]":
        """A case as ``all`` shows it. Raises InputError where there is none."""
        found = self.all()
        found = found[found["case_id"] == case_id]
        if found.empty:
            raise InputError(f"There is no case {case_id}.", "Choose one from the list of cases.")
        return found.iloc[0]

    def subjects(self, case_id: int) -> pd.DataFrame:
        """What the case is about; a cluster or burst once, as it was last said."""
        found = self.book.standing("subjects", case_id=case_id)
        return found.drop_duplicates(["kind", "ref"], keep="last").reset_index(drop=True)

    def evidence(self, case_id: int) -> pd.DataFrame:
        """Its evidence, oldest first, without what was withdrawn; ``params`` ready to bind."""
        found = self.book.standing("evidence", case_id=case_id)
        read = [{key: wire.unpacked(v) for key, v in told.items()} for told in found["params"]]
        return found.assign(params=pd.Series(read, index=found.index, dtype="object"))

    def notes(self, case_id: int) -> pd.DataFrame:
        """Its notes, oldest first, without those withdrawn."""
        return self.book.standing("notes", case_id=case_id)

    def actions(self, case_id: int) -> pd.DataFrame:
        """Its actions, oldest first, each with its ``state``."""
        found = self.book.standing("actions", case_id=case_id)
        last = self.book.rows("action_states").drop_duplicates("action_id", keep="last")
        states = dict(zip(last["action_id"], last["state"], strict=True))
        told = [states.get(number, OPEN) for number in found["action_id"]]
        return found.assign(state=pd.Series(told, index=found.index, dtype="str"))

    def _known(self, case_id: int) -> int:
        if self.book.rows("cases", case_id=case_id).empty:
            raise InputError(f"There is no case {case_id}.", "Choose one from the list of cases.")
        return case_id

    def _signed(
        self,
        sheet: str,
        act: str,
        case_id: int,
        author: str,
        at: dt.datetime,
        fingerprint: str | None,
        **row: Any,
    ) -> int:
        """A row of a case that is there."""
        return self.book.add(sheet, act, author=author, at=at, fingerprint=fingerprint,
                             case_id=self._known(case_id), **row)  # fmt: skip
