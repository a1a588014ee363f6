"""The mapping editor: whose column is which, in which unit, with a look at the result."""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from hydrascope import fmt
from hydrascope.errors import HydrascopeError
from hydrascope.ui import cache, data_jobs, panels

if TYPE_CHECKING:
    from hydrascope.ui.data_add import Picked

NONE = "(none)"
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


def editor(picked: "Picked", file: Mapping[str, Any], *, key: str) -> None:
    """Map a file's columns, see five mapped rows, keep the mapping for files like it."""
    columns: Sequence[str] = file["columns"]
    with st.container(horizontal=True, key=f"{key}_head"):
        table = st.selectbox(
            "Its rows are", list(TABLES), format_func=TABLES.__getitem__, key=f"{key}_as"
        )
        given = st.text_input("Name of the mapping", value=named(file["name"]), key=f"{key}_name")
    chosen: dict[str, str] = {}
    cells = st.columns(3, gap="small")
    for place, (field, label) in enumerate(FIELDS[table].items()):
        options = [NONE, *columns]
        found = cells[place % 3].selectbox(
            label, options, index=_guess(field, columns) + 1, key=f"{key}_{table}_{field}"
        )
        if found != NONE:
            chosen[field] = found
    clock, zone, form, money, length = _units(chosen, key)
    text = written(named(given), table, chosen, clock, zone, form, money, length)
    with st.container(horizontal=True, key=f"{key}_actions"):
        tried = st.button("Try it on this file", key=f"{key}_try", icon=":material/visibility:")
        kept = st.button(
            "Keep it for files with these columns",
            key=f"{key}_keep",
            icon=":material/bookmark:",
        )
    if tried or kept:
        _apply(picked, file, text, keep=kept, key=key)
    with st.expander("The mapping as a file, for the command line"):
        st.code(text, language="toml")


def named(told: str) -> str:
    """A name a mapping may have, made from a file's."""
    stem = told.rsplit("/", 1)[-1].split(".")[0].lower()
    return re.sub(r"[^a-z0-9_-]+", "-", stem).strip("-_0123456789")[:30] or "mine"


def _guess(field: str, columns: Sequence[str]) -> int:
    """The place of the column that is named so; -1 for none."""
    plain = [re.sub(r"[^a-z0-9]", "", column.lower()) for column in columns]
    for name in (field.replace("_", ""), *HINTS.get(field, ())):
        if name in plain:
            return plain.index(name)
    return -1


def _units(chosen: Mapping[str, str], key: str) -> tuple[str, str, str, float, float]:
    """Units of what was chosen; asked for only where there is something to ask."""
    clock, zone, form, money, length = "as written", "", "", "US dollars", "milliseconds"
    with st.container(horizontal=True, key=f"{key}_units"):
        if "ts" in chosen:
            clock = st.selectbox(
                "The time is", list(CLOCKS), format_func=CLOCKS.__getitem__, key=f"{key}_clock"
            )
            if clock == "as written":
                zone = st.text_input(
                    "Zone of times without one", placeholder="UTC", key=f"{key}_zone"
                ).strip()
                form = st.text_input(
                    "Unusual format", placeholder="%d.%m.%Y %H:%M", key=f"{key}_format"
                ).strip()
        if "cost_usd" in chosen:
            money = st.selectbox("The cost is in", list(MONEY), key=f"{key}_money")
        if "duration_ms" in chosen:
            length = st.selectbox("The duration is in", list(LENGTHS), key=f"{key}_length")
    return clock, zone, form, MONEY[money], LENGTHS[length]


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


def _apply(picked: "Picked", file: Mapping[str, Any], text: str, *, keep: bool, key: str) -> None:
    """Look at the file with the mapping; keep it where it works and that is wanted."""
    folder = picked.folder or data_jobs.incoming(cache.root())
    draft = folder / ".mapping.toml"
    draft.touch(mode=0o600)
    draft.write_text(text, encoding="utf-8")
    given = Path(picked.paths[0])
    path = given / file["name"] if given.is_dir() else given
    arguments = ["--mapping", str(draft), *(["--keep"] if keep else []), "--", str(path)]
    try:
        with st.spinner("Trying the mapping …"):
            told = data_jobs.look(cache.root(), arguments)
        if keep:
            picked.look()
    except HydrascopeError as error:
        panels.failed(error)
        return
    finally:
        draft.unlink(missing_ok=True)
        if picked.folder is None:
            folder.rmdir()
    if keep:
        st.rerun()
    kind = told["kinds"][0] if told["kinds"] else {"rows": []}
    if not kind["rows"]:
        reasons = kind.get("rejected_by_reason", {})
        why = fmt.listing([fmt.plain(reason) for reason in reasons]) if reasons else "no row fits"
        st.error(f"With this mapping no row can be loaded: {why}. Change a column or a unit.")
        return
    frame = pd.DataFrame(kind["rows"], columns=kind["columns"]).astype(str)
    panels.table(frame, key=f"{key}_tried", alt="Five rows as this mapping loads them")
    if kind["rejected"]:
        st.warning(
            f"{fmt.count(kind['rejected'])} of {fmt.count(kind['looked_at'])} rows would be"
            f" rejected: {fmt.listing([fmt.plain(one) for one in kind['rejected_by_reason']])}."
        )
    empty = [name for name in FIELDS["requests"] if kind["null_shares"].get(name) == 1
             and f"\n{name} = " in text]  # fmt: skip
    if empty:
        st.warning(f"No value could be read for {fmt.listing(empty)}: look at column and unit.")
