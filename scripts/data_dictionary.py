"""Print docs/data-dictionary.md: the canonical tables, then what a warehouse stores.

`make docs` writes the file; tests/test_docs.py fails when it is out of date, and when a
stored column has no meaning in `hydrascope/dictionary/`.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from hydrascope import dictionary, schema
from hydrascope.filters import DIMENSIONS
from hydrascope.schema import Table

INTRODUCTION = """\
# Data dictionary

Written by `make docs` from `hydrascope/schema.py`, `hydrascope/dictionary/` and
`queries/warehouse/`; do not edit.

Times are UTC without zone. A value the data does not have is null, never zero. Names follow
OpenTelemetry's GenAI conventions with dots as underscores. A file whose columns carry these
names loads without a mapping; **bold** columns are required.
"""

STORED = """\
## What a warehouse stores

`requests`, `accounts` and `account_attributes` are views over the tables below, in which long
text is an integer key. The rollups are what pages ask; they are rebuilt by every import.
"""


def canonical(table: Table) -> Iterator[str]:
    """A table every export becomes."""
    yield from ("| Column | Type | Unit | Meaning |", "|---|---|---|---|")
    for column in table.columns:
        name = f"**`{column.name}`**" if column.required else f"`{column.name}`"
        yield f"| {name} | {column.type} | {column.unit} | {column.meaning} |"


def stored(table: Table) -> Iterator[str]:
    """A physical table, or a view that is not canonical."""
    yield from ("| Column | Type | Meaning |", "|---|---|---|")
    for column in table.columns:
        yield f"| `{column.name}` | {column.type} | {column.meaning} |"


def text() -> str:
    """The whole document."""
    filtered = ", ".join(f"`{name}`" for name in DIMENSIONS)
    lines = [INTRODUCTION, "## Canonical tables", ""]
    for table in schema.TABLES.values():
        lines += [f"### `{table.name}`", "", dictionary.grain(table), "", *canonical(table), ""]
    lines += [STORED, f"People filter by {filtered}.", ""]
    for table in dictionary.stored().values():
        lines += [f"### `{table.name}`", "", dictionary.grain(table), "", *stored(table), ""]
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    sys.stdout.write(text())
