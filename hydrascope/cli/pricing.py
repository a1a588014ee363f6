"""``prices``: which price table is in force, another one, and costs estimated anew."""

import datetime as dt
from pathlib import Path
from typing import Any

import click

from hydrascope import audit, permits
from hydrascope.cli.options import author_option, common, plural, tell
from hydrascope.cli.progress import stage_lines
from hydrascope.errors import NoWarehouse
from hydrascope.ingest import prices
from hydrascope.ingest.contract import file_digest
from hydrascope.warehouse.store import Warehouse


def now() -> dt.datetime:
    """The time, UTC without zone."""
    return dt.datetime.now(dt.UTC).replace(tzinfo=None, microsecond=0)


def described(warehouse: Warehouse) -> dict[str, Any]:
    """The table in force, and what of the published version it leaves without a cost."""
    path = prices.in_force(warehouse.root)
    rows = prices.read(path)
    told: dict[str, Any] = {
        "path": str(path),
        "own": str(warehouse.root / prices.FILE),
        "is_shipped": path == prices.SHIPPED,
        "prices": [vars(row) for row in rows],
        "unpriced": [],
        "unpriced_models": 0,
        "is_applied": True,
    }
    try:
        with warehouse.connect() as conn:
            told["unpriced"], told["unpriced_models"] = prices.unpriced(conn)
            told["is_applied"] = prices.is_applied(conn, rows)
    except NoWarehouse:
        pass
    return told


def _lines(told: dict[str, Any]) -> list[str]:
    kind = "the table shipped with Hydrascope" if told["is_shipped"] else "this installation's own"
    lines = [f"In force: {told['path']} ({kind}, {plural(len(told['prices']), 'row')})."]
    if told["is_shipped"]:
        lines.append(f"A table of your own goes to {told['own']}: use --edit or --file FILE.")
    lines += ["", "USD per million tokens:"]
    lines.append(
        f"{'provider':<12}{'model':<28}{'from':<12}{'input':>9}{'output':>9}{'read':>9}{'write':>9}"
    )
    for row in told["prices"]:
        since = f"{row['from_at']:%Y-%m-%d}" if row["from_at"] else "ever"
        usd = "".join(
            f"{'–' if row[name] is None else format(row[name], ',g'):>9}"
            for name in ("input_usd", "output_usd", "cache_read_usd", "cache_write_usd")
        )
        lines.append(f"{row['provider'] or 'any':<12}{row['model']:<28}{since:<12}{usd}")
    if told["unpriced"]:
        lines += ["", f"Without a price: {plural(told['unpriced_models'], 'model')}."]
        lines += [
            f"  {one['provider'] or 'no provider'} · {one['model'] or 'no model named'}:"
            f" {plural(one['requests'], 'request')}"
            for one in told["unpriced"]
        ]
    if not told["is_applied"]:
        lines += ["", "The published version was priced by another table: use --apply."]
    return lines


def changed(root: Path, file: Path | None, *, edit: bool, reset: bool) -> str:
    """Put another table in force; how it was done, in a word."""
    own = root / prices.FILE
    if reset:
        own.unlink(missing_ok=True)
        return "reset"
    if edit:
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = root / "prices.draft.csv"  # stays where it is refused, so that no work is lost
        if not file.exists():
            file.write_bytes(prices.in_force(root).read_bytes())
        click.edit(filename=str(file))
    assert file is not None
    prices.keep(root, file)
    if edit:
        file.unlink()
        return "edit"
    return "file"


@click.command("prices")
@click.option(
    "--file",
    "file",
    metavar="FILE",
    help="Make this table the installation's own.",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@click.option("--edit", is_flag=True, help="Open the table in your editor, and keep it.")
@click.option("--reset", is_flag=True, help="Go back to the table shipped with Hydrascope.")
@click.option("--apply", "apply_now", is_flag=True, help="Estimate what is loaded anew.")
@author_option
@common
def prices_command(
    file: Path | None,
    edit: bool,
    reset: bool,
    apply_now: bool,
    author: str,
    warehouse: Path,
    as_json: bool,
) -> None:
    """What tokens cost by list price, where no source tells: the table, and changing it.

    An import fills such costs from the table in force, and every page says which part of a cost
    is estimated. A changed table takes effect on what is loaded with --apply, which publishes a
    new version; costs a source told are never touched.

    \b
    Example:
      python -m hydrascope prices
      python -m hydrascope prices --file prices.csv --apply
    """
    if (file is not None) + edit + reset > 1:
        raise click.UsageError("Give one of --file, --edit and --reset.")
    kept = Warehouse(warehouse)
    detail: dict[str, Any] = {}
    if file is not None or edit or reset:
        detail["table"] = changed(kept.root, file, edit=edit, reset=reset)
    fingerprint = _applied(kept) if apply_now else None
    told = described(kept) | {"published": fingerprint}
    if detail or apply_now:
        rows = len(told["prices"])
        audit.of(warehouse).record(
            "prices", author=author, at=now(), subject=plural(rows, "price"),
            detail=detail | {"sha256": file_digest(Path(told["path"])), "applied": apply_now},
            fingerprint=fingerprint,
        )  # fmt: skip
    lines = _lines(told)
    if apply_now:
        done = f"Dataset {fingerprint} published." if fingerprint else "No cost changed."
        lines += ["", done]
    tell(told, lines, as_json=as_json)


def _applied(warehouse: Warehouse) -> str | None:
    from hydrascope.ingest import repricing

    return repricing.apply(
        warehouse,
        now=now(),
        stage=stage_lines(as_lines=False),
        allowed=permits.in_force(warehouse.root, dt.datetime.now(dt.UTC)),
    )
