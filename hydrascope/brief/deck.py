"""The briefing as a PowerPoint deck: native tables and charts, so that everything can be edited.

Same document, same numbers. The file's clock is the briefing's: see ``hydrascope.brief.frozen``.
"""

import datetime as dt
import io
import math
import textwrap
from collections.abc import Iterator, Sequence
from typing import Any

from pptx import Presentation
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Emu, Inches, Pt

from hydrascope import theme
from hydrascope.brief import deck_charts, frozen, svg
from hydrascope.brief.deck_charts import rgb
from hydrascope.brief.document import Block, Briefing, Code, Picture, Section, Stamp, Table, Words

INK, FAINT, ACCENT = rgb(svg.INK), rgb(svg.FAINT), rgb(theme.LIGHT["primaryColor"])
CALM, WHITE = rgb(theme.LIGHT["secondaryBackgroundColor"]), rgb("#ffffff")
FONT, CODE = "DejaVu Sans", "DejaVu Sans Mono"
WIDE, HIGH, EDGE = Inches(13.333), Inches(7.5), Inches(0.6)
INSIDE = Emu(WIDE - 2 * EDGE)
TOP, BOTTOM = Inches(1.25), Inches(6.75)
MOST_ROWS, MOST_LETTERS, MOST_LINES, WIDEST = 13, 1500, 24, 120
BLANK = 6


def render(briefing: Briefing, as_of: dt.datetime) -> bytes:
    """The deck's bytes; ``as_of`` is the time written into the file."""
    show = Presentation()
    show.slide_width, show.slide_height = WIDE, HIGH
    pen = _Pen(show, briefing.stamp)
    _first(pen, briefing)
    for section in briefing.appendix:
        for title, blocks in _parts(section):
            _slide(pen, title, blocks)
    made = io.BytesIO()
    show.save(made)
    return frozen.office(made.getvalue(), as_of, briefing.stamp.title, briefing.stamp.author)


class _Pen:
    """Adds slides, each with its title and the line at its foot."""

    def __init__(self, show: Any, stamp: Stamp) -> None:
        self.show, self.stamp, self.number = show, stamp, 0

    def slide(self, title: str) -> Any:
        made = self.show.slides.add_slide(self.show.slide_layouts[BLANK])
        self.number += 1
        self.text(made, (EDGE, Inches(0.5), INSIDE, Inches(0.7)), [title],
                  size=24 if len(title) <= 52 else 19, bold=True)  # fmt: skip
        stamp = self.stamp
        mark = f"TLP:{stamp.tlp}" + ("  ·  SYNTHETIC DATA" if stamp.synthetic else "")
        self.text(made, (EDGE, Inches(0.2), INSIDE, Inches(0.3)), [f"{mark}  ·  {stamp.level}"],
                  size=10, bold=True)  # fmt: skip
        self.text(made, (EDGE, Inches(7.0), INSIDE, Inches(0.3)),
                  [f"{stamp.foot}  ·  {mark}  ·  {self.number}"], size=9, color=FAINT)  # fmt: skip
        return made

    def text(
        self,
        slide: Any,
        box: tuple[Any, Any, Any, Any],
        lines: Sequence[str],
        *,
        size: float,
        bold: bool = False,
        color: Any = INK,
    ) -> Any:
        shape = slide.shapes.add_textbox(*box)
        frame = shape.text_frame
        frame.word_wrap = True
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        for place, line in enumerate(lines):
            paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
            paragraph.space_after = Pt(size / 2)
            _run(paragraph, line, size=size, bold=bold, color=color)
        return shape


def _run(paragraph: Any, text: str, *, size: float, bold: bool, color: Any) -> None:
    run = paragraph.add_run()
    run.text = text
    font = run.font
    font.name, font.size, font.bold, font.color.rgb = FONT, Pt(size), bold, color


