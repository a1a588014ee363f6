"""Pinned answers of people's own SQL: a tick takes one into the briefing.

With a case the ticks are kept in the case, else in the address.
"""

from pathlib import Path

import streamlit as st

from hydrascope import cases, fmt
from hydrascope.brief.casefile import Pinned
from hydrascope.cases import briefs
from hydrascope.dossier import pinned
from hydrascope.errors import HydrascopeError
from hydrascope.ui import cache, case_desk, panels, sql_desk
from hydrascope.warehouse.store import Warehouse
from hydrascope.workbench.bench import Workbench
from hydrascope.workbench.pins import Pin

ADDRESS = "pin"
_KEPT = 40


def chosen(case_id: str | None, who: str) -> tuple[Pinned, ...]:
    """The answers ticked, asked of the data of today; ``who`` signs a tick in a case."""
    try:
        known = sql_desk.pinned().all()
        taken = _taken(case_id)
    except HydrascopeError as error:
        panels.failed(error)
        return ()
    if not known:
        return ()
    mine = [pin for pin in known if pin.pin_id in taken]
    with st.expander(f"Pinned answers ({len(mine)} of {len(known)} shown)", key="brief_pins"):
        st.caption(
            "Answers somebody pinned on the SQL page. What is ticked is asked again of today's"
            " data and stands in the appendix, with its SQL and author; levels partner and"
            " executive only say that it is there."
            + (f" Ticks are kept in case {case_id}." if case_id else "")
        )
        for pin in known:
            _tick(pin, pin in mine, case_id, who)
    return tuple(_answer(pin) for pin in mine)


def _taken(case_id: str | None) -> set[int]:
    if case_id:
        return set(briefs.taken(cases.of(cache.root()), int(case_id)))
    return {int(one) for one in st.query_params.get_all(ADDRESS) if one.isdecimal()}


def _tick(pin: Pin, is_taken: bool, case_id: str | None, who: str) -> None:
    key = f"brief_pin_{pin.pin_id}"
    st.session_state[key] = is_taken
    st.checkbox(
        fmt.plain(pin.title),
        key=key,
        help=f"Pinned {fmt.utc(pin.pinned_at)} by {fmt.plain(pin.author)}",
        on_change=_keep,
        args=(pin.pin_id, case_id, who),
    )


def _keep(pin_id: int, case_id: str | None, who: str) -> None:
    """Callback: the tick goes into the case, or into the address."""
    is_taken = bool(st.session_state[f"brief_pin_{pin_id}"])
    if case_id:
        state = briefs.TAKEN if is_taken else briefs.LEFT_OUT
        case_desk.done(
            lambda: briefs.take(
                case_desk.book(), int(case_id), pin_id, state, **case_desk.entry(who)
            )
        )
        return
    numbers = _taken(None) | {pin_id} if is_taken else _taken(None) - {pin_id}
    st.query_params[ADDRESS] = [str(number) for number in sorted(numbers)]


def _answer(pin: Pin) -> Pinned:
    """What is answered is kept per version of the data; what failed is tried again."""
    try:
        return _answered(str(cache.version().path), str(cache.root()), pin.pin_id)
    except _NoAnswer as none:
        return none.told


class _NoAnswer(Exception):
    """A way past the cache; nobody sees it."""

    def __init__(self, told: Pinned) -> None:
        super().__init__(told.failed)
        self.told = told


@st.cache_data(max_entries=_KEPT, show_spinner="Asking a pinned answer again …")
def _answered(path: str, root: str, pin_id: int) -> Pinned:
    del path  # whose answer it is
    (pin,) = pinned.chosen(sql_desk.pinned(), [pin_id])
    with Workbench.in_one_order(Warehouse(Path(root))) as bench:
        found = pinned.answer(bench, sql_desk.history(), pin, sql_desk.acts(), sql_desk.now())
    if found.failed:
        raise _NoAnswer(found)
    return found


cache.elsewhere.append(_answered.clear)
