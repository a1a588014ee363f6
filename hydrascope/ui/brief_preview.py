"""The briefing as it will be read; each figure and table opens its query and its rows."""

import streamlit as st

from hydrascope.brief import markdown
from hydrascope.brief.chart import Chart
from hydrascope.brief.compose import Composed
from hydrascope.brief.document import Block, Code, Section, Table, Words
from hydrascope.brief.drawing import draw as drawn
from hydrascope.brief.pdf import NARROW
from hydrascope.ui import panels


def draw(made: Composed) -> None:
    """Page one, then the appendix."""
    stamp = made.briefing.stamp
    with st.container(border=True, key="brief_preview"):
        st.caption(text(f"{stamp.marking} · {stamp.foot}"))
        st.header(text(stamp.title))
        told = [stamp.subject, f"State of {stamp.as_of}", stamp.author]
        st.caption(text(" · ".join(part for part in told if part)))
        if stamp.synthetic:
            st.warning(text(stamp.synthetic), icon=":material/science:")
        st.caption("Pictures are shown as they print, on white.")
        for section in made.briefing.first[:NARROW]:
            _section(made, section)
        with st.grid(min_column_width=360, key="brief_cards"):
            for section in made.briefing.first[NARROW:]:
                with st.container():
                    _section(made, section)
        st.header("Appendix")
        for section in made.briefing.appendix:
            _section(made, section)


def _section(made: Composed, section: Section) -> None:
    st.subheader(text(section.heading))
    for block in section.blocks:
        _block(made, block)


def _block(made: Composed, block: Block) -> None:
    if isinstance(block, Words):
        words = text(block.said)
        st.markdown(f"**{words}**" if block.key == "bottom_line" else words)
    elif isinstance(block, Table):
        _table(made, block)
    elif isinstance(block, Code):
        st.code(block.text, language="sql", wrap_lines=True)
    else:
        _picture(made, block.chart)


def _table(made: Composed, table: Table) -> None:
    if table.is_titled:
        st.markdown(f"**{text(table.caption)}**")
    if table.rows:
        head, rule, *rows = markdown.table(table.head, table.rows, table.numbers)
        st.markdown("\n".join([_safe(head), rule, *map(_safe, rows)]))
    else:
        st.caption("None.")
    if table.caption and not table.is_titled:
        st.caption(text(table.caption))
    _behind(made, table.query, table.key)


def _picture(made: Composed, chart: Chart) -> None:
    st.markdown(f"**{text(chart.title)}**")
    st.image(drawn(chart), alt=chart.alt, width="stretch")
    if chart.note:
        st.caption(text(chart.note))
    _behind(made, chart.query, f"chart_{chart.key}")


def _behind(made: Composed, query: str, key: str) -> None:
    """The query of a figure or table with its numbers, one click away."""
    answer = made.facts.answers.get(query)
    if answer is not None:
        panels.sources(
            answer.query, answer.params, answer.rows, key=f"brief_{key}_sources", behind={}
        )


def text(words: str) -> str:
    """Words that Streamlit's Markdown shows as they are."""
    return _safe(markdown.plain(words))


def _safe(marked: str) -> str:
    """Neither a formula between dollar signs nor a colour between colons."""
    return marked.replace("$", "\\$").replace(":", "&#58;")
