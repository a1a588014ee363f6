"""The briefing as files: made when asked for, written into the audit trail first."""

from dataclasses import replace
from functools import partial

import streamlit as st

from hydrascope import audit, dossier
from hydrascope.brief import formats
from hydrascope.brief.document import Stamp
from hydrascope.brief.indicators import Clear
from hydrascope.brief.levels import sees
from hydrascope.dossier import Order
from hydrascope.errors import HydrascopeError
from hydrascope.ui import brief_desk, cache, extracts, panels, sql_desk

LABELS = {
    ".pdf": "PDF",
    ".html": "HTML",
    ".pptx": "PowerPoint",
    ".md": "Markdown",
    ".zip": "Evidence pack",
}
CLEAR = "brief_clear"


def draw(order: Order, stamp: Stamp) -> None:
    """One button per format, and the choice of indicators in clear for the pack."""
    stem = extracts.file_stem(
        f"brief-{stamp.level}", cache.version().fingerprint, synthetic=bool(stamp.synthetic)
    )
    who = order.case.author or sql_desk.visitor()
    with st.container(horizontal=True, gap="small", key="brief_files"):
        for suffix, label in LABELS.items():
            wanted = order
            if suffix == formats.PACK and sees(stamp.level, "signals"):
                wanted = replace(order, clear=st.session_state.get(CLEAR))
            st.download_button(
                label,
                data=partial(_made, wanted, suffix, who),
                file_name=f"{stem}{suffix}",
                mime=formats.MIME[suffix],
                key=f"brief_get_{suffix[1:]}",
                on_click="ignore",
                icon=":material/download:",
            )
        if sees(stamp.level, "signals"):
            _clear_choice()


def _made(order: Order, suffix: str, who: str) -> bytes:
    """The file's bytes. Written down before it is made: what cannot be is not handed out."""
    dossier.record(
        audit.of(cache.root()),
        order,
        suffix,
        author=who,
        at=sql_desk.now(),
        fingerprint=cache.version().fingerprint,
    )
    return brief_desk.made_anew(order, suffix)


def _clear_choice() -> None:
    """Indicators as they are instead of hashes: by somebody, for a reason."""
    held: Clear | None = st.session_state.get(CLEAR)
    if held is not None:
        st.badge(
            "Indicators in clear",
            icon=":material/visibility:",
            color="orange",
            help=f"{held.author}: {held.reason}",
        )
        st.button("Hash them", key="brief_hash", on_click=st.session_state.pop, args=(CLEAR, None))
        return
    with (
        st.popover("Indicators", icon=":material/visibility_off:", key="brief_clear_box"),
        st.form("brief_clear_form", border=False),
    ):
        st.caption(
            "The pack's indicators are keyed hashes. Whoever may hand them out as they are says"
            " who they are and why; that is written into the audit trail with the pack."
        )
        author = st.text_input("Your name", key="brief_clear_author")
        reason = st.text_input("Why they are needed in clear", key="brief_clear_reason")
        if st.form_submit_button("Put them in clear"):
            _clear(author, reason)


def _clear(author: str, reason: str) -> None:
    try:
        st.session_state[CLEAR] = dossier.in_clear(author, reason)
    except HydrascopeError as error:
        panels.failed(error)
        return
    st.rerun()
