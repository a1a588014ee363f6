"""``versions``, ``use`` and ``forget``: what is kept, going back, and erasing."""

import datetime as dt
import sys
from pathlib import Path

import click

from hydrascope import audit, fmt, permits
from hydrascope.cli.options import author_option, common, plural, tell
from hydrascope.cli.progress import stage_lines
from hydrascope.errors import InputError
from hydrascope.warehouse import versions
from hydrascope.warehouse.store import Warehouse


def now() -> dt.datetime:
    """The time, UTC without zone."""
    return dt.datetime.now(dt.UTC).replace(tzinfo=None, microsecond=0)


@click.command("versions")
@common
def versions_command(warehouse: Path, as_json: bool) -> None:
    """The versions on disk, the newest first; `use` goes back to one.

    \b
    Example:
      python -m hydrascope versions
    """
    found = versions.stored(Warehouse(warehouse))
    lines = [
        f"{'*' if one.is_current else ' '} {one.name}  {fmt.utc(one.created_at)}"
        f"  {plural(one.requests, 'request')}, {plural(one.files, 'file')},"
        f" {one.bytes / 1e6:,.1f} MB{'  ' + one.problem if one.problem else ''}"
        for one in found
    ]
    told = [{**vars(one), "name": one.name, "path": str(one.path)} for one in found]
    tell({"versions": told}, lines or ["There is none."], as_json=as_json)


@click.command("use")
@click.argument("version", metavar="VERSION")
@author_option
@common
def use_command(version: str, author: str, warehouse: Path, as_json: bool) -> None:
    """Publish a version that is on disk, by name or fingerprint: go back, or forward again.

    \b
    Example:
      python -m hydrascope use 0f3c2d1e4b5a
    """
    chosen = versions.switch(Warehouse(warehouse), version)
    audit.of(warehouse).record(
        "switch_version", author=author, at=now(), subject=chosen.path.stem,
        fingerprint=chosen.fingerprint,
    )  # fmt: skip
    told = {"fingerprint": chosen.fingerprint, "version": chosen.path.stem}
    tell(told, [f"Dataset {chosen.fingerprint} published."], as_json=as_json)


@click.command("forget")
@click.option("--file", "file_name", metavar="NAME", help="A loaded file, by name or sha256.")
@click.option("--account", metavar="ID", help="An account, by its id; - reads the id from stdin.")
@click.option("--reason", default="", help="Why, for the audit trail; name nobody in it.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--progress", "as_lines", is_flag=True, hidden=True)
@author_option
@common
def forget_command(
    file_name: str | None,
    account: str | None,
    reason: str,
    yes: bool,
    as_lines: bool,
    author: str,
    warehouse: Path,
    as_json: bool,
) -> None:
    """Erase a file or an account, with everything that follows from it.

    A new version is published. Every earlier version is deleted, and so are its rejected
    records: there is no way back. Notes, cases and saved queries are not changed.

    \b
    Example:
      python -m hydrascope forget --file requests-2026-03.csv
    """
    if (file_name is None) == (account is None):
        raise click.UsageError("Give either --file or --account.")
    if account == "-":
        account = sys.stdin.readline().strip()
    name = file_name if file_name is not None else str(account)
    if not yes:
        typed = click.prompt(f"There is no way back. Type {name} to erase it", err=True)
        if typed != name:
            raise InputError("That is another name: nothing was erased.", "Run it again.")
    from hydrascope.ingest import erase

    run = erase.erase_file if file_name is not None else erase.erase_account
    kept = Warehouse(warehouse)
    report = run(
        kept,
        name,
        now=now(),
        stage=stage_lines(as_lines=as_lines),
        allowed=permits.in_force(warehouse, dt.datetime.now(dt.UTC)),
    )
    told = report.to_dict()
    audit.of(warehouse).record(
        "erase", author=author, at=now(), subject=report.subject,
        detail={"kind": report.kind, "rows": report.rows, "rejects": report.rejects,
                "reason": reason},
        fingerprint=report.fingerprint,
    )  # fmt: skip
    lines = [f"Erased from {table}: {plural(rows, 'row')}" for table, rows in report.rows.items()]
    lines += [f"Erased rejected records: {report.rejects:,}"]
    lines += [f"Import again, rows of it went too: {one}" for one in report.read_again]
    lines += [f"Still holds the rows, delete it: {one}" for one in report.left]
    lines += [f"Dataset {report.fingerprint} published; earlier versions are deleted."]
    tell(told, lines, as_json=as_json)
