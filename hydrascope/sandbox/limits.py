"""How much one query may take, and how a process holds itself to it."""

import os
import platform
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

MIB = 1 << 20


@dataclass(frozen=True)
class Limits:
    """Of one query, or of the worker that runs it. Sizes in MiB, times in seconds."""

    seconds: float = 60.0  # wall clock; an extract has its own
    extract_seconds: float = 900.0
    threads: int = 2
    memory_mib: int = 1024  # what the engine plans with; it spills beyond
    address_mib: int = 2048  # what the operating system grants beyond an idle worker's own
    disk_mib: int = 2048  # temporary files
    rows: int = 5000  # shown; an extract has all
    result_mib: int = 16  # shown
    cell_characters: int = 10_000  # shown of one value
    stream_mib: int = 32  # one piece of an extract
    polite_seconds: float = 1.0  # running longer, a query yields to everybody else's
    files: int = 64

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, told: dict[str, Any]) -> Self:
        return cls(**told)


def hold(limits: Limits) -> list[str]:
    """Have the operating system hold this process to its limits; returns which it does."""
    if sys.platform == "win32":
        return []
    import resource

    held = []
    wanted = {
        "core": (resource.RLIMIT_CORE, 0),
        "files": (resource.RLIMIT_NOFILE, limits.files),
        "file size": (resource.RLIMIT_FSIZE, limits.disk_mib * MIB),
    }
    for name, (what, most) in wanted.items():
        _, hard = resource.getrlimit(what)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        try:
            resource.setrlimit(what, (most, most))
        except (OSError, ValueError):
            continue  # a system that does not keep it; the watcher outside does its part
        held.append(name)
    os.nice(5)  # the pages people look at come before what they compute
    return held


def hold_memory(limits: Limits) -> list[str]:
    """Limit the address space to what this idle process has now, and ``address_mib`` on top.

    macOS takes the limit and does not keep it; there, and on Windows, it is not set.
    """
    if not sys.platform.startswith("linux"):
        return []
    import resource

    pages = int(Path("/proc/self/statm").read_text(encoding="utf-8").split()[0])
    most = pages * resource.getpagesize() + limits.address_mib * MIB
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    return ["address space"]


def no_more_processes() -> list[str]:
    """Deny new processes where that leaves new threads alone: on macOS.

    Linux counts threads as processes, so that the engine could not run; there the system
    call filter of jail.py does it.
    """
    if platform.system() != "Darwin":
        return []
    import resource

    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    return ["processes"]


def grant_processor(seconds: float) -> None:
    """Let this process use ``seconds`` more of processor time; then the kernel ends it."""
    if sys.platform == "win32":
        return
    import resource

    spent = resource.getrusage(resource.RUSAGE_SELF)
    most = int(spent.ru_utime + spent.ru_stime + seconds) + 1
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    soft = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))
