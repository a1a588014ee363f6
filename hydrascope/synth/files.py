"""Files of one simulation: Parquet that is the same byte for byte, all or nothing."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from hydrascope.errors import InputError
from hydrascope.synth.stage import Stage

MARKER = "SYNTHETIC.json"
_ROW_GROUP = 122_880  # what DuckDB reads best
_SMALL_INTEGERS = (
    "gen_ai_usage_input_tokens",
    "gen_ai_usage_output_tokens",
    "gen_ai_usage_cache_creation_input_tokens",
    "gen_ai_usage_cache_read_input_tokens",
    "gen_ai_usage_reasoning_output_tokens",
    "cost_usd",
    "duration_ms",
    "time_to_first_chunk_ms",
    "prompt_length",
    "ts",
)
_FEW_VALUES = ("client_asn", "http_response_status_code", "tool_count")


@contextmanager
def replacing(out: Path) -> Iterator[Path]:
    """A folder beside ``out`` to write into; it takes ``out``'s place when all went well."""
    if out.exists() and not out.is_dir():
        raise InputError(f"'{out}' is a file.", "Name a folder to write to.")
    if out.is_dir() and any(out.iterdir()) and not (out / MARKER).is_file():
        raise InputError(
            f"The folder '{out}' holds files that no simulation wrote.",
            "Name another folder, or empty this one.",
        )
    part = out.with_name(f"{out.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    try:
        yield part
        if out.is_dir():
            shutil.rmtree(out)
        part.rename(out)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def write_marker(folder: Path, stage: Stage) -> None:
    """SYNTHETIC.json: how pages and briefs know to carry the word; nothing about who is who."""
    text = {
        "synthetic": True,
        "made_by": "hydrascope simulate",
        "scenario": stage.scenario.name,
        "description": stage.scenario.description,
        "scale": stage.scale,
        "seed": stage.seed,
        "first_day": stage.scenario.first_day.isoformat(),
        "days": stage.scenario.days,
    }
    (folder / MARKER).write_text(json.dumps(text, indent=2) + "\n", encoding="utf-8")


def write_table(table: pa.Table, path: Path) -> None:
    pq.write_table(table, path, compression="zstd", compression_level=1)


def row_groups(rows: int) -> Iterator[slice]:
    """Slices of one row group each."""
    for low in range(0, rows, _ROW_GROUP):
        yield slice(low, min(low + _ROW_GROUP, rows))


class RequestWriter:
    """Writes row groups; the first one decides the schema."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._writer: pq.ParquetWriter | None = None

    def write(self, table: pa.Table) -> None:
        """Append one row group."""
        if self._writer is None:
            self._writer = _writer(self._path, table.schema)
        self._writer.write_table(table, row_group_size=_ROW_GROUP)

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()


def _writer(path: Path, schema: pa.Schema) -> pq.ParquetWriter:
    """Dictionaries for words, differences for numbers: small and quick to read."""
    words = [field.name for field in schema if pa.types.is_dictionary(field.type)]
    words += [name for name in _FEW_VALUES if name in schema.names]
    numbers = [name for name in _SMALL_INTEGERS if name in schema.names]
    return pq.ParquetWriter(
        path,
        schema,
        compression="zstd",
        compression_level=1,
        use_dictionary=words,
        column_encoding=dict.fromkeys(numbers, "DELTA_BINARY_PACKED"),
        store_decimal_as_integer=True,
        dictionary_pagesize_limit=8 << 20,
        write_statistics=True,
    )
