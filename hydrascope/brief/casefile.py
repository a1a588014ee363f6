"""What people decided, as a briefing takes it: plain values, whatever store they come from.

An empty ``CaseFile`` is a briefing straight from the detection.
"""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from hydrascope.brief.levels import LEVELS
from hydrascope.errors import InputError

TLPS = ("CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED")  # FIRST, Traffic Light Protocol 2.0
QUESTIONS = ("coordinated", "kind", "who")
CONFIDENCES = ("high", "moderate", "low")  # ICD 203


@dataclass(frozen=True)
class Verdict:
    """One person's answer to one of the three questions about one cluster.

    ``likelihood`` is a band of ``hydrascope.icd203`` by name, or "" where none was given.
    ``answer`` is free text for *kind* and *who*; for *coordinated* it is 'yes', 'no' or text.
    """

    cluster_id: str
    question: str
    answer: str
    author: str
    at: dt.datetime
    likelihood: str = ""
    confidence: str = ""
    reasons_for: str = ""
    reasons_against: str = ""


@dataclass(frozen=True)
class Action:
    """What was or is to be done, by whom, until when, and who else it hits."""

    what: str
    owner: str = ""
    due: dt.date | None = None
    collateral: str = ""
    done: bool = False


@dataclass(frozen=True)
class Note:
    """A person's note on the case."""

    text: str
    author: str
    at: dt.datetime


@dataclass(frozen=True)
class Evidence:
    """A piece of evidence of the case: what it showed, its query, and the view's address."""

    title: str
    query: str
    author: str
    at: dt.datetime
    fingerprint: str = ""
    url: str = ""


@dataclass(frozen=True)
class Happening:
    """An event added by hand: a ban wave, a policy change, a release."""

    at: dt.datetime
    label: str


@dataclass(frozen=True)
class Allowance:
    """Something people said is nothing to link by, and why."""

    what: str
    reason: str
    author: str
    expires_at: dt.datetime | None = None


@dataclass(frozen=True)
class Pinned:
    """An answer of somebody's own SQL, asked again of this dataset.

    ``params`` and ``rows`` hold plain values; ``pinned_on`` is the dataset it was pinned on,
    ``is_cut`` says that there are more rows, ``spec`` how it is drawn (``workbench.specs``; none
    for a table). ``failed`` says in a sentence why there is no answer.
    """

    pin_id: int
    title: str
    author: str
    at: dt.datetime
    pinned_on: str = ""
    sql: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    head: tuple[str, ...] = ()
    rows: tuple[tuple[Any, ...], ...] = ()
    is_cut: bool = False
    spec: Mapping[str, Any] | None = None
    failed: str = ""

    @property
    def key(self) -> str:
        """What its parts are called in a briefing and its pack."""
        return f"own_{self.pin_id}"


ANSWER_KEY = re.compile(r"own_[1-9][0-9]*")  # as Pinned.key makes them


@dataclass(frozen=True)
class Edit:
    """Who put a sentence of their own in place of a generated one, and when (UTC)."""

    author: str
    at: dt.datetime


class Mark(NamedTuple):
    """An account of a cluster that a person confirmed or cleared, by its short name."""

    cluster_id: str
    pseudonym: str

    @property
    def key(self) -> str:
        """As the queries take it."""
        return f"{self.cluster_id} {self.pseudonym}"


@dataclass(frozen=True)
class CaseFile:
    """A case, or nothing but choices. ``clusters`` empty means all that act as one.

    ``confirmed`` and ``cleared`` say which accounts people judged, in which cluster.
    ``sentences`` are the author's own words by the key of the sentence they replace; ``edits``
    say whose.
    """

    title: str = ""
    author: str = ""
    case_id: str = ""
    clusters: tuple[str, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    confirmed: tuple[Mark, ...] = ()
    cleared: tuple[Mark, ...] = ()
    gone: tuple[str, ...] = ()  # clusters of the case that are not in this dataset
    notes: tuple[Note, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    actions: tuple[Action, ...] = ()
    events: tuple[Happening, ...] = ()
    allowed: tuple[Allowance, ...] = ()
    pinned: tuple[Pinned, ...] = ()
    sentences: Mapping[str, str] = field(default_factory=dict)
    edits: Mapping[str, Edit] = field(default_factory=dict)
    changed_at: dt.datetime | None = None
    tlp: str = "AMBER+STRICT"
    level: str = "internal"

    def __post_init__(self) -> None:
        if self.tlp not in TLPS:
            raise InputError(f"There is no TLP:{self.tlp}.", f"Use one of {', '.join(TLPS)}.")
        if self.level not in LEVELS:
            raise InputError(
                f"There is no redaction level {self.level!r}.", f"Use one of {', '.join(LEVELS)}."
            )
        if unknown := {verdict.question for verdict in self.verdicts} - set(QUESTIONS):
            raise InputError(f"No verdict answers {', '.join(sorted(unknown))}.")
