"""What somebody does with the data, as entries of the audit trail; written before it is done.

Where an entry cannot be written the act is not done: whatever raises here ends it.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hydrascope.audit import Audit
from hydrascope.errors import InputError

IDS = "account ids"  # the subject of a reveal


@dataclass(frozen=True)
class Acts:
    """One person at one version of the data.

    ``author`` is who they are, as far as known; ``visitor`` the name of their browser, where
    the author is a name somebody typed. ``reason`` is why account ids are shown to them, empty
    where they see short names. ``fingerprint`` names the data.
    """

    trail: Audit
    author: str
    fingerprint: str
    visitor: str = ""
    reason: str = ""

    def reveal(self, at: dt.datetime) -> None:
        """Account ids are shown from now on. Raises InputError without author or reason."""
        if not self.author.strip() or not self.reason.strip():
            raise InputError(
                "Account ids are shown to somebody, for a reason.", "Give your name and why."
            )
        self._add("reveal", IDS, at, {"shown": True})

    def hide(self, at: dt.datetime) -> None:
        """Short names again."""
        self._add("reveal", IDS, at, {"shown": False})

    def query(self, query_id: str, at: dt.datetime) -> None:
        """A text of their own is run; ``query_id`` is the history's."""
        self._add("query", query_id, at, {})

    def extract(
        self, what: str, kind: str, at: dt.datetime, params: Mapping[str, Any] | None = None
    ) -> None:
        """Rows leave as a file of this kind: those of a named query, or of a ``query_id``."""
        self._add("extract", what, at, {"file": kind} | ({"params": params} if params else {}))

    def _add(self, act: str, subject: str, at: dt.datetime, detail: dict[str, Any]) -> None:
        more = {"visitor": self.visitor, "reason": self.reason.strip()}
        self.trail.record(
            act,
            author=self.author,
            at=at,
            subject=subject,
            detail=detail | {name: value for name, value in more.items() if value},
            fingerprint=self.fingerprint,
        )
