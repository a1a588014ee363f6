"""LiteLLM's table of users, ``LiteLLM_UserTable``, as CSV, JSON or Parquet.

Internal users of the proxy. The mail may be empty; ``created_at`` came with a later version
and is empty for users older than that.
"""

from hydrascope.ingest.facts import Facts
from hydrascope.ingest.source import Source

USERS = Source(
    name="litellm_users",
    label="LiteLLM user table",
    facts=Facts(
        vendor="LiteLLM",
        files="table `LiteLLM_UserTable` as CSV, JSON or Parquet",
        clock="UTC text, mostly without zone",
        fixture="litellm/user-table.csv",
        sample="schema",
        basis="code",
        missing=("addresses, cards and phone numbers",),
    ),
    table="accounts",
    anchors=("user_id", "user_email", "user_role", "max_budget", "sso_user_id"),
    absent=("token", "call_type"),
    path_hints=("UserTable",),
    fields=(
        "user_id",
        "user_email",
        "sso_user_id",
        "organization_id",
        "team_id",
        "user_role",
        "created_at",
    ),
    columns={
        "account_id": '"user_id"',
        "created_at": 'instant("created_at")',
        "identity_provider": "case when \"sso_user_id\" is not null then 'sso' end",
        "email_hash": 'email_hash("user_email")',
        "email_norm_hash": 'email_norm_hash("user_email")',
        "email_domain": 'email_domain("user_email")',
        "email_pattern": 'email_pattern("user_email")',
        "org_id": 'coalesce("organization_id", "team_id")',
        "plan": '"user_role"',
    },
)
SOURCES = (USERS,)
