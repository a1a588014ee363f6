"""Choosing by name; the address keeps what is chosen, so that a link can choose as well."""

from collections.abc import Mapping

import streamlit as st

from hydrascope.ui import panels


def one(
    name: str,
    label: str,
    named: Mapping[str, str],
    *,
    key: str,
    placeholder: str,
    width: int | None = None,
) -> str | None:
    """One of ``named``, a choice and its words each; the address keeps it as ``name``."""
    told = st.query_params.get(name)
    st.session_state[key] = told if told in named else None
    return st.selectbox(
        label,
        list(named),
        format_func=named.__getitem__,
        key=key,
        placeholder=placeholder,
        on_change=_keep,
        args=(name, key),
        width=width or "stretch",
    )


def _keep(name: str, key: str) -> None:
    """Callback of a picker: its choice goes into the address."""
    if picked := st.session_state[key]:
        st.query_params[name] = picked
    else:
        st.query_params.pop(name, None)


def two(
    sides: Mapping[str, str], named: Mapping[str, str], *, what: str, key: str, placeholder: str
) -> bool:
    """Whether two are chosen and differ; else say what to do. ``sides``: name and label of each."""
    with st.container(horizontal=True, gap="medium", key=f"{key}_controls"):
        picked = [
            one(name, label, named, key=f"{key}_{name}", placeholder=placeholder, width=440)
            for name, label in sides.items()
        ]
    if not all(picked):
        panels.note(f"Choose two {what}s to see them side by side.")
    elif picked[0] == picked[1]:
        panels.note(f"Both are the same {what}.", "Choose another one.")
    else:
        return True
    return False
