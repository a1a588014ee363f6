"""One import, start to finish: plan, load, roll up, detect, name, publish.

Everything happens in a copy. Until the pointer is switched in the last step, a kill, a
crash or Ctrl-C leaves the published warehouse as it was.
"""

import datetime as dt
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb

from hydrascope.clusters.allowed import Allowed
from hydrascope.errors import NoWarehouse, WarehouseError
from hydrascope.findings.run import detect, digest, forget, was_run
from hydrascope.ingest import prices, saved
from hydrascope.ingest.batches import InputFile, Plan, batches, file_digest
from hydrascope.ingest.load import Loader
from hydrascope.ingest.plan import plan as make_plan
from hydrascope.ingest.report import FileResult, ImportProgress, ImportReport, Progress
from hydrascope.ingest.settle import settle
from hydrascope.warehouse import build, rollups
from hydrascope.warehouse.store import Warehouse, open_version

NOT_RUN = (
    "Bursts and clusters have not been looked for in this version: run"
    " `python -m hydrascope detect`."
)
# What must be known before the rows that refer to it.
ORDER = ("account_aliases", "accounts", "account_attributes", "events", "requests")


def run_import(
    paths: Sequence[str | Path],
    warehouse: Warehouse,
    *,
    mapping: Path | None = None,
    source: str | None = None,
    progress: Progress | None = None,
    now: dt.datetime | None = None,
    detection: bool = True,
    allowed: Allowed | None = None,
) -> ImportReport:
    """Load exports into a new version of ``warehouse``, find bursts and clusters, and publish it.

    ``source`` says what every file is; ``now`` (UTC, without zone) dates the import; ``allowed``
    is the allow-list detection takes. Files already loaded, byte for byte, are not read again.
    Raises InputError, UnknownFormat or WarehouseBusy.
    """
    begun = time.monotonic()
    now = now or dt.datetime.now(dt.UTC).replace(tzinfo=None, microsecond=0)
    planned = make_plan(paths, mapping=mapping, source=source, saved=warehouse.root / saved.FOLDER)
    report = ImportReport(
        skipped=[(file.name, file.reason) for file in planned.skipped],
        notices=list(planned.notices),
    )
    with warehouse.building() as folder:
        digests = _digests(planned.files)
        read_with = file_digest(mapping) if mapping else None
        base = _base(warehouse, report)
        fresh = _set_known_aside(base, planned.files, digests, read_with, report)
        if fresh:
            _build(
                warehouse, folder, base, planned, fresh, read_with, report, progress, now,
                detection=detection, allowed=allowed,
            )  # fmt: skip
        else:
            report.fingerprint = warehouse.current().fingerprint
            if detection and base is not None and not was_run(base):
                report.notices.append(NOT_RUN)
    report.seconds = time.monotonic() - begun
    return report


