"""What is on a person's desk on the SQL page, and the engine and files behind it."""

import datetime as dt
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import streamlit as st

from hydrascope import audit, db, ledger
from hydrascope.errors import HydrascopeError, SandboxError
from hydrascope.ui import cache
from hydrascope.warehouse.store import Warehouse
from hydrascope.workbench import pins
from hydrascope.workbench.acts import Acts
from hydrascope.workbench.answers import Answer, Running
from hydrascope.workbench.bench import Workbench
from hydrascope.workbench.history import History
from hydrascope.workbench.saved import Saved

FIRST = """\
-- Control and Enter runs this; Tables, beside, says what there is to ask.
select
    gen_ai_request_model as model,
    count(*) as requests,
    count(distinct account_id) as accounts
from requests
where ts >= $start_at and ts < $end_at
group by all
order by requests desc
"""
MADE = "sql_made"  # the file made for the answer
_DESK, _VISITOR = "sql_desk", "sql_visitor"
_COOKIE = "_streamlit_xsrf"  # one per browser, whoever signs in or not


def field_key(name: str) -> str:
    """The widget of a parameter nobody else binds."""
    return f"sql_field_{name}"


@dataclass
class Job:
    """A query on its way: what runs, and where in the text it begins."""

    running: Running
    text: str
    params: dict[str, Any]
    line: int
    column: int
    began_at: dt.datetime


@dataclass
class Answered:
    """The last answer and the question it answers."""

    answer: Answer
    text: str
    params: dict[str, Any]
    query_id: str
    total: int | None = None


@dataclass(frozen=True)
class Revealed:
    """Who has account ids shown, and why."""

    author: str
    reason: str


@dataclass
class Desk:
    """Unfinished work; everything else is in the history.

    ``version``, ``formats`` and ``insert`` are counters the editor compares, see sql_editor.
    ``given`` are parameters a link or a figure brought; ``follow`` says whether the filter
    bar's values take their place.
    """

    text: str = FIRST
    version: int = 0
    formats: int = 0
    insert: tuple[int, str] | None = None
    given: dict[str, Any] = field(default_factory=dict)
    follow: bool = True
    opened: str = ""
    title: str = ""
    job: Job | None = None
    answered: Answered | None = None
    error: HydrascopeError | None = None
    revealed: Revealed | None = None

    def put(self, text: str, *, given: dict[str, Any] | None = None, title: str = "") -> None:
        """Another text in place of the one there; what was answered goes with it."""
        self.text, self.version = text, self.version + 1
        self.given, self.follow = given or {}, not given
        for name, value in self.given.items():
            if isinstance(value, str):
                st.session_state[field_key(name)] = value
        self.title = title
        self.answered = self.error = None

    def hide(self) -> None:
        """Short names again: nothing that holds an id stays on the desk."""
        if self.job is not None:
            self.job.running.stop()
        self.revealed = self.job = self.answered = self.error = None
        st.session_state.pop(MADE, None)

    def arrange(self) -> None:
        """Have the editor format its text."""
        self.formats += 1

    def add(self, text: str) -> None:
        """Put a piece in at the cursor."""
        self.insert = (self.insert[0] if self.insert else 0) + 1, text

    @property
    def place(self) -> SandboxError | None:
        """The error, when it has a place in the text."""
        return self.error if isinstance(self.error, SandboxError) else None


def desk() -> Desk:
    """This session's desk."""
    if _DESK not in st.session_state:
        st.session_state[_DESK] = Desk()
    held: Desk = st.session_state[_DESK]
    return held


@st.cache_resource(max_entries=4, show_spinner=False, on_release=Workbench.close)
def _bench(root: str, reveal: bool) -> Workbench:
    bench = Workbench(Warehouse(Path(root)), reveal=reveal)
    bench.warm()
    return bench


def bench() -> Workbench:
    """The workers everybody shares; started with the first visit."""
    return _bench(str(cache.root()), desk().revealed is not None)


def visitor() -> str:
    """Who asks: the name somebody signed in with, else one for this browser.

    A browser's name is made from a cookie it was given at random; it tells nothing about the
    person, and nobody who does not have the cookie can take it.
    """
    if signed_in := _signed_in():
        return signed_in
    if _VISITOR not in st.session_state:
        told: Any = st.context.cookies.get(_COOKIE)
        cookie = told if isinstance(told, str) and told else secrets.token_hex(16)
        st.session_state[_VISITOR] = f"visitor {hashlib.sha256(cookie.encode()).hexdigest()[:16]}"
    return str(st.session_state[_VISITOR])


def _signed_in() -> str:
    """Who the server says it is, where it knows."""
    told = st.user.to_dict()
    return str(told.get("email") or told.get("name") or "")


def _folder() -> Path:
    return ledger.folder(cache.root())


def history() -> History:
    """Everybody's runs: beside the cases, outside what the workers see."""
    return History(_folder() / "queries.sqlite")


def saved() -> Saved:
    """The folder of saved queries."""
    return Saved(_folder() / "queries")


def pinned() -> pins.Pins:
    """What is pinned for the briefing."""
    return pins.of(cache.root())


def acts(who: Revealed | None = None) -> Acts:
    """Writes down what this session does: as whoever has account ids shown, else as visitor."""
    seen = who or desk().revealed
    return Acts(
        audit.of(cache.root()),
        seen.author if seen else visitor(),
        cache.version().fingerprint,
        visitor=visitor() if seen else "",
        reason=seen.reason if seen else "",
    )


def now() -> dt.datetime:
    """The time, UTC without zone."""
    return dt.datetime.now(dt.UTC).replace(tzinfo=None)


def open_link() -> None:
    """Put the query of the address on the desk, once."""
    asked = st.query_params.get("query", "")
    held = desk()
    if not asked or asked == held.opened:
        return
    held.opened = asked
    try:
        stored = history().query(asked)
    except HydrascopeError as error:
        held.error = error
    else:
        held.put(stored.text, given=stored.params)


def keep_figure(name: str, params: Mapping[str, Any]) -> str:
    """Keep the query of a figure, with the figure's values; gives the id for a link to it."""
    desk().opened = ""  # opened once more it is as the figure has it, whatever was changed
    return history().store(db.sql(name), db.bound(name, params), author="a figure", at=now())
