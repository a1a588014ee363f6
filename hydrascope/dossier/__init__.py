"""From a case, or from the detection alone, to a file handed out, and on record before it is."""

from hydrascope.dossier.of_case import case_file
from hydrascope.dossier.order import Order, composed, in_clear, record, state_of, written

__all__ = ["Order", "case_file", "composed", "in_clear", "record", "state_of", "written"]
