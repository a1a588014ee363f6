"""Print docs/sources.md: every export Hydrascope reads, from the modules that read them.

`make docs` writes the file; tests/test_docs.py fails when it is out of date.
"""

import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from hydrascope.ingest.facts import Facts
from hydrascope.ingest.fields import filled, not_told, told
from hydrascope.ingest.source import Source, input_columns
from hydrascope.ingest.sources import registry

INTRODUCTION = """\
# Sources

Written by `make docs` from the modules in `hydrascope/ingest/sources/`; do not edit.

`import` recognises these exports by the names of their fields, not by their file names; where a
guess is wrong, `--source NAME` says which it is. Columns are those of the
[data dictionary](data-dictionary.md). A column a source does not fill is empty, never zero, and
pages say that the data does not have it. **Verified** says on what the reading rests. "Yes": a
real export was read. "Vendor code": no export was at hand, only the code of the vendor that writes
it. "Schema only": neither was, only what is documented or what users show. "Some fields in doubt":
they are named below, read as documented and kept raw in `extra`, and every import says so.
"""
_SAMPLES = {"real": "real export", "schema": "written from the schema"}
_BASES = {
    "code": "the vendor's code",
    "documentation": "the vendor's documentation",
    "users": "what several users show",
    "sample": "the sample",
}


def everything() -> Iterator[tuple[Source, Facts]]:
    """Each source and its companions, with the facts that hold for it."""
    for source in registry():
        for one in (source, *source.also):
            facts = one.facts or source.facts
            if facts is None:
                raise ValueError(f"source {one.name} has no facts")
            yield one, facts


def coded(names: list[str] | tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "none"


def row(source: Source, facts: Facts) -> str:
    """One line of the overview."""
    is_left_out = bool(source.control)
    cells = (
        f"`{source.name}`",
        source.label if facts.vendor in source.label else f"{facts.vendor}: {source.label}",
        facts.files,
        "left out" if is_left_out else f"`{source.table}`",
        "–" if is_left_out else ", ".join(told(source)),
        "–" if is_left_out else ", ".join(not_told(source)) or "–",
        facts.units if source.table == "requests" and not is_left_out else "–",
        "–" if is_left_out else facts.clock,
        f"`{facts.fixture}` ({_SAMPLES[facts.sample]})",
        verified(facts),
    )
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def verified(facts: Facts) -> str:
    """What the reading rests on, in a word."""
    known = "vendor code" if facts.basis == "code" else "schema only"
    word = "yes" if facts.sample == "real" else known
    return f"{word}; some fields in doubt" if facts.unverified else word


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
    have = filled(source)
    yield f"- Fills {coded([n for n, _ in input_columns(source.table) if n in have])}."
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
    heads = ("Source", "Export", "Files", "Table", "Fields mapped", "Fields absent", "Units",
             "Clock", "Fixture", "Verified")  # fmt: skip
    lines = [INTRODUCTION, f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    # Several shapes of one export are one line.
    shapes = {(source.name, facts): (source, facts) for source, facts in reversed(known)}
    lines += [row(source, facts) for source, facts in reversed(shapes.values())]
    lines += ["", "## What each one fills", ""]
    for _, group in groupby(known, key=lambda pair: pair[0].name):
        for source, facts in group:
            lines += details(source, facts)
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    sys.stdout.write(text())
