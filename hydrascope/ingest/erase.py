"""Forget a file or an account: the rows, what follows from them, and older copies of them.

The rows are deleted in a copy, rollups and findings are made anew, and what is left is
written into a fresh file, because a deleted row may stay in a file's unused blocks. Then
the earlier versions go, and the rejected records. Until the pointer is switched nothing has
changed.
"""

import datetime as dt
import hashlib
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from hydrascope import db
from hydrascope.clusters.allowed import Allowed
from hydrascope.errors import InputError
from hydrascope.findings import kept
from hydrascope.findings.run import detect, digest, forget, was_run
from hydrascope.ingest import overlap, prices, privacy
from hydrascope.ingest.settle import count_once
from hydrascope.warehouse import build, rollups, versions
from hydrascope.warehouse.store import Warehouse

Stage = Callable[[str], None]
_SMALL = ("accounts", "account_attributes", "account_aliases", "events")


@dataclass
class Erased:
    """What an erasure did. ``subject`` names it without naming anybody.

    ``rows`` counts by table; ``read_again`` names files to import once more, since rows
    they shared with the erased file went with it; ``left`` are versions that still hold the
    rows because another program keeps them open.
    """

    kind: str
    subject: str
    rows: dict[str, int] = field(default_factory=dict)
    rejects: int = 0
    read_again: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    fingerprint: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)


def file_named(warehouse: Warehouse, name: str) -> tuple[str, str]:
    """The name and sha256 of a loaded file. Raises InputError unless exactly one fits.

    ``name`` is its name as loaded, or the beginning (eight digits or more) of its sha256.
    """
    with warehouse.connect() as conn:
        rows = conn.execute("select distinct file_name, sha256 from import_files").fetchall()
    fit = {(told, sha) for told, sha in rows if told == name}
    if not fit and re.fullmatch(r"[0-9a-f]{8,64}", name):
        fit = {(told, sha) for told, sha in rows if sha.startswith(name)}
    if len({sha for _, sha in fit}) != 1:
        cause = "Several loaded files are" if fit else "No loaded file is"
        raise InputError(
            f"{cause} named {name!r}.",
            "Give its name as the Data page shows it, or the first digits of its sha256.",
        )
    return min(fit)


def erase_file(
    warehouse: Warehouse,
    name: str,
    *,
    now: dt.datetime,
    stage: Stage | None = None,
    allowed: Allowed | None = None,
) -> Erased:
    """Forget a loaded file and publish what is left. ``now`` (UTC) dates it.

    Raises InputError when no one file is named so, or an older version of Hydrascope did
    not keep which rows are its.
    """
    told, sha = file_named(warehouse, name)
    report = Erased("file", sha[:12])

    def rows(conn: duckdb.DuckDBPyConnection) -> None:
        keys = [
            key
            for (key,) in conn.execute(
                "select file_key from import_files where sha256 = $1", [sha]
            ).fetchall()
        ]
        days: set[dt.datetime] = set()
        counts: dict[str, int] = {}
        for key in keys:
            _check_known(conn, key)
            db.script(conn, "erase/file", {"file_key": key})
            days |= set(_column(conn, "select day_at from erased_days"))
            for table, count in conn.execute("from erased_counts").fetchall():
                counts[table] = counts.get(table, 0) + count
        _keep(conn, days, counts)

    def is_its(line: dict[str, Any]) -> bool:
        return line.get("file") == told

    _erase(warehouse, report, rows, is_its, sha[:16], now, stage, allowed)
    return report


def erase_account(
    warehouse: Warehouse,
    account_id: str,
    *,
    now: dt.datetime,
    stage: Stage | None = None,
    allowed: Allowed | None = None,
) -> Erased:
    """Forget everything about an account and publish what is left. ``now`` (UTC) dates it.

    Raises InputError when the published version does not know the account.
    """
    with warehouse.connect() as conn:
        found = conn.execute(
            "select pseudonym from known_accounts where account_id = $1", [account_id]
        ).fetchall()
        known_as = _column(
            conn, "select id_value from account_aliases where account_id = $1", [account_id]
        )
    if not found:
        raise InputError(
            "The data knows no account of that id.", "Give the id as the exports write it."
        )
    report = Erased("account", found[0][0])
    pattern = _whole_words([account_id, *known_as])

    def rows(conn: duckdb.DuckDBPyConnection) -> None:
        db.script(conn, "erase/account", {"account_id": account_id})

    def is_its(line: dict[str, Any]) -> bool:
        return pattern.search(str(line.get("raw", ""))) is not None

    _erase(warehouse, report, rows, is_its, found[0][0], now, stage, allowed)
    return report


