"""Flat files: columns with canonical names, or names that mean the same.

One source per canonical table. A field is named as its canonical column; which name the
file uses for it is found out when the file is looked at (see ``detect.py``) and kept in the
file's layout. Nothing is guessed from values.
"""

from hydrascope import schema
from hydrascope.ingest.privacy import DENIED
from hydrascope.ingest.source import Source, first_of, input_columns, literal, quoted

_CONVERSIONS = {
    "BIGINT": "to_count",
    "SMALLINT": "to_count",
    "DOUBLE": "to_length",
    "BOOLEAN": "to_flag",
    "TIMESTAMP": "instant",
    "DECIMAL(18,9)": "to_money",
    "VARCHAR": "",
}


def _hashed(macro: str, clear: str, supplied: str) -> str:
    """Hash the clear value, else what was supplied in its place."""
    return f"{macro}({first_of(quoted(clear), quoted(supplied))})"


_REQUESTS = {
    "client_address": first_of('"client_address"', '"client_address_hash"'),
    "request_id": 'coalesce("request_id", record_id)',
    "row_grain": 'to_grain("row_grain")',
    "request_count": 'coalesce(to_count("request_count"), 1)',
    "client_asn": 'to_asn("client_asn")',
    "geo_country_iso_code": 'to_country("geo_country_iso_code")',
    "status": 'coalesce(to_status("status"), to_status("http_response_status_code"))',
    "prompt_hash": 'coalesce(supplied_number("prompt_hash"), prompt_number("prompt"))',
    "prompt_template_hash": (
        'coalesce(supplied_number("prompt_template_hash"), template_number("prompt"))'
    ),
    "prompt_length": 'coalesce(to_count("prompt_length"), length("prompt"))',
    "task_category": (
        'coalesce(to_task("task_category"), task_of("prompt", to_count("tool_count"), false))'
    ),
    "extra": f'safe_extra("extra", {literal(DENIED.pattern)})',
}
_ACCOUNTS = {
    "status": 'to_account_status("status")',
    "signup_referrer": "nullif(regexp_replace(\"signup_referrer\", '[?#].*$', ''), '')",
    "signup_asn": 'to_asn("signup_asn")',
    "signup_country": 'to_country("signup_country")',
    "payment_country": 'to_country("payment_country")',
    "email_hash": _hashed("email_hash", "email", "email_hash"),
    "email_norm_hash": _hashed("email_norm_hash", "email", "email_norm_hash"),
    "email_domain": 'coalesce(lower("email_domain"), email_domain("email"))',
    "email_pattern": 'coalesce("email_pattern", email_pattern("email"))',
    "phone_hash": _hashed("phone_hash", "phone", "phone_hash"),
    "payment_fingerprint_hash": _hashed(
        "payment_hash", "payment_fingerprint", "payment_fingerprint_hash"
    ),
    "signup_address_hash": _hashed("address_hash", "signup_address", "signup_address_hash"),
    "signup_prefix_hash": (
        'coalesce(prefix_hash("signup_address"), keyed_hash(\'prefix\', "signup_prefix_hash"))'
    ),
}
_ATTRIBUTES = {
    "attr_type": 'to_attribute_type(lower("attr_type"))',
    "attr_value": """case personal_kind(lower("attr_type"))
        when 'address' then address_hash("attr_value")
        when 'prefix' then keyed_hash('prefix', "attr_value")
        when 'email' then email_hash("attr_value")
        when 'email_norm' then email_norm_hash("attr_value")
        when 'phone' then phone_hash("attr_value")
        when 'payment' then payment_hash("attr_value")
        else "attr_value" end""",
    "n_obs": 'coalesce(to_count("n_obs"), 1)',
}
_ALIASES = {
    "id_type": 'lower("id_type")',
    "id_value": 'typed_id(lower("id_type"), "id_value")',
}
_EVENTS = {
    "event_id": 'coalesce("event_id", record_id)',
    "event_type": 'lower("event_type")',
}
_SPECIAL = {
    "requests": _REQUESTS,
    "accounts": _ACCOUNTS,
    "account_attributes": _ATTRIBUTES,
    "account_aliases": _ALIASES,
    "events": _EVENTS,
}
_BY_PIPELINE = ("source_file", "source_line", "source_item", "account_id_type", "ts")

# Which identifier stands for the account where account_id is empty.
CHAIN = (
    ("account", "nullif(\"account_id\", '(unknown)')"),
    ("end_user", '"end_user_id"'),
    ("user", '"user_id"'),
    ("api_key", '"api_key_id"'),
    ("org", '"org_id"'),
    ("project", '"project_id"'),
)
_ANCHORS = {
    "requests": ("ts",),
    "accounts": ("account_id",),
    "account_attributes": ("account_id", "attr_type", "attr_value"),
    "account_aliases": ("id_type", "id_value", "account_id"),
    "events": ("ts", "event_type"),
}


def field_names(table: str) -> tuple[str, ...]:
    """Every input a flat file of this table may have, by canonical name."""
    skipped = ["ingested_at", "source_file", "source_line", "pseudonym", "is_derived"]
    if table == "requests":
        skipped.append("source")  # repeats are recognised by it: always the module's name
    names = [name for name in schema.TABLES[table].names if name not in skipped]
    return (*names, *schema.SENSITIVE_INPUTS.get(table, ()))


def _columns(table: str, name: str) -> dict[str, str]:
    """Canonical column to SQL over the fields of the same name."""
    special = _SPECIAL[table]
    columns = {
        "source": literal(name) if table == "requests" else f'coalesce("source", {literal(name)})'
    }
    for column, kind in input_columns(table):
        if column in special:
            columns[column] = special[column]
        elif column not in columns and column not in _BY_PIPELINE:
            columns[column] = f'{_CONVERSIONS[kind]}("{column}")'
    if table == "requests":
        columns.pop("account_id")
    if table == "events":
        columns["ts"] = 'instant("ts")'
    return columns


def flat_source(table: str, name: str, label: str) -> Source:
    """The source for flat files of one canonical table."""
    return Source(
        name=name,
        label=label,
        table=table,
        fields=field_names(table),
        columns=_columns(table, name),
        time='"ts"' if table in ("requests", "events") else "",
        anchors=_ANCHORS[table],
        account_chain=CHAIN if table == "requests" else (),
    )
