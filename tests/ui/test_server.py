"""The server around the dashboard."""

import asyncio
import importlib.util
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

from hydrascope.ui import server

APP = Path(__file__).resolve().parents[2] / "app.py"


@pytest.fixture
def imported():
    """app.py as the server imports it, before any session."""
    spec = importlib.util.spec_from_file_location("app", APP)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_server_imports_an_application_that_runs_the_same_file(imported):
    assert isinstance(imported.app, st.App)
    assert imported.app._script_path == APP


def test_streamlits_own_page_discovery_is_off_before_the_first_session(monkeypatch):
    monkeypatch.setattr(PagesManager, "uses_pages_directory", None)

    server.before_sessions()

    assert PagesManager.uses_pages_directory is False
    assert not PagesManager(str(APP)).uses_pages_directory


def test_answers_forbid_the_browser_to_fetch_from_elsewhere():
    sent = []

    async def bare(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def send(message):
        sent.append(message)

    # In a thread of its own: browser tests of the same session keep a loop in this one.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, server.Headers(bare)({"type": "http"}, None, send)).result()

    headers = dict(sent[0]["headers"])
    assert headers[b"content-security-policy"].startswith(b"default-src 'self'")
    assert headers[b"x-content-type-options"] == b"nosniff"


def test_websockets_go_nowhere_else():
    connect = next(rule for rule in server.POLICY.split("; ") if rule.startswith("connect-src"))

    assert "ws:" not in connect.split()
    assert "'self'" in connect.split()
