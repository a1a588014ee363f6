"""``backup`` and ``restore``: everything people wrote, in one file."""

import datetime as dt
from pathlib import Path

import click

from hydrascope.cli.options import common, plural, tell, whoever


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@common
def backup_command(file: Path, warehouse: Path, as_json: bool) -> None:
    """Write cases, audit trail, saved queries and history into FILE (a zip).

    Others may go on writing meanwhile. The data is not in it: keep the exports. Nor is the
    installation's secret, DIR/secret.key: keep a copy of that apart from the backups.

    \b
    Example:
      python -m hydrascope backup cases-2026-01-31.zip
    """
    from hydrascope.cases.backup import backup

    told = backup(warehouse, file, author=whoever(), at=dt.datetime.now(dt.UTC))
    lines = [f"{plural(len(told['files']), 'file')} in {file}."]
    if told["head"]:
        lines.append(f"Head of the audit trail in it: {told['head']}")
    tell(told, lines, as_json=as_json)


@click.command("restore")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Move what is there aside first.")
@common
def restore_command(file: Path, replace: bool, warehouse: Path, as_json: bool) -> None:
    """Put the cases, audit trail, saved queries and history of a backup in place.

    Each file is compared with its digest before anything is touched. The restoring is written
    into the audit trail, with the head of the trail that was there before.

    \b
    Example:
      python -m hydrascope restore cases-2026-01-31.zip
    """
    from hydrascope.cases.backup import restore

    told = restore(warehouse, file, author=whoever(), at=dt.datetime.now(dt.UTC), replace=replace)
    lines = [f"{plural(len(told['files']), 'file')} restored, as of {told['made_at']}."]
    if told["moved_aside"]:
        lines.append(f"What was there before is now in {told['moved_aside']}.")
    tell(told, lines, as_json=as_json)
