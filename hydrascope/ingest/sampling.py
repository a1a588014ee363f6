"""The first records of a file nobody recognises, for whoever maps its columns."""

import csv
import re
from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from hydrascope.ingest import containers, parquet_probe, probe
from hydrascope.ingest.streams import head_of


def sample(path: Path) -> list[Mapping[str, Any]]:
    """The first records of a file as it spells them, whatever they are."""
    first = containers.first_bytes(path)
    if first.startswith(b"PAR1"):
        return parquet_probe.sample(path)
    head, _ = head_of(path, containers.compression_of(first), containers.HEAD)
    encoding = containers.encoding_of(head)
    if encoding == "utf-8" and not containers.is_utf8(head):
        encoding = "cp1252"
    text = head.decode(encoding, "replace").removeprefix("\ufeff")
    if probe.is_json(text):
        return probe.samples(text, "jsonl" if probe.is_lines(text) else "json")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    if not lines:
        return []
    delimiter = max(probe.DELIMITERS, key=re.sub(r'"[^"]*"', "", lines[0]).count)
    rows = csv.DictReader(lines, delimiter=delimiter)
    return [
        {key.strip(): value for key, value in row.items() if isinstance(key, str)}
        for row in islice(rows, probe.SAMPLE)
    ]
