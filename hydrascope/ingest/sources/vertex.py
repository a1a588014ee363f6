"""Vertex AI's request-response logs, exported from their BigQuery table.

``full_request``, ``full_response`` and ``metadata`` are objects or JSON texts. Only a sample of
calls is logged (the endpoint's ``sampling_rate``): counts are that share of what was asked.
Nobody is named but by ``metadata``, where the caller set labels. ``request_id`` has more
digits than a double keeps: read as text. There is no duration and no cost.
"""

from hydrascope.ingest.facts import Facts
from hydrascope.ingest.source import Source, extra_of

_LABELS = tuple(
    f"metadata/{place}{name}"
    for place in ("", "labels/")
    for name in ("account_id", "customer_id", "customer", "tenant_id", "tenant", "user_id", "user")
)
_USED = "full_response/usageMetadata/"
_COUNTS = tuple(
    _USED + name
    for name in (
        "promptTokenCount",
        "candidatesTokenCount",
        "cachedContentTokenCount",
        "thoughtsTokenCount",
    )
)

VERTEX = Source(
    name="vertex",
    label="Vertex AI request-response log",
    facts=Facts(
        vendor="Google Cloud",
        files="the BigQuery table of request-response logging, as JSON lines, Parquet or CSV",
        clock="`logging_time`, UTC",
        fixture="vertex/request-response.jsonl",
        sample="schema",
        basis="documentation",
        units="tokens of the calls sampled",
        unverified=tuple(name.replace("/", ".") for name in _COUNTS),
        missing=("calls that were not sampled", "cost", "duration", "addresses"),
        warning="only the share of calls that sampling_rate says was logged; counts are that share",
    ),
    table="requests",
    anchors=("deployed_model_id", "logging_time", "request_id", "endpoint", "api_method"),
    fields=(
        "endpoint",
        "deployed_model_id",
        "logging_time",
        "request_id",
        "model",
        "model_version",
        "api_method",
        "full_request/contents",
        "full_request/tools",
        *_COUNTS,
        "full_response/modelVersion",
        "full_response/candidates/[0]/finishReason",
        *_LABELS,
    ),
    time='"logging_time"',
    derived=(
        ("prompt", 'messages_text("full_request/contents")'),
        ("tools", 'try(json_array_length("full_request/tools"))'),
        (
            "has_image",
            'coalesce(regexp_matches("full_request/contents", \'"(inlineData|fileData)"\'), false)',
        ),
    ),
    account_chain=(
        *(("user", f'"{name}"') for name in _LABELS),
        ("app", "regexp_extract(\"endpoint\", '([^/]+)$', 1)"),
    ),
    columns={
        "request_id": 'coalesce("request_id", record_id)',
        "user_id": f"coalesce({', '.join(f'{chr(34)}{name}{chr(34)}' for name in _LABELS)})",
        "project_id": "regexp_extract(\"endpoint\", 'projects/([^/]+)', 1)",
        "gen_ai_provider_name": "'gcp.vertex_ai'",
        "gen_ai_operation_name": '"api_method"',
        "gen_ai_request_model": "regexp_extract(\"model\", '([^/]+)$', 1)",
        "gen_ai_response_model": 'coalesce("full_response/modelVersion", "model_version")',
        "gen_ai_usage_input_tokens": f'to_count("{_COUNTS[0]}")',
        "gen_ai_usage_output_tokens": (
            f'to_count("{_COUNTS[1]}") + coalesce(to_count("{_COUNTS[3]}"), 0)'
        ),
        "gen_ai_usage_cache_read_input_tokens": f'to_count("{_COUNTS[2]}")',
        "gen_ai_usage_reasoning_output_tokens": f'to_count("{_COUNTS[3]}")',
        "gen_ai_request_stream": "lower(\"api_method\") like 'stream%'",
        "status": "'ok'",
        "gen_ai_response_finish_reason": '"full_response/candidates/[0]/finishReason"',
        "prompt_hash": 'prompt_number("prompt")',
        "prompt_template_hash": 'template_number("prompt")',
        "prompt_length": 'length("prompt")',
        "task_category": 'task_of("prompt", "tools", "has_image")',
        "tool_count": '"tools"',
        "extra": extra_of(*_COUNTS),
    },
)
SOURCES = (VERTEX,)
