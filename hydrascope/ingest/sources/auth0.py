"""Auth0 users export: an array, or JSON lines from the export job.

Which fields a job exports is chosen per job. ``last_ip`` is the address of the last login; it
is the sign-up's only while the account has logged in at most once, and is left out
otherwise. ``updated_at`` changes with every login and is no time of blocking.
"""

from hydrascope.ingest.facts import Facts
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
SOURCES = (USERS,)
