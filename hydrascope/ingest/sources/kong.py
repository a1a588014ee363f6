"""Kong AI Gateway: any of Kong's log plugins, with the object ``ai`` of the AI plugins.

A request can pass several AI plugins (a transformer asks a model, the proxy asks another): each
that counted tokens is a call of its own. Older versions write ``prompt_token``, newer ones
``prompt_tokens``. Times are epoch milliseconds. The model's latency is absent where the cache
answered.
"""

from pathlib import Path

from hydrascope.ingest.facts import Facts
from hydrascope.ingest.source import Source, first_of

_PLUGINS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
_CONSUMER = first_of('"consumer/custom_id"', '"consumer/username"', '"consumer/id"')
_ASKED = first_of('"ai/payload/request"', '"plugin/payload/request"')
_MESSAGES = f"coalesce(try(json_extract_string({_ASKED}, '$.messages')), {_ASKED})"

KONG = Source(
    name="kong",
    label="Kong AI Gateway log",
    facts=Facts(
        vendor="Kong",
        files="JSON lines of a log plugin (file-log, http-log, …) with `ai.<plugin>`",
        clock="`started_at`, epoch milliseconds",
        fixture="kong/file-log.jsonl",
        sample="schema",
        basis="documentation",
        unverified=("request.id",),
        missing=("prompts, unless payload logging is on",),
    ),
    table="requests",
    anchors=("ai", "latencies", "started_at", "request", "response"),
    explode=_PLUGINS,
    fields=(
        "started_at",
        "client_ip",
        "request/id",
        "request/uri",
        "request/headers/user-agent",
        "response/status",
        "latencies/request",
        "consumer/id",
        "consumer/custom_id",
        "consumer/username",
        "authenticated_entity/id",
        "ai/payload/request",
        "plugin_name",
        "plugin/payload/request",
        "plugin/usage/prompt_tokens",
        "plugin/usage/prompt_token",
        "plugin/usage/completion_tokens",
        "plugin/usage/completion_token",
        "plugin/usage/cost",
        "plugin/usage/time_to_first_token",
        "plugin/meta/provider_name",
        "plugin/meta/request_model",
        "plugin/meta/response_model",
        "plugin/meta/llm_latency",
        "plugin/cache/cache_status",
    ),
    time='"started_at"',
    derived=(("prompt", f"messages_text({_MESSAGES})"),),
    rejects=(
        (
            "not a model call",
            '"plugin_name" is null and operation_of_path("request/uri") is null',
        ),
    ),
    account_chain=(
        ("user", _CONSUMER),
        ("api_key", '"authenticated_entity/id"'),
    ),
    columns={
        "request_id": "coalesce(\"request/id\" || coalesce(':' || \"plugin_name\", ''), record_id)",
        "user_id": _CONSUMER,
        "api_key_id": '"authenticated_entity/id"',
        "gen_ai_provider_name": '"plugin/meta/provider_name"',
        "gen_ai_operation_name": 'operation_of_path("request/uri")',
        "gen_ai_request_model": '"plugin/meta/request_model"',
        "gen_ai_response_model": '"plugin/meta/response_model"',
        "gen_ai_usage_input_tokens": (
            'to_count(coalesce("plugin/usage/prompt_tokens", "plugin/usage/prompt_token"))'
        ),
        "gen_ai_usage_output_tokens": (
            'to_count(coalesce("plugin/usage/completion_tokens", "plugin/usage/completion_token"))'
        ),
        "cost_usd": 'to_money("plugin/usage/cost")',
        "duration_ms": (
            'coalesce(to_length("plugin/meta/llm_latency"), to_length("latencies/request"))'
        ),
        "time_to_first_chunk_ms": 'to_length("plugin/usage/time_to_first_token")',
        "is_cache_hit": (
            "case lower(\"plugin/cache/cache_status\") when 'hit' then true when 'miss' then false "
            "when 'bypass' then false when 'refresh' then false end"
        ),
        "status": 'to_status("response/status")',
        "http_response_status_code": 'try_cast("response/status" as smallint)',
        "client_address": '"client_ip"',
        "user_agent_original": '"request/headers/user-agent"',
        "prompt_hash": 'prompt_number("prompt")',
        "prompt_template_hash": 'template_number("prompt")',
        "prompt_length": 'length("prompt")',
        "task_category": 'task_of("prompt", null, false)',
    },
)
SOURCES = (KONG,)
