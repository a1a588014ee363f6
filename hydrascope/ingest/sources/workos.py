"""WorkOS events: sign-ins, users, sessions. ``event`` says what happened, ``data`` to whom."""

from hydrascope.ingest.facts import Facts
from hydrascope.ingest.observed import attributes, network
from hydrascope.ingest.source import Source, first_of

_FIELDS = (
    "id",
    "event",
    "created_at",
    "data/id",
    "data/user_id",
    "data/email",
    "data/email_verified",
    "data/ip_address",
    "data/user_agent",
    "data/status",
    "data/created_at",
    "data/organization_id",
)
_IS_USER = "starts_with(\"event\", 'user.')"
_WHO = f'coalesce("data/user_id", case when {_IS_USER} then "data/id" end, "data/email")'
_TYPE = """case
    when regexp_matches("event", '^authentication\\..*_failed$') then 'login_failed'
    when regexp_matches("event", '^authentication\\..*_succeeded$') then 'login'
    when "event" = 'user.created' then 'signup'
    when "event" = 'user.deleted' then 'account_deleted'
    when "event" = 'api_key.created' then 'key_created'
    when "event" = 'api_key.revoked' then 'key_revoked'
    else replace("event", '.', '_') end"""

_CREATED = Source(
    name="workos_events_users",
    label="WorkOS events: users",
    table="accounts",
    fields=_FIELDS,
    only='"event" = \'user.created\' and "data/id" is not null',
    columns={
        "account_id": '"data/id"',
        "created_at": 'instant(coalesce("data/created_at", "created_at"))',
        "email_hash": 'email_hash("data/email")',
        "email_norm_hash": 'email_norm_hash("data/email")',
        "email_domain": 'email_domain("data/email")',
        "email_pattern": 'email_pattern("data/email")',
        "email_verified": 'to_flag("data/email_verified")',
        "org_id": '"data/organization_id"',
    },
)
EVENTS = Source(
    name="workos_events",
    label="WorkOS events",
    table="events",
    anchors=("id", "event", "data", "created_at"),
    fields=_FIELDS,
    time='"created_at"',
    columns={
        "event_id": 'coalesce("id", record_id)',
        "event_type": _TYPE,
        "account_id": f"coalesce({_WHO}, '(unknown)')",
        "label": '"event"',
        "details": first_of('"data/status"', '"data/organization_id"'),
    },
    also=(
        _CREATED,
        *attributes(
            "workos_events",
            "WorkOS events",
            _FIELDS,
            _WHO,
            '"created_at"',
            network('"data/ip_address"', '"data/user_agent"'),
        ),
    ),
    facts=Facts(
        vendor="WorkOS",
        files="JSON list of /events, or one JSON object per webhook",
        clock="ISO with Z",
        fixture="workos/events.jsonl",
        sample="schema",
        basis="documentation",
        missing=("calls of models",),
        unverified=("data/status", "data/organization_id"),
    ),
)
SOURCES = (EVENTS,)
