"""LiteLLM's audit table, ``LiteLLM_AuditLog``: who changed which key, user, team or model.

A change becomes an event: keys made, revoked and blocked, limits changed, models added and
withdrawn; anything else is a change of policy. ``before_value`` and ``updated_values`` are
objects or JSON texts. Only present with the audit log switched on.
"""

from hydrascope.ingest.facts import Facts
from hydrascope.ingest.source import Source

_KEY = "\"table_name\" like '%VerificationToken%'"
_MODEL = "\"table_name\" like '%Model%'"
_BLOCKED = 'to_flag("updated_values/blocked")'
_KIND = f"""case
    when {_KEY} and "verb" like 'creat%' then 'key_created'
    when {_KEY} and regexp_matches("verb", '^(delet|rotat|regenerat)') then 'key_revoked'
    when "verb" like 'unblock%' or not {_BLOCKED} and to_flag("before_value/blocked") then 'unban'
    when "verb" like 'block%' or {_BLOCKED} then 'ban'
    when {_MODEL} and "verb" like 'creat%' then 'model_launch'
    when {_MODEL} and "verb" like 'delet%' then 'model_retired'
    when coalesce("updated_values/max_budget", "updated_values/tpm_limit",
        "updated_values/rpm_limit") is not null then 'limit_change'
    else 'policy_change' end"""

AUDIT = Source(
    name="litellm_audit",
    label="LiteLLM audit log",
    facts=Facts(
        vendor="LiteLLM",
        files="table `LiteLLM_AuditLog` as CSV, JSON or Parquet",
        clock="UTC text, mostly without zone",
        fixture="litellm/audit-log.json",
        sample="schema",
        basis="code",
        missing=("addresses of who made the change",),
    ),
    table="events",
    anchors=("updated_at", "changed_by", "action", "table_name", "object_id", "updated_values"),
    path_hints=("AuditLog",),
    fields=(
        "id",
        "updated_at",
        "changed_by",
        "action",
        "table_name",
        "object_id",
        "before_value/blocked",
        "before_value/user_id",
        "before_value/team_id",
        "updated_values/blocked",
        "updated_values/user_id",
        "updated_values/team_id",
        "updated_values/model_name",
        "updated_values/max_budget",
        "updated_values/tpm_limit",
        "updated_values/rpm_limit",
    ),
    time='"updated_at"',
    derived=(
        ("verb", 'lower("action")'),
        (
            "subject",
            'coalesce("updated_values/user_id", "before_value/user_id", '
            '"updated_values/team_id", "before_value/team_id")',
        ),
    ),
    columns={
        "event_id": 'coalesce("id", record_id)',
        "event_type": _KIND,
        "account_id": (f'case when {_MODEL} then null else coalesce("subject", "object_id") end'),
        "gen_ai_request_model": f'case when {_MODEL} then "updated_values/model_name" end',
        "label": "\"action\" || ' ' || replace(\"table_name\", 'LiteLLM_', '')",
        "details": "'by ' || safe_id(\"changed_by\")",
    },
)
SOURCES = (AUDIT,)
