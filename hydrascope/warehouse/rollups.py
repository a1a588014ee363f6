"""Rollups: what pages read instead of requests."""

import datetime as dt

import duckdb

from hydrascope import db

DAY = dt.timedelta(days=1)
# Rows rolled up at once: enough to keep two cores busy, little enough to stay in memory.
SLICE_ROWS = 6_000_000

Span = tuple[dt.datetime, dt.datetime]


def day_spans(conn: duckdb.DuckDBPyConnection, days: list[dt.datetime]) -> list[Span]:
    """``days`` (midnights, UTC) joined into spans of neighbours, each of bounded size."""
    counts = dict(
        conn.execute(
            "select date_trunc('day', ts)::timestamp, count(*) from fact_requests group by 1"
        ).fetchall()
    )
    spans: list[Span] = []
    rows = 0
    for day in sorted(days):
        rows += counts.get(day, 0)
        if spans and spans[-1][1] == day and rows <= SLICE_ROWS:
            spans[-1] = (spans[-1][0], day + DAY)
        else:
            spans.append((day, day + DAY))
            rows = counts.get(day, 0)
    return spans


def rebuild(conn: duckdb.DuckDBPyConnection, days: list[dt.datetime], *, fresh: bool) -> None:
    """Bring every rollup up to date for ``days``; ``fresh`` when there was none before."""
    spans = day_spans(conn, days)
    for start_at, end_at in spans:
        span = {"start_at": start_at, "end_at": end_at}
        if not fresh:
            db.script(conn, "rollup/clear", span)
        for name in ("account_day", "account_hour", "cells_hour", "cells_day", "cells_estimated"):
            db.script(conn, f"rollup/{name}", span)
    db.script(conn, "rollup/segments")
    db.script(conn, "rollup/cuts")
    for start_at, end_at in spans:
        span = {"start_at": start_at, "end_at": end_at}
        db.script(conn, "rollup/cuts_day", span)
        db.script(conn, "rollup/cuts_hour", span)
    db.script(conn, "rollup/account_totals")