def _first(pen: _Pen, briefing: Briefing) -> None:
    """Page one: bottom line and size, the chart, the rest in two columns."""
    bottom, big, *rest = briefing.first
    slide = pen.slide(briefing.stamp.title)
    said = [block.said for block in bottom.blocks if isinstance(block, Words)]
    stamp = briefing.stamp
    told = [stamp.subject, f"State of {stamp.as_of}", stamp.author, stamp.software]
    pen.text(slide, (EDGE, TOP, INSIDE, Inches(0.3)), [" · ".join(part for part in told if part)],
             size=11, color=FAINT)  # fmt: skip
    pen.text(slide, (EDGE, Inches(1.65), INSIDE, Inches(1.1)), said[:1], size=18, bold=True)
    pen.text(slide, (EDGE, Inches(2.85), INSIDE, Inches(1.0)), said[1:], size=13)
    for block in big.blocks:
        if isinstance(block, Table):
            _table(pen, slide, block, Inches(4.0), block.rows)
    if stamp.synthetic:
        text = f"Synthetic data. {stamp.synthetic.removeprefix('Synthetic. ')}"
        pen.text(slide, (EDGE, Inches(6.45), INSIDE, Inches(0.5)), [text], size=10)
    for block in big.blocks:
        if isinstance(block, Picture):
            _slide(pen, block.chart.title, [block])
    half = Emu((INSIDE - Inches(0.5)) // 2)
    slide = pen.slide("What stands behind it")
    for side in (0, 1):
        lines = _lines(rest[side::2])
        frame = pen.text(slide, (EDGE + side * (half + Inches(0.5)), TOP, half, BOTTOM - TOP),
                         lines, size=12 if sum(map(len, lines)) < 900 else 10)  # fmt: skip
        for place in range(0, len(lines), 2):
            for run in frame.text_frame.paragraphs[place].runs:
                run.font.bold, run.font.color.rgb = True, ACCENT


def _lines(sections: Sequence[Section]) -> list[str]:
    """Heading and words in turn."""
    return [
        line
        for section in sections
        for line in (
            section.heading,
            " ".join(block.said for block in section.blocks if isinstance(block, Words)),
        )
    ]


def _parts(section: Section) -> Iterator[tuple[str, list[Block]]]:
    """A section slide by slide: words together, each chart and each table for itself."""
    waiting: list[Block] = []
    letters = 0
    for block in section.blocks:
        if isinstance(block, Words):
            if (
                waiting
                and sum(len(w.text) for w in waiting if isinstance(w, Words)) + len(block.text)
                > MOST_LETTERS
            ):
                yield section.heading, waiting
                waiting, letters = [], 0
            waiting.append(block)
            letters += len(block.text)
            continue
        title = section.heading
        if isinstance(block, Code) and waiting:  # what is said of it stands before it
            yield section.heading, waiting
            waiting = []
        if isinstance(block, Picture):
            title = block.chart.title
        elif isinstance(block, Table) and block.is_titled:
            title = block.caption
        yield title, [block]
    if waiting:
        yield section.heading, waiting


def _slide(pen: _Pen, title: str, blocks: Sequence[Block]) -> None:
    block = blocks[0]
    if isinstance(block, Table):
        rows = block.rows or (("None.", *[""] * (len(block.head) - 1)),)
        slides = math.ceil(len(rows) / MOST_ROWS)
        each = math.ceil(len(rows) / slides)  # no slide for the last row alone
        for first in range(0, len(rows), each):
            more = " (continued)" if first else ""
            slide = pen.slide(title + more)
            _table(pen, slide, block, TOP, rows[first : first + each])
    elif isinstance(block, Picture):
        slide = pen.slide(title)
        room = (EDGE, TOP, INSIDE, Emu(BOTTOM - TOP - Inches(0.55)))
        frame = deck_charts.add(slide, block.chart, room)
        frame._element.nvGraphicFramePr.cNvPr.set("descr", block.chart.alt)
        key = deck_charts.LIVES_KEY if block.chart.kind == "lives" else ""
        if note := f"{key} {block.chart.note}".strip():
            pen.text(slide, (EDGE, Inches(6.3), INSIDE, Inches(0.6)), [note],
                     size=10, color=FAINT)  # fmt: skip
    elif isinstance(block, Code):
        _code(pen, title, block)
    else:
        lines = [one.said for one in blocks if isinstance(one, Words)]
        pen.text(pen.slide(title), (EDGE, TOP, INSIDE, BOTTOM - TOP), lines, size=13)


def _code(pen: _Pen, title: str, block: Code) -> None:
    """SQL as it was written; what is too wide goes on in the next line."""
    lines = [
        part
        for line in block.text.expandtabs(4).splitlines()
        for part in (textwrap.wrap(line, WIDEST, drop_whitespace=False) or [""])
    ]
    for first in range(0, len(lines), MOST_LINES):
        slide = pen.slide(f"{title}: its SQL" + (" (continued)" if first else ""))
        room = (EDGE, TOP, INSIDE, BOTTOM - TOP)
        frame = pen.text(slide, room, lines[first : first + MOST_LINES], size=11).text_frame
        for paragraph in frame.paragraphs:
            paragraph.space_after = Pt(0)
            for run in paragraph.runs:
                run.font.name = CODE


def _table(pen: _Pen, slide: Any, table: Table, top: Any, rows: Sequence[tuple[str, ...]]) -> None:
    """A native table; columns as wide as their longest text in proportion."""
    size = 12 if len(table.head) <= 6 else 9.5
    columns = range(len(table.head))
    high = Inches(0.34)
    shape = slide.shapes.add_table(
        len(rows) + 1, len(table.head), EDGE, top, INSIDE, Emu(high * (len(rows) + 1))
    )
    made = shape.table
    shape._element.nvGraphicFramePr.cNvPr.set("descr", table.caption or table.key)
    longest = [_wide([row[column] for row in (table.head, *table.rows)]) for column in columns]
    for column, letters in enumerate(longest):
        made.columns[column].width = Emu(INSIDE * letters // sum(longest))
    for place, row in enumerate((table.head, *rows)):
        for column, text in enumerate(row):
            _cell(made.cell(place, column), text, size, place == 0, column in table.numbers)
    if not table.is_titled and table.caption:
        below = Emu(min(top + high * (len(rows) + 1) + Inches(0.35), Inches(6.6)))
        pen.text(slide, (EDGE, below, INSIDE, Inches(0.3)), [table.caption], size=10, color=FAINT)


def _wide(cells: Sequence[str]) -> int:
    """Letters a column is wide: its longest text within reason, never less than its longest
    word, and a heading is bold."""
    words = [len(word) for cell in cells for word in cell.split()]
    return max(min(max(map(len, cells)), 70), min(max(words, default=1), 40), len(cells[0]) + 1) + 3


def _cell(cell: Any, text: str, size: float, head: bool, number: bool) -> None:
    cell.fill.solid()
    cell.fill.fore_color.rgb = CALM if head else WHITE
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    cell.margin_top = cell.margin_bottom = Inches(0.03)
    cell.margin_left = cell.margin_right = Inches(0.06)
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT if number else PP_ALIGN.LEFT
    _run(paragraph, text, size=size, bold=head, color=INK)
