"""AWS Bedrock model-invocation logs: JSON lines, gzipped, one folder per hour.

The principal is often one role shared by a whole service: ``requestMetadata``, where the
caller sets it, names the customer. No address and no user agent. Uncached, cache-read and
cache-write input are counted apart; whether ``inputTokenCount`` already includes cached
tokens is not documented, so the parts are kept and the total is their sum. No cost.
"""

from hydrascope.ingest.facts import Facts
from hydrascope.ingest.source import Source, first_of

_BODY = "input/inputBodyJson"
_OUT = "output/outputBodyJson"
_CUSTOMER = tuple(
    f"requestMetadata/{name}"
    for name in (
        "account_id",
        "accountId",
        "customer_id",
        "customerId",
        "tenant_id",
        "tenantId",
        "user_id",
        "userId",
        "user",
        "customer",
        "tenant",
    )
)
_STOP = first_of(f'"{_OUT}/stopReason"', f'"{_OUT}/stop_reason"')
_BLOCKED = (
    f"coalesce({_STOP} = 'guardrail_intervened', false) or "
    f"coalesce(upper(\"{_OUT}/amazon-bedrock-guardrailAction\") = 'INTERVENED', false)"
)

BEDROCK = Source(
    name="bedrock",
    label="AWS Bedrock model-invocation log",
    facts=Facts(
        vendor="Amazon Web Services",
        files="`…/BedrockModelInvocationLogs/…/*.json.gz`, gzipped JSON lines",
        clock="ISO 8601 with Z, seconds",
        fixture="bedrock/model-invocation.siem.jsonl",
        sample="real",
        basis="sample",
        missing=(
            "the address and user agent (CloudTrail has them)",
            "whether inputTokenCount includes cached tokens: the parts are kept, the total is "
            "their sum",
        ),
    ),
    table="requests",
    anchors=("schemaType", "requestId", "modelId", "timestamp"),
    values={"schemaType": "ModelInvocationLog"},
    path_hints=("BedrockModelInvocationLogs",),
    fields=(
        "schemaType",
        "timestamp",
        "requestId",
        "accountId",
        "region",
        "operation",
        "modelId",
        "errorCode",
        "identity/arn",
        *_CUSTOMER,
        "input/inputTokenCount",
        "input/cacheReadInputTokenCount",
        "input/cacheWriteInputTokenCount",
        f"{_BODY}/messages",
        f"{_BODY}/prompt",
        f"{_BODY}/inputText",
        f"{_BODY}/system",
        f"{_BODY}/tools",
        f"{_BODY}/toolConfig/tools",
        "output/outputTokenCount",
        f"{_OUT}/metrics/latencyMs",
        f"{_OUT}/usage/inputTokens",
        f"{_OUT}/usage/outputTokens",
        f"{_OUT}/usage/cacheReadInputTokens",
        f"{_OUT}/usage/cacheWriteInputTokens",
        f"{_OUT}/stopReason",
        f"{_OUT}/stop_reason",
        f"{_OUT}/amazon-bedrock-guardrailAction",
    ),
    time='"timestamp"',
    derived=(
        *(
            (name, f'coalesce(to_count("input/{top}"), to_count("{_OUT}/usage/{inside}"))')
            for name, top, inside in (
                ("plain_input", "inputTokenCount", "inputTokens"),
                ("cache_read", "cacheReadInputTokenCount", "cacheReadInputTokens"),
                ("cache_write", "cacheWriteInputTokenCount", "cacheWriteInputTokens"),
            )
        ),
        (
            "prompt",
            "nullif(concat_ws(chr(10), "
            f'messages_text("{_BODY}/system"), messages_text("{_BODY}/messages"), '
            f'"{_BODY}/prompt", "{_BODY}/inputText"), \'\')',
        ),
        (
            "tool_number",
            f'json_array_length(coalesce("{_BODY}/toolConfig/tools", "{_BODY}/tools"))',
        ),
        ("has_image", f'has_image("{_BODY}/messages")'),
        ("session_name", "regexp_extract(\"identity/arn\", '([^/]+)$', 1)"),
    ),
    rejects=(
        (
            "not a model-invocation record",
            "\"schemaType\" is distinct from 'ModelInvocationLog'",
        ),
    ),
    leave_out=(
        ("*/data/*_input.json*", "a request body beside the Bedrock log"),
        ("*/data/*_output.json*", "a response body beside the Bedrock log"),
        ("*permission-check*", "the file AWS writes to test its permission"),
    ),
    account_chain=(
        *(("user", f'"{name}"') for name in _CUSTOMER),
        ("user", '"session_name"'),
        ("org", '"accountId"'),
    ),
    columns={
        "request_id": 'coalesce("requestId", record_id)',
        "user_id": first_of(*(f'"{name}"' for name in _CUSTOMER), '"session_name"'),
        "org_id": '"accountId"',
        "gen_ai_provider_name": "'aws.bedrock'",
        "gen_ai_operation_name": '"operation"',
        "gen_ai_request_model": '"modelId"',
        "gen_ai_usage_input_tokens": (
            'case when coalesce("plain_input", "cache_read", "cache_write") is not null then '
            'coalesce("plain_input", 0) + coalesce("cache_read", 0) '
            '+ coalesce("cache_write", 0) end'
        ),
        "gen_ai_usage_output_tokens": (
            f'coalesce(to_count("output/outputTokenCount"), to_count("{_OUT}/usage/outputTokens"))'
        ),
        "gen_ai_usage_cache_read_input_tokens": '"cache_read"',
        "gen_ai_usage_cache_creation_input_tokens": '"cache_write"',
        "duration_ms": f'to_length("{_OUT}/metrics/latencyMs")',
        "gen_ai_request_stream": "\"operation\" like '%Stream'",
        "status": (
            f"case when {_BLOCKED} then 'blocked' when \"errorCode\" is not null then 'error' "
            "else 'ok' end"
        ),
        "error_type": '"errorCode"',
        "gen_ai_response_finish_reason": _STOP,
        "prompt_hash": 'prompt_number("prompt")',
        "prompt_template_hash": 'template_number("prompt")',
        "prompt_length": 'length("prompt")',
        "task_category": 'task_of("prompt", "tool_number", "has_image")',
        "tool_count": '"tool_number"',
    },
)
SOURCES = (BEDROCK,)
