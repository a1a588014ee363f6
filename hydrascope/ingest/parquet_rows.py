"""Rows of Parquet exports as JSON text, for sources that look inside objects or reject rows."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import duckdb

from hydrascope.ingest.pieces import Piece, good
from hydrascope.ingest.privacy import is_denied
from hydrascope.ingest.source import Source, literal, quoted

_ROWS = 20_000


def needs_rows(source: Source) -> bool:
    """Whether a source cannot be read column by column."""
    return bool(
        source.rejects or source.only or source.also or source.explode or source.digests
    ) or any("/" in name for name in source.fields)


def row_pieces(path: Path, digests: tuple[str, ...]) -> Iterator[Piece]:
    """Every row with its number, from 1; columns that may hold a secret are not read."""
    with duckdb.connect() as conn:
        conn.execute("set TimeZone = 'UTC'")
        names = [
            str(row[0])
            for row in conn.execute(
                "describe select * from read_parquet(?, hive_partitioning = false)", [str(path)]
            ).fetchall()
        ]
        kept = [name for name in names if name in digests or not is_denied(name)]
        record = ", ".join(f"{literal(name)}: {quoted(name)}" for name in kept)
        reader = conn.sql(
            f"select file_row_number + 1, to_json({{{record}}})::varchar from read_parquet("
            "$path, hive_partitioning = false, file_row_number = true)",
            params={"path": str(path)},
        ).to_arrow_reader(_ROWS)
        for batch in reader:
            yield good(batch.column(0), batch.column(1))


def first_rows(path: Path, digests: tuple[str, ...], rows: int) -> list[str]:
    """The JSON text of the first rows."""
    texts: list[str] = []
    for piece in islice(row_pieces(path, digests), 1):
        texts.extend(piece.raw.slice(0, rows).to_pylist())
    return texts
