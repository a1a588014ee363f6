"""OpenTelemetry spans and log records of model calls, as OTLP JSON.

One batch per line (the collector's file exporter), one document, or single spans; GenAI
conventions and the dialects OpenInference, OpenLLMetry and OpenLIT. Times are nanoseconds, numbers
are texts. Spans that are not model calls (tools, chains, agents, ordinary requests) are
rejected by name, so that an agent's wrapper and the calls inside it are not both counted.
Of log records only those that count tokens are calls (``…inference.operation.details``); the
messages beside them are not. Logs are a source of their own: spans may tell of the same calls.
"""

from dataclasses import replace
from pathlib import Path

from hydrascope.ingest.facts import Facts
from hydrascope.ingest.source import Source, first_of, quoted

_SPANS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")

_USER = (
    "user.id",
    "enduser.id",
    "gen_ai.request.user",
    "llm.user",
    "traceloop.association.properties.user_id",
    "traceloop.association.properties.account_id",
    "traceloop.association.properties.customer_id",
    "traceloop.association.properties.tenant_id",
    "enduser.pseudo.id",
    "langfuse.user.id",
    "metadata.user_id",
)
_TOKENS = {
    "input": (
        "gen_ai.usage.input_tokens",
        "gen_ai.usage.prompt_tokens",
        "llm.usage.prompt_tokens",
        "llm.token_count.prompt",
    ),
    "output": (
        "gen_ai.usage.output_tokens",
        "gen_ai.usage.completion_tokens",
        "llm.usage.completion_tokens",
        "llm.token_count.completion",
    ),
    "cache_read_input": (
        "gen_ai.usage.cache_read.input_tokens",
        "gen_ai.usage.cache_read_input_tokens",
        "llm.token_count.prompt_details.cache_read",
    ),
    "cache_creation_input": (
        "gen_ai.usage.cache_creation.input_tokens",
        "gen_ai.usage.cache_creation_input_tokens",
        "llm.token_count.prompt_details.cache_write",
    ),
    "reasoning_output": (
        "gen_ai.usage.reasoning.output_tokens",
        "gen_ai.usage.reasoning_tokens",
        "llm.token_count.completion_details.reasoning",
    ),
}
_PROVIDER = ("gen_ai.provider.name", "gen_ai.system", "llm.provider", "llm.system")
_REQUEST_MODEL = ("gen_ai.request.model", "llm.model_name", "embedding.model_name")
_RESPONSE_MODEL = ("gen_ai.response.model", "llm.response.model")
_SESSION = (
    "gen_ai.conversation.id",
    "session.id",
    "traceloop.association.properties.session_id",
)
_COST = ("gen_ai.usage.cost", "llm.cost.total")
_KIND = "openinference.span.kind"
_FINISH = ("gen_ai.response.finish_reasons", "gen_ai.completion.0.finish_reason")
_OTHER = (
    _KIND,
    "traceloop.span.kind",
    "gen_ai.operation.name",
    "llm.request.type",
    "gen_ai.response.id",
    "gen_ai.request.stream",
    "gen_ai.request.is_stream",
    "llm.is_streaming",
    "gen_ai.server.time_to_first_token",
    "gen_ai.content.prompt",
    "llm.invocation_parameters",
    "llm.invocation_parameters/stream",
    "llm.invocation_parameters/tools",
    "gen_ai.tool.definitions",
    "gen_ai.input.messages",
    "gen_ai.prompt",
    "input.value",
    "input.value/messages",
    "client.address",
    "user_agent.original",
    "geo.country.iso_code",
    "http.response.status_code",
    "error.type",
    "service.name",
)
_SPAN = (
    "trace", "id", "start", "end", "status", "name", "empty", "metrics", "first_token", "failure",
    "messages", "tools", "images",
)  # fmt: skip

_FACTS = Facts(
    vendor="OpenTelemetry",
    files="OTLP JSON of the collector's file exporter (a batch per line), documents, single "
    "spans; GenAI conventions, OpenInference, OpenLLMetry, OpenLIT",
    clock="nanoseconds since 1970, as text or number",
    units="tokens, US dollars, nanoseconds",
    fixture="otlp/chat-basic.json",
    sample="real",
    basis="code",
)
_LOG_FACTS = replace(
    _FACTS,
    files="OTLP JSON of the collector's file exporter, with `resourceLogs`",
    fixture="otlp/logs.jsonl",
    sample="schema",
    missing=("duration", "calls without an event that counts tokens"),
)


def _first(names: tuple[str, ...]) -> str:
    return first_of(*(quoted(name) for name in names))


def _anyone(*groups: tuple[str, ...]) -> str:
    return first_of(*(quoted(name) for group in groups for name in group))


_CALL_SIGN = _anyone(
    _PROVIDER, _REQUEST_MODEL, _RESPONSE_MODEL, (_KIND, "llm.request.type"), _TOKENS["input"]
)
_REJECTS = (
    ("metrics, not spans or log records", "\"span.metrics\" = 'true'"),
    ("a batch without spans", "\"span.empty\" = 'true'"),
    (
        "not a model call",
        f"{_CALL_SIGN} is null "
        f"or coalesce(upper({quoted(_KIND)}) not in ('LLM', 'EMBEDDING'), false) "
        'or "traceloop.span.kind" is not null '
        'or coalesce(regexp_matches("gen_ai.operation.name", '
        "'^(execute_tool|invoke_agent|create_agent|invoke_workflow)'), false)",
    ),
)


