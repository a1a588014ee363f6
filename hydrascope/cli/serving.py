"""``serve``: the dashboard, on this machine only."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import click

from hydrascope.cli.options import WAREHOUSE_VARIABLE, common, tell
from hydrascope.errors import HydrascopeError

HOST = "127.0.0.1"
PORT = 8501
TRIED = 20
APP = Path(__file__).resolve().parents[2] / "app.py"


def is_free(port: int) -> bool:
    """Whether a server could listen on this port of the loopback address."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def chosen_port(asked: int | None) -> int:
    """The port asked for, else the first free one from 8501. Raises when it is taken."""
    if asked is not None:
        if is_free(asked):
            return asked
        raise HydrascopeError(
            f"Port {asked} is in use by another program.",
            "Choose another with --port (make run PORT=…), or leave it out.",
        )
    for port in range(PORT, PORT + TRIED):
        if is_free(port):
            return port
    raise HydrascopeError(
        f"Ports {PORT} to {PORT + TRIED - 1} are all in use.", "Choose another with --port."
    )


def command_line(port: int, *, browser: bool) -> list[str]:
    """How Streamlit is started; the settings that matter do not depend on a config file."""
    return [
        *(sys.executable, "-m", "streamlit", "run", str(APP)),
        f"--server.address={HOST}",
        f"--server.port={port}",
        f"--server.headless={'false' if browser else 'true'}",
        "--server.showEmailPrompt=false",
        "--logger.hideWelcomeMessage=true",  # nor offer, on our pages, to install things
        "--browser.gatherUsageStats=false",
    ]


@click.command("serve")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    metavar="PORT",
    help=f"Port to listen on; without it the first free one from {PORT}.",
)
@click.option(
    "--browser/--no-browser", default=True, show_default=True, help="Open the page in a browser."
)
@common
def serve_command(port: int | None, browser: bool, warehouse: Path, as_json: bool) -> None:
    """Serve the dashboard on 127.0.0.1 until it is stopped with Ctrl-C.

    \b
    Example:
      python -m hydrascope serve --port 8600 --no-browser
    """
    number = chosen_port(port)
    url = f"http://{HOST}:{number}"
    tell({"url": url, "warehouse": warehouse}, [f"Dashboard: {url}"], as_json=as_json)
    sys.stdout.flush()
    environment = {**os.environ, WAREHOUSE_VARIABLE: str(warehouse.resolve())}
    command = command_line(number, browser=browser)
    if os.name == "posix":  # becoming the server lets every signal reach it
        os.execve(command[0], command, environment)
    ended = subprocess.run(command, env=environment, check=False)
    if ended.returncode:
        raise HydrascopeError("The dashboard stopped with an error.", "See the lines above.")
