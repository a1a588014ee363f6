"""Print docs/sources.md: every export Hydrascope reads, from the modules that read them.

`make docs` writes the file; tests/test_docs.py fails when it is out of date.
"""

import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from hydrascope.ingest.facts import Facts
from hydrascope.ingest.source import Source, input_columns
from hydrascope.ingest.sources import registry

INTRODUCTION = """\
# Sources

Written by `make docs` from the modules in `hydrascope/ingest/sources/`; do not edit.

`import` recognises these exports by the names of their fields, not by their file names; where a
guess is wrong, `--source NAME` says which it is. Columns are those of the
[data dictionary](data-dictionary.md). A column a source does not fill is empty, never zero, and
pages say that the data does not have it. **Verified** means that a real export, or the vendor's own
code, was read. "In part": some fields are in doubt; they are named, read as documented and kept raw
in `extra`, and every import of such a file says so. "Schema only": no real export was at hand.
"""
_SAMPLES = {"real": "real export", "schema": "written from the schema"}
_BASES = {
    "code": "the vendor's code",
    "documentation": "the vendor's documentation",
    "users": "what several users show",
    "sample": "the sample",
}
# Filled for every source, or of no interest to somebody who chooses an export.
_GIVEN = {
    "source", "source_file", "source_line", "source_item", "request_id", "row_grain",
    "request_count", "account_id_type", "cost_origin", "extra", "ts_end", "event_id",
    "prompt_template_hash", "task_category",
}  # fmt: skip


def everything() -> Iterator[tuple[Source, Facts]]:
    """Each source and its companions, with the facts that hold for it."""
    for source in registry():
        for one in (source, *source.also):
            facts = one.facts or source.facts
            if facts is None:
                raise ValueError(f"source {one.name} has no facts")
            yield one, facts


def filled(source: Source) -> list[str]:
    """The canonical columns a source fills, in the dictionary's order."""
    have = set(source.columns)
    if source.line:
        yield f"- Recognised by the shape of its lines: `{source.line}`."
    if source.control:
        yield f"- Never loaded: {source.control}."
        yield ""
        return
    if source.account_chain:
        have.add("account_id")
    if source.time and source.table in ("requests", "events"):
        have.add("ts")
    return [name for name, _ in input_columns(source.table) if name in have - _GIVEN]


def absent(source: Source) -> list[str]:
    """The canonical columns it leaves empty."""
    have = set(filled(source)) | _GIVEN
    return [name for name, _ in input_columns(source.table) if name not in have]


def coded(names: list[str] | tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "none"


def row(source: Source, facts: Facts) -> str:
    """One line of the overview."""
    cells = (
        f"`{source.name}`", source.label, facts.vendor, facts.files, f"`{source.table}`",
        facts.clock, facts.units if source.table == "requests" else "–",
        f"`{facts.fixture}` ({_SAMPLES[facts.sample]})",
        "yes" if facts.is_verified else "in part" if facts.unverified else "schema only",
    )  # fmt: skip
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def details(source: Source, facts: Facts) -> Iterator[str]:
    """What it fills and what it cannot."""
    yield f"### `{source.name}`: {source.label}"
    yield ""
    if source.anchors:
        proof = [*source.anchors, *(f"{name} = {value}" for name, value in source.values.items())]
        yield f"- Recognised by {coded(proof)}."
    if source.line:
        yield f"- Recognised by the shape of its lines: `{source.line}`."
    if source.control:
        yield f"- Never loaded: {source.control}."
        yield ""
        return
    if source.account_chain:
        chain = [f"{kind} {sql}" for kind, sql in source.account_chain]
        yield f"- Account: the first of {coded(chain)} that is not empty."
    yield f"- Fills {coded(filled(source))}."
    yield f"- Has no {coded(absent(source))}."
    if facts.missing:
        yield f"- Missing besides: {'; '.join(facts.missing)}."
    if facts.warning:
        yield f"- Said by every import: {facts.warning}."
    if facts.unverified:
        yield f"- Not verified: {coded(facts.unverified)}."
    yield f"- Field names rest on {_BASES[facts.basis]}."
    if source.rejects:
        yield f"- Rejects, counted: {'; '.join(reason for reason, _ in source.rejects)}."
    if source.leave_out:
        yield f"- Left out, by name: {'; '.join(reason for _, reason in source.leave_out)}."
    yield ""


def text() -> str:
    """The whole document."""
    known = sorted(everything(), key=lambda pair: pair[0].name)
    lines = [INTRODUCTION, "| Source | Export | Vendor | Files | Table | Clock | Units | Fixture | "
             "Verified |", "|---|---|---|---|---|---|---|---|---|"]  # fmt: skip
    lines += [row(source, facts) for source, facts in known]
    lines += ["", "## What each one fills", ""]
    for _, group in groupby(known, key=lambda pair: pair[0].name):
        for source, facts in group:
            lines += details(source, facts)
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    sys.stdout.write(text())
