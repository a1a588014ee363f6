"""Ask the published version anything: the one way in for the page and the command line.

A workbench follows the pointer: each request runs on the version published when it was made.
Texts are untrusted; see docs/sql.md for what holds them.
"""

import datetime as dt
import shutil
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Self

from hydrascope.errors import OverLimit
from hydrascope.export import excel, manifest
from hydrascope.export.extract import About, ExtractReport, Rows, kind_of, to_file
from hydrascope.sandbox import wire
from hydrascope.sandbox.gate import refuse_unreadable
from hydrascope.sandbox.job import Job
from hydrascope.sandbox.limits import MIB, Limits
from hydrascope.sandbox.pool import Pool
from hydrascope.warehouse.store import Version, Warehouse, open_version
from hydrascope.workbench import published, values
from hydrascope.workbench.answers import Answer, Asked, Heard, Running, Stream
from hydrascope.workbench.plans import Plan, plan
from hydrascope.workbench.published import PUBLISHED

Progress = Callable[[int], None]
Params = Mapping[str, Any]
# An extract takes its place in the queue beside a person's questions, not before them.
EXTRACTS = " (extract)"
READING = " (reading)"  # nor does typing wait for a query that runs
LEAST_FREE = 2 << 30  # bytes left on the disk an extract goes to
FRAME = 4096
INSPECT_S = 5.0  # reading a text takes milliseconds


class Workbench:
    """Keeps the workers. Making the object starts nothing; ``close`` ends everything.

    ``owner`` names who asks, as pages know them; whoever asks much waits behind those who ask
    little. Account ids are short names, unless ``reveal`` (then somebody has answered for it,
    see reveals). Every method raises Refused, Failed, OverLimit, Stopped or Busy (all
    SandboxError), and NoWarehouse before the first import.
    """

    def __init__(
        self,
        warehouse: Warehouse,
        *,
        limits: Limits | None = None,
        slots: int | None = None,
        reveal: bool = False,
    ) -> None:
        self._warehouse = warehouse
        self._reveal = reveal
        self.limits = limits or Limits()
        self._slots = slots
        self._lock = threading.Lock()
        self._pool: tuple[Version, Pool] | None = None

    @classmethod
    def in_one_order(cls, warehouse: Warehouse) -> Self:
        """One that shows short names and has one thread, for what must be the same twice.

        With more the engine gives the rows of a text without ORDER BY, and those equal in it, in
        another order each time.
        """
        return cls(warehouse, slots=1, limits=Limits(threads=1))

    def warm(self) -> None:
        """Start a worker ahead of the first question."""
        self._current()[1].warm()

    def inspect(self, text: str, *, owner: str) -> Asked:
        """What the text asks; nothing runs. Parameters come with the type they seem to have."""
        _, done = self._done("inspect", text, {}, owner + READING, seconds=INSPECT_S)
        return Asked(done["parameters"], tuple(done["tables"]), done["explain"])

    def start(
        self, text: str, params: Params | None = None, *, owner: str, rows: int | None = None
    ) -> Running:
        """Begin a query and return at once; see Running. ``rows`` is the most to show."""
        version, pool = self._current()
        most = min(rows or self.limits.rows, self.limits.rows)
        request = self._request("run", text, self._typed(text, params, owner)) | {"rows": most}
        heard = Heard(self._room)
        return Running(pool.submit(owner, request, heard), heard, version.fingerprint)

    def run(
        self, text: str, params: Params | None = None, *, owner: str, rows: int | None = None
    ) -> Answer:
        """Run a query and wait for what is to be shown of it."""
        return self.start(text, params, owner=owner, rows=rows).result()

    def count(self, text: str, params: Params | None = None, *, owner: str) -> int:
        """How many rows the whole answer has."""
        _, done = self._done("count", text, self._typed(text, params, owner), owner)
        return int(done["rows"])

    def explain(
        self, text: str, params: Params | None = None, *, owner: str, analyze: bool = False
    ) -> Plan:
        """How the engine would answer; with ``analyze`` it does, and measures each step."""
        given = self._typed(text, params, owner)
        _, done = self._done("explain", text, given, owner, analyze=analyze)
        return plan(done["plan"], analyzed=done["analyzed"])

    def extract(
        self,
        text: str,
        params: Params | None,
        out: Path,
        *,
        owner: str,
        created_at: dt.datetime,
        progress: Progress | None = None,
        stop: threading.Event | None = None,
    ) -> ExtractReport:
        """Write every row to ``out`` (.csv, .parquet, .jsonl, .xlsx) with its manifest.

        Setting ``stop`` from another thread ends it; then, as after any error, there is no
        file.
        """
        kind = kind_of(out)
        given = self._typed(text, params, owner)
        if kind == "xlsx":
            excel.refuse_too_many(self.count(text, params, owner=owner))
        version, pool = self._current()
        stream = Stream(stop)
        request = self._request("stream", text, given)
        request["seconds"] = self.limits.extract_seconds
        stream.job = pool.submit(owner + EXTRACTS, request, stream)
        try:
            schema, batches = stream.batches(lambda: _room(out))
            with open_version(version.path) as conn:
                facts = manifest.facts(conn)
            facts["fingerprint"] = version.fingerprint
            about = About("(own SQL)", text, given, facts)
            rows = Rows(stream.columns, schema, batches, progress)
            return to_file(rows, about, out, created_at=created_at)
        finally:
            stream.close()

    def close(self) -> None:
        """Stop every query and every worker."""
        with self._lock:
            held, self._pool = self._pool, None
        if held is not None:
            held[1].close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _current(self) -> tuple[Version, Pool]:
        """The published version and its workers; those of an older one end when idle."""
        version = self._warehouse.current()
        with self._lock:
            if self._pool is None or self._pool[0].path != version.path:
                if self._pool is not None:
                    self._pool[1].retire()
                pool = Pool(
                    version.path,
                    PUBLISHED,
                    instead=self._instead(),
                    limits=self.limits,
                    slots=self._slots,
                )
                self._pool = version, pool
            return self._pool

    def _instead(self) -> dict[str, str]:
        return published.REVEALED if self._reveal else published.named(self._warehouse.secret())

    @property
    def _room(self) -> int:
        """Bytes of an answer; what a row costs on the way comes on top of its values."""
        return 2 * self.limits.result_mib * MIB + self.limits.rows * FRAME

    def _request(self, op: str, text: str, params: Params) -> dict[str, Any]:
        packed = {name: wire.packed(value) for name, value in params.items()}
        return {"op": op, "text": text, "params": packed, "seconds": self.limits.seconds}

    def _typed(self, text: str, params: Params | None, owner: str) -> dict[str, Any]:
        """The parameters the text has, with values of their types; others are not passed on."""
        if not params:
            refuse_unreadable(text)
            return {}
        return values.bound(self.inspect(text, owner=owner).parameters, params)

    def _done(
        self, op: str, text: str, params: Params, owner: str, **more: Any
    ) -> tuple[Job, dict[str, Any]]:
        refuse_unreadable(text)
        heard = Heard(self._room)
        request = self._request(op, text, params) | more
        job = self._current()[1].submit(owner, request, heard)
        job.wait()
        return job, heard.done


def _room(out: Path) -> None:
    """An extract has no end of its own; it must not take the last of the disk."""
    parent = next(folder for folder in out.absolute().parents if folder.exists())
    if shutil.disk_usage(parent).free < LEAST_FREE:
        raise OverLimit(
            "The disk is nearly full; the extract was stopped and its file removed.",
            "Make room, or extract fewer rows or columns.",
        )
