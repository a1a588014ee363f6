"""The briefing as one HTML file: interactive, offline, and nothing leaves it.

Charts are the PDF's own drawings. A content security policy in the file forbids every request
and every script but the one in it, by its hash.
"""

import base64
import hashlib
from html import escape
from pathlib import Path

from hydrascope.brief.chart import Chart
from hydrascope.brief.document import Block, Briefing, Code, Picture, Section, Table, Words
from hydrascope.brief.drawing import draw
from hydrascope.brief.pdf import LEVEL_WORDS, NARROW

ASSETS = Path(__file__).parent / "assets"
LONG = 12  # a table with more rows than this can be searched


def render(briefing: Briefing) -> bytes:
    """The file, UTF-8."""
    stamp = briefing.stamp
    style, script = (
        (ASSETS / name).read_text(encoding="utf-8") for name in ("page.css", "page.js")
    )
    body = "".join(
        [
            f'<div class="mark"><b>TLP:{escape(stamp.tlp)}</b>',
            "<b>SYNTHETIC DATA</b>" if stamp.synthetic else "",
            f"<span>{escape(LEVEL_WORDS[stamp.level])}</span></div><main>",
            _head(briefing),
            _first(briefing),
            '<div class="appendix"><h1>Appendix</h1>',
            *(_section(section) for section in briefing.appendix),
            f'</div><p class="foot">{escape(stamp.marking)} · {escape(stamp.foot)}</p></main>',
            '<div id="tip" hidden></div>',
        ]
    )
    policy = (
        f"default-src 'none'; style-src 'sha256-{_hash(style)}';"
        f" script-src 'sha256-{_hash(script)}'; img-src data:"
    )
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="referrer" content="no-referrer"><meta name="robots" content="noindex">'
        f"<title>{escape(stamp.title)} · {escape(stamp.marking)}</title>"
        f"<style>{style}</style></head><body>{body}<script>{script}</script></body></html>\n"
    ).encode()


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _head(briefing: Briefing) -> str:
    stamp = briefing.stamp
    told = [stamp.subject, f"State of {stamp.as_of}", stamp.author, stamp.software]
    parts = [
        f"<h1>{escape(stamp.title)}</h1>",
        f'<p class="sub">{escape(" · ".join(part for part in told if part))}<br>'
        f"{escape(stamp.foot)}</p>",
    ]
    if stamp.synthetic:
        text = escape(stamp.synthetic.removeprefix("Synthetic. "))
        parts.append(f'<p class="synthetic"><b>Synthetic data.</b> {text}</p>')
    return "".join(parts)


def _first(briefing: Briefing) -> str:
    wide, narrow = briefing.first[:NARROW], briefing.first[NARROW:]
    parts = [_section(one, "bottom" if place == 0 else "") for place, one in enumerate(wide)]
    cards = "".join(f"<section>{_section(one)}</section>" for one in narrow)
    return "".join(parts) + f'<div class="cards">{cards}</div>'


def _section(section: Section, look: str = "") -> str:
    inside = "".join(_block(block) for block in section.blocks)
    inside = f'<div class="{look}">{inside}</div>' if look else inside
    return f"<h2>{escape(section.heading)}</h2>{inside}"


def _block(block: Block) -> str:
    if isinstance(block, Words):
        return f"<p>{escape(block.said)}</p>"
    if isinstance(block, Code):
        return f'<pre tabindex="0"><code>{escape(block.text)}</code></pre>'
    if isinstance(block, Picture):
        return _figure(block.chart)
    return _captioned(block)


def _figure(chart: Chart) -> str:
    keys = ""
    if len(chart.series) > 1 and chart.kind != "week":
        names = "".join(
            f'<button type="button" data-s="{place}" aria-pressed="true">{escape(one.name)}'
            "</button>"
            for place, one in enumerate(chart.series)
        )
        keys = f'<div class="keys" role="group" aria-label="Series shown">{names}</div>'
    head, rows = chart.table()
    numbers = _table(head, tuple(rows), frozenset(range(1, len(head))))
    note = f'<p class="note">{escape(chart.note)}</p>' if chart.note else ""
    return (
        f"<figure><figcaption>{escape(chart.title)}</figcaption>{keys}{draw(chart)}{note}"
        f"<details><summary>The numbers of this figure</summary>{numbers}</details></figure>"
    )


def _captioned(table: Table) -> str:
    inside = _table(table.head, table.rows, table.numbers) if table.rows else "<p>None.</p>"
    caption = escape(table.caption)
    if table.is_titled:
        return f"<h3>{caption}</h3>{inside}"
    return inside + (f'<p class="caption">{caption}</p>' if caption else "")


def _table(
    head: tuple[str, ...], rows: tuple[tuple[str, ...], ...], numbers: frozenset[int]
) -> str:
    look = ['class="n"' if column in numbers else "" for column in range(len(head))]
    titles = "".join(
        f'<th scope="col" {look[at]}>{_sorter(name)}</th>' for at, name in enumerate(head)
    )
    lines = "".join(f"<tr>{_cells(row, look)}</tr>" for row in rows)
    search = (
        '<input type="search" aria-label="Find in this table" placeholder="Find in this table">'
    )
    return (
        f'<div class="scroll">{search if len(rows) > LONG else ""}<table><thead><tr>{titles}</tr>'
        f"</thead><tbody>{lines}</tbody></table></div>"
    )


def _sorter(name: str) -> str:
    return f'<button type="button">{escape(name)}</button>' if name.strip() else ""


def _cells(row: tuple[str, ...], look: list[str]) -> str:
    return "".join(f"<td {look[at]}>{escape(cell)}</td>" for at, cell in enumerate(row))
