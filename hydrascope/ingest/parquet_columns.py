"""The columns of Parquet files: what passes as it is, what goes through text."""

from dataclasses import dataclass

import duckdb

from hydrascope.ingest.compose import LONGEST_VALUE, ROW, account_columns
from hydrascope.ingest.contract import InputFile
from hydrascope.ingest.privacy import normal_name
from hydrascope.ingest.source import IDENTIFIERS, input_columns, literal, quoted


def count(conn: duckdb.DuckDBPyConnection, sql: str) -> int:
    """The single number a query gives."""
    row = conn.execute(sql).fetchone()
    return int(row[0]) if row else 0


# Not passed on as they are: their text means something. The rule, where one word is enough.
_TEXT_RULES = {
    "status": "to_status(v)",
    "row_grain": "",
    "task_category": "to_task(v)",
    "geo_country_iso_code": "to_country(v)",
}


# Identifiers that may stand for the account.
ACCOUNTS = ("account_id", "end_user_id", "user_id", "api_key_id", "org_id", "project_id")

# Macros that do no more than change the type.
_TYPE_ONLY = ("", "(", "to_count(", "to_length(", "to_money(", "to_flag(", "instant(", "to_asn(")


@dataclass(frozen=True)
class Proof:
    """What is certain of the columns of some files: it need not be looked at per row.

    ``filled`` columns have no null and no empty text; ``solid`` ones no empty text; ``short``
    ones no value longer than ``LONGEST_VALUE`` bytes;
    ``canonical`` ones hold only words their rule would leave as they are; ``harmless`` ones
    have no value shaped like a mail, a phone number, an address or a key.
    """

    filled: frozenset[str] = frozenset()
    solid: frozenset[str] = frozenset()
    short: frozenset[str] = frozenset()
    canonical: frozenset[str] = frozenset()
    harmless: frozenset[str] = frozenset()


def proof_of(conn: duckdb.DuckDBPyConnection, files: tuple[InputFile, ...]) -> Proof:
    """Read the files' statistics, and the few words of the columns that have a rule."""
    paths = [file.path.as_posix() for file in files]
    rows = conn.execute(
        "select path_in_schema, count(*) = count(stats_null_count) and sum(stats_null_count) = 0 "
        "from parquet_metadata(?) where row_group_num_rows > 0 and (stats_min_value is not null "
        "or num_values = stats_null_count) group by path_in_schema "
        "having coalesce(min(stats_min_value), '-') > '' and count(*) = "
        "(select count(distinct (file_name, row_group_id)) from parquet_metadata(?) "
        "where row_group_num_rows > 0)",
        [paths, paths],
    ).fetchall()
    solid = {name for name, _ in rows}
    types = dict(zip(files[0].layout.columns, files[0].layout.types, strict=True))
    canonical = set()
    for name, rule in _TEXT_RULES.items():
        if rule and types.get(name) == "VARCHAR":
            odd = count(
                conn,
                f"select count(*) from (select distinct {name} as v from read_parquet("
                f"[{', '.join(literal(path) for path in paths)}])) where {rule} is distinct from v",
            )
            if not odd:
                canonical.add(name)
    return Proof(
        frozenset(n for n, full in rows if full),
        frozenset(solid),
        _short(conn, paths),
        frozenset(canonical),
        _harmless(conn, files[0], paths),
    )


def _short(conn: duckdb.DuckDBPyConnection, paths: list[str]) -> frozenset[str]:
    """The columns that cannot hold a long value: every value stands once in its chunk."""
    rows = conn.execute(
        "select path_in_schema from parquet_metadata(?) where row_group_num_rows > 0"
        " group by 1 having max(total_uncompressed_size) <= ?",
        [paths, LONGEST_VALUE],
    ).fetchall()
    return frozenset(name for (name,) in rows)


