"""The author's own sentences in place of generated ones, one at a time."""

import streamlit as st

from hydrascope.brief.document import Briefing
from hydrascope.ui import brief_desk


def draw(briefing: Briefing) -> None:
    """Choose a sentence, change it, or go back to what the numbers say."""
    held = brief_desk.sentences()
    told = {one.key: one.text for one in briefing.sentences()}
    own = f" ({len(held)} your own)" if held else ""
    with st.expander(f"Edit sentences{own}", key="brief_edit", on_change="rerun") as opened:
        if not opened.open:
            return
        st.caption(
            "Sentences follow from the numbers by fixed rules. One of your own is marked † and"
            " named in the method; numbers in it are not checked. They last as long as this"
            " session."
        )
        key = st.selectbox(
            "Sentence", list(told), format_func=lambda one: _named(one, held), key="brief_sentence"
        )
        with st.form("brief_words_form", border=False):
            text = st.text_area(
                "Your words", value=held.get(key, told[key]), key=f"brief_words_{key}", height=140
            )
            with st.container(horizontal=True, gap="small"):
                if st.form_submit_button("Use these words"):
                    held[key] = text.strip()
                    st.rerun()
                if st.form_submit_button("Back to the generated ones", disabled=key not in held):
                    held.pop(key, None)
                    st.session_state.pop(f"brief_words_{key}", None)
                    st.rerun()


def _named(key: str, held: dict[str, str]) -> str:
    return key.replace("_", " ").capitalize() + (" †" if key in held else "")