def _digests(files: Sequence[InputFile]) -> dict[str, str]:
    """SHA-256 of each file by name; reading is quicker than one core can hash."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        return dict(
            zip(
                [file.name for file in files],
                pool.map(lambda file: file_digest(file.path), files),
                strict=True,
            )
        )


def _base(warehouse: Warehouse, report: ImportReport) -> Path | None:
    """The version to add to; None where there is none, or none that can be used."""
    try:
        return warehouse.current().path
    except NoWarehouse:
        return None
    except WarehouseError as error:
        report.notices.append(f"{error.cause} This import starts a new warehouse.")
        return None


def _set_known_aside(
    base: Path | None,
    files: Sequence[InputFile],
    digests: dict[str, str],
    mapping_digest: str | None,
    report: ImportReport,
) -> list[tuple[InputFile, str]]:
    """Files not loaded before; the others are reported as all duplicates."""
    known: dict[tuple[str, str, str | None], tuple[int, int]] = {}
    if base is not None:
        with open_version(base) as conn:
            again = "select 1 from duckdb_tables() where table_name = 'files_to_read_again'"
            left_out = "files_to_read_again" if conn.execute(again).fetchall() else "(select -1)"
            rows = conn.execute(
                "select sha256, source, mapping_sha256, rows_read, rows_rejected from import_files"
                f" where file_key not in (from {left_out})"
            ).fetchall()
        known = {(row[0], row[1], row[2]): (row[3], row[4]) for row in rows}
    fresh = []
    for file in sorted(files, key=lambda file: ORDER.index(file.table)):
        key = (digests[file.name], file.source.name, file.read_with or mapping_digest)
        if key not in known:
            fresh.append((file, digests[file.name]))
            continue
        read, rejected = known[key]
        report.files.append(
            FileResult(
                file.name, file.source.name, file.table, read, 0, read - rejected, rejected,
                is_known=True, sha256=digests[file.name],
            )
        )  # fmt: skip
    return fresh


def _build(
    warehouse: Warehouse,
    folder: Path,
    base: Path | None,
    planned: Plan,
    fresh: list[tuple[InputFile, str]],
    read_with: str | None,
    report: ImportReport,
    progress: Progress | None,
    now: dt.datetime,
    *,
    detection: bool,
    allowed: Allowed | None,
) -> None:
    """Load ``fresh`` files into a copy of the published version and publish that."""
    import_id = f"{now:%Y%m%dT%H%M%S}-{folder.name.removeprefix('build-')}"
    reject_file = warehouse.root / "rejects" / f"{import_id}.jsonl"
    draft = folder / reject_file.name
    conn = build.open_build(folder, base)
    try:
        loader = Loader(conn, import_id, draft)
        priced, remark = prices.settle_on(conn, warehouse.root)
        loader.days.update(priced)
        loader.notices.extend([remark] if remark else [])
        loader.register(fresh, read_with, now)
        _load(conn, loader, warehouse.secret(), fresh, progress, now)
        _tell(progress, "rollups", loader, fresh)
        days = settle(loader, warehouse.root)
        rollups.rebuild(conn, days, fresh=base is None)
        if detection:
            found = detect(
                conn, stage=lambda name: _tell(progress, name, loader, fresh), allowed=allowed
            )
            report.found, report.clusters = found.bursts, found.clusters
        else:
            forget(conn)
        name = build.fingerprint(conn)
        build.describe(conn, name, now, planned.description if planned.is_synthetic else None)
        conn.execute("checkpoint")
    finally:
        conn.close()
    report.files.extend(loader.results.values())
    report.notices.extend(loader.notices)
    report.rejected_by_reason = dict(loader.reasons)
    report.unpriced = loader.unpriced
    if draft.exists():
        reject_file.parent.mkdir(mode=0o700, exist_ok=True)
        draft.replace(reject_file)
        report.reject_file = str(reject_file)
    findings = digest(allowed=allowed) if detection else ""
    version = warehouse.publish(folder / "usage.duckdb", name, now.isoformat(), findings=findings)
    report.fingerprint = version.fingerprint
    report.is_published = True


def _load(
    conn: duckdb.DuckDBPyConnection,
    loader: Loader,
    key: bytes,
    fresh: list[tuple[InputFile, str]],
    progress: Progress | None,
    now: dt.datetime,
) -> None:
    files = [file for file, _ in fresh]
    # One small file at a time, so that its rows are counted as its own.
    groups = [[file] for file in files if file.table != "requests"]
    groups.append([file for file in files if file.table == "requests"])
    done = 0
    for group in groups:
        for batch in batches(conn, group, key=key, now=now):
            loader.add(batch)
            done += batch.bytes_done
            _tell(progress, "loading", loader, fresh, done)


def _tell(
    progress: Progress | None,
    phase: str,
    loader: Loader,
    fresh: list[tuple[InputFile, str]],
    bytes_done: int | None = None,
) -> None:
    if progress is None:
        return
    total = sum(file.size for file, _ in fresh)
    rows = sum(result.rows_read for result in loader.results.values())
    progress(ImportProgress(phase, rows, total if bytes_done is None else bytes_done, total))
