"""LiteLLM spend logs: ``LiteLLM_SpendLogs`` as CSV or Parquet, ``/spend/logs``, Pub/Sub.

``metadata``, ``messages`` and ``proxy_server_request`` are objects or JSON texts. Clocks are
UTC, mostly printed without zone. Prompts are ``{}`` unless storing them was switched on. What
the proxy could not price costs 0.
"""

from hydrascope.ingest.facts import Facts
from hydrascope.ingest.source import Source, first_of

_ERROR = 'coalesce("metadata/error_information/error_code", "metadata/error_code")'
_STORED = first_of(
    'messages_text("messages")',
    'messages_text("proxy_server_request/messages")',
    'messages_text("proxy_server_request/input")',
)

SPEND = Source(
    name="litellm_spend",
    label="LiteLLM spend logs",
    facts=Facts(
        vendor="LiteLLM",
        files="table `LiteLLM_SpendLogs` as CSV or Parquet; `/spend/logs` as JSON; Pub/Sub",
        clock="UTC text, mostly without zone",
        fixture="litellm/spend_logs_payload.json",
        sample="real",
        basis="code",
        missing=("prompts, unless the proxy was told to store them",),
    ),
    table="requests",
    anchors=("request_id", "call_type", "spend", "startTime"),
    path_hints=("SpendLogs", "spend_logs"),
    fields=(
        "request_id",
        "session_id",
        "call_type",
        "api_key",
        "cache_hit",
        "startTime",
        "endTime",
        "completionStartTime",
        "request_duration_ms",
        "model",
        "model_group",
        "user",
        "end_user",
        "team_id",
        "organization_id",
        "custom_llm_provider",
        "requester_ip_address",
        "spend",
        "prompt_tokens",
        "completion_tokens",
        "status",
        "messages",
        "metadata/user_agent",
        "metadata/requester_ip_address",
        "metadata/user_api_key_project_id",
        "metadata/user_api_key_org_id",
        "metadata/status",
        "metadata/error_code",
        "metadata/error_information/error_code",
        "metadata/error_information/error_class",
        "metadata/usage_object/prompt_tokens_details/cached_tokens",
        "metadata/usage_object/cache_creation_input_tokens",
        "metadata/usage_object/completion_tokens_details/reasoning_tokens",
        "proxy_server_request/messages",
        "proxy_server_request/input",
        "proxy_server_request/tools",
        "proxy_server_request/stream",
        "response/choices/[0]/finish_reason",
    ),
    time='"startTime"',
    derived=(
        ("start_at", 'instant("startTime")'),
        ("first_at", 'instant("completionStartTime")'),
        ("end_at", 'instant("endTime")'),
        ("prompt", f"nullif({_STORED}, 'redacted-by-litellm')"),
        ("tools", 'json_array_length("proxy_server_request/tools")'),
        ("has_image", 'has_image(coalesce("messages", "proxy_server_request/messages"))'),
    ),
    account_chain=(
        ("end_user", '"end_user"'),
        ("user", '"user"'),
        ("org", '"team_id"'),
        ("api_key", '"api_key"'),
    ),
    columns={
        "request_id": 'coalesce("request_id", record_id)',
        "ts": '"start_at"',
        "user_id": '"user"',
        "end_user_id": '"end_user"',
        "api_key_id": '"api_key"',
        "org_id": first_of('"team_id"', '"organization_id"', '"metadata/user_api_key_org_id"'),
        "project_id": '"metadata/user_api_key_project_id"',
        "gen_ai_conversation_id": '"session_id"',
        "gen_ai_provider_name": '"custom_llm_provider"',
        "gen_ai_operation_name": 'litellm_operation("call_type")',
        "gen_ai_request_model": first_of('"model_group"', '"model"'),
        "gen_ai_response_model": '"model"',
        "gen_ai_usage_input_tokens": 'to_count("prompt_tokens")',
        "gen_ai_usage_output_tokens": 'to_count("completion_tokens")',
        "gen_ai_usage_cache_read_input_tokens": (
            'to_count("metadata/usage_object/prompt_tokens_details/cached_tokens")'
        ),
        "gen_ai_usage_cache_creation_input_tokens": (
            'to_count("metadata/usage_object/cache_creation_input_tokens")'
        ),
        "gen_ai_usage_reasoning_output_tokens": (
            'to_count("metadata/usage_object/completion_tokens_details/reasoning_tokens")'
        ),
        "cost_usd": 'to_money("spend")',
        "duration_ms": (
            'coalesce(to_length("request_duration_ms"), milliseconds("start_at", "end_at"))'
        ),
        "time_to_first_chunk_ms": (
            'case when "first_at" <> "end_at" then milliseconds("start_at", "first_at") end'
        ),
        "gen_ai_request_stream": 'to_flag("proxy_server_request/stream")',
        "is_cache_hit": 'to_flag("cache_hit")',
        "status": f'coalesce(error_status({_ERROR}), to_status("status"), '
        'to_status("metadata/status"))',
        "http_response_status_code": f"try_cast({_ERROR} as smallint)",
        "error_type": first_of('"metadata/error_information/error_class"', _ERROR),
        "gen_ai_response_finish_reason": '"response/choices/[0]/finish_reason"',
        "client_address": first_of('"requester_ip_address"', '"metadata/requester_ip_address"'),
        "user_agent_original": '"metadata/user_agent"',
        "prompt_hash": 'prompt_number("prompt")',
        "prompt_template_hash": 'template_number("prompt")',
        "prompt_length": 'length("prompt")',
        "task_category": 'task_of("prompt", "tools", "has_image")',
        "tool_count": '"tools"',
    },
)
SOURCES = (SPEND,)
