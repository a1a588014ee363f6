"""What is wrong with a mapping, and at which field: cause, then remedy."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hydrascope import fmt
from hydrascope.errors import HydrascopeError
from hydrascope.ui.data_fields import required

# Reasons an import gives, the field that has to do with each, and the remedy.
REASONS = {
    "no time": ("ts", "Choose the column that holds the time."),
    "time not understood": (
        "clock",
        "Choose the unit it counts in, or write its format, for example %d.%m.%Y %H:%M.",
    ),
    "time before 2015 or after tomorrow": (
        "clock",
        "Choose another unit (seconds, milliseconds, microseconds), or another column.",
    ),
    "no account id": ("account_id", "Choose the column that holds the account."),
    "no attribute type": ("attr_type", "Choose the column that names the kind of signal."),
    "no attribute value": ("attr_value", "Choose the column that holds the value."),
    "no identifier": ("id_value", "Choose the columns of the identifier and of its kind."),
    "no event type": ("event_type", "Choose the column that says what happened."),
}
_NAMED = re.compile(r"(?:^|: )(zone|format) '")


@dataclass(frozen=True)
class Told:
    """What a mapping made of a file: ``faults`` by field, in sentences."""

    text: str
    kind: Mapping[str, Any] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_usable(self) -> bool:
        """Whether any row could be loaded."""
        return bool(self.kind.get("rows"))


def missing(table: str, chosen: Mapping[str, str]) -> dict[str, str]:
    """Fields that a row cannot be without, and no column was chosen for."""
    return {
        name: "No column was chosen, and a row without it is not loaded. Choose its column."
        for name in required(table)
        if name not in chosen
    }


def refused(text: str, error: HydrascopeError) -> Told:
    """A mapping the import does not take: said at its zone or format where that is why."""
    named = _NAMED.search(error.cause)
    sentence = f"{error.cause} {error.remedy}".strip()
    return Told(text, faults={"clock" if named else "": sentence})


def found(
    chosen: Mapping[str, str],
    kind: Mapping[str, Any],
    rows: Sequence[Sequence[Any]],
    columns: Sequence[str],
) -> dict[str, str]:
    """What a look at the mapped file shows: rejected rows, and fields that stay empty.

    ``rows`` are a few records of the file as they are, in the order of ``columns``.
    """
    looked_at = kind.get("looked_at", 0)
    faults: dict[str, str] = {}
    for reason, count in kind.get("rejected_by_reason", {}).items():
        name, remedy = REASONS.get(reason, ("", ""))
        seen = _example(chosen.get("ts" if name == "clock" else name, ""), rows, columns)
        if name and name not in faults:
            faults[name] = (
                f"{fmt.count(count)} of {fmt.count(looked_at)} rows: {reason}{seen}. {remedy}"
            )
    for name, column in chosen.items():
        seen = _example(column, rows, columns)
        if kind.get("null_shares", {}).get(name) == 1 and seen and name not in faults:
            faults[name] = f"None of its values could be read{seen}. Choose another column or unit."
    return faults


def _example(column: str, rows: Sequence[Sequence[Any]], columns: Sequence[str]) -> str:
    """The first value of a column in the sample, in words; '' where it has none there."""
    if column not in columns:
        return ""
    place = list(columns).index(column)
    values = [row[place] for row in rows if row[place] not in (None, "")]
    return f", for example {str(values[0])!r}" if values else ""
