"""Which accounts of a cluster a person confirmed or cleared. The last word on an account counts."""

import datetime as dt
from collections.abc import Collection

import pandas as pd

from hydrascope.cases import which
from hydrascope.cases.book import Book
from hydrascope.errors import InputError

CONFIRMED, CLEARED, UNDECIDED = MARKS = ("confirmed", "cleared", "undecided")


def mark(
    book: Book,
    cluster_id: str,
    account_ids: Collection[str],
    word: str,
    *,
    reason: str,
    author: str,
    at: dt.datetime,
    fingerprint: str | None = None,
) -> None:
    """Say of accounts that they belong, do not, or are undecided again. Raises InputError."""
    if word not in MARKS:
        raise InputError(f"{word!r} is no mark.", f"Use {', '.join(MARKS)}.")
    if not account_ids:
        raise InputError("No account was chosen.", "Choose one or more rows.")
    for account_id in account_ids:
        book.add(
            "marks",
            "confirm",
            author=author,
            at=at,
            fingerprint=fingerprint,
            subject=f"cluster {cluster_id}: an account {word}",
            cluster_id=cluster_id,
            account_id=account_id,
            mark=word,
            reason=reason,
        )


def marked(book: Book, cluster_ids: Collection[str]) -> pd.DataFrame:
    """The mark that stands for each account of a cluster under any of its names.

    Gives the columns of the sheet; undecided accounts are left out.
    """
    said = book.rows("marks")
    said = said[said["cluster_id"].isin(cluster_ids)]
    last = said.drop_duplicates("account_id", keep="last")
    return last[last["mark"] != UNDECIDED].reset_index(drop=True)


def earlier_names(
    said: pd.DataFrame, cluster_id: str, now: pd.DataFrame, gone: Collection[str]
) -> list[str]:
    """Names a cluster of today had when its accounts were marked (``said``: the sheet).

    Of the names that are ``gone`` those whose marked accounts are mostly in it; ``now``
    (cluster_id, account_id) says in which clusters those are today.
    """
    marked = said.groupby("cluster_id")["account_id"].agg(set)
    return [
        str(name)
        for name, inside in marked.items()
        if name in gone and which.find(str(name), inside, now).cluster_id == cluster_id
    ]
