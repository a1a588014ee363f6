"""The SQL that turns records into canonical rows.

Four steps, each a common table expression: ``records`` (what the reader supplied),
``items`` (one row per request, where a record holds several), ``fields`` (one VARCHAR
column per field of the source) and ``mapped`` (canonical columns and the reason to reject).
Text comes only from source modules; names found in files are quoted.
"""

import datetime as dt
from collections.abc import Sequence

from hydrascope.ingest import bounds
from hydrascope.ingest.contract import Layout
from hydrascope.ingest.record_fields import (
    captures_of,
    cells_of,
    from_columns,
    from_json,
    record_text,
)
from hydrascope.ingest.source import IDENTIFIERS, Source, input_columns, literal, quoted

# How the id of a record begins that has none of its own.
ROW = "row:"
NOT_JSON = "not valid JSON"
NOT_OBJECT = "not a JSON object"
_REQUIRED = {
    "accounts": (("no account id", "account_id"),),
    "account_attributes": (
        ("no account id", "account_id"),
        ("no attribute type", "attr_type"),
        ("no attribute value", "attr_value"),
    ),
    "account_aliases": (
        ("no account id", "account_id"),
        ("no identifier", "id_type"),
        ("no identifier", "id_value"),
    ),
    "events": (("no event type", "event_type"),),
}
# No identifier, name or address is so long; a prompt is hashed, however long it is.
LONGEST_VALUE = 1 << 20
LONG_VALUE = "value longer than 1 MB in a field that is no prompt"


def required(table: str) -> tuple[tuple[str, str], ...]:
    """(reason, column) for each column a row of this table cannot be without."""
    return _REQUIRED.get(table, ())


def derived(source: Source, relation: str) -> str:
    """``derived``: the fields, and what several columns need of them."""
    more = "".join(f", {sql} as {quoted(name)}" for name, sql in source.derived)
    kept = f" where {source.only}" if source.only else ""
    return f"select *{more} from {relation}{kept}"


def record_id(layout: Layout) -> str:
    """The hash of the record, for records without an id of their own."""
    parts = [*captures_of(layout), *(f"coalesce({cell}, '')" for cell in cells_of(layout))]
    if not layout.columns:
        parts.append("rtrim(raw, chr(13) || chr(10) || ' ')")
    return f"'{ROW}' || md5(concat_ws(chr(31), {', '.join(parts)}))"


def mapped(source: Source, layout: Layout, now: dt.datetime, is_json: bool) -> str:
    """``mapped``: every canonical column, ``raw`` and ``reason`` (null for good rows)."""
    columns = dict(source.columns)
    columns.setdefault("source", literal(source.name))
    columns["source_file"] = "source_file"
    columns["source_line"] = "source_line"
    columns["source_item"] = "source_item"
    if source.time:
        columns.setdefault("ts", f"instant({source.time})")
    if source.table == "requests":
        columns.update(account_columns(source.account_chain))
        columns.setdefault("row_grain", "'request'")
        columns.setdefault("request_count", "1")
        columns.setdefault("request_id", "record_id")
    hashed = f"({record_id(layout)})"
    listed = [
        f"({columns.get(name, 'null').replace('record_id', hashed)})::{kind} as {quoted(name)}"
        for name, kind in input_columns(source.table)
    ]
    reason = _first_reason(source, is_json)
    given = [name for name in IDENTIFIERS.get(source.table, ()) if columns.get(name)]
    changed = [f"{_last_reason(source.table, now)} as reason", *_safe_ids(given)]
    if source.table == "requests":
        changed += [f"{COST} as cost_usd", f"{ORIGIN} as cost_origin"]
    return (
        f"select * exclude (safe) replace ({', '.join(changed)}) from "
        f"(select *, {_safe(given)} as safe from "
        f"(select {', '.join(listed)}, source_file as file_name, source_line as file_line, "
        f"{', '.join(['raw', *cells_of(layout)])}, {reason} as reason from derived))"
    )


