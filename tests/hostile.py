"""A warehouse worth attacking, what must never leave it, and who attacks.

Three secrets: a file beside the warehouse, an environment variable of the app, a table in the
published file that is not published. ``Attacked`` runs texts for real and says what came of it.
"""

import hashlib
import os
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from hydrascope.errors import Failed, HydrascopeError, Refused
from hydrascope.sandbox import process, replies, wire
from hydrascope.sandbox.limits import Limits
from hydrascope.sandbox.pool import Pool
from hydrascope.warehouse.store import Warehouse
from hydrascope.workbench.published import PUBLISHED
from tests.build import fill

ATTACKS = Path(__file__).with_name("sandbox") / "attacks.toml"
IN_A_FILE, IN_THE_ENVIRONMENT, IN_A_TABLE = "canary-file-7431", "canary-env-9152", "canary-row-2846"
CANARIES = (IN_A_FILE, IN_THE_ENVIRONMENT, IN_A_TABLE)
VARIABLE = "HYDRASCOPE_CANARY"
# Small, so that a bomb goes off quickly; times are for a busy machine.
TIGHT = Limits(
    seconds=1.5, threads=2, memory_mib=192, address_mib=640, disk_mib=64, rows=50, result_mib=2
)
# The same worker, with a gate that lets everything pass: do the other walls hold?
UNGATED = (
    "import sys; sys.path.insert(0, sys.argv[1])\n"
    "from hydrascope.sandbox import engine, gate, worker\n"
    "engine.judge = lambda conn, text, published: gate.Judged(text, '')\n"
    "worker.main()"
)


@dataclass(frozen=True)
class Attack:
    """One text, what is expected of it, and why somebody would send it."""

    sql: str
    expect: str
    why: str


@dataclass
class Outcome:
    """What came of a text: the error or the rows, and everything it could have told."""

    error: HydrascopeError | None
    rows: list[Any] = field(default_factory=list)
    told: str = ""

    @property
    def refused(self) -> bool:
        return isinstance(self.error, Refused | Failed)


def attacks() -> list[Attack]:
    """The corpus, in the order of the file."""
    with ATTACKS.open("rb") as handle:
        groups = tomllib.load(handle)["group"]
    return [Attack(sql, group["expect"], group["why"]) for group in groups for sql in group["sql"]]


class World:
    """A published warehouse with the three secrets in place."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.secret = folder / "secret.key"
        self.secret.write_text(f"{IN_A_FILE}\n", encoding="utf-8")
        self.open_folder = folder / "open"
        self.open_folder.mkdir()
        os.environ[VARIABLE] = IN_THE_ENVIRONMENT
        self.warehouse = Warehouse(folder / "warehouse")
        with self.warehouse.building() as draft:
            built = draft / "usage.duckdb"
            with duckdb.connect(str(built)) as conn:
                fill(conn)
                conn.execute(f"create table secret_ledger as select '{IN_A_TABLE}' as word")
                conn.execute("create sequence s")
            self.warehouse.publish(built, "0123456789abcdef", "2026-01-26T08:00:00")
        self.warehouse.secret()  # as an import would have made it
        self.before = self.files()

    def files(self) -> dict[str, str]:
        """Everything under the folder, by content."""
        return {
            str(path): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file()
        }

    def fitted(self, sql: str) -> str:
        """The text with the places of this world in it."""
        return sql.replace("{secret}", str(self.secret)).replace("{folder}", str(self.open_folder))

    def pool(self, limits: Limits = TIGHT, **more: Any) -> Pool:
        return Pool(self.warehouse.current().path, PUBLISHED, limits=limits, **more)


def ungated_pool(world: World, monkeypatch: Any) -> Pool:
    """Workers whose gate is open."""
    monkeypatch.setattr(process, "_BEGIN", UNGATED)
    return world.pool(slots=2, per_owner=2)


class Attacked:
    """Runs texts in a pool, several at once."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def all(self, texts: list[str], *, ahead: int = 6) -> list[Outcome]:
        """What came of each, in order."""
        outcomes, jobs = [], []
        for text in texts:
            jobs.append(self._begin(text))
            if len(jobs) - len(outcomes) >= ahead:
                outcomes.append(_end(*jobs[len(outcomes)]))
        return outcomes + [_end(*job) for job in jobs[len(outcomes) :]]

    def one(self, text: str) -> Outcome:
        return self.all([text])[0]

    def _begin(self, text: str) -> Any:
        heard: list[Any] = []

        def hear(kind: bytes, message: Any) -> None:
            heard.append(replies.rows(message).to_pylist() if kind == wire.ARROW else message)

        limits = self._pool.limits
        request = {"op": "run", "text": text, "rows": limits.rows, "seconds": limits.seconds}
        return self._pool.submit("attacker", request, hear), heard


def _end(job: Any, heard: list[Any]) -> Outcome:
    error = None
    try:
        job.wait()
    except HydrascopeError as told:
        error = told
    rows = [row for part in heard if isinstance(part, list) for row in part]
    plans = [part["plan"] for part in heard if isinstance(part, dict) and "plan" in part]
    return Outcome(error, rows + plans, f"{heard!r} {error!s}")