def _erase(
    warehouse: Warehouse,
    report: Erased,
    rows: Callable[[duckdb.DuckDBPyConnection], None],
    is_its: Callable[[dict[str, Any]], bool],
    name: str,
    now: dt.datetime,
    stage: Stage | None,
    allowed: Allowed | None,
) -> None:
    tell = stage or (lambda _: None)
    with warehouse.building() as folder:
        current = warehouse.current().path
        judged = was_run(current)
        tell("copying")
        conn = build.open_build(folder, current)
        try:
            privacy.install(conn, warehouse.secret())
            tell("erasing")
            apart = overlap.opened(conn)
            rows(conn)
            db.script(conn, "erase/orphans")
            kept.forget(conn)  # sums detection keeps are counted anew
            counted = conn.execute("from erased_counts where rows > 0 order by all").fetchall()
            report.rows = dict(counted)
            told = {"erased_at": now, "kind": report.kind, "digest": _digest(name)}
            db.script(conn, "erase/note", told)
            report.read_again = _column(
                conn,
                "select distinct file_name from import_files"
                " where file_key in (from files_to_read_again) order by all",
            )
            # What a report told of costs is estimated again where the report is gone.
            days = {*apart, *_column(conn, "from erased_days"), *prices.again(conn)}
            tell("rollups")
            rollups.rebuild(conn, count_once(conn, warehouse.root, days), fresh=False)
            if judged:
                detect(conn, stage=tell, allowed=allowed)
            else:
                forget(conn)
            report.fingerprint = build.fingerprint(conn)
            build.describe(conn, report.fingerprint, now, _synthetic(conn))
            tell("writing")
            clean = _rewritten(conn, folder)
        finally:
            conn.close()
        findings = digest(allowed=allowed) if judged else ""
        warehouse.publish(clean, report.fingerprint, now.isoformat(), findings=findings)
        report.left = versions.drop_others(warehouse)
        report.rejects = sum(
            _scrub(path, is_its) for path in (warehouse.root / "rejects").glob("*.jsonl")
        )


def _digest(name: str) -> str:
    """Names an erasure in the fingerprint; ``name`` is a hash or a pseudonym already."""
    return hashlib.sha256(name.encode()).hexdigest()[:16]


def _check_known(conn: duckdb.DuckDBPyConnection, file_key: int) -> None:
    """Raises InputError where nobody kept which rows of the small tables are the file's."""
    table, loaded, kept = conn.execute(
        "select table_name, rows_loaded,"
        " (select count(*) from file_rows where file_rows.file_key = import_files.file_key)"
        " from import_files where file_key = $1",
        [file_key],
    ).fetchall()[0]
    if table in _SMALL and loaded and not kept:
        raise InputError(
            "An older Hydrascope loaded this file and did not keep which rows are its.",
            "Import the other exports into a new warehouse instead.",
        )


def _keep(conn: duckdb.DuckDBPyConnection, days: set[dt.datetime], counts: dict[str, int]) -> None:
    """Several passes over one file, as if they had been one."""
    conn.execute("create or replace temp table erased_days (day_at timestamp)")
    conn.execute("create or replace temp table erased_counts (table_name varchar, rows bigint)")
    for day in sorted(days):
        conn.execute("insert into erased_days values ($1)", [day])
    for table, rows in sorted(counts.items()):
        conn.execute("insert into erased_counts values ($1, $2)", [table, rows])


def _synthetic(conn: duckdb.DuckDBPyConnection) -> str | None:
    rows = _column(conn, "select value from dataset_facts where name = 'synthetic'")
    return rows[0] if rows else None


def _rewritten(conn: duckdb.DuckDBPyConnection, folder: Path) -> Path:
    """What is left, in a file that never held the rest."""
    conn.execute("checkpoint")
    clean = folder / "clean.duckdb"
    conn.execute(f"attach '{str(clean).replace(chr(39), chr(39) * 2)}' as clean")
    conn.execute("copy from database usage to clean")
    conn.execute("checkpoint clean")
    conn.execute("detach clean")
    return clean


def _column(
    conn: duckdb.DuckDBPyConnection, sql: str, values: Sequence[object] | None = None
) -> list[Any]:
    return [row[0] for row in conn.execute(sql, values or []).fetchall()]


def _whole_words(names: Sequence[str]) -> re.Pattern[str]:
    told = "|".join(re.escape(name) for name in names)
    return re.compile(rf"(?<![\w.@-])(?:{told})(?![\w@-])")


def _scrub(path: Path, is_its: Callable[[dict[str, Any]], bool]) -> int:
    """Take records out of a file of rejects; how many there were."""
    draft, taken = path.with_suffix(".tmp"), 0
    draft.touch(mode=0o600)
    with path.open(encoding="utf-8") as given, draft.open("w", encoding="utf-8") as left:
        for line in given:
            if is_its(json.loads(line)):
                taken += 1
            else:
                left.write(line)
    if taken:
        draft.replace(path)
    draft.unlink(missing_ok=True)
    return taken
