"""Imports and erasures that the dashboard starts: processes of their own.

A crash of one, or somebody stopping it, never takes the dashboard along, and a page that is
loaded again finds it. ``<warehouse>/jobs/<id>/`` holds what is known of each: ``job.json``,
its progress as JSON lines, its summary, and the files that were uploaded for it.
"""

import json
import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from hydrascope.errors import InputError, WarehouseBusy

FOLDER, INCOMING = "jobs", "incoming"
KEPT_JOBS = 3
LOOK_TIMEOUT_S = 180
# Given politely, then less so: seconds after which the next signal follows.
PATIENCE_S = 8.0
ABANDONED_S = 6 * 3600
_PACKAGE = Path(__file__).resolve().parents[2]
_LAST_LINES = 64 << 10


@cache
def _started() -> dict[int, "subprocess.Popen[bytes]"]:
    """Processes of this server by pid, so that their end is noticed."""
    return {}


@dataclass(frozen=True)
class Job:
    """One process and what it said. ``rows_expected`` is None while nobody knows."""

    folder: Path
    kind: str
    label: str
    started_at: float
    pid: int
    is_running: bool
    phase: str = ""
    rows: int = 0
    rows_expected: int | None = None
    told_at: float = 0.0
    report: Mapping[str, Any] | None = None
    error: str = ""

    @property
    def seconds(self) -> float:
        """Since it began, until it last said something where it has ended."""
        return (time.time() if self.is_running else self.told_at or self.started_at) - (
            self.started_at
        )


def start(
    root: Path,
    kind: str,
    label: str,
    arguments: Sequence[str],
    *,
    files: Path | None = None,
    given: str = "",
) -> Job:
    """Start ``python -m hydrascope <arguments>``; ``files`` are removed when it ends.

    ``given`` goes to its standard input, where other users of the machine cannot read it.
    Raises WarehouseBusy while another runs.
    """
    if (running := latest(root)) and running.is_running:
        raise WarehouseBusy("Another import or erasure is running.", "Wait for it, or stop it.")
    folder = root / FOLDER / f"{time.time_ns():020d}-{secrets.token_hex(3)}"
    folder.mkdir(mode=0o700, parents=True)
    command = _command(root, arguments[0], "--progress", *arguments[1:])
    with (folder / "report.json").open("wb") as out, (folder / "log").open("wb") as err:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=out,
            stderr=err,
            env=_environment(),
            start_new_session=True,
        )
    _started()[process.pid] = process
    told = {"kind": kind, "label": label, "started_at": time.time(), "pid": process.pid,
            "files": str(files.resolve()) if files else ""}  # fmt: skip
    (folder / "job.json").write_text(json.dumps(told), encoding="utf-8")
    assert process.stdin is not None
    try:
        process.stdin.write(given.encode())
        process.stdin.close()
    except BrokenPipeError:
        pass  # it has ended already; its log says why
    return _read(folder)


def _command(root: Path, name: str, *more: str) -> list[str]:
    """The command line; options come first, so that no file name can be taken for one."""
    return [sys.executable, "-m", "hydrascope", name, "--warehouse", str(root.resolve()),
            "--json", *more]  # fmt: skip


def _environment() -> dict[str, str]:
    paths = [str(_PACKAGE), os.environ.get("PYTHONPATH", "")]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))}


def latest(root: Path) -> Job | None:
    """The last one started, running or not; tidies up behind those that have ended."""
    folders = sorted(path for path in (root / FOLDER).glob("*") if (path / "job.json").is_file())
    for folder in folders[:-KEPT_JOBS]:
        shutil.rmtree(folder, ignore_errors=True)
    return _read(folders[-1]) if folders else None


