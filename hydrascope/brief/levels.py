"""Redaction levels: the one table of what each level may see, and what keeps to it.

``executive``: numbers, dates and sentences; nothing that points at an account or a signal.
``partner``: for another company; signals and accounts as sharing-safe hashes.
``internal``: for the investigation; short names, the SQL, what people wrote.
The exports' own account ids are in none of them: see ``hydrascope.brief.indicators``.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

LEVELS = ("internal", "partner", "executive")
EXECUTIVE, PARTNER, INTERNAL = "executive", "partner", "internal"
_ALL, _OUT, _IN = frozenset(LEVELS), frozenset({PARTNER, INTERNAL}), frozenset({INTERNAL})
_HOUSE = frozenset({EXECUTIVE, INTERNAL})


@dataclass(frozen=True)
class Field:
    """Who may see something, and what it is in a sentence."""

    levels: frozenset[str]
    words: str


FIELDS: Mapping[str, Field] = {
    "numbers": Field(_ALL, "numbers, dates and sentences about clusters as a whole"),
    "mix": Field(_ALL, "tasks, models and releases"),
    "families": Field(_ALL, "evidence by family, and tests on the whole"),
    "coverage": Field(_ALL, "what the data covers"),
    "verdicts": Field(_HOUSE, "who judged what, and how likely they find it"),
    "actions": Field(_HOUSE, "actions, their owners and collateral"),
    "signals": Field(_OUT, "the values accounts share, as sharing-safe hashes"),
    "members": Field(_OUT, "members and links, as sharing-safe hashes"),
    "names": Field(_IN, "short names of accounts, and names of clusters and bursts"),
    "values": Field(_IN, "the values accounts share, as the warehouse keeps them"),
    "prose": Field(_IN, "reasons, notes and allow-list entries people wrote"),
    "sql": Field(_IN, "queries, their text and parameters"),
    "answers": Field(_IN, "answers of people's own SQL: its text and its rows"),
}
WITHHELD = "[withheld]"
# What may stand in free text and no lower level may see: hashes, short names, addresses, mails.
_SHAPES = re.compile(
    r"\b[0-9a-f]{12,}\b"
    r"|\bt\d\w{2}\d{4}\w{2}_[0-9a-f]{12}_[0-9a-f]{12}\b"
    r"|\bacct[-_]\w+"
    r"|\bc[0-9a-f]{7}\b|\bburst-[0-9a-f]{8}\b"
    r"|\b\d{1,3}(?:\.\d{1,3}){3}(?:/\d{1,2})?\b"
    r"|(?<![\w:])(?=[0-9a-f:]*(?:[a-f]|::))(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}"
    r"|\b[\w.+-]+@[\w-]+\.[\w.-]+\b",
    re.IGNORECASE,
)


def sees(level: str, field: str) -> bool:
    """Whether a level may see a field of the table."""
    return level in FIELDS[field].levels


def withheld(level: str) -> list[str]:
    """What the level may not see, in words, in the table's order."""
    return [field.words for field in FIELDS.values() if level not in field.levels]


class Scrub:
    """Takes out of free text what a level may not see.

    ``names``: account ids, short names and shared values of the data at hand; whatever has the
    shape of a hash, an address or a mail goes as well. ``internal`` text stays as it is.
    """

    def __init__(self, level: str, names: Iterable[str]) -> None:
        self.level = level
        known = sorted({name for name in names if len(name) > 3}, key=lambda one: (-len(one), one))
        self._known = re.compile("|".join(map(re.escape, known))) if known else None

    def __call__(self, text: str) -> str:
        if sees(self.level, "names"):
            return text
        if self._known is not None:
            text = self._known.sub(WITHHELD, text)
        return _SHAPES.sub(WITHHELD, text)
