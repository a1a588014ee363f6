"""OpenRouter: the CSV of single generations, and the daily rows of its activity API.

``created_at`` is UTC without zone. ``user`` is what the caller passed; without it the key's
name stands for the account, then the app's. Activity rows are sums of a day and model.
"""

from hydrascope.ingest.facts import Facts
from hydrascope.ingest.source import Source, extra_of

_COSTS = ("cost_web_search", "cost_cache", "cost_file_processing", "byok_usage_inference")

GENERATIONS = Source(
    name="openrouter",
    label="OpenRouter generations",
    facts=Facts(
        vendor="OpenRouter",
        files="`openrouter_activity_<date>.csv`, one generation per line, 24 columns",
        clock="UTC text without zone, milliseconds",
        fixture="openrouter/openrouter_activity_2026-06-28.csv",
        sample="schema",
        basis="users",
        missing=("addresses", "prompts"),
    ),
    table="requests",
    anchors=("generation_id", "created_at", "cost_total", "tokens_prompt", "model_permaslug"),
    path_hints=("openrouter_activity_",),
    fields=(
        "generation_id",
        "created_at",
        "cost_total",
        *_COSTS,
        "tokens_prompt",
        "tokens_completion",
        "tokens_reasoning",
        "tokens_cached",
        "model_permaslug",
        "provider_name",
        "variant",
        "cancelled",
        "streamed",
        "user",
        "finish_reason_normalized",
        "finish_reason_raw",
        "generation_time_ms",
        "time_to_first_token_ms",
        "api_key_name",
        "app_name",
    ),
    time='"created_at"',
    account_chain=(("user", '"user"'), ("api_key", '"api_key_name"'), ("app", '"app_name"')),
    columns={
        "request_id": 'coalesce("generation_id", record_id)',
        "user_id": '"user"',
        "api_key_id": '"api_key_name"',
        "project_id": '"app_name"',
        "gen_ai_provider_name": '"provider_name"',
        "gen_ai_request_model": '"model_permaslug"',
        "gen_ai_usage_input_tokens": 'to_count("tokens_prompt")',
        "gen_ai_usage_output_tokens": 'to_count("tokens_completion")',
        "gen_ai_usage_cache_read_input_tokens": 'to_count("tokens_cached")',
        "gen_ai_usage_reasoning_output_tokens": 'to_count("tokens_reasoning")',
        "cost_usd": 'to_money("cost_total")',
        "duration_ms": 'to_length("generation_time_ms")',
        "time_to_first_chunk_ms": 'to_length("time_to_first_token_ms")',
        "gen_ai_request_stream": 'to_flag("streamed")',
        "status": (
            "case when to_flag(\"cancelled\") then 'cancelled' "
            "when lower(\"finish_reason_normalized\") = 'error' then 'error' "
            "when lower(\"finish_reason_normalized\") = 'content_filter' then 'blocked' "
            "else 'ok' end"
        ),
        "gen_ai_response_finish_reason": (
            'coalesce("finish_reason_normalized", "finish_reason_raw")'
        ),
        "extra": extra_of("variant", *_COSTS),
    },
)
ACTIVITY = Source(
    name="openrouter_activity",
    label="OpenRouter activity (daily sums)",
    facts=Facts(
        vendor="OpenRouter",
        files="`GET /api/v1/activity`: `{data: […]}`, one row per day, model and endpoint",
        clock="days, UTC",
        fixture="openrouter/activity.json",
        sample="schema",
        basis="documentation",
        units="tokens and US dollars per day",
        missing=("single requests: every row is a day", "accounts: rows count for '(unknown)'"),
    ),
    table="requests",
    anchors=("date", "model_permaslug", "endpoint_id", "usage", "byok_usage_inference", "requests"),
    fields=(
        "date",
        "model",
        "model_permaslug",
        "endpoint_id",
        "provider_name",
        "usage",
        "byok_usage_inference",
        "requests",
        "prompt_tokens",
        "completion_tokens",
        "reasoning_tokens",
    ),
    time='"date"',
    derived=(("day_at", 'instant("date")'),),
    rejects=(("a day without requests", 'coalesce(to_count("requests"), 0) = 0'),),
    columns={
        "request_id": (
            'concat_ws(\':\', "date", coalesce("model_permaslug", "model"), "endpoint_id", '
            '"provider_name")'
        ),
        "ts": '"day_at"',
        "ts_end": '"day_at" + interval 1 day',
        "row_grain": "'bucket'",
        "request_count": 'to_count("requests")',
        "gen_ai_provider_name": '"provider_name"',
        "gen_ai_request_model": 'coalesce("model_permaslug", "model")',
        "gen_ai_usage_input_tokens": 'to_count("prompt_tokens")',
        "gen_ai_usage_output_tokens": 'to_count("completion_tokens")',
        "gen_ai_usage_reasoning_output_tokens": 'to_count("reasoning_tokens")',
        "cost_usd": 'to_money("usage")',
        "extra": extra_of("byok_usage_inference"),
    },
)
SOURCES = (GENERATIONS, ACTIVITY)
