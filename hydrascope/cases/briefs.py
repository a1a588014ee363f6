"""What a case's briefing says in somebody's own words, and which pinned answers it shows.

An own sentence holds for the redaction level it was written at, and for no other: what one
reader may see in free text, another may not. The last word on a sentence or an answer counts.
"""

import datetime as dt

import pandas as pd

from hydrascope.cases.book import Book
from hydrascope.cases.work import Work
from hydrascope.errors import InputError

TAKEN, LEFT_OUT = "taken", "left out"


def say(
    book: Book,
    case_id: int,
    level: str,
    key: str,
    text: str,
    *,
    author: str,
    at: dt.datetime,
    fingerprint: str | None = None,
) -> int:
    """Put a sentence in place of the generated one; "" goes back to that. Raises InputError."""
    Work(book).one(case_id)
    return book.add("sentences", "case", author=author, at=at, fingerprint=fingerprint,
                    case_id=case_id, level=level, sentence=key, text=text)  # fmt: skip


def sentences(book: Book, case_id: int, level: str) -> pd.DataFrame:
    """The sentences that stand at a level, with the columns of the sheet."""
    said = book.rows("sentences", case_id=case_id, level=level)
    last = said.drop_duplicates("sentence", keep="last")
    return last[last["text"].notna()].reset_index(drop=True)


def take(
    book: Book,
    case_id: int,
    pin_id: int,
    state: str,
    *,
    author: str,
    at: dt.datetime,
    fingerprint: str | None = None,
) -> int:
    """Show a pinned answer in the case's briefing, or leave it out. Raises InputError."""
    if state not in (TAKEN, LEFT_OUT):
        raise InputError(f"{state!r} is no choice.", f"Use {TAKEN!r} or {LEFT_OUT!r}.")
    Work(book).one(case_id)
    return book.add("taken_pins", "case", author=author, at=at, fingerprint=fingerprint,
                    case_id=case_id, pin_id=pin_id, state=state)  # fmt: skip


def taken(book: Book, case_id: int) -> list[int]:
    """The numbers of the pins the case's briefing shows, in order."""
    last = book.rows("taken_pins", case_id=case_id).drop_duplicates("pin_id", keep="last")
    return sorted(int(pin_id) for pin_id in last.loc[last["state"] == TAKEN, "pin_id"])
