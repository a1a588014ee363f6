"""The author's own sentences in place of generated ones, one at a time.

With a case they are kept in it, with author and time; without one, in the session. Either way
they hold for the level they were written at alone.
"""

import streamlit as st

from hydrascope.brief.document import Briefing
from hydrascope.cases import briefs
from hydrascope.dossier import Order
from hydrascope.ui import brief_desk, case_desk

RULE = (
    "Sentences follow from the numbers by fixed rules. One of your own is marked † and named in"
    " the method; numbers in it are not checked. It holds for this redaction level alone."
)


def draw(briefing: Briefing, order: Order) -> None:
    """Choose a sentence, change it, or go back to what the numbers say."""
    case = order.case
    held = dict(case.sentences)
    told = {one.key: one.text for one in briefing.sentences()}
    own = f" ({len(held)} your own)" if held else ""
    with st.expander(f"Edit sentences{own}", key="brief_edit", on_change="rerun") as opened:
        if not opened.open:
            return
        where = (
            f"It is kept in case {case.case_id}, with your name and the time."
            if case.case_id
            else "It lasts as long as this session; with a case it is kept."
        )
        st.caption(f"{RULE} {where}")
        key = st.selectbox(
            "Sentence", list(told), format_func=lambda one: _named(one, held), key="brief_sentence"
        )
        field = f"brief_words_{case.case_id}_{case.level}_{key}"
        with st.form("brief_words_form", border=False):
            text = st.text_area("Your words", value=held.get(key, told[key]), key=field, height=140)
            name = case_desk.author("brief_words") if case.case_id else ""
            with st.container(horizontal=True, gap="small"):
                use = st.form_submit_button("Use these words")
                back = st.form_submit_button("Back to the generated ones", disabled=key not in held)
        if (use or back) and _keep(order, key, text.strip() if use else "", name):
            if back:
                st.session_state.pop(field, None)
            st.rerun()


def _keep(order: Order, key: str, text: str, name: str) -> bool:
    """Into the case, or into the session; no text goes back to the generated sentence."""
    case = order.case
    if case.case_id:
        return case_desk.done(
            lambda: briefs.say(
                case_desk.book(),
                int(case.case_id),
                case.level,
                key,
                text,
                **case_desk.signed(name),
            )
        )
    held = brief_desk.sentences(case.level)
    held.pop(key, None)
    if text:
        held[key] = text
    return True


def _named(key: str, held: dict[str, str]) -> str:
    return key.replace("_", " ").capitalize() + (" †" if key in held else "")
