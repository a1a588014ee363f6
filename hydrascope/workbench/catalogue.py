"""What the tables hold, for a schema browser: the data dictionary, as data."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from hydrascope.workbench.published import FRIENDLY, STORED

DICTIONARY = Path(__file__).resolve().parents[2] / "docs" / "data-dictionary.md"
FUNCTIONS = Path(__file__).resolve().parents[1] / "sandbox" / "functions.txt"
_TABLE = re.compile(r"^### `(?P<name>\w+)`$")
_COLUMN = re.compile(
    r"^\| \**`(?P<name>\w+)`\** \| (?P<type>[^|]*) \|(?P<unit>[^|]*)\|(?P<meaning>.*)\|$"
)
_STORED_COLUMN = re.compile(r"^\| \**`(?P<name>\w+)`\** \| (?P<type>[^|]*) \|(?P<meaning>.*)\|$")
_NAME = re.compile(r"^[a-z]\w+$")


@dataclass(frozen=True)
class Column:
    """One column: DuckDB type, unit ('' when it has none), meaning in a sentence."""

    name: str
    type: str
    unit: str
    meaning: str


@dataclass(frozen=True)
class Table:
    """One published table or view: what a row is, and its columns in order."""

    name: str
    grain: str
    columns: tuple[Column, ...]


@cache
def tables() -> dict[str, Table]:
    """Every published table the dictionary describes, those people read about first."""
    told = _read(DICTIONARY.read_text(encoding="utf-8"))
    return {name: told[name] for name in (*FRIENDLY, *STORED) if name in told}


@cache
def functions() -> tuple[str, ...]:
    """Names of the functions a text may call; operators left out."""
    lines = FUNCTIONS.read_text(encoding="utf-8").splitlines()
    return tuple(sorted({line for line in lines if _NAME.match(line)}))


def _read(text: str) -> dict[str, Table]:
    found: dict[str, tuple[list[str], list[Column]]] = {}
    current: tuple[list[str], list[Column]] | None = None
    for line in text.splitlines():
        if heading := _TABLE.match(line):
            current = found.setdefault(heading["name"], ([], []))
        elif current is not None and (row := _COLUMN.match(line) or _STORED_COLUMN.match(line)):
            parts = {"unit": "", **row.groupdict()}
            current[1].append(Column(**{name: part.strip() for name, part in parts.items()}))
        elif current is not None and line and not line.startswith(("|", "#")) and not current[1]:
            current[0].append(line.strip())
    return {
        name: Table(name, " ".join(grain), tuple(columns))
        for name, (grain, columns) in found.items()
    }
