"""The briefing as PDF: typst lays out, the fonts are in the package, no browser is needed.

PDF/UA-1 (tagged, with alternative texts). The same document gives the same bytes: typst is told
no time and looks at no font of the machine.
"""

import json
from pathlib import Path
from typing import Any

import typst

from hydrascope.brief.document import Block, Briefing, Code, Picture, Section, Table, Words
from hydrascope.brief.drawing import draw

HERE = Path(__file__).parent
TEMPLATE = HERE / "assets" / "brief.typ"
FONTS = HERE / "fonts"
NARROW = 2  # how many of page one's sections take the whole width; the rest stand in two columns
LEVEL_WORDS = {
    "internal": "Internal: for the investigation",
    "partner": "For partners",
    "executive": "Executive",
}
_SHORT, _MOST = 30, 60  # letters: up to so many a column is as wide as its text


def render(briefing: Briefing) -> bytes:
    """The PDF's bytes."""
    made = typst.compile(
        str(TEMPLATE),
        format="pdf",
        timestamp=0,
        ignore_system_fonts=True,
        font_paths=[str(FONTS)],
        pdf_standards="ua-1",
        sys_inputs={"data": json.dumps(_told(briefing), ensure_ascii=False, sort_keys=True)},
    )
    return bytes(made)


def _told(briefing: Briefing) -> dict[str, Any]:
    stamp = briefing.stamp
    subtitle = [stamp.subject, f"State of {stamp.as_of}", stamp.author, stamp.software]
    return {
        "title": stamp.title,
        "subtitle": " · ".join(part for part in subtitle if part),
        "author": stamp.author or stamp.software,
        "tlp": f"TLP:{stamp.tlp}",
        "level_words": LEVEL_WORDS[stamp.level],
        "synthetic": stamp.synthetic.removeprefix("Synthetic. "),
        "foot": stamp.foot,
        "wide": [_section(one) for one in briefing.first[:NARROW]],
        "narrow": [_section(one) for one in briefing.first[NARROW:]],
        "appendix": [_section(one) for one in briefing.appendix],
    }


def _section(section: Section) -> dict[str, Any]:
    return {"heading": section.heading, "blocks": [_block(block) for block in section.blocks]}


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Words):
        return {"type": "words", "text": block.said}
    if isinstance(block, Code):
        return {"type": "code", "text": block.text}
    if isinstance(block, Picture):
        chart = block.chart
        return {
            "type": "picture",
            "title": chart.title,
            "alt": chart.alt,
            "note": chart.note,
            "svg": draw(chart),
        }
    return _table(block)


def _table(table: Table) -> dict[str, Any]:
    return {
        "type": "table",
        "caption": table.caption,
        "titled": table.is_titled,
        "head": list(table.head),
        "rows": [list(row) for row in table.rows],
        "numbers": sorted(table.numbers),
        "widths": widths(table),
    }


def widths(table: Table) -> list[int]:
    """Per column 0 for as wide as its text, else its part of what is left."""
    cells = [table.head, *table.rows]
    longest = [max(len(row[column]) for row in cells) for column in range(len(table.head))]
    told = [0 if letters <= _SHORT else min(letters, _MOST) for letters in longest]
    if not any(told) and len(told) <= 6:  # a table of short cells still fills the line
        told[longest.index(max(longest))] = 1
    return told
