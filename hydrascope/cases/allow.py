"""The allow-list: what people said is nothing to link by, why, and until when.

An entry takes effect at the next detection, and ends by itself; ending it earlier is another row.
"""

import datetime as dt
from collections.abc import Collection
from pathlib import Path

import pandas as pd

from hydrascope.audit import Audit
from hydrascope.cases.book import Book
from hydrascope.cases.reference import naive_utc
from hydrascope.errors import InputError

KINDS = ("value", "account", "cluster")


class AllowList:
    """The entries in a file of cases."""

    def __init__(self, path: Path | Book, trail: Audit | None = None) -> None:
        self.book = path if isinstance(path, Book) else Book(path, trail)

    def add(
        self,
        kind: str,
        *,
        reason: str,
        author: str,
        at: dt.datetime,
        expires_at: dt.datetime,
        attr: tuple[str, str] | None = None,
        account_id: str | None = None,
        cluster_id: str | None = None,
        members: Collection[str] = (),
        fingerprint: str | None = None,
    ) -> int:
        """Allow a value (``attr``: type and value), an account or a cluster until ``expires_at``.

        ``members`` are the account ids of a cluster as it is now. Raises InputError.
        """
        named = {"value": attr and all(attr), "account": account_id, "cluster": cluster_id}
        if kind not in KINDS or not named[kind]:
            raise InputError("Nothing to allow was named.", f"Name a {', '.join(KINDS)}.")
        if kind == "cluster" and not members:
            raise InputError("A cluster without members cannot be allowed.", "Pass its members.")
        until, now = naive_utc(expires_at), naive_utc(at)
        if until is None or now is None or until <= now:
            raise InputError("The entry would end before it begins.", "Choose a later day.")
        attr_type, attr_value = attr or (None, None)
        return self.book.add(
            "allowed",
            "allow",
            author=author,
            at=at,
            fingerprint=fingerprint,
            subject=f"{kind} {cluster_id or attr_type or ''}".strip(),
            kind=kind,
            attr_type=attr_type,
            attr_value=attr_value,
            account_id=account_id,
            cluster_id=cluster_id,
            members=sorted(members),
            reason=reason,
            expires_at=until,
        )

    def end(self, entry_id: int, *, reason: str, author: str, at: dt.datetime) -> None:
        """End an entry before its time; it stays on record."""
        self.book.withdraw("allowed", entry_id, "allow", reason=reason, author=author, at=at)

    def everything(self, at: dt.datetime) -> pd.DataFrame:
        """Every entry ever made, with its ``state`` at a moment: in force, expired or ended."""
        now = _stamp(at)
        found = self.book.rows("allowed").rename(columns={"at": "added_at"})
        gone = self.book.rows("withdrawals", of_sheet="allowed")
        ended = found["entry_id"].isin(gone[gone["at"] <= now]["ref"])
        expired = found["expires_at"] <= now
        state = pd.Series("in force", index=found.index, dtype="str")
        return found.assign(state=state.mask(expired, "expired").mask(ended, "ended"))

    def in_force(self, at: dt.datetime) -> pd.DataFrame:
        """The entries that hold at a moment (UTC), with kind, attr_type, attr_value, account_id,
        cluster_id, members (a list), reason, author, added_at and expires_at."""
        found = self.everything(at)
        begun = found["added_at"] <= _stamp(at)
        return found[(found["state"] == "in force") & begun].reset_index(drop=True)


def _stamp(at: dt.datetime) -> pd.Timestamp:
    stamp = pd.Timestamp(at)
    return stamp.tz_convert("UTC").tz_localize(None) if stamp.tz else stamp
