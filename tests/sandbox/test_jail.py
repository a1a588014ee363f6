"""What the kernel denies a worker, whatever the engine would do. Linux only."""

import json
import platform
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(platform.system() != "Linux", reason="Linux only")

# Runs in a process of its own: there is no way out again.
PROBE = """
import json, os, socket, sys, threading
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from hydrascope.sandbox import jail
readable, writable, secret = map(Path, sys.argv[2:])
held = jail.enter([readable], [writable])
told = {"held": held}

def attempt(name, action):
    try:
        action()
        told[name] = "done"
    except OSError as error:
        told[name] = type(error).__name__

def thread():
    attempt("read in a thread", secret.read_text)

attempt("read what is allowed", readable.read_text)
attempt("read a secret", secret.read_text)
attempt("read the password file", Path("/etc/passwd").read_text)
attempt("write what is readable", lambda: readable.write_text("x"))
attempt("write beside", lambda: (secret.parent / "new").write_text("x"))
attempt("list beside", lambda: os.listdir(secret.parent))
attempt("write inside", lambda: (writable / "new").write_text("x"))
attempt("link", lambda: os.symlink(secret, writable / "link"))
attempt("socket", lambda: socket.socket().close())
attempt("unix socket", lambda: socket.socket(socket.AF_UNIX).close())
attempt("fork", lambda: os.fork() or os._exit(0))
attempt("run", lambda: os.execv("/bin/true", ["true"]))
attempt("kill", lambda: os.kill(os.getppid(), 0))
attempt("remove", lambda: os.unlink(secret))
other = threading.Thread(target=thread)
other.start()
other.join()
print(json.dumps(told))
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    folder = tmp_path_factory.mktemp("jail")
    (folder / "allowed").write_text("yes")
    (folder / "inside").mkdir()
    (folder / "secret").write_text("no")
    done = subprocess.run(
        [sys.executable, "-I", "-c", PROBE, ROOT]
        + [folder / name for name in ("allowed", "inside", "secret")],
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


@pytest.mark.parametrize("what", ["read what is allowed", "write inside"])
def test_what_a_query_needs_is_left(told, what):
    assert told[what] == "done"


@pytest.mark.parametrize(
    "what",
    [
        *("read a secret", "read the password file", "write what is readable", "write beside"),
        *("list beside", "link", "remove", "read in a thread"),
    ],
)
def test_files_are_out_of_reach(told, what):
    if "landlock" not in told["held"]:
        pytest.skip("this kernel has no Landlock")
    assert told[what] == "PermissionError"


@pytest.mark.parametrize("what", ["socket", "unix socket", "fork", "run", "kill"])
def test_networks_and_processes_are_out_of_reach(told, what):
    if "seccomp" not in told["held"]:
        pytest.skip("this kernel takes no filter")
    assert told[what] == "PermissionError"
