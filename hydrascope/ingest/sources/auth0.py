"""Auth0: the users export (an array, or JSON lines from the job) and log events.

Which fields a job exports is chosen per job. ``last_ip`` is the address of the last login; it
is the sign-up's only while the account has logged in at most once, and is left out
otherwise. ``updated_at`` changes with every login and is no time of blocking. The address of
a sign-up is in the log: a record of type ``ss``. Types are short codes; the few that matter
here have names of their own, the others stay codes.
"""

from hydrascope.ingest.facts import Facts
from hydrascope.ingest.observed import attributes, network
from hydrascope.ingest.source import Source, first_of

_SIGNUP = 'case when coalesce(to_count("logins_count"), 2) <= 1 then "last_ip" end'

USERS = Source(
    name="auth0_users",
    label="Auth0 users export",
    facts=Facts(
        vendor="Auth0",
        files="users export: JSON array, or gzipped JSON lines from the export job",
        clock="ISO 8601 with Z",
        fixture="auth0/users-export.json",
        sample="real",
        basis="sample",
        missing=("the sign-up address, unless the account has logged in at most once",),
    ),
    table="accounts",
    anchors=("user_id", "identities", "created_at"),
    absent=("log_id", "request_id"),
    fields=(
        "user_id",
        "email",
        "email_verified",
        "phone_number",
        "identities/[0]/provider",
        "app_metadata/subscription",
        "app_metadata/plan",
        "app_metadata/org_id",
        "created_at",
        "last_login",
        "last_ip",
        "logins_count",
        "blocked",
    ),
    derived=(("signup_ip", _SIGNUP),),
    columns={
        "account_id": '"user_id"',
        "created_at": 'instant("created_at")',
        "status": (
            "case to_flag(\"blocked\") when true then 'blocked' when false then 'active' end"
        ),
        "identity_provider": first_of(
            '"identities/[0]/provider"', 'nullif(split_part("user_id", \'|\', 1), "user_id")'
        ),
        "email_hash": 'email_hash("email")',
        "email_norm_hash": 'email_norm_hash("email")',
        "email_domain": 'email_domain("email")',
        "email_pattern": 'email_pattern("email")',
        "email_verified": 'to_flag("email_verified")',
        "phone_hash": 'phone_hash("phone_number")',
        "org_id": '"app_metadata/org_id"',
        "plan": first_of('"app_metadata/plan"', '"app_metadata/subscription"'),
        "signup_address_hash": 'address_hash("signup_ip")',
        "signup_prefix_hash": 'prefix_hash("signup_ip")',
        "last_seen_at": 'instant("last_login")',
    },
)

_LOG = ("log_id", "type", "date", "user_id", "ip", "user_agent",
        "location_info/country_code", "strategy")  # fmt: skip
_TYPE = """case
    when "type" = 's' then 'login'
    when "type" = 'ss' then 'signup'
    when "type" = 'fs' then 'signup_failed'
    when "type" = 'f' or "type" = 'fp' or "type" = 'fu' or "type" = 'fcoa' then 'login_failed'
    when "type" = 'sdu' then 'account_deleted'
    else 'auth0_' || lower("type") end"""
_JOINED = Source(
    name="auth0_logs_signups",
    label="Auth0 log events: sign-ups",
    table="accounts",
    fields=_LOG,
    only='"type" = \'ss\' and "user_id" is not null',
    columns={
        "account_id": '"user_id"',
        "created_at": 'instant("date")',
        "identity_provider": first_of(
            '"strategy"', 'nullif(split_part("user_id", \'|\', 1), "user_id")'
        ),
        "signup_address_hash": 'address_hash("ip")',
        "signup_prefix_hash": 'prefix_hash("ip")',
        "signup_country": 'to_country("location_info/country_code")',
        "signup_user_agent": '"user_agent"',
    },
)
LOGS = Source(
    name="auth0_logs",
    label="Auth0 log events",
    table="events",
    anchors=("log_id", "type", "date", "ip"),
    fields=_LOG,
    time='"date"',
    columns={
        "event_id": 'coalesce("log_id", record_id)',
        "event_type": _TYPE,
        "account_id": "coalesce(\"user_id\", '(unknown)')",
        "label": f"replace({_TYPE}, '_', ' ')",
        "details": '"type"',
    },
    also=(
        _JOINED,
        *attributes(
            "auth0_logs", "Auth0 log events", _LOG, '"user_id"', '"date"',
            network('"ip"', '"user_agent"'),
        ),
    ),
    facts=Facts(
        vendor="Auth0",
        files="log events as JSON (API, streams, security systems); wrapped in data or not",
        clock="ISO with Z; copies: without zone, UTC",
        fixture="auth0/log-events.siem.jsonl",
        sample="real",
        basis="documentation",
        missing=("calls of models",),
        unverified=("location_info/country_code",),
    ),
)  # fmt: skip
SOURCES = (USERS, LOGS)
