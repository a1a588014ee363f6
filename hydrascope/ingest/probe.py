"""A first look at one file: container, columns, source."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from hydrascope.ingest import containers, detect, documents
from hydrascope.ingest.contract import InputFile, Layout, Skipped
from hydrascope.ingest.privacy import normal_name
from hydrascope.ingest.streams import head_of

SAMPLE = 200
_DELIMITERS = ",;\t|"
_UNKNOWN = (
    "no source recognises its columns ({names}) and none of them is a time; "
    "describe them in a mapping file (--mapping)"
)


def read_mapping(path: Path | None) -> None:
    """The rules of a mapping file."""
    return None


def look(path: Path, name: str, rules: object) -> InputFile | Skipped:
    """What a file is; or why it is not loaded."""
    first = containers.first_bytes(path)
    if first.startswith(b"PAR1"):
        return _parquet(path, name)
    compression = containers.compression_of(first)
    head, is_whole = head_of(path, compression, containers.HEAD)
    if refusal := containers.refusal_of(head):
        return Skipped(name, refusal)
    if not head.strip():
        return Skipped(name, "nothing readable in it")
    encoding = containers.encoding_of(head)
    text = head.decode(encoding, "replace").removeprefix("\ufeff")
    if text.lstrip()[:1] in ("{", "["):
        return _json(path, name, compression, encoding, head, text, is_whole)
    return _delimited(path, name, compression, encoding, head, text)


def _json(
    path: Path,
    name: str,
    compression: str,
    encoding: str,
    head: bytes,
    text: str,
    is_whole: bool,
) -> InputFile | Skipped:
    container = "jsonl" if _is_lines(text) else "json"
    records = _samples(text, container)
    match = detect.known_source(records, name) if records else None
    keys = list(dict.fromkeys(key for record in records for key in record))
    if match is None:
        match = detect.flat_match(keys, Path(name).stem.lower())
    if match is None:
        return Skipped(name, _UNKNOWN.format(names=_few(keys)))
    layout = Layout(encoding=encoding, spellings=match.spellings, unwrap=match.unwrap,
                    columns=())  # fmt: skip
    return InputFile(
        path, name, path.stat().st_size, match.source, container, compression, match.why, layout
    )


def _is_lines(text: str) -> bool:
    """Whether every line is an object: the first is whole, and a second begins like one."""
    lines = text.lstrip().split("\n", 2)
    first = lines[0].strip()
    if not first.startswith("{") or not first.endswith("}"):
        return len(lines) > 1 and lines[1].lstrip()[:2] in ('{"',) and first.startswith('{"')
    try:
        record = json.loads(first, strict=False)
    except (ValueError, RecursionError):
        return len(lines) > 1 and lines[1].lstrip().startswith('{"')
    wrapped = any(
        isinstance(value, list) and value and isinstance(value[0], dict)
        for key, value in record.items()
        if key.lower() in documents.WRAPPERS
    )
    return not wrapped


def _samples(text: str, container: str) -> list[Mapping[str, Any]]:
    """The first records, as far as they can be understood."""
    if container == "jsonl":
        texts = [line for line in text.split("\n")[: SAMPLE + 1] if line.strip()]
    else:
        texts = []
        for piece in islice(documents.document_pieces(iter([text.encode()])), 5):
            texts.extend(piece.raw.to_pylist()[:SAMPLE])
    records = []
    for raw in texts[:SAMPLE]:
        try:
            record = json.loads(raw, strict=False)
        except (ValueError, RecursionError):
            continue
        if isinstance(record, dict):
            records.append(record)
    return records


def _delimited(
    path: Path, name: str, compression: str, encoding: str, head: bytes, text: str
) -> InputFile | Skipped:
    if encoding == "utf-8" and not containers.is_utf8(head):
        encoding = "cp1252"
        text = head.decode(encoding, "replace")
    lines = text.replace("\r\n", "\n").split("\n")
    skip = 0
    while skip < len(lines) and (not lines[skip].strip() or lines[skip].startswith("#")):
        skip += 1
    if skip >= len(lines) or len(lines) < 2:
        return Skipped(name, "no table in it: it has no header and rows")
    delimiter = max(_DELIMITERS, key=lambda sign: lines[skip].count(sign))
    header = next(csv.reader(io.StringIO(lines[skip]), delimiter=delimiter))
    header = [cell.strip() for cell in header]
    match = detect.known_source([dict.fromkeys(header, "")], name) or detect.flat_match(
        header, Path(name).stem.lower()
    )
    if match is None:
        return Skipped(name, _UNKNOWN.format(names=_few(header)))
    layout = Layout(
        encoding=encoding,
        delimiter=delimiter,
        skip_lines=skip + 1,
        columns=tuple(header),
        spellings=match.spellings,
    )
    return InputFile(
        path, name, path.stat().st_size, match.source, "csv", compression, match.why, layout
    )


def _few(names: Sequence[str]) -> str:
    shown = ", ".join(names[:6])
    return shown + (", …" if len(names) > 6 else "")


def _parquet(path: Path, name: str) -> InputFile | Skipped:
    try:
        metadata = pq.read_metadata(path)
    except (pa.ArrowInvalid, OSError):
        return Skipped(name, "a damaged Parquet file: its footer cannot be read")
    schema = metadata.schema.to_arrow_schema()
    names = list(schema.names)
    match = detect.known_source([dict.fromkeys(names, "")], name) or detect.flat_match(
        names, Path(name).stem.lower()
    )
    if match is None:
        return Skipped(name, _UNKNOWN.format(names=_few(names)))
    layout = Layout(
        columns=tuple(names),
        types=parquet_types(path),
        spellings=match.spellings,
        rows=metadata.num_rows,
    )
    return InputFile(
        path, name, path.stat().st_size, match.source, "parquet", "none", match.why, layout
    )


def parquet_types(path: Path) -> tuple[str, ...]:
    """DuckDB's types of the file's columns."""
    import duckdb

    with duckdb.connect() as conn:
        rows = conn.execute(
            "describe select * from read_parquet(?, hive_partitioning = false)", [str(path)]
        ).fetchall()
    return tuple(str(row[1]) for row in rows)


def notices(file: InputFile) -> list[str]:
    """What a person should know about a file before it is loaded."""
    if file.table != "requests" or not file.source.account_chain:
        return []
    layout = file.layout
    if layout.columns and file.source.name in ("canonical", "generic"):
        have = {normal_name(column) for column in layout.columns}
        have |= {normal_name(name) for name, _ in layout.spellings}
        kinds = ("account_id", "end_user_id", "user_id", "api_key_id", "org_id", "project_id")
        if not any(normal_name(kind) in have for kind in kinds):
            return [f"{file.name} names no account: its rows count for '(unknown)'"]
    return []
