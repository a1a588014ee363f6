"""What a mapping may say: fields, units, and the file it becomes; nothing is drawn here."""

import json
import re
from collections.abc import Mapping, Sequence

TABLES = {
    "requests": "Requests",
    "accounts": "Accounts",
    "account_attributes": "Signals of accounts",
    "account_aliases": "Keys and users that stand for accounts",
    "events": "Events",
}
# What is asked for per table, the most needed first; "*" marks what a row cannot be without.
FIELDS: dict[str, dict[str, str]] = {
    "requests": {
        "ts": "Time *",
        "account_id": "Account",
        "request_id": "Request id",
        "api_key_id": "API key (its id)",
        "user_id": "User",
        "org_id": "Organisation",
        "gen_ai_request_model": "Model",
        "gen_ai_provider_name": "Provider",
        "gen_ai_usage_input_tokens": "Input tokens",
        "gen_ai_usage_output_tokens": "Output tokens",
        "cost_usd": "Cost",
        "duration_ms": "Duration",
        "status": "Status",
        "http_response_status_code": "HTTP status code",
        "client_address": "Client address",
        "geo_country_iso_code": "Country",
        "user_agent_original": "User agent",
        "tls_ja4": "JA4 fingerprint",
        "prompt": "Prompt (hashed, not kept)",
        "task_category": "Task",
    },
    "accounts": {
        "account_id": "Account *",
        "created_at": "Sign-up time",
        "status": "Status",
        "email": "Mail (hashed)",
        "phone": "Phone (hashed)",
        "payment_fingerprint": "Card fingerprint (hashed)",
        "payment_country": "Country of the card",
        "signup_address": "Sign-up address (hashed)",
        "signup_country": "Sign-up country",
        "signup_user_agent": "Sign-up user agent",
        "org_id": "Organisation",
        "plan": "Plan",
        "last_seen_at": "Last seen",
    },
    "account_attributes": {
        "account_id": "Account *",
        "attr_type": "Kind of signal *",
        "attr_value": "Value *",
        "first_seen": "First seen",
        "last_seen": "Last seen",
    },
    "account_aliases": {
        "id_type": "Kind of identifier *",
        "id_value": "Identifier *",
        "account_id": "Account *",
    },
    "events": {
        "ts": "Time *",
        "event_type": "Kind of event *",
        "account_id": "Account",
        "gen_ai_request_model": "Model",
        "label": "Label",
        "details": "Details",
    },
}
# Names that say at once what a column is.
HINTS = {
    "ts": ("timestamp", "time", "datetime", "date", "createdat", "starttime", "when"),
    "account_id": ("account", "accountid", "customer", "customerid", "tenant", "userid", "user"),
    "gen_ai_request_model": ("model", "modelname", "modelid"),
    "gen_ai_usage_input_tokens": ("inputtokens", "prompttokens", "tokensin"),
    "gen_ai_usage_output_tokens": ("outputtokens", "completiontokens", "tokensout"),
    "cost_usd": ("cost", "price", "spend", "amount"),
    "client_address": ("ip", "ipaddress", "clientip", "remoteaddr"),
    "user_agent_original": ("useragent", "agent"),
}
CLOCKS = {
    "as written": "as written (ISO 8601, or counted from 1970 and told by its size)",
    "s": "seconds since 1970",
    "ms": "milliseconds since 1970",
    "us": "microseconds since 1970",
}
MONEY = {"US dollars": 1, "US cents": 0.01, "millionths of a dollar": 1e-6,
         "billionths of a dollar": 1e-9}  # fmt: skip
LENGTHS = {"milliseconds": 1, "seconds": 1000, "microseconds": 0.001}
# So many of a table's fields are asked for at once; the rest are a click away.
FIRST = 9


def required(table: str) -> list[str]:
    """The fields a row of the table cannot be without."""
    return [field for field, label in FIELDS[table].items() if label.endswith("*")]


def named(told: str) -> str:
    """A name a mapping may have, made from a file's."""
    stem = told.rsplit("/", 1)[-1].split(".")[0].lower()
    return re.sub(r"[^a-z0-9_-]+", "-", stem).strip("-_0123456789")[:30] or "mine"


def guess(field: str, columns: Sequence[str]) -> int:
    """The place of the column that is named so; -1 for none."""
    plain = [re.sub(r"[^a-z0-9]", "", column.lower()) for column in columns]
    for name in (field.replace("_", ""), *HINTS.get(field, ())):
        if name in plain:
            return plain.index(name)
    return -1


def written(
    name: str,
    table: str,
    chosen: Mapping[str, str],
    clock: str,
    zone: str,
    form: str,
    money: float,
    length: float,
) -> str:
    """The mapping file; every name in it is a quoted text."""
    lines = [f"name = {_text(name)}", f"table = {_text(table)}"]
    if "ts" in chosen and table in ("requests", "events"):
        lines += ["", "[clock]", f"column = {_text(chosen['ts'])}"]
        if clock != "as written":
            lines.append(f"unit = {_text(clock)}")
        else:
            lines += [f"zone = {_text(zone)}"] if zone else []
            lines += [f"format = {_text(form)}"] if form else []
    lines += ["", "[columns]"]
    factors = {"cost_usd": money, "duration_ms": length}
    for field, column in chosen.items():
        if field == "ts" and table in ("requests", "events"):
            continue
        factor = factors.get(field, 1)
        if factor == 1:
            lines.append(f"{field} = {_text(column)}")
        else:
            lines.append(f"{field} = {{ column = {_text(column)}, times = {factor!r} }}")
    return "\n".join(lines) + "\n"


def _text(value: str) -> str:
    """A TOML basic string; JSON's escapes are among TOML's."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
