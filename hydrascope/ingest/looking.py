"""What an import would do with some files, before it does it: told, never done.

Every kind of file is read once, as far as one batch goes: five mapped rows, the share of
rows that lack each column, the span of time, and why rows would be rejected.
"""

import datetime as dt
import itertools
import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import orjson

from hydrascope.errors import InputError
from hydrascope.ingest import sampling
from hydrascope.ingest.batches import Batch, InputFile, batches
from hydrascope.ingest.plan import plan as make_plan
from hydrascope.ingest.privacy import is_denied
from hydrascope.ingest.source import quoted

SHOWN_ROWS = 5
# Kinds of files looked into, and files nobody recognises that are shown.
SHOWN_KINDS = 20
SHOWN_UNKNOWN = 10
SHOWN_CHARACTERS = 80
MEMORY_LIMIT = "2GB"
_HIDDEN = ("source_item", "prompt", "extra")
_WHEN = {"requests": "ts", "events": "ts", "accounts": "created_at",
         "account_attributes": "first_seen"}  # fmt: skip


def look(
    paths: Sequence[str | Path],
    *,
    mapping: Path | None = None,
    source: str | None = None,
    saved: Path | None = None,
    now: dt.datetime | None = None,
) -> dict[str, Any]:
    """What there is at the paths, as plain values: ``kinds`` of files with a sample of each,
    ``skipped`` ones with the reason, ``unknown`` ones with columns and rows to map.

    Nothing is kept and no file is changed; hashes in the sample are made with a key that is
    thrown away. Raises InputError for paths that hold nothing at all, or a wrong mapping.
    """
    try:
        planned = make_plan(paths, mapping=mapping, source=source, saved=saved)
        files, skipped, notices = planned.files, planned.skipped, planned.notices
    except InputError as error:
        if not (skipped := getattr(error, "skipped", ())):
            raise
        files, notices = (), ()
    kinds = [list(group) for _, group in itertools.groupby(sorted(files, key=_kind), key=_kind)]
    unknown = [one for one in skipped if one.path is not None]
    return {
        "kinds": [_told(kind, now, with_rows=at < SHOWN_KINDS) for at, kind in enumerate(kinds)],
        "skipped": [{"name": one.name, "reason": one.reason} for one in skipped],
        "unknown": [
            _unknown(one.name, one.path) for one in unknown[:SHOWN_UNKNOWN] if one.path is not None
        ],
        "notices": list(notices),
        "files": len(files),
        "bytes": sum(file.size for file in files),
    }


def _kind(file: InputFile) -> tuple[object, ...]:
    return (file.table, file.source.name, file.source.label, file.why, file.container,
            file.layout.columns, file.layout.spellings)  # fmt: skip


def _told(
    files: Sequence[InputFile], now: dt.datetime | None, *, with_rows: bool
) -> dict[str, Any]:
    first = max(files, key=lambda file: file.size)
    facts = first.source.facts
    told = {
        "source": first.source.name,
        "label": first.source.label,
        "table": first.table,
        "why": first.why,
        "container": first.container,
        "files": len(files),
        "names": [file.name for file in files[:SHOWN_ROWS]],
        "bytes": sum(file.size for file in files),
        "sampled": first.name,
        "lacking": list(facts.missing) if facts else [],
        "record_columns": _names(sampling.sample(first.path)) if first.source.name in _FLAT else [],
    }
    return {**told, **(_sampled(first, now) if with_rows else {"rows": []})}


_FLAT = ("generic", "canonical")


def _sampled(file: InputFile, now: dt.datetime | None) -> dict[str, Any]:
    """The first batch of a file, mapped."""
    with duckdb.connect(config={"memory_limit": MEMORY_LIMIT}) as conn:
        for batch in batches(conn, [file], key=secrets.token_bytes(32), now=now):
            return _of_batch(conn, batch)
    return {"rows": [], "looked_at": 0}


def _of_batch(conn: duckdb.DuckDBPyConnection, batch: Batch) -> dict[str, Any]:
    described = conn.execute(f"describe {batch.relation}").fetchall()
    names = [row[0] for row in described if row[0] not in _HIDDEN]
    counts = conn.execute(
        f"select {', '.join(f'count({quoted(name)})' for name in names)} from {batch.relation}"
    ).fetchall()[0]
    when = _WHEN.get(batch.table)
    span = (None, None)
    if when:
        span = conn.execute(
            f"select min({quoted(when)}), max({quoted(when)}) from {batch.relation}"
        ).fetchall()[0]
    reasons: list[tuple[str, int]] = []
    if batch.rejects and batch.rows_rejected:
        reasons = conn.execute(
            f"select reason, count(*) from {batch.rejects} group by all order by 2 desc, 1"
        ).fetchall()
    filled = [name for name, count in zip(names, counts, strict=True) if count]
    # The address of a client is clear until loading has hashed it.
    shown = [
        f"address_hash({quoted(name)}) as {quoted('client_address_hash')}"
        if name == "client_address"
        else quoted(name)
        for name in filled
    ]
    rows = conn.execute(
        f"select {', '.join(shown) or '1'} from {batch.relation} limit {SHOWN_ROWS}"
    )
    headings = [column[0] for column in rows.description or []]
    return {
        "looked_at": batch.rows_read,
        "rejected": batch.rows_rejected,
        "rejected_by_reason": dict(reasons),
        "first_at": span[0],
        "last_at": span[1],
        "null_shares": {
            name: 1 - count / batch.rows if batch.rows else None
            for name, count in zip(names, counts, strict=True)
        },
        "columns": headings,
        "rows": [[_plain(value) for value in row] for row in rows.fetchall()],
    }


def _plain(value: Any) -> Any:
    """A value that JSON can hold, and that is not endless."""
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, int):
        return value if abs(value) < 1 << 53 else str(value)
    text = value.isoformat(" ") if isinstance(value, dt.datetime) else str(value)
    return text if len(text) <= SHOWN_CHARACTERS else text[:SHOWN_CHARACTERS] + "…"


def columns_of(path: Path) -> list[str]:
    """The columns of a file as it spells them, those inside objects left out."""
    return list(dict.fromkeys(str(key) for record in sampling.sample(path) for key in record))


def _names(records: Sequence[Mapping[str, Any]]) -> list[str]:
    """Columns of the records, with those inside objects as ``a/b``; no secrets."""
    names: dict[str, None] = {}
    for record in records:
        for key, value in record.items():
            inside = value
            if isinstance(value, str) and value[:1] == "{":
                try:
                    inside = orjson.loads(value)
                except orjson.JSONDecodeError:
                    inside = None
            if isinstance(inside, Mapping):
                names.update(dict.fromkeys(f"{key}/{name}" for name in inside))
            else:
                names[str(key)] = None
    return [name for name in names if not is_denied(name.rsplit("/", 1)[-1])]


def _unknown(name: str, path: Path) -> dict[str, Any]:
    """A file nobody recognises: what a person needs to map it."""
    try:
        records = sampling.sample(path)
    except (OSError, ValueError):
        records = []
    names = _names(records)
    top = [column for column in names if "/" not in column]
    rows = [[_plain(record.get(column)) for column in top] for record in records[:SHOWN_ROWS]]
    return {"name": name, "columns": names, "shown": top, "rows": rows}
