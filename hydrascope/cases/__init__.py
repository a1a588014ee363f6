"""People's judgements: an append-only store of its own, apart from data and detection."""

from hydrascope.cases.allow import AllowList
from hydrascope.cases.book import Book, of
from hydrascope.cases.store import Cases
from hydrascope.cases.work import Work

__all__ = ["AllowList", "Book", "Cases", "Work", "of"]
