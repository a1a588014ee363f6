"""Everything the audit trail holds about one case, what was taken back included."""

import json
from typing import Any

import pandas as pd

from hydrascope.cases.book import Book

# Entries that name the case only through what they change.
_THROUGH = ("cases", "action_states", "withdrawals")


def entries(book: Book, case_id: int) -> pd.DataFrame:
    """Entries about the case, newest first, with the columns of the trail."""
    words = [f'"case_id":{case_id}', *(f'"sheet":"{sheet}"' for sheet in _THROUGH)]
    found = pd.concat([book.trail.entries(search=word) for word in words])
    found = found.drop_duplicates("entry_id").sort_values("entry_id")
    owned: set[tuple[str, int]] = set()
    kept = []
    for detail in map(json.loads, found["detail"]):
        is_kept = _is_about(detail, case_id, owned)
        if is_kept and "sheet" in detail:
            owned.add((detail["sheet"], detail["number"]))
        kept.append(is_kept)
    about = found[pd.Series(kept, index=found.index, dtype=bool)]
    return about.sort_values("entry_id", ascending=False, ignore_index=True)


def _is_about(detail: dict[str, Any], case_id: int, owned: set[tuple[str, int]]) -> bool:
    """Whether an entry is the case's: by its number, or by what it changes, said before it."""
    match detail.get("sheet"):
        case "cases":
            return bool(detail["number"] == case_id)
        case "action_states":
            return ("actions", detail["action_id"]) in owned
        case "withdrawals":
            return (detail["of_sheet"], detail["ref"]) in owned
    return bool(detail.get("case_id") == case_id)
