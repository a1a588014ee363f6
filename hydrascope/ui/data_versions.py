"""Versions on disk and going back; forgetting a file or an account."""

import pandas as pd
import streamlit as st

from hydrascope import audit, fmt
from hydrascope.errors import HydrascopeError
from hydrascope.ui import cache, data_jobs, panels, sql_desk
from hydrascope.warehouse import versions
from hydrascope.warehouse.store import Warehouse

NO_WAY_BACK = (
    "There is no way back. A new version without it is published; every earlier version is"
    " deleted, and so are its rejected records. Notes, cases and saved queries keep what people"
    " wrote in them, and a later export that holds it loads it again."
)


def draw(*, is_busy: bool) -> None:
    """The versions, the newest first, with a button on each that can be gone back to."""
    st.header("Versions")
    found = versions.stored(Warehouse(cache.root()))
    if not found:
        panels.note("There is none yet.", "Add files.")
        return
    st.write(
        "An import makes a new version and keeps the two before it. Going back changes what"
        " everybody sees; the next import adds to the version that is published then."
    )
    frame = pd.DataFrame(
        {
            "version": one.name,
            "state": "published" if one.is_current else one.problem or "kept",
            "made_at": pd.Timestamp(one.created_at) if one.created_at else pd.NaT,
            "requests": one.requests,
            "accounts": one.accounts,
            "files": one.files,
            "megabytes": one.bytes / 1e6,
        }
        for one in found
    )
    panels.table(frame, key="data_versions", alt="Versions on disk")
    others = {one.name: one for one in found if not one.is_current and not one.problem}
    if not others:
        st.caption("There is no other version to go back to.")
        return
    chosen = st.selectbox("Version", list(others), key="data_version")
    if st.button("Publish this version", key="data_switch", icon=":material/history:",
                 disabled=is_busy):  # fmt: skip
        _switch(chosen)


def _switch(name: str) -> None:
    try:
        published = versions.switch(Warehouse(cache.root()), name)
        audit.of(cache.root()).record(
            "switch_version",
            author=sql_desk.visitor(),
            at=sql_desk.now(),
            subject=name,
            fingerprint=published.fingerprint,
        )
    except HydrascopeError as error:
        panels.failed(error)
        return
    st.rerun()


def forget(*, is_busy: bool) -> None:
    """Erase a file or an account, with its name typed out first."""
    st.header("Forget a file or an account")
    st.write(NO_WAY_BACK)
    what = st.segmented_control(
        "Forget", ["a file", "an account"], default="a file", required=True, key="data_forget_what"
    )
    if what == "a file":
        names = list(dict.fromkeys(cache.query("data/files")["file_name"]))
        if not names:
            st.caption("No file is loaded.")
            return
        name = st.selectbox("File", names, key="data_forget_file")
        typed = st.text_input("Type the name of the file", key="data_forget_typed")
    else:
        name = st.text_input("Account id, as the exports write it", key="data_forget_account")
        typed = st.text_input("Type the account id again", key="data_forget_again")
    reason = st.text_input(
        "Reason, for the audit trail", key="data_forget_reason", help="Name nobody in it"
    )
    ready = bool(name) and name == typed
    if typed and not ready:
        st.caption("That is not the same name.")
    if st.button("Erase it for good", key="data_forget", icon=":material/delete_forever:",
                 disabled=is_busy or not ready):  # fmt: skip
        _erase(what, name, reason)


def _erase(what: str, name: str, reason: str) -> None:
    """An account's id goes through standard input, where no list of processes shows it."""
    is_file = what == "a file"
    arguments = ["forget", "--yes", "--author", sql_desk.visitor(), "--reason", reason,
                 *(["--file", name] if is_file else ["--account", "-"])]  # fmt: skip
    label = f"Forgetting {fmt.plain(name)}" if is_file else "Forgetting an account"
    try:
        data_jobs.start(
            cache.root(), "forget", label, arguments, given="" if is_file else f"{name}\n"
        )
    except HydrascopeError as error:
        panels.failed(error)
        return
    cache.let_go()
    for key in ("data_forget_account", "data_forget_again", "data_forget_typed"):
        st.session_state.pop(key, None)
    st.rerun()
