"""``import``: exports in, a new version of the warehouse out."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hydrascope import audit, permits
from hydrascope.cli import watching
from hydrascope.cli.options import (
    author_option,
    bursts_told,
    clusters_told,
    common,
    plural,
    tell,
)
from hydrascope.cli.progress import Lines, Meter
from hydrascope.warehouse.store import Warehouse

if TYPE_CHECKING:
    from hydrascope.ingest.remote import Brought
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


def written_down(warehouse: Path, told: Mapping[str, Any], author: str) -> None:
    """The import in the audit trail: what was read, and which dataset it made.

    Files stand there by the first digits of their sha256, as the Data page shows them: a name
    may name somebody, and an entry stays when the file is forgotten.
    """
    kept = ("rows_read", "rows_loaded", "rows_duplicate", "rows_rejected", "is_published")
    files = list(dict.fromkeys(file["sha256"][:12] for file in told["files"]))
    audit.of(warehouse).record(
        "import",
        author=author,
        at=dt.datetime.now(dt.UTC),
        subject=f"{plural(len(files), 'file')}",
        detail={name: told[name] for name in kept} | {"files": files[:NAMED]},
        fingerprint=told["fingerprint"],
    )


@click.command("import")
@click.argument("paths", nargs=-1, required=True, metavar="PATH…", type=click.Path())
@click.option(
    "--mapping",
    metavar="FILE",
    help="Mapping for files no source recognises.",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@click.option("--source", metavar="NAME", help="Read every file as this source.")
@click.option("--no-detect", is_flag=True, help="Load only; run `detect` later.")
@click.option("--watch", is_flag=True, help="Stay, and load what arrives in the folder.")
@click.option(
    "--settle",
    type=click.FloatRange(0),
    default=5.0,
    show_default=True,
    metavar="SECONDS",
    help="With --watch: how long a file must stay as it is before it counts as whole.",
)
@click.option("--progress", "as_lines", is_flag=True, hidden=True)
@author_option
@common
def import_command(
    paths: tuple[str, ...],
    mapping: Path | None,
    source: str | None,
    no_detect: bool,
    watch: bool,
    settle: float,
    as_lines: bool,
    author: str,
    warehouse: Path,
    as_json: bool,
) -> None:
    """Recognise, check and load export files or folders of them.

    A PATH may also be an address: s3://, gs://, az:// or abfs:// with bucket and prefix, or
    postgresql://host/database?table=schema.name. It is copied first, and the copy removed.

    Importing the same files again changes nothing. Readers keep the old version until the
    new one is complete; an import that is stopped leaves no trace. With --watch the command
    stays until Ctrl-C; a file that is still being copied waits.

    \b
    Example:
      python -m hydrascope import exports/ --warehouse data/warehouse
      python -m hydrascope import exports/ --watch
      python -m hydrascope import s3://bucket/usage/2026-03/
    """

    def load(chosen: Sequence[str | Path]) -> None:
        told = _load(chosen, mapping, source, no_detect, as_lines, author, warehouse)
        tell(told, _lines(told), as_json=as_json)

    if not watch:
        load(paths)
        return
    if len(paths) != 1 or not Path(paths[0]).is_dir():
        raise click.UsageError("--watch takes one folder.")
    watching.watch(Path(paths[0]), load, settle_s=settle)


def _load(
    paths: Sequence[str | Path],
    mapping: Path | None,
    source: str | None,
    no_detect: bool,
    as_lines: bool,
    author: str,
    warehouse: Path,
) -> dict[str, Any]:
    """One import, with its entry in the audit trail; the report as plain values."""
    from hydrascope.ingest.pipeline import run_import

    allowed = permits.in_force(warehouse, dt.datetime.now(dt.UTC))
    lines = Lines()
    with (
        _on_this_machine(paths, warehouse, as_lines=as_lines) as here,
        Meter("import") if not as_lines else nullcontext() as meter,
    ):

        def show(progress: "ImportProgress") -> None:
            expected = rows_expected(progress)
            if meter is None:
                lines.tell(progress.phase, progress.rows, expected)
            else:
                meter.reached(progress.rows, expected, f"import, {progress.phase}")

        report = run_import(
            here.paths,
            Warehouse(warehouse),
            mapping=mapping,
            source=source,
            progress=show,
            detection=not no_detect,
            allowed=allowed,
        )
    report.skipped += here.skipped
    report.notices += here.notices
    told = report.to_dict()
    written_down(warehouse, told, author)
    return told


@contextmanager
def _on_this_machine(
    paths: Sequence[str | Path], warehouse: Path, *, as_lines: bool
) -> Iterator["Brought"]:
    """The paths; what addresses such as s3://bucket/prefix name is copied while this lasts."""
    from hydrascope.ingest import addresses, remote

    if not any(addresses.is_address(path) for path in paths):
        yield remote.Brought(list(paths))
        return
    lines = Lines()
    with ExitStack() as stack:
        with Meter("copy", "bytes") if not as_lines else nullcontext() as meter:

            def show(label: str, done: int, total: int | None) -> None:
                if meter is None:
                    lines.tell("fetching", 0, None)
                else:
                    meter.reached(done, total, f"copy, {label}")

            here = stack.enter_context(remote.brought(paths, warehouse, show))
        yield here


@click.command("look")
@click.argument("paths", nargs=-1, required=True, metavar="PATH…", type=click.Path())
@click.option(
    "--mapping",
    metavar="FILE",
    help="Mapping for files no source recognises.",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@click.option("--source", metavar="NAME", help="Read every file as this source.")
@click.option("--keep", is_flag=True, help="Keep the mapping for files with these columns.")
@common
def look_command(
    paths: tuple[str, ...],
    mapping: Path | None,
    source: str | None,
    keep: bool,
    warehouse: Path,
    as_json: bool,
) -> None:
    """What an import of these files would do: their source and why, a sample, what they lack.

    Nothing is loaded.

    \b
    Example:
      python -m hydrascope look exports/
    """
    from hydrascope.ingest import saved
    from hydrascope.ingest.looking import columns_of, look

    folder = Warehouse(warehouse).root / saved.FOLDER
    with _on_this_machine(paths, warehouse, as_lines=False) as here:
        told = look(here.paths, mapping=mapping, source=source, saved=folder)
    told["skipped"] += [{"name": name, "reason": reason} for name, reason in here.skipped]
    told["notices"] += here.notices
    if keep:
        if mapping is None or len(paths) != 1 or not Path(paths[0]).is_file():
            raise click.UsageError("--keep takes one file and its --mapping.")
        saved.Saved(folder).keep(columns_of(Path(paths[0])), mapping)
    lines = [
        f"{plural(kind['files'], 'file')} of {kind['table']}: {kind['why']}"
        for kind in told["kinds"]
    ]
    lines += [f"skipped {one['name']}: {one['reason']}" for one in told["skipped"]]
    lines += [f"note: {notice}" for notice in told["notices"]]
    tell(told, lines, as_json=as_json)
