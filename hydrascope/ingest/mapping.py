"""Mapping files: how a flat file of nobody's format becomes canonical rows.

TOML. ``[columns]`` says which column of the file is which canonical column (a name, or a
table with ``column``, ``path`` or ``value``, and ``times`` for another unit), ``[clock]``
which column is the time and how it counts, ``[file]`` what the file looks like. Text from a
mapping enters SQL only as a quoted name or a literal.
"""

import datetime as dt
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb

from hydrascope import schema
from hydrascope.errors import InputError
from hydrascope.ingest.bounds import EMPTY_BUCKET
from hydrascope.ingest.flat import field_names, flat_source
from hydrascope.ingest.privacy import check_allowed
from hydrascope.ingest.source import Source, input_columns, literal, quoted

_UNITS = {"s": 1_000_000, "ms": 1_000, "us": 1, "µs": 1}
_SECTIONS = {"name", "label", "table", "grain", "bucket_seconds", "empty_buckets", "file",
             "clock", "columns"}  # fmt: skip
_HOLE = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_OFFSET = r"(Z|[+-][0-9]{2}:?[0-9]{2}|UTC)$"


@dataclass(frozen=True)
class Rules:
    """A mapping file, ready to use: its source and how to recognise and read its files."""

    source: Source
    spellings: tuple[tuple[str, str], ...]
    pattern: re.Pattern[str] | None
    has_header: bool
    columns: tuple[str, ...]
    delimiter: str
    skip_lines: int

    def captures(self, path: str) -> tuple[tuple[str, str], ...] | None:
        """Values taken from a file's path; None when the mapping is not about the file."""
        if self.pattern is None:
            return ()
        match = self.pattern.search(path)
        return None if match is None else tuple(match.groupdict().items())

    def fits(self, names: frozenset[str]) -> bool:
        """Whether the file has every column that the mapping reads."""
        return all(path.split("/")[0] in names for _, path in self.spellings)


def read_mapping(path: Path) -> Rules:
    """Check and understand a mapping file. Raises InputError with the line to mend."""
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{path.name} cannot be read.", str(error)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path.name} is not valid TOML: {error}.", "Mend that line.") from error
    return _Reader(path.name, told).rules()


def _runs(query: str) -> bool:
    """Whether the engine understands a query about a time."""
    with duckdb.connect(config={"threads": 1}) as conn:
        try:
            conn.execute(query).fetchall()
        except duckdb.Error:
            return False
    return True