def _read(folder: Path) -> Job:
    told = json.loads((folder / "job.json").read_text(encoding="utf-8"))
    is_running = _is_alive(told["pid"])
    report = _report(folder / "report.json")
    progress, words = _said(folder / "log")
    if not is_running and told["files"]:
        shutil.rmtree(told["files"], ignore_errors=True)
    if is_running and (folder / "stop").exists():
        _insist(told["pid"], folder / "stop")
    return Job(
        folder,
        told["kind"],
        told["label"],
        told["started_at"],
        told["pid"],
        is_running,
        str(progress.get("phase", "")),
        int(progress.get("rows") or 0),
        progress.get("rows_expected"),
        (folder / "log").stat().st_mtime,
        None if is_running else report,
        "" if is_running or report is not None else _why(folder, words),
    )


def _why(folder: Path, words: str) -> str:
    if (folder / "stop").exists():
        return "Stopped before the end; what had been published before is unchanged."
    return words or "It ended without a word; what had been published before is unchanged."


def _is_alive(pid: int) -> bool:
    process = _started().get(pid)
    if process is not None:
        return process.poll() is None
    if os.name != "posix":
        return False  # started by a server that is gone
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return b"hydrascope" in _command_of(pid)


def _command_of(pid: int) -> bytes:
    """A process's command line where the system tells it; a pid may be somebody else's now."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b"hydrascope" if not Path("/proc/self").exists() else b""


def _report(path: Path) -> Mapping[str, Any] | None:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return told if isinstance(told, dict) else None


def _said(path: Path) -> tuple[dict[str, Any], str]:
    """The last progress line, and the last words that are none."""
    with path.open("rb") as log:
        log.seek(max(path.stat().st_size - _LAST_LINES, 0))
        lines = log.read().decode("utf-8", "replace").splitlines()
    progress: dict[str, Any] = {}
    words = ""
    for line in lines:
        if line.startswith('{"phase"'):
            try:
                progress = json.loads(line)
            except ValueError:
                continue  # half written
        elif line.strip():
            words = line.strip()
    return progress, words


def stop(job: Job) -> None:
    """Ask it to end. What it was building is thrown away; nothing published changes."""
    (job.folder / "stop").touch()
    _signal(job.pid, signal.SIGINT if os.name == "posix" else signal.SIGTERM)


def _insist(pid: int, asked: Path) -> None:
    waited = time.time() - asked.stat().st_mtime
    if waited > 2 * PATIENCE_S and os.name == "posix":
        _signal(pid, signal.SIGKILL)
    elif waited > PATIENCE_S:
        _signal(pid, signal.SIGTERM)


def _signal(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except OSError:
        return  # it has ended


def look(root: Path, arguments: Sequence[str]) -> dict[str, Any]:
    """What ``python -m hydrascope look`` says of some files, read in a process of its own.

    Raises InputError with what it said when it cannot.
    """
    command = _command(root, "look", *arguments)
    try:
        done = subprocess.run(
            command, capture_output=True, env=_environment(), timeout=LOOK_TIMEOUT_S, check=False
        )
    except subprocess.TimeoutExpired:
        raise InputError(
            f"Looking into these files took more than {LOOK_TIMEOUT_S // 60} minutes.",
            "Import them from the command line, or fewer at a time.",
        ) from None
    if done.returncode:
        words = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise InputError(words[-1] if words else "These files could not be looked into.")
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def safe_name(name: str, taken: set[str]) -> str:
    """A file name of our own making out of one somebody sent: no path, no odd characters."""
    last = re.split(r"[/\\]", name)[-1]
    clean = re.sub(r"[^\w.() -]", "_", last).strip(" .")[-120:].lstrip(".") or "file"
    stem, dot, ending = clean.partition(".")
    number = 2
    while clean.lower() in taken:
        clean, number = f"{stem} ({number}){dot}{ending}", number + 1
    taken.add(clean.lower())
    return clean


def incoming(root: Path) -> Path:
    """A new private folder for uploaded files; abandoned ones of other sessions are removed."""
    for old in (root / INCOMING).glob("*"):
        if time.time() - old.stat().st_mtime > ABANDONED_S:
            shutil.rmtree(old, ignore_errors=True)
    folder = root / INCOMING / secrets.token_hex(8)
    folder.mkdir(mode=0o700, parents=True)
    return folder
