"""A first look at one file: container, columns, source."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from hydrascope.ingest import containers, detect, documents, parquet_probe
from hydrascope.ingest.contract import InputFile, Layout, Skipped, too_wide
from hydrascope.ingest.detect import Match
from hydrascope.ingest.mapping import Rules
from hydrascope.ingest.privacy import normal_name
from hydrascope.ingest.saved import Saved
from hydrascope.ingest.sources import registry
from hydrascope.ingest.streams import head_of

SAMPLE = 200
_DELIMITERS = ",;\t|"
_UNKNOWN = (
    "no source recognises its columns ({names}), and they do not say when and about what; "
    "describe them in a mapping file and pass it with --mapping"
)
_NO_HEADER = "it has no header: name its columns in a mapping file and pass it with --mapping"
_ACCOUNTS = ("account_id", "end_user_id", "user_id", "api_key_id", "org_id", "project_id")


@dataclass(frozen=True)
class _Look:
    """A file and what its first bytes showed."""

    path: Path
    name: str
    compression: str
    encoding: str
    text: str
    rules: Rules | None
    source: str | None = None
    saved: Saved | None = None

    def match(self, names: Sequence[str], records: Sequence[Mapping[str, Any]]) -> Match | None:
        """The source named, else the mapping if it fits, else one kept for exactly these
        columns, else a known source, else by names."""
        if self.source is not None:
            return detect.named_source(self.source, records)
        return (
            self.mapped(names)
            or self.kept(names)
            or detect.known_source(records, self.name)
            or detect.flat_match(names, self.stem)
        )

    def mapped(self, names: Sequence[str]) -> Match | None:
        rules = self.rules
        if rules is None or rules.captures(self.path.as_posix()) is None:
            return None
        if not rules.fits(frozenset(names)):
            return None
        return Match(rules.source, f"the mapping {rules.source.name}", rules.spellings)

    def kept(self, names: Sequence[str]) -> Match | None:
        found = self.saved.rules(names) if self.saved and names else None
        if found is None:
            return None
        rules, digest = found
        why = "the mapping kept for files with these columns"
        return Match(rules.source, why, rules.spellings, read_with=digest)

    @property
    def stem(self) -> str:
        return self.path.name.split(".")[0].lower()

    def file(self, match: Match, container: str, layout: Layout) -> InputFile | Skipped:
        if match.source.control:
            return Skipped(self.name, f"{match.source.control} ({match.why})")
        captures = self.rules.captures(self.path.as_posix()) if self.rules else None
        is_mapped = self.rules is not None and match.source is self.rules.source
        layout = replace(
            layout,
            encoding=self.encoding,
            spellings=match.spellings,
            unwrap=match.unwrap,
            captures=(captures or ()) if is_mapped else (),
        )
        size = self.path.stat().st_size
        return InputFile(
            self.path, self.name, size, match.source, container, self.compression, match.why,
            layout, match.read_with,
        )  # fmt: skip

    def unknown(self, names: Sequence[str]) -> Skipped:
        shown = ", ".join(names[:6]) + (", …" if len(names) > 6 else "")
        return Skipped(self.name, _UNKNOWN.format(names=shown), self.path)


def look(
    path: Path,
    name: str,
    rules: Rules | None = None,
    source: str | None = None,
    saved: Saved | None = None,
) -> InputFile | Skipped:
    """What a file is; or why it is not loaded. ``source`` says what it is to be read as."""
    first = containers.first_bytes(path)
    if first.startswith(b"PAR1"):
        return parquet_probe.look(_Look(path, name, "none", "utf-8", "", rules, source, saved))
    compression = containers.compression_of(first)
    head, _ = head_of(path, compression, containers.HEAD)
    if refusal := containers.refusal_of(head):
        return Skipped(name, refusal)
    if not head.strip():
        return Skipped(name, "nothing readable in it")
    encoding = containers.encoding_of(head)
    if encoding == "utf-8" and not containers.is_utf8(head) and not _is_json(head.decode("latin1")):
        encoding = "cp1252"
    text = head.decode(encoding, "replace").removeprefix("\ufeff")
    if "\n" not in text:
        text = text.replace("\r", "\n")
    seen = _Look(path, name, compression, encoding, text, rules, source, saved)
    return _json(seen) if _is_json(text) else _delimited(seen)


def _is_json(text: str) -> bool:
    return text.lstrip("\ufeff\u00ef\u00bb\u00bf \t\r\n")[:1] in ("{", "[")


def _json(seen: _Look) -> InputFile | Skipped:
    container = "jsonl" if is_lines(seen.text) else "json"
    records = _samples(seen.text, container)
    keys = list(dict.fromkeys(key for record in records for key in record))
    match = seen.match(keys, records)
    if match is None:
        if not records:
            return Skipped(seen.name, "looks like JSON, but no record in it can be understood")
        return seen.unknown(keys)
    return seen.file(match, container, Layout())


def is_lines(text: str) -> bool:
    """Whether the text is one object per line (and not one wrapped or pretty document)."""
    lines = [line for line in text.split("\n", 4)[:4] if line.strip()]
    whole = [record for line in lines if isinstance(record := documents.loaded(line), dict)]
    if not whole:
        return len(lines) > 1 and all(line.lstrip().startswith('{"') for line in lines[:2])
    return not any(
        isinstance(value, list) and value and isinstance(value[0], dict)
        for key, value in whole[0].items()
        if key.lower() in documents.WRAPPERS
    ) and (lines[0].lstrip().startswith("{") and lines[0].strip() != "{")


def _samples(text: str, container: str) -> list[Mapping[str, Any]]:
    """The first records, as far as they can be understood."""
    texts: list[str] = []
    if container == "jsonl":
        texts = [line for line in text.split("\n", SAMPLE)[:SAMPLE] if line.strip()]
    else:
        for piece in islice(documents.document_pieces(iter([text.encode()])), 5):
            texts.extend(piece.raw.to_pylist()[:SAMPLE])
    loaded = (documents.loaded(raw) for raw in texts[:SAMPLE])
    return [record for record in loaded if isinstance(record, dict)]


def _delimited(seen: _Look) -> InputFile | Skipped:
    lines = seen.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    skip = 0
    while skip < len(lines) and (not lines[skip].strip() or lines[skip].startswith("#")):
        skip += 1
    if skip >= len(lines):
        return Skipped(seen.name, "no table in it")
    if mapped := _headless(seen):
        return mapped
    if log := _log(seen, lines[skip:]):
        return log
    delimiter = _delimiter(seen, lines[skip])
    header = [
        cell.strip() for cell in next(csv.reader(io.StringIO(lines[skip]), delimiter=delimiter))
    ]
    wide = too_wide(seen.name, len(header))
    if told := wide or _known_headless(seen, header, delimiter, skip):
        return told
    match = seen.match(header, [dict.fromkeys(header, "")])
    if match is None:
        return Skipped(seen.name, _NO_HEADER) if _is_data(header) else seen.unknown(header)
    layout = Layout(
        delimiter=delimiter,
        escape=_escape(seen.text),
        skip_lines=skip + 1,
        columns=tuple(header),
    )
    return seen.file(match, "csv", layout)


def _known_headless(
    seen: _Look, row: Sequence[str], delimiter: str, skip: int
) -> InputFile | Skipped | None:
    """A file without header whose first row is as one source writes it."""
    for source in registry():
        is_named = seen.source is None or seen.source == source.name
        if is_named and source.has_first_row(row):
            why = f"recognised as {source.label}: no header, {len(row)} columns as it writes them"
            layout = Layout(
                delimiter=delimiter, escape=_escape(seen.text), skip_lines=skip,
                columns=source.headless,
            )  # fmt: skip
            return seen.file(Match(source, why), "csv", layout)
    return None


def _delimiter(seen: _Look, header: str) -> str:
    given = seen.rules.delimiter if seen.rules else ""
    return given or max(_DELIMITERS, key=re.sub(r'"[^"]*"', "", header).count)


def _escape(text: str) -> str:
    r"""A backslash where quotes are escaped by it: ``\"`` inside, never ``\""``."""
    return "\\" if '\\"' in text and '\\""' not in text and '""' not in text else ""


def _is_data(header: Sequence[str]) -> bool:
    """Whether a first line is a row rather than names."""
    return any(cell.replace(".", "").replace("-", "").isdigit() or "@" in cell for cell in header)


def _log(seen: _Look, lines: Sequence[str]) -> InputFile | Skipped | None:
    """A text log: no table, but lines of a known shape. The last one may be cut off."""
    whole = [line for line in lines[:SAMPLE] if line.strip()]
    match = detect.line_source(whole[:-1] or whole)
    if match is None or seen.source not in (None, match.source.name):
        return None
    return seen.file(match, "jsonl", Layout())


def _headless(seen: _Look) -> InputFile | Skipped | None:
    """A file without header, read with the mapping's columns."""
    rules = seen.rules
    if rules is None or rules.has_header:
        return None
    match = seen.mapped(rules.columns)
    if match is None:
        return None
    layout = Layout(
        delimiter=rules.delimiter or ",", skip_lines=rules.skip_lines, columns=rules.columns
    )
    return seen.file(match, "csv", layout)


