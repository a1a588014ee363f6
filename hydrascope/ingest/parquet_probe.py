"""A first look at a Parquet file: its columns, and its first rows where a source needs them."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from hydrascope.ingest.contract import InputFile, Layout, Skipped, too_wide
from hydrascope.ingest.detect import Match
from hydrascope.ingest.parquet_rows import first_rows, needs_rows

ROWS = 200


class Looking(Protocol):
    """What ``probe`` knows of a file so far, and how it goes on from there."""

    @property
    def path(self) -> Path: ...

    @property
    def name(self) -> str: ...

    def match(self, names: Sequence[str], records: Sequence[Mapping[str, Any]]) -> Match | None: ...

    def file(self, match: Match, container: str, layout: Layout) -> InputFile | Skipped: ...

    def unknown(self, names: Sequence[str]) -> Skipped: ...


def look(seen: Looking) -> InputFile | Skipped:
    """What a Parquet file is; or why it is not loaded."""
    try:
        metadata = pq.read_metadata(seen.path)
    except (pa.ArrowInvalid, OSError):
        return Skipped(seen.name, "a damaged Parquet file: its footer cannot be read")
    if refused := too_wide(seen.name, metadata.num_columns):
        return refused
    names = list(metadata.schema.to_arrow_schema().names)
    match = seen.match(names, [dict.fromkeys(names, "")])
    if match is None:
        return seen.unknown(names)
    if match.source.explode:
        return Skipped(
            seen.name, f"{match.source.label} as Parquet is not understood: export it as JSON"
        )
    if needs_rows(match.source):
        loaded = [json.loads(raw) for raw in first_rows(seen.path, match.source.digests, ROWS)]
        records = [record for record in loaded if isinstance(record, dict)]
        closer = seen.match(names, records) or match
        return seen.file(closer, "parquet", Layout(rows=metadata.num_rows))
    layout = Layout(columns=tuple(names), types=parquet_types(seen.path), rows=metadata.num_rows)
    return seen.file(match, "parquet", layout)


def parquet_types(path: Path) -> tuple[str, ...]:
    """DuckDB's types of the file's columns."""
    with duckdb.connect() as conn:
        rows = conn.execute(
            "describe select * from read_parquet(?, hive_partitioning = false)", [str(path)]
        ).fetchall()
    return tuple(str(row[1]) for row in rows)


def sample(path: Path) -> list[Mapping[str, Any]]:
    """The first rows as they are."""
    batch = next(pq.ParquetFile(path).iter_batches(batch_size=ROWS), None)
    return batch.to_pylist() if batch is not None else []
