"""Portkey's log export: JSON lines with the columns that were asked for.

Cost is in **US cents**. ``request.body`` and ``metadata.key`` may be objects of their own or
names with a dot. Which clock ``created_at`` uses is not documented: ISO 8601 is expected.
"""

from hydrascope.ingest.facts import Facts
from hydrascope.ingest.source import Source, extra_of, first_of

_NAMES = ("_user", "user", "user_id", "userId", "account_id", "customer_id", "customer",
          "tenant_id", "tenant")  # fmt: skip
_METADATA = tuple(f"metadata/{name}" for name in _NAMES)
_PAIR = (
    "case when regexp_matches(\"metadata.key\", '(?i)user|account|customer|tenant') "
    'then "metadata.value" end'
)
_USER = first_of(*(f'"{name}"' for name in _METADATA), _PAIR)
_BODY = ("request/body", "request.body")


def _inside(path: str) -> str:
    return first_of(*(f"try(json_extract_string(\"{body}\", '$.{path}'))" for body in _BODY))


PORTKEY = Source(
    name="portkey",
    label="Portkey log export",
    facts=Facts(
        vendor="Portkey",
        files="JSON lines, with the columns asked for",
        clock="`created_at`, ISO 8601 expected",
        fixture="portkey/logs.jsonl",
        sample="schema",
        basis="documentation",
        units="tokens, US cents, milliseconds",
        unverified=("created_at", "metadata.key", "metadata.value"),
        missing=("addresses", "columns nobody asked for"),
    ),
    table="requests",
    anchors=("created_at", "ai_org", "ai_model", "req_units", "res_units"),
    fields=(
        "id",
        "trace_id",
        "created_at",
        "ai_org",
        "ai_model",
        "req_units",
        "res_units",
        "cost",
        "cost_currency",
        "is_success",
        "response_status_code",
        "response_time",
        "cache_status",
        "stream_mode",
        "virtual_key",
        "request_url",
        "prompt_slug",
        "metadata.key",
        "metadata.value",
        *_METADATA,
        *_BODY,
    ),
    time='"created_at"',
    derived=(
        ("prompt", f"messages_text({_inside('messages')})"),
        ("tools", f"try(json_array_length({_inside('tools')}))"),
        ("has_image", f"has_image({_inside('messages')})"),
    ),
    account_chain=(("user", _USER), ("api_key", '"virtual_key"')),
    columns={
        "request_id": 'coalesce("id", "trace_id", record_id)',
        "trace_id": '"trace_id"',
        "user_id": _USER,
        "api_key_id": '"virtual_key"',
        "gen_ai_provider_name": '"ai_org"',
        "gen_ai_operation_name": 'operation_of_path("request_url")',
        "gen_ai_request_model": '"ai_model"',
        "gen_ai_usage_input_tokens": 'to_count("req_units")',
        "gen_ai_usage_output_tokens": 'to_count("res_units")',
        "cost_usd": (
            "case when coalesce(upper(\"cost_currency\"), 'USD') = 'USD' "
            'then try_cast("cost" as decimal(30, 12)) / 100 end'
        ),
        "duration_ms": 'to_length("response_time")',
        "gen_ai_request_stream": 'to_flag("stream_mode")',
        "is_cache_hit": (
            "case when upper(\"cache_status\") like '%HIT' then true "
            'when "cache_status" is not null then false end'
        ),
        "status": 'coalesce(to_status("response_status_code"), '
        "case to_flag(\"is_success\") when true then 'ok' when false then 'error' end)",
        "http_response_status_code": 'try_cast("response_status_code" as smallint)',
        "prompt_hash": 'prompt_number("prompt")',
        "prompt_template_hash": 'template_number("prompt")',
        "prompt_length": 'length("prompt")',
        "task_category": 'task_of("prompt", "tools", "has_image")',
        "tool_count": '"tools"',
        "extra": extra_of("created_at", "prompt_slug", "metadata.key", "metadata.value"),
    },
)
SOURCES = (PORTKEY,)
