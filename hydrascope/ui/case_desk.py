"""The store of cases as pages use it: who writes, which case is being worked on, what failed."""

import datetime as dt
from collections.abc import Callable, Collection
from typing import Any

import pandas as pd
import streamlit as st

from hydrascope import cases, fmt
from hydrascope.cases import AllowList, Book, Work, which
from hydrascope.errors import HydrascopeError
from hydrascope.ui import cache

_CURRENT, _AUTHOR = "case_current", "case_author"


def book() -> Book:
    """The file of cases of this installation. Never cached: others write it too."""
    return cases.of(cache.root())


def work() -> Work:
    return Work(book())


def allow_list() -> AllowList:
    return AllowList(book())


def now() -> dt.datetime:
    """The time, UTC without zone."""
    return dt.datetime.now(dt.UTC).replace(tzinfo=None, microsecond=0)


def signed(name: str) -> dict[str, Any]:
    """What every entry carries: who, when, on which dataset. The name is kept for the next."""
    st.session_state[_AUTHOR] = name.strip()
    return entry(name)


def entry(name: str) -> dict[str, Any]:
    """Who, when, on which dataset, as an entry carries them."""
    return {"author": name, "at": now(), "fingerprint": cache.version().fingerprint}


def author(key: str) -> str:
    """The field for the writer's name, filled with what this session gave before."""
    field = f"{key}_author"
    if not st.session_state.get(field):
        st.session_state[field] = st.session_state.get(_AUTHOR, "")
    return str(st.text_input("Your name", key=field, persist_state="session"))


def known_author() -> str:
    """The name this session gave before; empty where it gave none."""
    return str(st.session_state.get(_AUTHOR, ""))


def current() -> int | None:
    """The case this session works on."""
    held = st.session_state.get(_CURRENT)
    return held if isinstance(held, int) else None


def take_up(case_id: int | None) -> None:
    """Work on a case from now on; None: on none."""
    st.session_state[_CURRENT] = case_id


def done(act: Callable[[], Any], told: str = "") -> bool:
    """Do something with the store; what goes wrong is said, and then it gives False."""
    try:
        act()
    except HydrascopeError as error:
        st.error(f"{error.cause} {error.remedy}".strip(), icon=":material/error:")
        return False
    if told:
        st.toast(told, icon=":material/check:")
    return True


def read(ask: Callable[[], pd.DataFrame]) -> pd.DataFrame:
    """An answer of the store; a store that fails is said, not fatal."""
    try:
        return ask()
    except HydrascopeError as error:
        st.error(f"{error.cause} {error.remedy}".strip(), icon=":material/error:")
        return pd.DataFrame()


def members(cluster_id: str) -> list[str]:
    """The account ids of a cluster as it is now."""
    asked = {"cluster_id": cluster_id, "account_ids": None}
    found = cache.query("cases/members", asked)
    return sorted(found.loc[found["cluster_id"] == cluster_id, "account_id"])


def verdicts_on(cluster_id: str) -> pd.DataFrame:
    """Every verdict on a cluster, oldest first, under whatever name it had when it was given."""
    said = book().rows("verdicts")
    then = sorted({account for inside in said["members"] for account in inside})
    asked = {"cluster_id": cluster_id, "account_ids": then or None}
    return which.meant(said, cluster_id, cache.query("cases/members", asked))


def account_ids(pseudonyms: Collection[str]) -> list[str]:
    """The account ids behind short names."""
    asked = {"pseudonyms": sorted(pseudonyms), "account_ids": None}
    return sorted(cache.query("cases/accounts", asked)["account_id"])


def short_names(ids: Collection[str]) -> dict[str, str]:
    """Short names by account id; an account that is not in this data has none."""
    asked = {"pseudonyms": None, "account_ids": sorted(ids)}
    found = cache.query("cases/accounts", asked)
    return dict(zip(found["account_id"], found["pseudonym"], strict=True))


def by(row: Any) -> str:
    """``mk, 1 Mar 2026 12:00 UTC``."""
    return f"{row['author']}, {fmt.utc(row['at'])}"