def notices(file: InputFile) -> list[str]:
    """What a person should know about a file before it is loaded."""
    told = []
    if file.source.name == "generic":
        told.append(f"{file.name}: {file.why}")
    if file.source.facts and (doubted := file.source.facts.unverified):
        told.append(
            f"{file.source.label}: {', '.join(doubted)} read as documented; no real export was "
            "at hand to check"
            + (", so the raw values are kept in extra" if file.table == "requests" else "")
        )
    if file.source.facts and file.source.facts.warning:
        told.append(f"{file.source.label}: {file.source.facts.warning}")
    if file.layout.encoding not in ("utf-8", "utf-16"):
        told.append(f"{file.name} is not UTF-8; read as {file.layout.encoding}")
    have = {normal_name(column) for column in file.layout.columns}
    have |= {normal_name(name) for name, _ in file.layout.spellings}
    names_accounts = any(normal_name(name) in have for name in _ACCOUNTS)
    is_flat = file.source.account_chain[1:] and file.layout.columns and file.source.facts is None
    if file.table == "requests" and is_flat and not names_accounts and not file.layout.captures:
        told.append(f"{file.name} names no account: its rows count for '(unknown)'")
    return told


def sample(path: Path) -> list[Mapping[str, Any]]:
    """The first records of a file as it spells them, whatever they are; for who maps it."""
    first = containers.first_bytes(path)
    if first.startswith(b"PAR1"):
        return parquet_probe.sample(path)
    head, _ = head_of(path, containers.compression_of(first), containers.HEAD)
    encoding = containers.encoding_of(head)
    if encoding == "utf-8" and not containers.is_utf8(head):
        encoding = "cp1252"
    text = head.decode(encoding, "replace").removeprefix("\ufeff")
    if _is_json(text):
        return _samples(text, "jsonl" if is_lines(text) else "json")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    if not lines:
        return []
    delimiter = max(_DELIMITERS, key=re.sub(r'"[^"]*"', "", lines[0]).count)
    rows = csv.DictReader(lines, delimiter=delimiter)
    return [
        {key.strip(): value for key, value in row.items() if isinstance(key, str)}
        for row in islice(rows, SAMPLE)
    ]
