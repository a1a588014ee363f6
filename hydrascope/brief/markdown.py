"""The briefing as Markdown: the same words and numbers, charts as titles and tables."""

import re

from hydrascope.brief.chart import Chart
from hydrascope.brief.document import Block, Briefing, Code, Section, Table, Words

MOST_ROWS = 40  # a chart with more numbers than this gives its sentence only
_MARKS = re.compile(r"([\\`*_\[\]<>|#])")


def render(briefing: Briefing) -> bytes:
    """The text, UTF-8."""
    stamp = briefing.stamp
    head = [f"**{stamp.marking}**", "", f"# {plain(stamp.title)}", ""]
    told = [stamp.subject, f"State of {stamp.as_of}", stamp.author, stamp.software]
    head += [plain(" · ".join(part for part in told if part)), ""]
    head += [f"{plain(stamp.foot)}", ""]
    if stamp.synthetic:
        head += [f"> **Synthetic data.** {plain(stamp.synthetic.removeprefix('Synthetic. '))}", ""]
    parts = [*head, *_sections(briefing.first), "---", "", "# Appendix", ""]
    parts += [*_sections(briefing.appendix), "---", "", f"{stamp.marking} · {plain(stamp.foot)}"]
    return ("\n".join(parts) + "\n").encode()


def _sections(sections: tuple[Section, ...]) -> list[str]:
    told = []
    for section in sections:
        told += [f"## {plain(section.heading)}", ""]
        for block in section.blocks:
            told += [*_block(block), ""]
    return told


def _block(block: Block) -> list[str]:
    if isinstance(block, Words):
        return [plain(block.said)]
    if isinstance(block, Code):
        return fenced(block.text)
    if isinstance(block, Table):
        rows = table(block.head, block.rows, block.numbers) if block.rows else ["None."]
        caption = [f"*{plain(block.caption)}*"] if block.caption else []
        return [*caption, "", *rows] if block.is_titled else [*rows, "", *caption]
    return _chart(block.chart)


def _chart(chart: Chart) -> list[str]:
    told = [f"**{plain(chart.title)}**", ""]
    head, rows = chart.table()
    if len(rows) <= MOST_ROWS:
        told += [*table(head, tuple(rows), frozenset(range(1, len(head)))), ""]
    return [*told, *([plain(chart.note)] if chart.note else [plain(chart.alt)])]


def fenced(text: str) -> list[str]:
    """SQL as a block that nothing inside can end."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return [f"{fence}sql", *text.splitlines(), fence]


def table(
    head: tuple[str, ...], rows: tuple[tuple[str, ...], ...], numbers: frozenset[int]
) -> list[str]:
    """A table's lines; ``numbers`` are the columns set to the right."""
    rule = ["---:" if column in numbers else "---" for column in range(len(head))]
    lines = [head, tuple(rule), *rows]
    escaped = [line if place == 1 else tuple(map(plain, line)) for place, line in enumerate(lines)]
    return [f"| {' | '.join(line)} |" for line in escaped]


def plain(text: str) -> str:
    """Text that Markdown shows as it is, in one line."""
    return _MARKS.sub(r"\\\1", " ".join(text.split()))