def _harmless(conn: duckdb.DuckDBPyConnection, file: InputFile, paths: list[str]) -> frozenset[str]:
    """The identifier columns without a personal value: one look at their distinct values."""
    types = dict(zip(file.layout.columns, file.layout.types, strict=True))
    wanted = dict.fromkeys((*IDENTIFIERS.get(file.table, ()), *ACCOUNTS))
    found = [name for name in wanted if types.get(name) == "VARCHAR"]
    source = f"read_parquet([{', '.join(literal(path) for path in paths)}])"
    looks = [
        f"select {literal(name)} as name from (select distinct {quoted(name)} as v from {source})"
        " having not coalesce(bool_or(is_personal(v)), false)"
        for name in found
    ]
    rows = conn.execute(" union all ".join(looks)).fetchall() if looks else []
    simple = {name for name in wanted if _is_simple(types.get(name, "INTEGER"))}
    return frozenset(simple | {name for (name,) in rows})


class Columns:
    """One file's columns against its source: what passes as it is, what goes through text."""

    def __init__(self, file: InputFile, proof: Proof) -> None:
        self._source = file.source
        self._proof = proof
        self._types = dict(zip(file.layout.columns, file.layout.types, strict=True))
        self._wanted = input_columns(file.table)
        self._captures = file.layout.captures
        spelled = dict(file.layout.spellings)
        by_name = {normal_name(name): name for name in reversed(file.layout.columns)}
        self.found: dict[str, str] = {}
        for name in self._source.fields:
            column = by_name.get(normal_name(spelled.get(name, name)))
            if column is not None:
                self.found[name] = column

    def inner(self) -> list[str]:
        """Fields as clean text, and native columns under ``native.``."""
        listed = [f"{literal(v)} as {quoted(f'path.{k}')}" for k, v in self._captures]
        for name in self._source.fields:
            column = self.found.get(name)
            cell = "null::varchar" if column is None else f"clean({self._cell(column)})"
            listed.append(f"{cell} as {quoted(name)}")
        listed.extend(
            f"{quoted(column)} as {quoted(f'native.{name}')}" for name, column in self.found.items()
        )
        return listed

    def outer(self) -> list[str]:
        """The canonical columns, and the place of each row for the rejects."""
        listed = ["source_file as file_name", "source_line as file_line"]
        columns = self._text()
        for name, kind in self._wanted:
            sql = self._direct(name, kind) or columns.get(name, "null")
            listed.append(f"({sql})::{kind} as {quoted(name)}")
        return listed

    def long(self) -> list[str]:
        """Text columns of the file whose values may be longer than any but a prompt is."""
        texts = {name for name, kind in self._wanted if kind == "VARCHAR"} - {"prompt"}
        return [
            name
            for name, column in self.found.items()
            if name in texts and column not in self._proof.short
        ]

    def identifiers(self) -> list[str]:
        """Replacements for identifiers that are not proven to be harmless."""
        names = IDENTIFIERS.get(self._source.table, ())
        is_flat = self._source.name == "canonical" and not self._captures
        proven = self._proof.harmless if is_flat else frozenset[str]()
        if "account_id" in names and not proven.issuperset(
            ACCOUNTS if self._source.account_chain else ("account_id",)
        ):
            proven -= {"account_id"}
        proven = frozenset(name for name in proven if self.found.get(name, name) == name)
        return [f"safe_id({name}) as {name}" for name in names if name not in proven]

    def _text(self) -> dict[str, str]:
        """SQL over the text fields; null where none of a column's fields is there."""
        source = self._source
        columns = {
            name: sql.replace("record_id", self._record_id())
            for name, sql in source.columns.items()
            if self._has_field(sql)
        }
        columns["source_file"], columns["source_line"] = "source_file", "source_line"
        columns["source_item"] = "1"
        columns.setdefault("source", literal(source.name))
        columns.setdefault("row_grain", "'request'")
        columns.setdefault("request_count", "1")
        if source.time:
            columns.setdefault("ts", f"instant({source.time})")
        columns.update(account_columns(self._chain()))
        if self._source.name == "canonical":
            columns.update(self._as_is())
        return columns

    def _as_is(self) -> dict[str, str]:
        """Canonical text needs no cleaning: empty is null."""
        chain = []
        for kind, sql in self._chain():
            name = next(name for name in self.found if quoted(name) in sql)
            if self._types[self.found[name]] != "VARCHAR":
                return {}
            chain.append((kind, sql.replace(quoted(name), self._not_empty(name))))
        columns = account_columns(chain)
        if "client_address" in self.found and "client_address_hash" not in self.found:
            columns["client_address"] = self._not_empty("client_address")
        # The hash of a whole record reads every column: never where an id is sure to be.
        for name in ("request_id", "event_id"):
            if self.found.get(name) in self._proof.filled and self._is_text(name):
                columns[name] = quoted(f"native.{name}")
        if "prompt" not in self.found and "prompt_length" in self.found:
            columns["prompt_length"] = self._number("prompt_length")
        template = "prompt_template_hash"
        if "prompt" not in self.found and template in self.found and self._is_text(template):
            columns[template] = f"supplied_number({self._not_empty(template)})"
        return columns

    def _not_empty(self, name: str) -> str:
        native = quoted(f"native.{name}")
        return native if self.found[name] in self._proof.solid else f"nullif({native}, '')"

    def _is_text(self, name: str) -> bool:
        return self._types[self.found[name]] == "VARCHAR"

    def _number(self, name: str) -> str:
        native = quoted(f"native.{name}")
        return (
            f"to_count({quoted(name)})" if self._is_text(name) else f"try_cast({native} as bigint)"
        )

    def _has_field(self, sql: str) -> bool:
        used = [name for name in self._source.fields if quoted(name) in sql]
        return (
            not used
            or "record_id" in sql
            or any(name in self.found for name in used)
            or any(quoted(name) in sql for name, _ in self._source.derived)
        )

    def _chain(self) -> list[tuple[str, str]]:
        return [
            (kind, sql)
            for kind, sql in self._source.account_chain
            if any(quoted(name) in sql for name in self.found)
        ]

    def _direct(self, name: str, want: str) -> str:
        """SQL that passes a native column on, or casts it; '' when its text decides."""
        column = self.found.get(name)
        if column is not None and name == column and name in self._proof.canonical:
            return quoted(f"native.{name}")
        if column is None or name in _TEXT_RULES or not self._is_plain(name):
            return ""
        have, native = self._types[column], quoted(f"native.{name}")
        if have != "VARCHAR":
            return _recast(native, have, want)
        if self._source.name != "canonical" or want != "VARCHAR":
            return ""
        return self._not_empty(name)

    def _is_plain(self, name: str) -> bool:
        """Whether the source only converts this field's type."""
        sql = self._source.columns.get(name, self._source.time if name == "ts" else "")
        macro, found, rest = sql.rpartition(quoted(name))
        return bool(found) and rest in ("", ")") and macro in _TYPE_ONLY

    def _cell(self, column: str) -> str:
        kind = self._types[column]
        if kind == "TIMESTAMP WITH TIME ZONE":
            return f"({quoted(column)} at time zone 'UTC')::varchar"
        if _is_nested(kind):
            return f"to_json({quoted(column)})::varchar"
        return quoted(column) if kind == "VARCHAR" else f"{quoted(column)}::varchar"

    def _record_id(self) -> str:
        """The hash of all that the record holds."""
        cells = ", ".join(f"coalesce({quoted(name)}, '')" for name in self.found)
        return f"('{ROW}' || md5(concat_ws(chr(31), {cells})))"


def _recast(native: str, have: str, want: str) -> str:
    """A value of one type as another, without passing through text; '' where it must."""
    if want == "TIMESTAMP" and have == "TIMESTAMP WITH TIME ZONE":
        return f"{native} at time zone 'UTC'"
    if have == want or (want == "TIMESTAMP" and have.startswith(("TIMESTAMP", "DATE"))):
        return native
    if want in ("TIMESTAMP", "VARCHAR", "JSON") or _is_nested(have):
        return ""
    return f"try_cast({native} as {want})"


def _is_simple(kind: str) -> bool:
    """Whether values of a type cannot be text."""
    return kind.startswith(("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UINTEGER", "UBIGINT"))


def _is_nested(kind: str) -> bool:
    return kind.startswith(("STRUCT", "MAP", "UNION", "VARIANT")) or kind.endswith("[]")
