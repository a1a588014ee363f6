"""Calls that two systems saw are counted once: measured per pair of sources and day.

A gateway and the cloud behind it each write down the same call. Calls are matched by the id of
the answer, else by account, model, tokens and time; reports tell no calls, so their sums of the day
are compared. What a source that goes after another says of the same calls is set aside: kept
and marked, and in no sum. What does not agree counts.
"""

import csv
import datetime as dt
import io
import itertools
import os
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from hydrascope import db
from hydrascope.errors import InputError
from hydrascope.warehouse import rollups

FILE = "primary.csv"
COLUMNS = ("source", "from_date", "to_date")
# Rounds of pairing the nearest; what they leave is alike in everything and goes in order.
ROUNDS = 6
EVER = (dt.datetime(1, 1, 1), dt.datetime(9999, 1, 1))
_SOURCES = "select distinct source from import_files where table_name = 'requests' order by 1"


@dataclass(frozen=True)
class Choice:
    """A source a person prefers, from a day (UTC) to the one before another; None: no limit."""

    source: str
    from_at: dt.datetime | None = None
    to_at: dt.datetime | None = None


def choices(root: Path) -> tuple[Choice, ...]:
    """What people prefer in this installation, the most preferred first. Raises InputError."""
    path = root / FILE
    if not path.is_file():
        return ()
    rows = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline=""))
    try:
        return tuple(
            Choice(row["source"], _day(row["from_date"]), _day(row["to_date"])) for row in rows
        )
    except (KeyError, TypeError, ValueError):
        raise InputError(
            f"{path} cannot be read.", f"Its columns are {', '.join(COLUMNS)}; or delete it."
        ) from None


def keep(root: Path, told: Sequence[Choice]) -> None:
    """Make these the installation's choices, the most preferred first."""
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = root / f"{FILE}.{secrets.token_hex(4)}.tmp"
    with draft.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(COLUMNS)
        for one in told:
            writer.writerow([one.source, _text(one.from_at), _text(one.to_at)])
    os.replace(draft, root / FILE)


def settle(
    conn: duckdb.DuckDBPyConnection, root: Path, days: Iterable[dt.datetime]
) -> list[dt.datetime]:
    """Decide anew what of the ``days`` (midnights, UTC) counts; the days that were looked at.

    All days are looked at where what people prefer has changed.
    """
    chosen = bring_choices(conn, root)
    known = sources(conn)
    if len(known) < 2:
        bring_back(conn)  # what the only source says counts, whoever else once said it
        conn.execute("delete from overlap_days")
        return sorted(set(_all_days(conn) if chosen else days))
    everything = set(_all_days(conn))
    looked = everything if chosen else _with_neighbours(days) & everything | set(days)
    changed = set(looked)
    for start_at, end_at in rollups.day_spans(conn, sorted(looked)):
        span = {"start_at": start_at, "end_at": end_at}
        db.script(conn, "overlap/back", span)
        db.script(conn, "overlap/calls", span)
        calling = [
            row[0]
            for row in conn.execute("select distinct source from calls order by 1").fetchall()
        ]
        for source, other in itertools.combinations(calling, 2):
            _match(conn, {"source": source, "other_source": other})
        db.script(conn, "overlap/ranked")
        db.script(conn, "overlap/measured", span)
        db.script(conn, "overlap/twice")
        if conn.execute("select 1 from day_sources where not is_comparable limit 1").fetchall():
            db.script(conn, "overlap/sums")
        db.script(conn, "overlap/aside")
        moved = conn.execute("select distinct day_at from counted_twice").fetchall()
        changed.update(row[0] for row in moved)
    return sorted(changed)


def _with_neighbours(days: Iterable[dt.datetime]) -> set[dt.datetime]:
    """A call just after midnight may be the other's just before."""
    return {day + step * rollups.DAY for day in days for step in (-1, 0, 1)}


def sources(conn: duckdb.DuckDBPyConnection) -> list[str]:
    """The sources requests were loaded from."""
    return [row[0] for row in conn.execute(_SOURCES).fetchall()]


def bring_back(
    conn: duckdb.DuckDBPyConnection, span: tuple[dt.datetime, dt.datetime] = EVER
) -> None:
    """Put what is set aside in a span (end exclusive) back, to be looked at with what changed."""
    if conn.table("fact_set_aside").limit(1).fetchall():
        db.script(conn, "overlap/back", {"start_at": span[0], "end_at": span[1]})


def opened(conn: duckdb.DuckDBPyConnection) -> list[dt.datetime]:
    """Put everything that is set aside back; the days (midnights, UTC) to decide anew."""
    bring_back(conn)
    return [row[0] for row in conn.execute("select distinct day_at from overlap_days").fetchall()]


def bring_choices(conn: duckdb.DuckDBPyConnection, root: Path) -> bool:
    """Make what people prefer the build's own; whether that changed anything."""
    told = [
        (place, one.source, one.from_at, one.to_at) for place, one in enumerate(choices(root), 1)
    ]
    if conn.execute("from primary_sources order by place").fetchall() == told:
        return False
    conn.execute("delete from primary_sources")
    for row in told:
        conn.execute("insert into primary_sources values ($1, $2, $3, $4)", row)
    return True


def told(conn: duckdb.DuckDBPyConnection) -> list[str]:
    """What is set aside, in sentences."""
    rows = conn.execute(
        "select files.source, aside.counted_source, sum(request_count)::bigint"
        " from fact_set_aside as aside"
        " inner join import_files as files on aside.file_key = files.file_key"
        " group by all order by all"
    ).fetchall()
    return [
        f"{calls:,} requests of {source} were seen by {counted} too: they are counted once, as"
        f" {counted} has them, and kept apart."
        for source, counted, calls in rows
    ]


def _match(conn: duckdb.DuckDBPyConnection, pair: dict[str, str]) -> None:
    """Pair the calls of two sources, whatever a third has: by id, then the nearest alike."""
    db.script(conn, "overlap/by_id", pair)
    db.script(conn, "overlap/waiting", pair)
    for _ in range(ROUNDS):
        db.script(conn, "overlap/nearest")
        if not conn.table("nearest_pairs").limit(1).fetchall():
            break
    else:
        db.script(conn, "overlap/in_order")
    conn.execute("insert into same_calls from pair_calls")


def _all_days(conn: duckdb.DuckDBPyConnection) -> list[dt.datetime]:
    days = "select distinct date_trunc('day', ts)::timestamp from {}"
    both = f"{days.format('fact_requests')} union {days.format('fact_set_aside')}"
    return [row[0] for row in conn.execute(both).fetchall()]


def _day(text: str) -> dt.datetime | None:
    return dt.datetime.combine(dt.date.fromisoformat(text), dt.time()) if text else None


def _text(at: dt.datetime | None) -> str:
    return f"{at:%Y-%m-%d}" if at else ""
