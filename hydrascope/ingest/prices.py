"""What tokens cost by list price: the price table, checked, in force, and in a build.

A table is a CSV file: provider, model (a name, or a pattern with ``*``), the day from which the
row counts, US dollars per million tokens of input, output, cache reads and cache writes, and
where and when that was read. Hydrascope ships one; an installation's own, ``prices.csv`` beside
the warehouse, replaces it whole. A version keeps the table its costs were estimated with.
"""

import csv
import datetime as dt
import io
import math
import os
import secrets
from dataclasses import astuple, dataclass
from pathlib import Path

import duckdb

from hydrascope import db
from hydrascope.errors import InputError
from hydrascope.ingest import overlap
from hydrascope.warehouse import build

FILE = "prices.csv"
SHIPPED = Path(__file__).with_name(FILE)
REQUIRED = ("model", "input_usd_per_mtok", "output_usd_per_mtok", "source")
COLUMNS = (
    "provider", "model", "from_date", "input_usd_per_mtok", "output_usd_per_mtok",
    "cache_read_usd_per_mtok", "cache_write_usd_per_mtok", "source", "read_on", "note",
)  # fmt: skip
MOST_ROWS = 20_000
HIGHEST_USD = 1_000_000.0  # per million tokens: a dollar a token is a mistake in the unit


@dataclass(frozen=True)
class Price:
    """A row of the table. Prices in USD per million tokens; None where none is listed."""

    provider: str | None
    model: str
    from_at: dt.datetime | None
    input_usd: float
    output_usd: float | None
    cache_read_usd: float | None
    cache_write_usd: float | None
    source: str
    read_on: dt.date | None
    note: str | None


def in_force(root: Path) -> Path:
    """The table an installation uses: its own where it has one, else the shipped one."""
    own = root / FILE
    return own if own.is_file() else SHIPPED


def read(path: Path) -> tuple[Price, ...]:
    """The rows of a price table. Raises InputError naming the line that cannot be used."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path.name} cannot be read: {error}.", "Save it as UTF-8.") from None
    lines = csv.DictReader(io.StringIO(text, newline=""))
    lacking = [name for name in REQUIRED if name not in (lines.fieldnames or ())]
    strange = [name for name in lines.fieldnames or () if name not in COLUMNS]
    if lacking or strange:
        wrong = f"lacks {', '.join(lacking)}" if lacking else f"has unknown {', '.join(strange)}"
        raise InputError(f"{path.name} {wrong}.", f"Its columns are {', '.join(COLUMNS)}.")
    rows: dict[tuple[str, str, dt.datetime | None], Price] = {}
    for record in lines:
        place = f"{path.name}, line {lines.line_num}"
        if None in record:  # 2,50 for 2.50 would be two prices
            raise InputError(
                f"{place} has more fields than the header.", "Write decimals with a point."
            )
        row = _row(record, place)
        key = ((row.provider or "").lower(), row.model.lower(), row.from_at)
        if key in rows:
            raise InputError(f"{place} says again what a line above says.", "Keep one of them.")
        rows[key] = row
        if len(rows) > MOST_ROWS:
            raise InputError(f"{path.name} has over {MOST_ROWS:,} rows.", "Use patterns with *.")
    return tuple(rows.values())


def keep(root: Path, path: Path) -> tuple[Price, ...]:
    """Make a file the installation's own table, once it is checked; its rows."""
    rows = read(path)
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = root / f"{FILE}.{secrets.token_hex(4)}.tmp"
    draft.write_bytes(path.read_bytes())
    os.replace(draft, root / FILE)
    return rows


def bring(conn: duckdb.DuckDBPyConnection, rows: tuple[Price, ...]) -> None:
    """Make these the prices of the version being built."""
    conn.execute("delete from prices")
    if rows:
        columns = [list(column) for column in zip(*map(astuple, rows), strict=True)]
        places = ", ".join(f"unnest(${place}::{kind}[])" for place, kind in enumerate(_TYPES, 1))
        conn.execute(f"insert into prices select {places}", columns)


