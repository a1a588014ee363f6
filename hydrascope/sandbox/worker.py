"""The process untrusted SQL runs in. Started by process.Worker; never imported by the app.

Its environment is empty, it inherits no files but its two pipes, and before it reads the
first text the operating system holds it to its limits. It ends when its input does.
"""

import datetime as dt
import decimal
import gc
import os
import sys
import threading
import time
from pathlib import Path
from typing import Any, BinaryIO

import duckdb
import orjson
import pyarrow as pa

from hydrascope.errors import HydrascopeError, OverLimit, SandboxError
from hydrascope.sandbox import faults, front, gate, jail, limits, wire
from hydrascope.sandbox.engine import SPILL, Engine, Message

PROGRESS_S = 0.2
ONE = decimal.Decimal(1)


def main() -> None:
    """Serve requests until the app hangs up."""
    requests, answers = _pipes()
    told = orjson.loads(wire.receive(requests)[1])
    try:
        engine, held, most = _shut_in(told)
    except (duckdb.Error, OSError, MemoryError) as error:
        wire.send_json(answers, {"kind": "error", "cause": faults.redacted(str(error))})
        return
    post = _Post(answers, engine)
    published = engine.published
    post.send(
        {
            "kind": "ready",
            "held": held,
            "tables": sorted(published.tables),
            "macros": sorted(published.macros),
        }
    )
    while True:
        try:
            request = orjson.loads(wire.receive(requests)[1])
        except (wire.Torn, OSError):
            return
        post.serve(request, most)


def _pipes() -> tuple[BinaryIO, BinaryIO]:
    """The two pipes to the app, out of reach of whatever prints or reads."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1):
        os.dup2(nothing, stream)
    os.close(nothing)
    return requests, answers


def _shut_in(told: dict[str, Any]) -> tuple[Engine, list[str], limits.Limits]:
    most = limits.Limits.from_dict(told["limits"])
    catalogue = front.Front(
        told["front"], told["version"], told["inner"], tuple(told["published"]), told["instead"]
    )
    folder = Path(told["folder"])
    front.make(catalogue)
    (folder / SPILL).mkdir()
    _warm()
    held = limits.hold(most)
    held += jail.enter(
        readable=[Path(catalogue.path), Path(catalogue.version)],
        writable=[folder],
    )
    engine = Engine(catalogue, folder, most)
    # A first answer, so that what is loaded late is loaded before the door is shut.
    for _ in engine.answer({"op": "run", "text": "select 1", "rows": 1}):
        pass
    held += limits.hold_memory(most)
    held += limits.no_more_processes()
    gc.collect()
    gc.freeze()
    return engine, held, most


def _warm() -> None:
    """Load what the engine loads on first use, while files can still be opened."""
    sys.meta_path.insert(0, _Missing())
    gate.functions()
    conn = duckdb.connect(":memory:", config={"threads": 1})
    try:
        at = dt.datetime(2026, 1, 1)
        for value in (None, True, 1, 0.5, "x", [1], ["x"], [at], at, at.date(), at - at, ONE):
            conn.sql("select $a as a, 'x'::blob as b", params={"a": value}).fetchall()
            conn.sql("select $a as a", params={"a": value}).to_arrow_reader(1).read_all()
        conn.execute("from nowhere")
    except duckdb.Error as error:
        faults.told(error, "from nowhere")
    finally:
        conn.close()


class _Missing:
    """Finds no pandas: Arrow would load it, for nothing, and make the worker thrice as large."""

    def find_spec(self, name: str, *_: Any) -> None:
        if name.partition(".")[0] == "pandas":
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


class _Post:
    """What goes back to the app; progress is told from a thread of its own."""

    def __init__(self, stream: BinaryIO, engine: Engine) -> None:
        self._stream = stream
        self._engine = engine
        self._lock = threading.Lock()
        threading.Thread(target=self._progress, daemon=True).start()

    def send(self, message: Message) -> None:
        payload = None if isinstance(message, dict) else _stream_of(message)
        try:
            with self._lock:
                if payload is None:
                    wire.send_json(self._stream, message)
                else:
                    wire.send(self._stream, wire.ARROW, payload)
        except OSError:
            os._exit(0)  # the app is gone, and so is the reason to go on

    def serve(self, request: dict[str, Any], most: limits.Limits) -> None:
        """Answer one request; whatever goes wrong is told as a sentence."""
        begun = time.perf_counter()
        self.send({"kind": "taken"})
        limits.grant_processor(float(request["seconds"]) * max(2, most.threads))
        tired = False
        try:
            for message in self._engine.answer(request):
                if isinstance(message, dict) and message["kind"] == "done":
                    message["seconds"] = time.perf_counter() - begun
                self.send(message)
        except HydrascopeError as error:
            self.send(_error(error))
        except Exception as error:  # noqa: BLE001  whatever a text provokes becomes a sentence
            told = faults.told(error, request["text"])
            tired = isinstance(told, OverLimit)
            self.send(_error(told, tired=tired))

    def _progress(self) -> None:
        """How far the running query is, every now and then, as far as the engine knows."""
        last = -1.0
        parent = os.getppid()
        while True:
            time.sleep(PROGRESS_S)
            if os.getppid() != parent:
                os._exit(0)  # the app was killed while a query runs
            running = self._engine.running
            if running is None:
                last = -1.0
                continue
            try:
                percent = float(running.query_progress())
            except duckdb.Error:
                continue  # it has just ended
            if percent > last:
                last = percent
                self.send({"kind": "progress", "percent": min(percent, 100.0)})


def _error(error: HydrascopeError, *, tired: bool = False) -> dict[str, Any]:
    told: dict[str, Any] = {
        "kind": "error",
        "class": type(error).__name__,
        "cause": error.cause,
        "remedy": error.remedy,
        "tired": tired,
    }
    if isinstance(error, SandboxError):
        told |= {"line": error.line, "column": error.column, "length": error.length}
    return told


def _stream_of(rows: pa.RecordBatch | pa.Schema) -> bytes:
    sink = pa.BufferOutputStream()
    schema = rows if isinstance(rows, pa.Schema) else rows.schema
    with pa.ipc.new_stream(sink, schema) as writer:
        if isinstance(rows, pa.RecordBatch):
            writer.write_batch(rows)
    return bytes(sink.getvalue())
