"""Okta System Log: sign-ins, account life cycle, tokens, with the client's network.

Copies of security systems write some keys in lower case, in the same file as others that do
not, and seconds with more or fewer digits.
What an account was done to is its target; what it did itself, its actor.
"""

from hydrascope.ingest.facts import Facts
from hydrascope.ingest.observed import attributes, network
from hydrascope.ingest.source import Source, first_of

_FIELDS = (
    "uuid",
    "published",
    "eventType",
    "displayMessage",
    "outcome/result",
    "outcome/reason",
    "actor/id",
    "actor/alternateId",
    "target/[0]/id",
    "target/[0]/alternateId",
    "client/ipAddress",
    "client/userAgent/rawUserAgent",
    "client/geographicalContext/country",
    "securityContext/asNumber",
)
_ACTOR = first_of('"actor/id"', '"actor/alternateId"')
_TARGET = first_of('"target/[0]/id"', '"target/[0]/alternateId"')
_KIND = '"eventType"'
_DONE_TO = f"starts_with({_KIND}, 'user.lifecycle.')"
_TYPE = f"""case
    when {_KIND} = 'user.session.start' and coalesce("outcome/result", 'SUCCESS') = 'FAILURE'
        then 'login_failed'
    when {_KIND} = 'user.session.start' then 'login'
    when {_KIND} = 'user.lifecycle.create' then 'signup'
    when {_KIND} = 'user.lifecycle.suspend' then 'ban'
    when {_KIND} = 'user.lifecycle.unsuspend' then 'unban'
    when {_KIND} = 'system.api_token.create' then 'key_created'
    when {_KIND} = 'system.api_token.revoke' then 'key_revoked'
    when starts_with({_KIND}, 'policy.') then 'policy_change'
    else replace({_KIND}, '.', '_') end"""

_CREATED = Source(
    name="okta_system_log_signups",
    label="Okta System Log: accounts created",
    table="accounts",
    fields=_FIELDS,
    only=f"{_KIND} = 'user.lifecycle.create' and {_TARGET} is not null",
    columns={
        "account_id": _TARGET,
        "created_at": 'instant("published")',
        "email_hash": 'email_hash("target/[0]/alternateId")',
        "email_norm_hash": 'email_norm_hash("target/[0]/alternateId")',
        "email_domain": 'email_domain("target/[0]/alternateId")',
        "email_pattern": 'email_pattern("target/[0]/alternateId")',
    },
)
SYSTEM_LOG = Source(
    name="okta_system_log",
    label="Okta System Log",
    table="events",
    anchors=("eventType", "published", "actor", "client"),
    fields=_FIELDS,
    time='"published"',
    rejects=(("not a System Log event", f"{_KIND} is null"),),
    columns={
        "event_id": 'coalesce("uuid", record_id)',
        "event_type": _TYPE,
        "account_id": f"coalesce(case when {_DONE_TO} then {_TARGET} end, {_ACTOR}, '(unknown)')",
        "label": first_of('"displayMessage"', _KIND),
        "details": _KIND,
    },
    also=(
        _CREATED,
        *attributes(
            "okta_system_log",
            "Okta System Log",
            _FIELDS,
            _ACTOR,
            '"published"',
            {
                **network('"client/ipAddress"', '"client/userAgent/rawUserAgent"'),
                "asn": 'to_asn("securityContext/asNumber")::varchar',
            },
        ),
    ),
    facts=Facts(
        vendor="Okta",
        files="JSON array of /api/v1/logs, or JSON lines",
        clock="ISO with Z; copies: without zone, UTC",
        fixture="okta/system-log.siem.jsonl",
        sample="real",
        basis="documentation",
        missing=("calls of models", "the sign-up's own address: an administrator may create users"),
    ),
)
SOURCES = (SYSTEM_LOG,)