_COUNTED = f"{_first(_TOKENS['input'])} is null and {_first(_TOKENS['output'])} is null"
_LOG_REJECTS = (*_REJECTS, ("a log record that is not a finished call", _COUNTED))


def _source(anchor: tuple[str, ...], label: str, *, is_log: bool = False) -> Source:
    return Source(
        name="otlp_logs" if is_log else "otlp",
        label=label,
        facts=_LOG_FACTS if is_log else _FACTS,
        table="requests",
        anchors=anchor,
        explode=_SPANS,
        fields=(
            *(f"span.{name}" for name in _SPAN),
            *_USER,
            *(name for names in _TOKENS.values() for name in names),
            *_PROVIDER,
            *_REQUEST_MODEL,
            *_RESPONSE_MODEL,
            *_SESSION,
            *_COST,
            *_FINISH,
            *_OTHER,
        ),
        time='"span.start"',
        derived=(
            ("start_at", 'instant("span.start")'),
            ("end_at", 'instant("span.end")'),
            (
                "prompt",
                'coalesce(messages_text("gen_ai.input.messages"), "span.messages", '
                'messages_text("gen_ai.prompt"), messages_text("gen_ai.content.prompt"), '
                'messages_text("input.value/messages"), '
                '"input.value")',
            ),
            (
                "tools",
                'coalesce(to_count("span.tools"), json_array_length(coalesce('
                '"gen_ai.tool.definitions", "llm.invocation_parameters/tools")))',
            ),
            (
                "has_image",
                "coalesce(\"span.images\" = 'true', false) or "
                'has_image(coalesce("gen_ai.input.messages", "input.value/messages"))',
            ),
        ),
        rejects=_LOG_REJECTS if is_log else _REJECTS,
        account_chain=(
            *(("user", quoted(name)) for name in _USER),
            ("app", '"service.name"'),
        ),
        columns={
            "request_id": (
                'coalesce("gen_ai.response.id", "span.trace" || \':\' || "span.id", record_id)'
            ),
            "ts": '"start_at"',
            "user_id": _first(_USER),
            "trace_id": '"span.trace"',
            "gen_ai_conversation_id": _first(_SESSION),
            "gen_ai_provider_name": _first(_PROVIDER),
            "gen_ai_operation_name": (
                'coalesce("gen_ai.operation.name", "llm.request.type", '
                f"case upper({quoted(_KIND)}) when 'LLM' then 'chat' "
                "when 'EMBEDDING' then 'embeddings' end)"
            ),
            "gen_ai_request_model": _anyone(_REQUEST_MODEL, _RESPONSE_MODEL),
            "gen_ai_response_model": _anyone(_RESPONSE_MODEL, ("llm.model_name",)),
            **{
                f"gen_ai_usage_{kind}_tokens": f"to_count({_first(names)})"
                for kind, names in _TOKENS.items()
            },
            "cost_usd": f"to_money({_first(_COST)})",
            "duration_ms": 'milliseconds("start_at", "end_at")',
            "time_to_first_chunk_ms": (
                'coalesce(milliseconds("start_at", instant("span.first_token")), '
                'to_length("gen_ai.server.time_to_first_token") * 1000)'
            ),
            "gen_ai_request_stream": (
                'coalesce(to_flag("gen_ai.request.stream"), '
                'to_flag("gen_ai.request.is_stream"), to_flag("llm.is_streaming"), '
                'to_flag("llm.invocation_parameters/stream"))'
            ),
            "status": (
                "case when \"span.status\" = '2' or \"span.status\" = 'STATUS_CODE_ERROR' "
                'or "error.type" is not null or "span.failure" is not null '
                "then 'error' else 'ok' end"
            ),
            "http_response_status_code": 'try_cast("http.response.status_code" as smallint)',
            "error_type": first_of('"error.type"', '"span.failure"'),
            "gen_ai_response_finish_reason": (
                f"coalesce(json_extract_string({quoted(_FINISH[0])}, "
                f"'$.arrayValue.values[0].stringValue'), {quoted(_FINISH[1])})"
            ),
            "client_address": '"client.address"',
            "user_agent_original": '"user_agent.original"',
            "geo_country_iso_code": 'to_country("geo.country.iso_code")',
            "prompt_hash": 'prompt_number("prompt")',
            "prompt_template_hash": 'template_number("prompt")',
            "prompt_length": 'length("prompt")',
            "task_category": 'task_of("prompt", "tools", "has_image")',
            "tool_count": '"tools"',
        },
    )


SOURCES = (
    _source(("resourceSpans",), "OpenTelemetry spans (OTLP JSON)"),
    _source(("resource_spans",), "OpenTelemetry spans (OTLP JSON, protobuf names)"),
    _source(("resourceLogs",), "OpenTelemetry log records (OTLP JSON)", is_log=True),
    _source(
        ("resource_logs",), "OpenTelemetry log records (OTLP JSON, protobuf names)", is_log=True
    ),
    _source(("resourceMetrics",), "OpenTelemetry metrics (OTLP JSON)"),
    _source(("name", "kind", "attributes"), "single OpenTelemetry spans"),
)
