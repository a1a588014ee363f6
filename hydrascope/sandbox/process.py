"""One worker as the app sees it: started, asked, watched, killed."""

import os
import platform
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import orjson

from hydrascope.errors import WarehouseError
from hydrascope.sandbox import wire
from hydrascope.sandbox.faults import redacted
from hydrascope.sandbox.front import NAME, Front, inner_name
from hydrascope.sandbox.limits import Limits

START_S = 30.0
_ROOT = Path(__file__).resolve().parents[2]
_BEGIN = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from hydrascope.sandbox.worker import main; main()"
)
LEAST_POLITE = 19


@dataclass(frozen=True)
class Setup:
    """What every worker of a pool is started with. ``folder`` is the pool's own."""

    front: Front
    folder: Path
    limits: Limits

    @classmethod
    def over(
        cls,
        version: Path,
        published: tuple[str, ...],
        instead: Mapping[str, str],
        folder: Path,
        limits: Limits,
    ) -> "Setup":
        path, data = str(folder / f"{NAME}.duckdb"), str(version.resolve())
        return cls(Front(path, data, inner_name(), published, instead), folder, limits)


class Worker:
    """A running process. Not for two threads at once, but for ``kill``."""

    def __init__(self, setup: Setup) -> None:
        """Start it and wait until it is ready. Raises WarehouseError when it does not come up."""
        self.folder = Path(tempfile.mkdtemp(prefix="worker-", dir=setup.folder))
        self.polite = False
        self._errors = self.folder / "errors.txt"
        with self._errors.open("wb") as errors:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-X", "utf8", "-c", _BEGIN, str(_ROOT)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                cwd=self.folder,
                env=_environment(),
                close_fds=True,
                start_new_session=os.name == "posix",
            )
        assert self._process.stdin is not None and self._process.stdout is not None
        self._to: IO[bytes] = self._process.stdin
        self._from: IO[bytes] = self._process.stdout
        ready = self._greet(setup)
        self.held: tuple[str, ...] = tuple(ready["held"])
        self.tables: tuple[str, ...] = tuple(ready["tables"])
        self.macros: tuple[str, ...] = tuple(ready["macros"])

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def _greet(self, setup: Setup) -> dict[str, Any]:
        late = threading.Timer(START_S, self.kill)
        late.daemon = True
        late.start()
        front = setup.front
        told: dict[str, Any] = {}
        try:
            wire.send_json(
                self._to,
                {
                    "front": front.path,
                    "version": front.version,
                    "inner": front.inner,
                    "published": front.published,
                    "instead": dict(front.instead),
                    "folder": str(self.folder),
                    "limits": setup.limits.to_dict(),
                },
            )
            told = orjson.loads(wire.receive(self._from)[1])
        except (wire.Torn, OSError):
            pass  # told below, with what the process left in its last words
        finally:
            late.cancel()
        if told.get("kind") != "ready":
            why = str(told.get("cause") or self._last_words())
            self.close()
            raise WarehouseError(
                f"The process that runs SQL did not start. {why}".strip(),
                "Try again; if it stays so, look at memory and disk.",
            )
        return told

    def _last_words(self) -> str:
        self._process.wait(timeout=START_S)
        lines = self._errors.read_text(encoding="utf-8", errors="replace").splitlines()
        said = [line for line in lines if "Error" in line]
        return redacted(said[-1]) if said else ""

    def ask(self, request: dict[str, Any], longest: int) -> Iterator[tuple[bytes, Any]]:
        """The messages that answer a request. Raises wire.Torn when the process dies."""
        try:
            wire.send_json(self._to, request)
        except (OSError, ValueError):
            raise wire.Torn("the process is gone") from None
        while True:
            try:
                kind, payload = wire.receive(self._from, longest)
            except (OSError, ValueError):
                raise wire.Torn("the process is gone") from None
            if kind == wire.ARROW:
                yield kind, payload
                continue
            told = orjson.loads(payload)
            yield kind, told
            if told.get("kind") in ("done", "error"):
                return

    def yield_way(self) -> None:
        """Give way to everybody else's queries; there is no way back, so it is not used again."""
        self.polite = True
        if not sys.platform.startswith("linux"):
            return
        try:
            # Linux knows a niceness per thread.
            for thread in os.listdir(f"/proc/{self.pid}/task"):
                os.setpriority(os.PRIO_PROCESS, int(thread), LEAST_POLITE)
        except OSError:
            pass  # it has ended meanwhile

    def resident_mib(self) -> int | None:
        """Memory it has now; None where that is not easily known."""
        try:
            pages = int(Path(f"/proc/{self.pid}/statm").read_text(encoding="ascii").split()[1])
            return pages * os.sysconf("SC_PAGE_SIZE") >> 20
        except (OSError, ValueError, IndexError):
            pass
        if platform.system() != "Darwin":
            return None
        found = subprocess.run(
            ["/bin/ps", "-o", "rss=", "-p", str(self.pid)], capture_output=True, check=False
        )
        return int(found.stdout) >> 10 if found.stdout.strip().isdigit() else None

    def kill(self) -> None:
        """End it at once, from any thread."""
        try:
            self._process.kill()
        except OSError:
            pass  # it has ended by itself

    def close(self) -> None:
        """Kill it, wait for it, and take away what it left on disk."""
        self.kill()
        self._process.wait()
        for stream in (self._to, self._from):
            try:
                stream.close()
            except OSError:
                pass  # a pipe nobody reads has bytes left
        shutil.rmtree(self.folder, ignore_errors=True)

    def death(self) -> str:
        """Why it died by itself: ``processor``, ``disk`` or ``memory``, as far as one can tell."""
        try:
            code = self._process.wait(timeout=START_S)
        except subprocess.TimeoutExpired:
            return "unknown"
        if sys.platform == "win32":
            return "unknown"  # it has no signals that say why
        return {-signal.SIGXCPU: "processor", -signal.SIGXFSZ: "disk"}.get(code, "memory")


def _environment() -> dict[str, str]:
    """Nothing of ours; only what a process needs to start and to stay small."""
    told = {"MALLOC_ARENA_MAX": "2", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    if os.name == "nt":
        told |= {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
    return told
