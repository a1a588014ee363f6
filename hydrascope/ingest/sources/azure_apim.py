"""Azure API Management's GatewayLogs in front of a model.

JSON lines in ``insights-logs-gatewaylogs/…/PT1H.json``. The caller's address is whole. Tokens
are only in ``backendResponseBody``, where the policy logs bodies and the answer was not
streamed. The subscription names the customer; a user is often not set.
"""

from hydrascope.ingest.facts import Facts
from hydrascope.ingest.source import Source, extra_of, first_of


def _inside(body: str, path: str) -> str:
    """A value of a body: JSON text inside JSON."""
    return f"try(json_extract_string(\"properties/{body}\", '$.{path}'))"


def _body(path: str) -> str:
    return first_of(_inside("backendResponseBody", path), _inside("responseBody", path))


_ASKED = first_of(_inside("requestBody", "messages"), _inside("backendRequestBody", "messages"))
_IDS = ("apiId", "operationId", "productId")

GATEWAY = Source(
    name="azure_apim",
    label="Azure API Management gateway log",
    facts=Facts(
        vendor="Microsoft Azure",
        files="`insights-logs-gatewaylogs/…/PT1H.json`, JSON lines",
        clock="ISO 8601 with seven decimals",
        fixture="azure/PT1H.gateway.json",
        sample="schema",
        basis="users",
        missing=("cost", "tokens of streamed answers, and of all where bodies are not logged"),
    ),
    table="requests",
    anchors=("time", "resourceId", "category", "callerIpAddress", "properties"),
    values={"category": "GatewayLogs"},
    path_hints=("insights-logs-gatewaylogs",),
    fields=(
        "time",
        "resourceId",
        "category",
        "correlationId",
        "callerIpAddress",
        "durationMs",
        "properties/userId",
        "properties/apimSubscriptionId",
        "properties/responseCode",
        "properties/url",
        "properties/cache",
        "properties/requestBody",
        "properties/responseBody",
        "properties/backendRequestBody",
        "properties/backendResponseBody",
        "properties/lastError/reason",
        *(f"properties/{name}" for name in _IDS),
    ),
    time='"time"',
    derived=(
        ("asked", f"messages_text({_ASKED})"),
        ("has_image", f"has_image({_ASKED})"),
    ),
    rejects=(("a record of another category", "\"category\" is distinct from 'GatewayLogs'"),),
    account_chain=(
        ("user", '"properties/userId"'),
        ("api_key", '"properties/apimSubscriptionId"'),
        ("org", '"properties/productId"'),
    ),
    columns={
        "request_id": 'coalesce("correlationId", record_id)',
        "user_id": '"properties/userId"',
        "api_key_id": '"properties/apimSubscriptionId"',
        "project_id": '"properties/productId"',
        "gen_ai_provider_name": "'azure.ai.openai'",
        "gen_ai_operation_name": 'operation_of_path("properties/url")',
        "gen_ai_request_model": first_of(
            _inside("requestBody", "model"),
            _inside("backendRequestBody", "model"),
            _body("model"),
        ),
        "gen_ai_response_model": _body("model"),
        "gen_ai_usage_input_tokens": (
            f"to_count({first_of(_body('usage.prompt_tokens'), _body('usage.input_tokens'))})"
        ),
        "gen_ai_usage_output_tokens": (
            f"to_count({first_of(_body('usage.completion_tokens'), _body('usage.output_tokens'))})"
        ),
        "gen_ai_usage_cache_read_input_tokens": (
            f"to_count({_body('usage.prompt_tokens_details.cached_tokens')})"
        ),
        "gen_ai_usage_reasoning_output_tokens": (
            f"to_count({_body('usage.completion_tokens_details.reasoning_tokens')})"
        ),
        "duration_ms": 'to_length("durationMs")',
        "gen_ai_request_stream": f"to_flag({_inside('requestBody', 'stream')})",
        "is_cache_hit": "case lower(\"properties/cache\") when 'hit' then true "
        "when 'miss' then false when 'none' then false end",
        "status": 'to_status("properties/responseCode")',
        "http_response_status_code": 'try_cast("properties/responseCode" as smallint)',
        "error_type": '"properties/lastError/reason"',
        "gen_ai_response_finish_reason": _body("choices[0].finish_reason"),
        "client_address": '"callerIpAddress"',
        "prompt_hash": 'prompt_number("asked")',
        "prompt_template_hash": 'template_number("asked")',
        "prompt_length": 'length("asked")',
        "task_category": 'task_of("asked", null, "has_image")',
        "extra": extra_of(*(f"properties/{name}" for name in _IDS)),
    },
)
SOURCES = (GATEWAY,)
