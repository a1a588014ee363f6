"""The server around the dashboard: made once, before any session.

Streamlit takes a folder named ``pages`` for its old page discovery until a script calls
``st.navigation``; on a fresh server the first deep link then flashes "page not found".
Saying beforehand that we navigate ourselves avoids that; a browser test watches it.
"""

import gc
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from streamlit.runtime.pages_manager import PagesManager

log = logging.getLogger("hydrascope")

# The browser itself refuses to fetch anything from elsewhere. Streamlit's own code needs
# inline styles and, for charts, generated functions and workers. Its websocket is 'self' too.
POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self' data: blob:",
        "worker-src 'self' blob:",
        "frame-ancestors 'self'",
    )
)
ICON = Path(__file__).with_name("icon.svg")
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
)

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class Headers:
    """Adds the security headers to every HTTP answer."""

    def __init__(self, app: Callable[..., Awaitable[None]]) -> None:
        self.app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *HEADERS]
            await send(message)

        await self.app(scope, receive, sending if scope["type"] == "http" else send)


def before_sessions() -> None:
    """Load what every page needs and take it out of the garbage collector's rounds."""
    PagesManager.uses_pages_directory = False
    import duckdb  # noqa: F401
    import pandas  # noqa: F401
    import plotly.graph_objects  # noqa: F401
    import pyarrow  # noqa: F401

    gc.collect()
    gc.freeze()


@asynccontextmanager
async def _lifespan(_: st.App) -> AsyncIterator[None]:
    before_sessions()
    yield


def _told(error: Exception) -> bool:
    """An error nobody foresaw: the log gets all of it, the person a sentence."""
    log.error("A page failed.", exc_info=error)
    st.error(
        "This page failed for a reason we did not foresee. Reload it, or choose another range;"
        " the server's log says what happened.",
        icon=":material/error:",
    )
    return True


# What app.py hands to st.App; Streamlit looks for that call in app.py itself.
OPTIONS: dict[str, Any] = {
    "lifespan": _lifespan,
    "middleware": [Middleware(Headers)],
    "on_script_error": _told,
}