def _safe(names: Sequence[str]) -> str:
    """The identifiers without a clear mail, phone number, address or key, as a list.

    Null where none of them holds any. One call for all: the macro is long, and the engine
    copies it into the statement at every call.
    """
    if not names:
        return "null"
    asked = " or ".join(f"is_personal({name})" for name in names)
    return f"case when {asked} then list_transform([{', '.join(names)}], lambda v: safe_id(v)) end"


def _safe_ids(names: Sequence[str]) -> list[str]:
    """Replacements of the identifiers by what ``_safe`` says of them."""
    return [
        f"case when safe is null then {name} else safe[{place}] end as {name}"
        for place, name in enumerate(names, 1)
    ]


def account_columns(chain: Sequence[tuple[str, str]]) -> dict[str, str]:
    """The first identifier of the chain that is not empty, and which one it is."""
    if not chain:
        return {}
    cases = " ".join(f"when {sql} is not null then {literal(kind)}" for kind, sql in chain)
    return {
        "account_id": f"coalesce({', '.join(sql for _, sql in chain)})",
        "account_id_type": f"case {cases} end",
    }


# A cost of nothing for tokens is an unknown price; a known cost has an origin.
COST = (
    "case when cost_usd <> 0 or coalesce(gen_ai_usage_input_tokens, 0) "
    "+ coalesce(gen_ai_usage_output_tokens, 0) = 0 then cost_usd end"
)
ORIGIN = f"case when ({COST}) is not null then coalesce(cost_origin, 'source') end"


def _first_reason(source: Source, is_json: bool) -> str:
    """Reasons that can be told from the fields."""
    cases = ["when problem is not null then problem"]
    if is_json:
        cases.append(f"when not readable then {literal(NOT_JSON)}")
        cases.append(f"when left(ltrim(raw), 1) <> '{{' then {literal(NOT_OBJECT)}")
    cases.extend(f"when {sql} then {literal(reason)}" for reason, sql in source.rejects)
    if source.time:
        cases.append(f"when {source.time} is null then {literal(bounds.NO_TIME)}")
    return f"case {' '.join(cases)} end"


def _last_reason(table: str, now: dt.datetime) -> str:
    """Reasons that can be told from the canonical columns."""
    cases = ["when reason is not null then reason"]
    if table in ("requests", "events"):
        cases.append(f"when ts is null then {literal(bounds.BAD_TIME)}")
        cases.append(f"when not {bounds.plausible('ts', now)} then {literal(bounds.OUTSIDE)}")
    cases.extend(
        f"when {column} is null then {literal(reason)}"
        for reason, column in _REQUIRED.get(table, ())
    )
    texts = [name for name, kind in input_columns(table) if kind == "VARCHAR" and name != "prompt"]
    lengths = ", ".join(f"strlen({name})" for name in texts)
    # A record that is short itself has no long value; one in cells has no text of its own.
    cases.append(
        f"when coalesce(strlen(raw) > {LONGEST_VALUE}, true) and "
        f"greatest({lengths}) > {LONGEST_VALUE} then {literal(LONG_VALUE)}"
    )
    return f"case {' '.join(cases)} end"


def batch_table(name: str, source: Source, layout: Layout, now: dt.datetime, *, arrow: str) -> str:
    """The statement that fills the temporary table of one batch from an Arrow table."""
    is_json = not layout.columns
    fields = from_json(source, layout) if is_json else from_columns(source, layout)
    items = source.explode or "select *, 1 as source_item from records"
    cells = ", ".join(cells_of(layout))
    dropped = f"exclude ({cells})" if cells else ""
    kept = (
        f"case when reason <> {literal(bounds.EMPTY_BUCKET)} "
        f"then redacted({record_text(layout)}) end"
    )
    return (
        f"create temp table {name} as with records as (select * from {arrow}), "
        f"items as ({items}), fields as ({fields}), derived as ({derived(source, 'fields')}), "
        f"mapped as ({mapped(source, layout, now, is_json)}) "
        f"select * {dropped} replace ({kept} as raw) from mapped"
    )
