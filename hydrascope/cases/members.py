"""Which accounts of a cluster a person confirmed or cleared. The last word on an account counts."""

import datetime as dt
from collections.abc import Collection, Mapping

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


def marked(book: Book, names: Mapping[str, str]) -> pd.DataFrame:
    """The mark that stands for each account of each cluster; undecided accounts are left out.

    ``names`` gives today's name for every name a cluster had or has. Gives the columns of the
    sheet, with today's name as ``cluster_id``.
    """
    said = book.rows("marks")
    said = said[said["cluster_id"].isin(names)]
    said = said.assign(cluster_id=said["cluster_id"].map(names).astype("object"))
    last = said.drop_duplicates(["cluster_id", "account_id"], keep="last")
    return last[last["mark"] != UNDECIDED].reset_index(drop=True)


def earlier_names(said: pd.DataFrame, now: pd.DataFrame, gone: Collection[str]) -> dict[str, str]:
    """Today's names for names clusters had when their accounts were marked (``said``: the sheet).

    Of the names that are ``gone`` those whose marked accounts are mostly in one cluster of
    today; ``now`` (cluster_id, account_id) says in which clusters those are.
    """
    inside = said.groupby("cluster_id")["account_id"].agg(set)
    today = {name: which.find(str(name), inside[name], now).cluster_id for name in inside.index}
    return {str(name): found for name, found in today.items() if name in gone and found}
