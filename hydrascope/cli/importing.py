"""``import``: exports in, a new version of the warehouse out."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hydrascope import audit, permits
from hydrascope.cli.options import bursts_told, clusters_told, common, plural, tell, whoever
from hydrascope.cli.progress import Meter
from hydrascope.warehouse.store import Warehouse

if TYPE_CHECKING:
    from hydrascope.ingest.report import ImportProgress


NAMED = 50  # files an entry of the audit trail lists


def _lines(told: Mapping[str, Any]) -> list[str]:
    """The report in sentences; nothing that was dropped goes unsaid."""
    lines = [
        f"Read {plural(told['rows_read'], 'row')} from {plural(len(told['files']), 'file')}:",
        f"  loaded: {told['rows_loaded']:,}",
        f"  already there: {told['rows_duplicate']:,}",
        f"  rejected: {told['rows_rejected']:,}",
    ]
    lines += [
        f"    {reason}: {rows:,}" for reason, rows in sorted(told["rejected_by_reason"].items())
    ]
    if told.get("reject_file"):
        lines.append(f"  rejected rows are in {told['reject_file']}")
    lines += [f"  skipped {name}: {reason}" for name, reason in told["skipped"]]
    lines += [f"  note: {notice}" for notice in told["notices"]]
    if found := told.get("found"):
        lines.append(bursts_told(found))
    if found := told.get("clusters"):
        lines.append(clusters_told(found))
    done = "published" if told["is_published"] else "unchanged, nothing was new"
    lines.append(f"Dataset {told['fingerprint']} {done}, in {told['seconds']:.1f} s.")
    return lines


def rows_expected(progress: "ImportProgress") -> int | None:
    """Rows there will be in all, judged by the bytes read so far."""
    if not progress.bytes_done:
        return None
    return max(progress.rows, progress.rows * progress.bytes_total // progress.bytes_done)


def written_down(warehouse: Path, told: Mapping[str, Any]) -> None:
    """The import in the audit trail: what was read, and which dataset it made."""
    kept = ("rows_read", "rows_loaded", "rows_duplicate", "rows_rejected", "is_published")
    files = [file["file_name"] for file in told["files"]]
    audit.of(warehouse).record(
        "import",
        author=whoever(),
        at=dt.datetime.now(dt.UTC),
        subject=f"{plural(len(files), 'file')}",
        detail={name: told[name] for name in kept} | {"files": files[:NAMED]},
        fingerprint=told["fingerprint"],
    )


@click.command("import")
@click.argument("paths", nargs=-1, required=True, metavar="PATH…", type=click.Path(path_type=Path))
@click.option(
    "--mapping",
    metavar="FILE",
    help="Mapping for files no source recognises.",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@click.option("--source", metavar="NAME", help="Read every file as this source.")
@click.option("--no-detect", is_flag=True, help="Load only; run `detect` later.")
@common
def import_command(
    paths: tuple[Path, ...],
    mapping: Path | None,
    source: str | None,
    no_detect: bool,
    warehouse: Path,
    as_json: bool,
) -> None:
    """Recognise, check and load export files or folders of them.

    Importing the same files again changes nothing. Readers keep the old version until the
    new one is complete; an import that is stopped leaves no trace.

    \b
    Example:
      python -m hydrascope import exports/ --warehouse data/warehouse
    """
    from hydrascope.ingest.pipeline import run_import

    allowed = permits.in_force(warehouse, dt.datetime.now(dt.UTC))
    with Meter("import") as meter:

        def show(progress: "ImportProgress") -> None:
            meter.reached(progress.rows, rows_expected(progress), f"import, {progress.phase}")

        report = run_import(
            list(paths),
            Warehouse(warehouse),
            mapping=mapping,
            source=source,
            progress=show,
            detection=not no_detect,
            allowed=allowed,
        )
    told = report.to_dict()
    written_down(warehouse, told)
    tell(told, _lines(told), as_json=as_json)
