"""``export``: any table or named query, whole, into a file with a manifest."""

import datetime as dt
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
import duckdb
import orjson

from hydrascope import audit, db
from hydrascope.cli.options import common, plural, tell, whoever
from hydrascope.cli.progress import Meter
from hydrascope.errors import InputError, QueryError
from hydrascope.export.extract import kind_of
from hydrascope.filters import Filters, snapped
from hydrascope.warehouse.store import Warehouse
from hydrascope.workbench.acts import Acts

_INSTANT = re.compile(r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}")


class UtcTime(click.ParamType[dt.datetime]):
    """A time in ISO 8601; without a zone it is UTC."""

    name = "time"

    def convert(self, value: Any, param: Any, ctx: Any) -> dt.datetime:
        if isinstance(value, dt.datetime):
            return value
        try:
            return utc(str(value))
        except ValueError:
            return self.fail(f"{value!r} is not a time like 2026-01-31T13:00.", param, ctx)


class Pair(click.ParamType[tuple[str, str]]):
    """``NAME=VALUE``; the value is JSON where it reads as JSON, else a time or text."""

    name = "pair"

    def convert(self, value: Any, param: Any, ctx: Any) -> tuple[str, str]:
        if isinstance(value, tuple):
            return value
        key, sign, text = str(value).partition("=")
        if not sign or not key:
            self.fail(f"{value!r} is not NAME=VALUE.", param, ctx)
        return key, text


def utc(text: str) -> dt.datetime:
    """A time as text to UTC without zone. Raises ValueError."""
    at = dt.datetime.fromisoformat(text)
    return at.astimezone(dt.UTC).replace(tzinfo=None) if at.tzinfo else at


def bindable(text: str) -> Any:
    """The value a ``--param`` means."""
    if _INSTANT.match(text):
        return utc(text)
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return text


def span(conn: duckdb.DuckDBPyConnection) -> tuple[dt.datetime, dt.datetime]:
    """First and last request loaded, the end exclusive."""
    for name, rows, first_at, last_at in db.relation(conn, "status/tables").fetchall():
        if name == "requests" and rows:
            return first_at, last_at + dt.timedelta(microseconds=1)
    raise InputError("No requests are loaded, so there is no range.", "Give --from and --to.")


def parameters(
    conn: duckdb.DuckDBPyConnection,
    query: str,
    between: tuple[dt.datetime | None, dt.datetime | None],
    where: list[tuple[str, str]],
    given: Mapping[str, Any],
) -> dict[str, Any]:
    """What the query binds. Raises for a choice it would not heed."""
    wanted = db.parameters(query)
    unheeded = [f"--param {key}" for key in given if key not in wanted and key != "dimension"]
    unheeded += ["--from/--to"] if any(between) and "start_at" not in wanted else []
    unheeded += [f"--where {key}" for key, _ in where if f"{key}_in" not in wanted]
    if unheeded:
        raise QueryError(
            f"{query} has no use for {', '.join(unheeded)}.",
            f"It takes {', '.join(sorted(wanted)) or 'no parameters'}.",
        )
    if query.startswith("extract/"):
        return {"start_at": between[0], "end_at": between[1], **given}
    if not wanted - given.keys():
        return dict(given)
    start_at, end_at = between
    if start_at is None or end_at is None:
        first_at, last_at = span(conn)
        start_at, end_at = start_at or first_at, end_at or last_at
    chips: dict[str, tuple[str, ...]] = {}
    for key, value in where:
        chips[key] = (*chips.get(key, ()), value)
    filters = Filters(*snapped(start_at, end_at), chips)
    more = {key: value for key, value in given.items() if key != "dimension"}
    return filters.params(given.get("dimension"), **more)


def _written_down(warehouse: Path, query: str, out: Path, values: Mapping[str, Any]) -> None:
    """Who takes what away. Raises where it cannot be written down; nothing is taken then."""
    fingerprint, now = Warehouse(warehouse).current().fingerprint, dt.datetime.now(dt.UTC)
    acts = Acts(audit.of(warehouse), whoever(), fingerprint, visitor="command line")
    acts.extract(query, kind_of(out), now, values)


@click.command("export")
@click.argument("name")
@click.option(
    "--out",
    required=True,
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write: .csv, .parquet, .jsonl or .xlsx.",
)
@click.option("--from", "since", type=UtcTime(), metavar="TIME", help="First moment, UTC.")
@click.option("--to", "until", type=UtcTime(), metavar="TIME", help="First moment after, UTC.")
@click.option(
    "--where",
    type=Pair(),
    multiple=True,
    metavar="DIMENSION=VALUE",
    help="Keep one value of model, country, status …; may be repeated.",
)
@click.option(
    "--param",
    "params",
    type=Pair(),
    multiple=True,
    metavar="NAME=VALUE",
    help="Any other parameter the query declares.",
)
@common
def export_command(
    name: str,
    out: Path,
    since: dt.datetime | None,
    until: dt.datetime | None,
    where: tuple[tuple[str, str], ...],
    params: tuple[tuple[str, str], ...],
    warehouse: Path,
    as_json: bool,
) -> None:
    """Extract every row of a table or a named query into FILE, with FILE.manifest.json.

    NAME is requests, accounts, account_attributes, account_aliases, events, bursts,
    burst_accounts, clusters, cluster_accounts, links, or a file under queries/ such as
    status/sources. Nothing is ever cut short.

    \b
    Example:
      python -m hydrascope export requests --from 2026-01-31 --out january.parquet
    """
    from hydrascope.export import extract
    from hydrascope.export.extract import query_name

    given = {key: bindable(text) for key, text in params}
    conn = Warehouse(warehouse).connect()
    try:
        query = query_name(name)
        values = parameters(conn, query, (since, until), list(where), given)
        _written_down(warehouse, query, out, values)
        with Meter(f"export {name}") as meter:
            report = extract(
                conn,
                query,
                values,
                out,
                created_at=dt.datetime.now(dt.UTC),
                progress=lambda done: meter.reached(done, None),
            )
    finally:
        conn.close()
    said = f"{plural(report.rows, 'row')} in {out} ({report.bytes / 1e6:,.1f} MB)"
    tell(
        report.to_dict(), [f"{said}; {report.manifest_path.name} says where from."], as_json=as_json
    )
