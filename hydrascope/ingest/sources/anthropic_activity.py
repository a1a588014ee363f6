"""Anthropic Compliance Activity Feed: what members and keys of an organisation did.

More than five hundred types; those with a name of their own here become it, the others stay
as the feed calls them. The actor is a user, a key, or somebody who was not signed in.
"""

from hydrascope.ingest.facts import Facts
from hydrascope.ingest.observed import alias, attributes, network
from hydrascope.ingest.source import Source, first_of

_FIELDS = (
    "id",
    "type",
    "created_at",
    "organization_id",
    "actor/type",
    "actor/user_id",
    "actor/email_address",
    "actor/unauthenticated_email_address",
    "actor/api_key_id",
    "actor/admin_api_key_id",
    "actor/ip_address",
    "actor/user_agent",
    "api_key_id",
)
_USER = first_of(
    '"actor/user_id"',
    '"actor/email_address"',
    '"actor/unauthenticated_email_address"',
    '"actor/api_key_id"',
    '"actor/admin_api_key_id"',
)
_TYPE = """case
    when regexp_matches("type", '(api|service)_key_created$') then 'key_created'
    when regexp_matches("type", '(api|service)_key_(deleted|revoked)$') then 'key_revoked'
    when regexp_matches("type", '(login|access)_failed$') then 'login_failed'
    when regexp_matches("type", '(spend|rate)_limit_') then 'limit_change'
    when regexp_matches("type", 'ip_restriction|_settings_updated$|sso_') then 'policy_change'
    else "type" end"""

ACTIVITY = Source(
    name="anthropic_activity",
    label="Anthropic compliance activity feed",
    table="events",
    anchors=("id", "type", "created_at", "actor", "organization_id"),
    fields=_FIELDS,
    time='"created_at"',
    columns={
        "event_id": 'coalesce("id", record_id)',
        "event_type": _TYPE,
        "account_id": f"coalesce({_USER}, '(unknown)')",
        "label": '"type"',
        "details": '"organization_id"',
    },
    also=(
        *attributes(
            "anthropic_activity",
            "Anthropic activity feed",
            _FIELDS,
            _USER,
            '"created_at"',
            network('"actor/ip_address"', '"actor/user_agent"'),
        ),
        alias(
            "anthropic_activity_keys",
            "Anthropic activity feed: whose key",
            _FIELDS,
            "api_key",
            'case when "type" = \'api_key_created\' then "api_key_id" end',
            '"actor/user_id"',
        ),
    ),
    facts=Facts(
        vendor="Anthropic",
        files="JSON pages (data) or JSON lines of the Compliance API's activities",
        clock="ISO with Z",
        fixture="anthropic/compliance-activities.siem.jsonl",
        sample="real",
        basis="documentation",
        missing=("calls of models",),
        unverified=("api_key_id", "actor/admin_api_key_id"),
    ),
)
SOURCES = (ACTIVITY,)