def settle_on(conn: duckdb.DuckDBPyConnection, root: Path) -> tuple[list[dt.datetime], str]:
    """Which table an import into this build uses: the one its costs were estimated with.

    Where nothing was estimated yet, that in force is brought, and what is loaded is priced by
    it: the days (midnights, UTC) this changed. The text is a remark where the version's table
    and that in force differ; '' where they agree.
    """
    rows = read(in_force(root))
    if is_applied(conn, rows):
        return [], ""
    if build.is_estimated(conn):
        return [], (
            "The price table has changed since costs were estimated; they are by the earlier one"
            " until `python -m hydrascope prices --apply`."
        )
    bring(conn, rows)
    return again(conn), ""


def is_applied(conn: duckdb.DuckDBPyConnection, rows: tuple[Price, ...]) -> bool:
    """Whether a version's estimates are by this table."""
    there = "select 1 from duckdb_tables() where schema_name = 'main' and table_name = 'prices'"
    if not conn.execute(there).fetchall():
        return False  # an older Hydrascope wrote it
    return set(conn.execute("from prices").fetchall()) == set(map(astuple, rows))


def again(conn: duckdb.DuckDBPyConnection) -> list[dt.datetime]:
    """Estimate anew what no source tells; the days (midnights, UTC) whose costs changed, or which
    hold calls that were set aside, to be decided anew.
    """
    apart = overlap.opened(conn)
    for name in ("models", "found", "again"):
        db.script(conn, f"prices/{name}")
    changed = _days(conn, "repriced_rows")
    return sorted({*apart, *changed})


def reported(conn: duckdb.DuckDBPyConnection) -> list[dt.datetime]:
    """Take back estimates that a cost report of the same provider and day tells already."""
    if not conn.execute(
        "select 1 from fact_requests where row_grain = 'bucket' limit 1"
    ).fetchall():
        return []
    db.script(conn, "prices/reported")
    return _days(conn, "reported_rows")


def unpriced(
    conn: duckdb.DuckDBPyConnection, import_id: str | None = None
) -> tuple[list[dict[str, object]], int]:
    """Models with tokens but no cost, the most used first, fifty at most; and how many in all."""
    found = db.relation(conn, "prices/unpriced", {"import_id": import_id}).fetchall()
    told = [{"provider": row[0], "model": row[1], "requests": row[2]} for row in found]
    return told, found[0][3] if found else 0


_TYPES = (
    "varchar", "varchar", "timestamp", "double", "double", "double", "double", "varchar", "date",
    "varchar",
)  # fmt: skip


def _days(conn: duckdb.DuckDBPyConnection, table: str) -> list[dt.datetime]:
    return [row[0] for row in conn.execute(f"select distinct day_at from {table}").fetchall()]


def _row(record: dict[str, str], place: str) -> Price:
    told = {name: (record.get(name) or "").strip() for name in COLUMNS}
    if not told["model"]:
        raise InputError(f"{place} names no model.", "Name one, or a pattern with *.")
    if not told["source"]:
        raise InputError(f"{place} does not say where the price is from.", "Fill in source.")
    price = {name: _usd(told[f"{name}_usd_per_mtok"], place, name) for name in _KINDS}
    if price["input"] is None:
        raise InputError(f"{place} has no price of input tokens.", "Give it, or drop the line.")
    since = _day(told["from_date"], place, "from_date")
    return Price(
        told["provider"] or None,
        told["model"],
        dt.datetime.combine(since, dt.time()) if since else None,
        price["input"],
        price["output"],
        price["cache_read"],
        price["cache_write"],
        told["source"],
        _day(told["read_on"], place, "read_on"),
        told["note"] or None,
    )


_KINDS = ("input", "output", "cache_read", "cache_write")


def _usd(text: str, place: str, name: str) -> float | None:
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 <= value < HIGHEST_USD:
        raise InputError(
            f"{place}: {text!r} is no price of {name.replace('_', ' ')} tokens.",
            "Give US dollars per million tokens, with a decimal point.",
        )
    return value


def _day(text: str, place: str, name: str) -> dt.date | None:
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise InputError(f"{place}: {name} is {text!r}.", "Write it as 2026-03-01.") from None
