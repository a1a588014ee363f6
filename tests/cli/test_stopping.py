"""A command that a page started hears its Stop, whatever the page's server was told to ignore."""

import signal
import subprocess
import sys

import pytest

IGNORING = (
    "import os, signal, sys\n"
    "signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
    "os.execv(sys.executable, [sys.executable, '-m', 'hydrascope', *sys.argv[1:]])\n"
)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGINT to send")
def test_an_interrupt_is_heard_though_whoever_started_it_ignores_them(tmp_path):
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    watching = ("import", "--progress", "--watch", str(inbox), "--warehouse", str(tmp_path / "w"))
    running = subprocess.Popen(
        [sys.executable, "-c", IGNORING, *watching], stderr=subprocess.PIPE, text=True
    )
    try:
        assert running.stderr.readline().startswith("Watching")
        running.send_signal(signal.SIGINT)
        # While it loads or between two looks: either way it says so itself, at once.
        assert running.wait(timeout=30) >= 0
        assert "Stopped" in running.stderr.read()
    finally:
        running.kill()
        running.wait()
        running.stderr.close()
