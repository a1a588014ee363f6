"""What reading hands over: files with their source, and batches of canonical rows."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from hydrascope.ingest.source import Source

_CHUNK = 1 << 20
MOST_COLUMNS = 5_000


@dataclass(frozen=True)
class Layout:
    """How to take a file's bytes apart.

    ``columns`` are the fields of a delimited file or a Parquet file in order, as spelled
    there; ``spellings`` the paths a JSON file uses for a source's fields where they differ.
    ``captures`` are values taken from the file's path by a mapping.
    """

    encoding: str = "utf-8"
    delimiter: str = ""
    escape: str = ""
    skip_lines: int = 0
    columns: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    spellings: tuple[tuple[str, str], ...] = ()
    unwrap: str = ""
    captures: tuple[tuple[str, str], ...] = ()
    rows: int = 0


@dataclass(frozen=True)
class InputFile:
    """A file to load, and why we know what it is."""

    path: Path
    name: str
    size: int
    source: Source
    container: str
    compression: str
    why: str
    layout: Layout = field(default_factory=Layout)
    read_with: str | None = None  # sha256 of the kept mapping it is read with

    @property
    def table(self) -> str:
        return self.source.table


@dataclass(frozen=True)
class Skipped:
    """A file that is not loaded, and the reason."""

    name: str
    reason: str
    path: Path | None = None  # where it is, if a mapping would make it readable


def too_wide(name: str, columns: int) -> Skipped | None:
    """A refusal, where a table has more columns than one query can sensibly name."""
    if columns <= MOST_COLUMNS:
        return None
    return Skipped(
        name,
        f"it has {columns:,} columns or more, and at most {MOST_COLUMNS:,} are read: keep those "
        "of the data dictionary and export again",
    )


@dataclass(frozen=True)
class Plan:
    """What an import would do, before it does it."""

    files: tuple[InputFile, ...]
    skipped: tuple[Skipped, ...]
    notices: tuple[str, ...]
    is_synthetic: bool = False
    description: str = ""
    scenario: str = ""
    seed: int | None = None
    scale: float | None = None


@dataclass(frozen=True)
class Batch:
    """Rows of one canonical table, in a temporary relation.

    ``relation`` has the columns of ``source.input_columns(table)``. ``rejects`` (when not
    None) has source_file, source_line, reason and the redacted record. Always
    ``rows_read = rows in relation + rows_rejected``; ``bytes_done`` counts the bytes of
    input read for this batch, as on disk.
    """

    files: tuple[InputFile, ...]
    table: str
    relation: str
    rejects: str | None
    rows_read: int
    rows_rejected: int
    bytes_done: int
    notices: tuple[str, ...] = ()

    @property
    def file(self) -> InputFile:
        """The first of the files the batch was read from."""
        return self.files[0]

    @property
    def rows(self) -> int:
        """Rows in the relation."""
        return self.rows_read - self.rows_rejected


def file_digest(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
