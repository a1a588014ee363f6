"""Cloudflare AI Gateway: the log list of its API, and Logpush (dataset ai_gateway_events).

An account is only named by ``metadata``, at most five keys that the caller sets. In Logpush
files ``Metadata``, ``RequestBody`` and ``ResponseBody`` are encrypted with the gateway's public
key: they are not read, so those files name nobody until they are decrypted. Its ``Metrics``
could not be checked against a real export.
"""

from hydrascope.ingest.facts import Facts
from hydrascope.ingest.source import Source, extra_of, first_of

_NAMES = ("account_id", "accountId", "customer_id", "customerId", "customer", "tenant_id",
          "tenant", "user_id", "userId", "user", "userID", "teamId", "team")  # fmt: skip
_REST = tuple(f"metadata/{name}" for name in _NAMES)
_PUSH = tuple(f"Metadata/{name}" for name in _NAMES)
_METRICS = ("cost", "durationMs", "tokensIn", "tokensOut")


def _user(names: tuple[str, ...]) -> str:
    return first_of(*(f'"{name}"' for name in names))


REST = Source(
    name="cloudflare_gateway",
    label="Cloudflare AI Gateway log list",
    facts=Facts(
        vendor="Cloudflare",
        files="pages of `GET …/ai-gateway/gateways/{id}/logs`: `{result: […]}`",
        clock="ISO 8601 with Z",
        fixture="cloudflare/gateway-logs.json",
        sample="schema",
        basis="documentation",
        missing=("addresses", "prompts", "an account, unless the caller put one in metadata"),
    ),
    table="requests",
    anchors=("id", "created_at", "provider", "tokens_in", "tokens_out", "cached", "duration"),
    fields=(
        "id",
        "created_at",
        "provider",
        "model",
        "model_type",
        "path",
        "success",
        "cached",
        "status_code",
        "tokens_in",
        "tokens_out",
        "cost",
        "duration",
        *_REST,
    ),
    time='"created_at"',
    account_chain=tuple(("user", f'"{name}"') for name in _REST),
    columns={
        "request_id": 'coalesce("id", record_id)',
        "user_id": _user(_REST),
        "gen_ai_provider_name": '"provider"',
        "gen_ai_operation_name": 'operation_of_path("path")',
        "gen_ai_request_model": '"model"',
        "gen_ai_usage_input_tokens": 'to_count("tokens_in")',
        "gen_ai_usage_output_tokens": 'to_count("tokens_out")',
        "cost_usd": 'to_money("cost")',
        "duration_ms": 'to_length("duration")',
        "is_cache_hit": 'to_flag("cached")',
        "status": 'coalesce(to_status("status_code"), to_status("success"))',
        "http_response_status_code": 'try_cast("status_code" as smallint)',
    },
)
PUSH = Source(
    name="cloudflare_logpush",
    label="Cloudflare AI Gateway events (Logpush)",
    facts=Facts(
        vendor="Cloudflare",
        files="`*.log.gz` of the Logpush dataset `ai_gateway_events`, JSON lines",
        clock="`Timestamp`: ISO 8601, or seconds or nanoseconds since 1970",
        fixture="cloudflare/ai-gateway-events.log.gz",
        sample="schema",
        basis="documentation",
        unverified=tuple(f"Metrics.{name}" for name in _METRICS),
        missing=(
            "Metadata, RequestBody and ResponseBody, which are encrypted",
            "a request id",
        ),
        warning=(
            "Metadata, RequestBody and ResponseBody are encrypted and were not read; until the "
            "files are decrypted with your private key, their calls name nobody"
        ),
    ),
    table="requests",
    anchors=("Gateway", "Endpoint", "StatusCode", "Provider", "RequestBody", "ResponseBody"),
    fields=(
        "Gateway",
        "Endpoint",
        "StatusCode",
        "Provider",
        "Model",
        "RequestedModel",
        "Cached",
        "RateLimited",
        "Timestamp",
        "Metadata/type",
        *_PUSH,
        *(f"Metrics/{name}" for name in _METRICS),
    ),
    time='"Timestamp"',
    account_chain=tuple(("user", f'"{name}"') for name in _PUSH),
    columns={
        "user_id": _user(_PUSH),
        "project_id": '"Gateway"',
        "gen_ai_provider_name": '"Provider"',
        "gen_ai_operation_name": 'operation_of_path("Endpoint")',
        "gen_ai_request_model": first_of('"RequestedModel"', '"Model"'),
        "gen_ai_response_model": '"Model"',
        "gen_ai_usage_input_tokens": 'to_count("Metrics/tokensIn")',
        "gen_ai_usage_output_tokens": 'to_count("Metrics/tokensOut")',
        "cost_usd": 'to_money("Metrics/cost")',
        "duration_ms": 'to_length("Metrics/durationMs")',
        "is_cache_hit": 'to_flag("Cached")',
        "status": (
            'case when to_flag("RateLimited") then \'blocked\' else to_status("StatusCode") end'
        ),
        "http_response_status_code": 'try_cast("StatusCode" as smallint)',
        "extra": extra_of(*(f"Metrics/{name}" for name in _METRICS), "Metadata/type"),
    },
)
SOURCES = (REST, PUSH)
