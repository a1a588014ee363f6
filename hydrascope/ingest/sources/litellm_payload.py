"""LiteLLM's StandardLoggingPayload, as its S3 and GCS loggers write it.

One JSON object per file, often without an ending in its name. Clocks are epoch seconds, or
naive UTC text. ``response_time`` is the time to the first token when streaming, so the
duration is taken from the two ends instead.
"""

from hydrascope.ingest.facts import Facts
from hydrascope.ingest.source import Source, first_of

_ERROR = '"error_information/error_code"'

PAYLOAD = Source(
    name="litellm_payload",
    label="LiteLLM StandardLoggingPayload",
    facts=Facts(
        vendor="LiteLLM",
        files="one JSON object per file, as the S3 and GCS loggers write it; often no ending",
        clock="epoch seconds, or UTC text without zone",
        fixture="litellm/standard_logging_payload.json",
        sample="real",
        basis="code",
    ),
    table="requests",
    anchors=("response_cost", "call_type", "hidden_params", "startTime"),
    fields=(
        "id",
        "trace_id",
        "session_id",
        "call_type",
        "stream",
        "status",
        "custom_llm_provider",
        "startTime",
        "endTime",
        "completionStartTime",
        "model",
        "model_group",
        "end_user",
        "requester_ip_address",
        "response_cost",
        "prompt_tokens",
        "completion_tokens",
        "cache_hit",
        "messages",
        "metadata/user_api_key_hash",
        "metadata/user_api_key_user_id",
        "metadata/user_api_key_team_id",
        "metadata/user_api_key_org_id",
        "metadata/user_api_key_project_id",
        "metadata/user_api_key_end_user_id",
        "metadata/requester_ip_address",
        "metadata/user_agent",
        "metadata/requester_custom_headers/user-agent",
        "error_information/error_code",
        "error_information/error_class",
        "model_parameters/tools",
        "model_parameters/stream",
        "response/choices/[0]/finish_reason",
        "response/usage/prompt_tokens_details/cached_tokens",
        "response/usage/cache_creation_input_tokens",
        "response/usage/completion_tokens_details/reasoning_tokens",
    ),
    time='"startTime"',
    derived=(
        ("start_at", 'instant("startTime")'),
        ("first_at", 'instant("completionStartTime")'),
        ("end_at", 'instant("endTime")'),
        ("prompt", "nullif(messages_text(\"messages\"), 'redacted-by-litellm')"),
        ("tools", 'json_array_length("model_parameters/tools")'),
        ("has_image", 'has_image("messages")'),
        ("is_stream", 'coalesce(to_flag("stream"), to_flag("model_parameters/stream"))'),
    ),
    account_chain=(
        ("end_user", '"end_user"'),
        ("end_user", '"metadata/user_api_key_end_user_id"'),
        ("user", '"metadata/user_api_key_user_id"'),
        ("org", '"metadata/user_api_key_team_id"'),
        ("api_key", '"metadata/user_api_key_hash"'),
    ),
    columns={
        "request_id": 'coalesce("id", record_id)',
        "ts": '"start_at"',
        "user_id": '"metadata/user_api_key_user_id"',
        "end_user_id": first_of('"end_user"', '"metadata/user_api_key_end_user_id"'),
        "api_key_id": '"metadata/user_api_key_hash"',
        "org_id": first_of('"metadata/user_api_key_team_id"', '"metadata/user_api_key_org_id"'),
        "project_id": '"metadata/user_api_key_project_id"',
        "gen_ai_conversation_id": '"session_id"',
        "trace_id": '"trace_id"',
        "gen_ai_provider_name": '"custom_llm_provider"',
        "gen_ai_operation_name": 'litellm_operation("call_type")',
        "gen_ai_request_model": first_of('"model_group"', '"model"'),
        "gen_ai_response_model": '"model"',
        "gen_ai_usage_input_tokens": 'to_count("prompt_tokens")',
        "gen_ai_usage_output_tokens": 'to_count("completion_tokens")',
        "gen_ai_usage_cache_read_input_tokens": (
            'to_count("response/usage/prompt_tokens_details/cached_tokens")'
        ),
        "gen_ai_usage_cache_creation_input_tokens": (
            'to_count("response/usage/cache_creation_input_tokens")'
        ),
        "gen_ai_usage_reasoning_output_tokens": (
            'to_count("response/usage/completion_tokens_details/reasoning_tokens")'
        ),
        "cost_usd": 'to_money("response_cost")',
        "duration_ms": 'milliseconds("start_at", "end_at")',
        "time_to_first_chunk_ms": (
            'case when "is_stream" then milliseconds("start_at", "first_at") end'
        ),
        "gen_ai_request_stream": '"is_stream"',
        "is_cache_hit": 'to_flag("cache_hit")',
        "status": f'coalesce(error_status({_ERROR}), to_status("status"))',
        "http_response_status_code": f"try_cast({_ERROR} as smallint)",
        "error_type": first_of('"error_information/error_class"', _ERROR),
        "gen_ai_response_finish_reason": '"response/choices/[0]/finish_reason"',
        "client_address": first_of('"requester_ip_address"', '"metadata/requester_ip_address"'),
        "user_agent_original": first_of(
            '"metadata/user_agent"', '"metadata/requester_custom_headers/user-agent"'
        ),
        "prompt_hash": 'prompt_number("prompt")',
        "prompt_template_hash": 'template_number("prompt")',
        "prompt_length": 'length("prompt")',
        "task_category": 'task_of("prompt", "tools", "has_image")',
        "tool_count": '"tools"',
    },
)
SOURCES = (PAYLOAD,)
