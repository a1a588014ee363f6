"""OpenAI audit log: who did what to keys, projects and members, and from where.

Times are epoch seconds. What an event is about lies under a key that is the event's type,
with dots or, in copies of security systems, underscores. The actor is a session (with
address, client and TLS fingerprints) or a key. The documentation's sample has trailing commas.
"""

from hydrascope.ingest.facts import Facts
from hydrascope.ingest.observed import alias, attributes, network
from hydrascope.ingest.source import Source, first_of

_SESSION = "actor/session"
_KEY_EVENTS = ("api_key.created", "api_key.updated", "api_key.deleted", "service_account.created")
_FIELDS = (
    "id",
    "type",
    "effective_at",
    "project/id",
    f"{_SESSION}/user/id",
    f"{_SESSION}/user/email",
    f"{_SESSION}/ip_address",
    f"{_SESSION}/user_agent",
    f"{_SESSION}/ja4",
    f"{_SESSION}/ip_address_details/country",
    f"{_SESSION}/ip_address_details/asn",
    "actor/api_key/id",
    "actor/api_key/user/id",
    "actor/api_key/user/email",
    "actor/api_key/service_account/id",
    *(f"{name}/id" for name in _KEY_EVENTS),
    *(f"{name.replace('.', '_')}/id" for name in _KEY_EVENTS),
)
_ACCOUNT = first_of(
    f'"{_SESSION}/user/id"', '"actor/api_key/user/id"', '"actor/api_key/service_account/id"'
)
_WHAT = first_of(
    *(f'"{name}/id"' for name in _KEY_EVENTS),
    *(f'"{name.replace(".", "_")}/id"' for name in _KEY_EVENTS),
)
_TYPE = """case
    when "type" = 'api_key.created' or "type" = 'service_account.created' then 'key_created'
    when "type" = 'api_key.deleted' or "type" = 'service_account.deleted' then 'key_revoked'
    when "type" = 'login.failed' then 'login_failed'
    when "type" = 'rate_limit.updated' or "type" = 'rate_limit.deleted' then 'limit_change'
    when regexp_matches("type", '^(ip_allowlist[.]|organization[.]updated)') then 'policy_change'
    else replace("type", '.', '_') end"""
_CREATED = "(\"type\" = 'api_key.created')"

AUDIT = Source(
    name="openai_audit",
    label="OpenAI audit log",
    table="events",
    anchors=("id", "type", "effective_at", "actor"),
    fields=_FIELDS,
    time='"effective_at"',
    columns={
        "event_id": 'coalesce("id", record_id)',
        "event_type": _TYPE,
        "account_id": f"coalesce({_ACCOUNT}, '(unknown)')",
        "label": '"type"',
        "details": _WHAT,
    },
    also=(
        *attributes(
            "openai_audit",
            "OpenAI audit log",
            _FIELDS,
            _ACCOUNT,
            '"effective_at"',
            {
                **network(f'"{_SESSION}/ip_address"', f'"{_SESSION}/user_agent"'),
                "ja4": f'"{_SESSION}/ja4"',
                "asn": f'to_asn("{_SESSION}/ip_address_details/asn")::varchar',
            },
        ),
        alias(
            "openai_audit_keys",
            "OpenAI audit log: whose key",
            _FIELDS,
            "api_key",
            f'case when {_CREATED} then {_WHAT} else "actor/api_key/id" end',
            _ACCOUNT,
        ),
    ),
    facts=Facts(
        vendor="OpenAI",
        files="JSON list of /organization/audit_logs, or JSON lines",
        clock="epoch seconds, UTC",
        fixture="openai/audit-logs.siem.jsonl",
        sample="real",
        basis="documentation",
        missing=("calls of models",),
    ),
)
SOURCES = (AUDIT,)
