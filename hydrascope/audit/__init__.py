"""Who did what, in order: an append-only trail in which a missing or altered entry shows."""

from hydrascope.audit.seals import Head
from hydrascope.audit.trail import ACTS, FILE, Audit, of

__all__ = ["ACTS", "FILE", "Audit", "Head", "of"]
