"""People's judgements: an append-only store of its own, apart from data and detection."""

from hydrascope.cases.store import Cases

__all__ = ["Cases"]