class _Reader:
    """One mapping file on its way to ``Rules``."""

    def __init__(self, name: str, told: Mapping[str, Any]) -> None:
        self._name = name
        self._told = told
        self._table = str(told.get("table", "requests"))
        self._file: Mapping[str, Any] = told.get("file", {})
        self._spellings: dict[str, str] = {}
        self._overrides: dict[str, str] = {}

    def _fail(self, cause: str, remedy: str) -> InputError:
        return InputError(f"{self._name}: {cause}", remedy)

    def rules(self) -> Rules:
        if unknown := sorted(set(self._told) - _SECTIONS):
            raise self._fail(f"unknown entry {unknown[0]!r}.", f"Known: {sorted(_SECTIONS)}.")
        if self._table not in schema.TABLES:
            raise self._fail(
                f"unknown table {self._table!r}.", f"Choose from {', '.join(schema.TABLES)}."
            )
        name = str(self._told.get("name", ""))
        if not re.fullmatch(r"[a-z][a-z0-9_-]{0,30}", name):
            raise self._fail("name is missing.", 'Add: name = "my-source" (a-z, 0-9, -, _).')
        pattern, holes = self._pattern()
        for column, rule in self._told.get("columns", {}).items():
            self._column(column, rule, holes)
        self._clock()
        self._grain()
        check_allowed(tuple(self._spellings.values()), f"Mapping {self._name}")
        columns = tuple(str(column) for column in self._file.get("columns", ()))
        has_header = bool(self._file.get("header", True))
        if not has_header and not columns:
            raise self._fail("header = false without columns.", "List the columns in [file].")
        return Rules(
            self._source(name),
            tuple(self._spellings.items()),
            pattern,
            has_header,
            columns,
            str(self._file.get("delimiter", "")),
            int(self._file.get("skip_lines", 0)),
        )

    def _source(self, name: str) -> Source:
        base = flat_source(self._table, name, str(self._told.get("label", name)))
        chain = base.account_chain
        if "account_id" in self._overrides:
            chain = (("account", self._overrides.pop("account_id")), *chain[1:])
        return replace(
            base,
            columns={**base.columns, **self._overrides},
            account_chain=chain,
            rejects=self._rejects(),
        )

    def _pattern(self) -> tuple[re.Pattern[str] | None, frozenset[str]]:
        """The path template as a pattern over the end of a path."""
        template = self._file.get("path")
        if template is None:
            return None, frozenset()
        parts, end = [], 0
        for hole in _HOLE.finditer(str(template)):
            parts += [re.escape(template[end : hole.start()]), f"(?P<{hole[1]}>[^/]+?)"]
            end = hole.end()
        parts.append(re.escape(template[end:]))
        body = "".join(parts).replace(r"\*", "[^/]*")
        pattern = re.compile(rf"(?:^|/){body}(?:\.gz|\.zst)?$")
        return pattern, frozenset(pattern.groupindex)

    def _column(self, column: str, rule: Any, holes: frozenset[str]) -> None:
        """One entry of [columns]."""
        known = set(field_names(self._table)) | {name for name, _ in input_columns(self._table)}
        if column not in known:
            raise self._fail(
                f"{column!r} is no column of {self._table}.",
                "The data dictionary lists the canonical columns.",
            )
        if isinstance(rule, str):
            rule = {"column": rule}
        if not isinstance(rule, dict) or len({"column", "path", "value"} & set(rule)) != 1:
            raise self._fail(
                f"{column} needs one of column, path, value.", f'Write: {column} = "their_name".'
            )
        if "path" in rule:
            self._overrides[column] = self._from_path(str(rule["path"]), holes)
        elif "value" in rule:
            self._overrides[column] = literal(str(rule["value"]))
        else:
            self._spellings[column] = str(rule["column"])
            if "times" in rule:
                self._overrides[column] = self._times(column, rule["times"])

    def _from_path(self, template: str, holes: frozenset[str]) -> str:
        parts, end = [], 0
        for hole in _HOLE.finditer(template):
            if hole[1] not in holes:
                raise self._fail(
                    f"{{{hole[1]}}} is not in the file's path.", "Add it to path in [file]."
                )
            parts += [literal(template[end : hole.start()]), quoted(f"path.{hole[1]}")]
            end = hole.end()
        parts.append(literal(template[end:]))
        return " || ".join(parts)

    def _times(self, column: str, factor: Any) -> str:
        """A number in another unit; whole numbers are rounded to the nearest."""
        if not isinstance(factor, int | float) or isinstance(factor, bool):
            raise self._fail(f"times of {column} is no number.", "Write for example times = 0.01.")
        kind = dict(input_columns(self._table)).get(column, "")
        value = f"to_number({quoted(column)}) * {float(factor)!r}::double"
        if kind in ("BIGINT", "SMALLINT"):
            return f"try_cast(round({value}) as {kind})"
        return f"try_cast({value} as {kind})"

    def _clock(self) -> None:
        """The time column: counted from an epoch, in a zone, or as text of a format."""
        clock = self._told.get("clock", {})
        if not clock:
            return
        if "column" not in clock:
            raise self._fail("[clock] names no column.", 'Add: column = "their_time".')
        self._spellings["ts"] = str(clock["column"])
        cell = '"ts"'
        if "epoch" in clock or "unit" in clock:
            start, step = self._epoch(clock.get("epoch")), self._unit(clock.get("unit", "s"))
            count = f"try_cast({cell} as decimal(30, 9)) * {step}"
            self._overrides["ts"] = (
                f"timestamp {literal(start)} + to_microseconds(try_cast(trunc({count}) as bigint))"
            )
        elif "format" in clock:
            form = literal(str(clock["format"]))
            if not _runs(f"select try_strptime('', {form})"):
                raise self._fail(
                    f"format {clock['format']!r} is no time format.",
                    "Write it with the signs of strftime, for example %d.%m.%Y %H:%M.",
                )
            self._overrides["ts"] = f"try_strptime({cell}, {form})"
        if zone := clock.get("zone"):
            if not _runs(f"select timestamp '2026-01-01' at time zone {literal(str(zone))}"):
                raise self._fail(
                    f"zone {zone!r} is no time zone.", "Write it as Europe/Berlin, or UTC."
                )
            plain = self._overrides.get("ts", f"try_cast({cell} as timestamp)")
            self._overrides["ts"] = (
                f"case when regexp_matches({cell}, {literal(_OFFSET)}) then instant({cell}) "
                f"else {plain} at time zone {literal(str(zone))} at time zone 'UTC' end"
            )

    def _unit(self, unit: Any) -> int:
        if unit not in _UNITS:
            raise self._fail(f"unknown unit {unit!r}.", f"Choose from {', '.join(_UNITS)}.")
        return _UNITS[unit]

    def _epoch(self, epoch: Any) -> str:
        """The instant that counts as zero, as UTC text."""
        if epoch is None:
            return "1970-01-01 00:00:00"
        try:
            moment = (
                epoch if isinstance(epoch, dt.datetime) else dt.datetime.fromisoformat(str(epoch))
            )
        except ValueError as error:
            raise self._fail(
                f"epoch {epoch!r} is no time.", "Write it as 2025-01-06T00:00:00Z."
            ) from error
        if moment.tzinfo is not None:
            moment = moment.astimezone(dt.UTC).replace(tzinfo=None)
        return moment.isoformat(" ")

    def _grain(self) -> None:
        grain = self._told.get("grain", "request")
        if grain not in ("request", "bucket"):
            raise self._fail(f"unknown grain {grain!r}.", "Choose request or bucket.")
        if self._table != "requests":
            return
        self._overrides.setdefault("row_grain", literal(grain))
        if seconds := self._told.get("bucket_seconds"):
            begin = self._overrides.get("ts", 'instant("ts")')
            self._overrides["ts_end"] = f"{begin} + to_seconds({int(seconds)})"

    def _rejects(self) -> tuple[tuple[str, str], ...]:
        """Buckets in which nothing was asked are left out, unless they are to be kept."""
        if self._told.get("empty_buckets", "reject") == "keep" or "request_count" not in {
            *self._spellings
        }:
            return ()
        count = self._overrides.get("request_count", 'to_count("request_count")')
        return ((EMPTY_BUCKET, f"coalesce({count}, 0) = 0"),)
