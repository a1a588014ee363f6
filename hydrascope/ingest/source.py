"""What a source is: its anchors, its fields, and how they become canonical columns.

A source module says nothing but this. Field names are paths: ``a/b`` is the key ``b`` in
the object ``a`` (or in the JSON text that ``a`` holds); a dot is part of a name. In SQL a
field is its path in double quotes: trimmed VARCHAR, null where a record has none or writes
a word for nothing. ``record_id`` stands for the hash of the whole record.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from hydrascope import schema
from hydrascope.ingest.facts import Facts
from hydrascope.ingest.privacy import DENIED, check_allowed, normal_name

_Columns = tuple[tuple[str, str], ...]
_CHANGES: dict[str, dict[str, _Columns]] = {
    "requests": {
        "source_line": (("source_line", "BIGINT"), ("source_item", "BIGINT")),
        "ingested_at": (),
        "account_id": (("account_id", "VARCHAR"), ("account_id_type", "VARCHAR")),
        "client_address_hash": (("client_address", "VARCHAR"),),
        "client_prefix_hash": (),
        "prompt_hash": (("prompt_hash", "UBIGINT"),),
        "prompt_template_hash": (("prompt_template_hash", "UBIGINT"),),
    },
    "accounts": {
        "pseudonym": (),
        "first_request_at": (),
        "last_request_at": (),
        "requests": (),
        "is_derived": (),
    },
}


# Identifiers: as given, unless they are a mail, a phone number, an address or a key.
IDENTIFIERS = {
    "requests": ("account_id", "user_id", "end_user_id", "api_key_id", "org_id", "project_id"),
    "accounts": ("account_id", "org_id"),
    "account_attributes": ("account_id", "attr_value"),
    "account_aliases": ("account_id", "id_value"),
    "events": ("account_id",),
}


def input_columns(table: str) -> tuple[tuple[str, str], ...]:
    """Name and type of each column a batch of this table has, in order.

    The canonical columns, but: what only the warehouse knows is absent, the client address
    is still clear (or as supplied), prompt hashes are numbers, ``account_id_type`` says which
    identifier the account id is, and ``source_item`` which record of its line a row is: 1
    where a line holds one record, else a number that rises within the line.
    """
    changes = _CHANGES.get(table, {})
    columns: list[tuple[str, str]] = []
    for column in schema.TABLES[table].columns:
        columns.extend(changes.get(column.name, ((column.name, column.type),)))
    return tuple(columns)


@dataclass(frozen=True, eq=False)
class Source:
    """One kind of export.

    ``anchors`` are names a record of this source has (compared without case, underscores
    and dots); ``values`` are field values that prove it. ``columns`` maps canonical columns
    to SQL over the fields; ``time`` is the SQL of the clock's text. ``account_chain`` lists
    (kind of identifier, SQL): the first that is not empty is the account. ``rejects`` lists
    (reason, SQL condition). ``derived`` names values that several columns need, computed
    once. ``explode`` turns one record into several, numbered in ``source_item``.
    ``leave_out`` lists (pattern of a path, reason) for files that lie beside the data.
    ``digests`` names fields that are called like a secret but hold its SHA-256: anything
    else in them is not read. ``control`` is why files of this kind are left out (a manifest).
    ``line`` is the pattern of one line of a text log, which ``explode`` turns into JSON.
    ``facts`` is what a person should know about the export. ``also`` lists sources that read
    the same file into another table (keys that are aliases, blocks that are events); such
    a companion has a name of its own, no anchors, and ``only``, the SQL condition for the
    records that concern it. The others are not its rows; what cannot be read is counted once,
    by the source that was recognised. ``headless`` names the columns of a delimited file of
    this source that has no header; ``signs`` are patterns its first row must match by column.
    """

    name: str
    label: str
    table: str
    fields: tuple[str, ...]
    columns: Mapping[str, str]
    time: str = ""
    anchors: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    absent: tuple[str, ...] = ()
    path_hints: tuple[str, ...] = ()
    derived: tuple[tuple[str, str], ...] = ()
    account_chain: tuple[tuple[str, str], ...] = ()
    rejects: tuple[tuple[str, str], ...] = ()
    explode: str = ""
    leave_out: tuple[tuple[str, str], ...] = ()
    digests: tuple[str, ...] = ()
    control: str = ""
    line: str = ""
    facts: Facts | None = None
    also: tuple["Source", ...] = ()
    only: str = ""
    headless: tuple[str, ...] = ()
    signs: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        asked = tuple(name for name in self.fields if name not in self.digests)
        check_allowed(asked, f"Source {self.name}")
        names = {name for name, _ in input_columns(self.table)}
        unknown = sorted(set(self.columns) - names)
        if unknown:
            raise ValueError(f"source {self.name} fills unknown columns: {unknown}")
        for other in self.also:
            if other.anchors or not other.only or other.name == self.name:
                raise ValueError(f"source {other.name} cannot be a companion of {self.name}")

    def score(self, names: frozenset[str]) -> float:
        """Share of the anchors among these normalised names."""
        if not self.anchors or any(normal_name(name) in names for name in self.absent):
            return 0.0
        found = sum(normal_name(anchor) in names for anchor in self.anchors)
        return found / len(self.anchors)

    def has_first_row(self, cells: Sequence[str]) -> bool:
        """Whether a file without header that begins with these cells is of this source."""
        if not self.headless or len(cells) != len(self.headless):
            return False
        by_name = dict(zip(self.headless, cells, strict=True))
        return all(re.fullmatch(sign, by_name[name].strip()) for name, sign in self.signs.items())


def quoted(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def first_of(*expressions: str) -> str:
    """The first expression that holds something."""
    return f"coalesce({', '.join(expressions)})"


def extra_of(*fields: str) -> str:
    """Fields that have no column, or whose meaning nobody has verified, as they are."""
    pairs = ", ".join(f"{literal(name)}, {quoted(name)}" for name in fields)
    whole = f"json_merge_patch('{{}}', json_object({pairs}))::varchar"
    return f"nullif(safe_extra({whole}, {literal(DENIED.pattern)}), '{{}}')"
