"""``serve`` listens on this machine only, and says where."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

import pytest

from hydrascope.cli import serving
from hydrascope.errors import HydrascopeError

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def taken():
    """A port something else listens on."""
    with socket.create_server((serving.HOST, 0)) as server:
        yield server.getsockname()[1]


def test_a_taken_port_is_a_sentence_with_a_remedy(call, filled, taken):
    code, out, err = call("serve", "--port", taken, "--warehouse", filled)

    assert (code, out) == (1, "")
    assert f"Port {taken} is in use" in err
    assert "--port" in err


def test_without_a_port_the_next_free_one_is_taken(taken, monkeypatch):
    monkeypatch.setattr(serving, "PORT", taken)

    assert taken < serving.chosen_port(None) < taken + serving.TRIED


def test_when_every_port_is_taken_it_says_so(taken, monkeypatch):
    monkeypatch.setattr(serving, "PORT", taken)
    monkeypatch.setattr(serving, "TRIED", 1)

    with pytest.raises(HydrascopeError, match="all in use"):
        serving.chosen_port(None)


def test_the_server_is_bound_to_the_loopback_address_whatever_the_config_says():
    line = serving.command_line(8600, browser=False)

    assert "--logger.hideWelcomeMessage=true" in line
    assert "--server.address=127.0.0.1" in line
    assert "--server.headless=true" in line
    assert "--browser.gatherUsageStats=false" in line


def healthy(port):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=5) as answer:
            return answer.read() == b"ok"
    except OSError:
        return False


@pytest.mark.skipif(os.name != "posix", reason="the server is ended with a signal")
def test_the_dashboard_answers_where_it_says(filled):
    with socket.create_server((serving.HOST, 0)) as probe:
        port = probe.getsockname()[1]
    arguments = ["serve", "--no-browser", "--port", str(port), "--warehouse", str(filled)]
    running = subprocess.Popen(
        [sys.executable, "-m", "hydrascope", *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert running.stdout.readline().strip() == f"Dashboard: http://127.0.0.1:{port}"
        until = time.monotonic() + 60
        while not healthy(port):
            with suppress(subprocess.TimeoutExpired):
                running.wait(timeout=0.2)
                pytest.fail("the server ended")
            assert time.monotonic() < until, "the server did not answer"
    finally:
        running.terminate()
        running.stdout.close()
        running.wait(timeout=30)
