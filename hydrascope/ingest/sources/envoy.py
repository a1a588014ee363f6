"""Envoy AI Gateway's JSON access log.

The operator chooses the keys; the documented ones and the older ``genai_…`` are known. Lines of
MCP calls stand between those of model calls: they carry no model and are rejected by name.
Absent is ``null`` or ``-``. The last hop of ``x-forwarded-for`` is the address (the first can be
forged). The provider is a route where the operator did not name one: then it stays in ``extra``.
"""

from hydrascope.ingest.facts import Facts
from hydrascope.ingest.source import Source, extra_of, first_of

_ACCOUNTS = ("x-user-id", "x-account-id", "x-tenant-id", "x-customer-id", "user_id", "user.id")
_MODEL = ("gen_ai.request.model", "genai_model_name", "gen_ai.request.model_override")
_IN = ("gen_ai.usage.input_tokens", "genai_tokens_input")
_OUT = ("gen_ai.usage.output_tokens", "genai_tokens_output")
_CACHED = ("gen_ai.usage.cached_input_tokens", "gen_ai.usage.cache_read.input_tokens")
_PROVIDER = ("gen_ai.provider.name", "genai_backend_name")
_PATH = ("x-envoy-origin-path", "path", ":path")


def _first(names: tuple[str, ...]) -> str:
    return first_of(*(f'"{name}"' for name in names))


def _envoy(label: str, anchors: tuple[str, ...]) -> Source:
    return Source(
        name="envoy",
        label=label,
        facts=Facts(
            vendor="Envoy",
            files="JSON access log, one request per line",
            clock="`start_time`, ISO 8601 with Z, milliseconds",
            fixture="envoy/access-log.jsonl",
            sample="real",
            basis="code",
            missing=("cost", "prompts", "an account, unless a header with one is logged"),
        ),
        table="requests",
        anchors=anchors,
        fields=(
            "start_time",
            "method",
            "duration",
            "response_code",
            "response_flags",
            "x-request-id",
            "x-forwarded-for",
            "downstream_remote_address",
            "user-agent",
            "user_agent",
            "mcp.method.name",
            *_ACCOUNTS,
            *_MODEL,
            "gen_ai.response.model",
            *_IN,
            *_OUT,
            *_CACHED,
            *_PROVIDER,
            *_PATH,
        ),
        time='"start_time"',
        rejects=(
            ("an MCP call, not a model call", '"mcp.method.name" is not null'),
            (
                "not a model call",
                f"{first_of(_first(_MODEL), _first(_IN))} is null "
                f"and operation_of_path({_first(_PATH)}) is null",
            ),
        ),
        account_chain=tuple(("user", f'"{name}"') for name in _ACCOUNTS),
        columns={
            "request_id": 'coalesce("x-request-id", record_id)',
            "user_id": _first(_ACCOUNTS),
            "gen_ai_provider_name": (
                f"case when {_first(_PROVIDER)} not like '%/%' then {_first(_PROVIDER)} end"
            ),
            "gen_ai_operation_name": f"operation_of_path({_first(_PATH)})",
            "gen_ai_request_model": _first(_MODEL),
            "gen_ai_response_model": '"gen_ai.response.model"',
            "gen_ai_usage_input_tokens": f"to_count({_first(_IN)})",
            "gen_ai_usage_output_tokens": f"to_count({_first(_OUT)})",
            "gen_ai_usage_cache_read_input_tokens": f"to_count({_first(_CACHED)})",
            "duration_ms": 'to_length("duration")',
            "status": (
                "case when regexp_matches(\"response_flags\", '\\bDC\\b') then 'cancelled' "
                "when regexp_matches(\"response_flags\", '\\bRL\\b') then 'blocked' "
                'else to_status("response_code") end'
            ),
            "http_response_status_code": (
                'case when to_number("response_code") > 0 '
                'then try_cast("response_code" as smallint) end'
            ),
            "error_type": (
                'case when to_number("response_code") >= 400 or to_number("response_code") = 0 '
                'then "response_flags" end'
            ),
            "client_address": first_of('"x-forwarded-for"', '"downstream_remote_address"'),
            "user_agent_original": first_of('"user-agent"', '"user_agent"'),
            "extra": extra_of(*_PROVIDER),
        },
    )


SOURCES = (
    _envoy(
        "Envoy AI Gateway access log",
        (
            "start_time",
            "response_code",
            "gen_ai.usage.input_tokens",
            "gen_ai.request.model",
            "gen_ai.provider.name",
        ),
    ),
    _envoy(
        "Envoy AI Gateway access log (older names)",
        ("start_time", "response_code", "genai_tokens_input", "genai_model_name", "duration"),
    ),
)
