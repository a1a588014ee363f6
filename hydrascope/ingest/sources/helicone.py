"""Helicone: the export of its API and command line, and dumps of its ClickHouse table.

The API counts cost in US dollars (``costUSD``) and delay in milliseconds; its CSV calls them
``cost`` and ``latency`` and usually leaves them empty. The ClickHouse table keeps cost as a
whole number of billionths of a dollar and holds every version of a row until it is merged:
the most complete one is kept. Bodies expire after three months; the signed addresses of bodies
in JSON lines are never read. There is no client address, only its country.
"""

from hydrascope.ingest.facts import Facts
from hydrascope.ingest.source import Source, first_of

_PROPERTIES = (
    "account_id", "accountId", "customer_id", "customerId", "tenant_id", "tenantId", "user_id",
    "userId", "user", "customer", "tenant", "User-Id",
)  # fmt: skip
_SESSION = ("Helicone-Session-Id", "session_id", "sessionId")


def _of(prefix: str, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{prefix}/{name}" for name in names)


def _some(names: tuple[str, ...]) -> str:
    return first_of(*(f'"{name}"' for name in names))


_API_PROPERTIES = _of("request_properties", _PROPERTIES) + _of("properties", _PROPERTIES)
_API_SESSION = _of("request_properties", _SESSION) + _of("properties", _SESSION)
_BODY = '"request_body/messages"'

API = Source(
    name="helicone",
    label="Helicone export",
    facts=Facts(
        vendor="Helicone",
        files="`output.{jsonl,json,csv}` of the export tool; rows of the request API",
        clock="ISO 8601",
        fixture="helicone/output.jsonl",
        sample="schema",
        basis="code",
        missing=("the client address", "cost and delay, in CSV"),
    ),
    table="requests",
    anchors=(
        "response_id",
        "request_created_at",
        "response_status",
        "request_user_id",
        "prompt_tokens",
    ),
    fields=(
        "request_id",
        "response_id",
        "request_created_at",
        "response_created_at",
        "response_status",
        "request_user_id",
        *_API_PROPERTIES,
        *_API_SESSION,
        "proxy_key_id",
        "helicone_proxy_key_id",
        "country_code",
        "provider",
        "request_model",
        "response_model",
        "model",
        "prompt_tokens",
        "completion_tokens",
        "prompt_cache_read_tokens",
        "prompt_cache_write_tokens",
        "reasoning_tokens",
        "costUSD",
        "cost_usd",
        "cost",
        "delay_ms",
        "latency",
        "time_to_first_token",
        "request_body/messages",
        "request_body/stream",
        "request_body/tools",
    ),
    time='"request_created_at"',
    derived=(
        ("prompt", f"messages_text({_BODY})"),
        ("tools", 'try(json_array_length("request_body/tools"))'),
        ("has_image", f"has_image({_BODY})"),
    ),
    account_chain=(
        ("user", '"request_user_id"'),
        *(("user", f'"{name}"') for name in _API_PROPERTIES),
        ("api_key", first_of('"proxy_key_id"', '"helicone_proxy_key_id"')),
    ),
    columns={
        "request_id": 'coalesce("request_id", "response_id", record_id)',
        "user_id": first_of('"request_user_id"', *(f'"{name}"' for name in _API_PROPERTIES)),
        "api_key_id": first_of('"proxy_key_id"', '"helicone_proxy_key_id"'),
        "gen_ai_conversation_id": _some(_API_SESSION),
        "gen_ai_provider_name": 'lower("provider")',
        "gen_ai_request_model": first_of('"request_model"', '"model"', '"response_model"'),
        "gen_ai_response_model": first_of('"response_model"', '"model"'),
        "gen_ai_usage_input_tokens": 'to_count("prompt_tokens")',
        "gen_ai_usage_output_tokens": 'to_count("completion_tokens")',
        "gen_ai_usage_cache_read_input_tokens": 'to_count("prompt_cache_read_tokens")',
        "gen_ai_usage_cache_creation_input_tokens": 'to_count("prompt_cache_write_tokens")',
        "gen_ai_usage_reasoning_output_tokens": 'to_count("reasoning_tokens")',
        "cost_usd": 'coalesce(to_money("costUSD"), to_money("cost_usd"), to_money("cost"))',
        "duration_ms": 'coalesce(to_length("delay_ms"), to_length("latency"))',
        "time_to_first_chunk_ms": 'to_length("time_to_first_token")',
        "gen_ai_request_stream": 'to_flag("request_body/stream")',
        "status": "case when to_number(\"response_status\") < 0 then 'cancelled' "
        'else to_status("response_status") end',
        "http_response_status_code": (
            'case when to_number("response_status") between 100 and 599 '
            'then try_cast("response_status" as smallint) end'
        ),
        "geo_country_iso_code": 'to_country("country_code")',
        "prompt_hash": 'prompt_number("prompt")',
        "prompt_template_hash": 'template_number("prompt")',
        "prompt_length": 'length("prompt")',
        "task_category": 'task_of("prompt", "tools", "has_image")',
        "tool_count": '"tools"',
    },
)

_RMT_PROPERTIES = _of("properties", _PROPERTIES)
_RMT_BODY = '"request_body/messages"'
TABLE = Source(
    name="helicone_table",
    label="Helicone ClickHouse table",
    facts=Facts(
        vendor="Helicone",
        files="table `request_response_rmt` as CSV, Parquet or JSONEachRow",
        clock="UTC text without zone, milliseconds",
        fixture="helicone/request_response_rmt.csv",
        sample="schema",
        basis="code",
        units="tokens, billionths of a US dollar, milliseconds",
        missing=("the client address", "bodies older than three months"),
    ),
    table="requests",
    anchors=(
        "response_id",
        "request_created_at",
        "organization_id",
        "proxy_key_id",
        "target_url",
        "country_code",
        "updated_at",
    ),
    path_hints=("request_response_rmt",),
    fields=(
        "request_id",
        "request_created_at",
        "status",
        "user_id",
        "organization_id",
        "proxy_key_id",
        *_RMT_PROPERTIES,
        *_of("properties", _SESSION),
        "provider",
        "model",
        "prompt_tokens",
        "completion_tokens",
        "prompt_cache_read_tokens",
        "prompt_cache_write_tokens",
        "cost",
        "latency",
        "time_to_first_token",
        "country_code",
        "request_body/messages",
        "request_body/stream",
        "request_body/tools",
    ),
    time='"request_created_at"',
    derived=(
        ("prompt", f"messages_text({_RMT_BODY})"),
        ("tools", 'try(json_array_length("request_body/tools"))'),
        ("has_image", f"has_image({_RMT_BODY})"),
    ),
    account_chain=(
        ("user", '"user_id"'),
        *(("user", f'"{name}"') for name in _RMT_PROPERTIES),
        ("api_key", '"proxy_key_id"'),
        ("org", '"organization_id"'),
    ),
    columns={
        "request_id": 'coalesce("request_id", record_id)',
        "user_id": first_of('"user_id"', *(f'"{name}"' for name in _RMT_PROPERTIES)),
        "api_key_id": '"proxy_key_id"',
        "org_id": '"organization_id"',
        "gen_ai_conversation_id": _some(_of("properties", _SESSION)),
        "gen_ai_provider_name": 'lower("provider")',
        "gen_ai_request_model": '"model"',
        "gen_ai_usage_input_tokens": 'to_count("prompt_tokens")',
        "gen_ai_usage_output_tokens": 'to_count("completion_tokens")',
        "gen_ai_usage_cache_read_input_tokens": 'to_count("prompt_cache_read_tokens")',
        "gen_ai_usage_cache_creation_input_tokens": 'to_count("prompt_cache_write_tokens")',
        "cost_usd": 'try_cast("cost" as decimal(38, 0)) / 1000000000::decimal(38, 0)',
        "duration_ms": 'to_length("latency")',
        "time_to_first_chunk_ms": 'to_length("time_to_first_token")',
        "gen_ai_request_stream": 'to_flag("request_body/stream")',
        "status": "case when to_number(\"status\") < 0 then 'cancelled' "
        'else to_status("status") end',
        "http_response_status_code": (
            'case when to_number("status") between 100 and 599 '
            'then try_cast("status" as smallint) end'
        ),
        "geo_country_iso_code": 'to_country("country_code")',
        "prompt_hash": 'prompt_number("prompt")',
        "prompt_template_hash": 'template_number("prompt")',
        "prompt_length": 'length("prompt")',
        "task_category": 'task_of("prompt", "tools", "has_image")',
        "tool_count": '"tools"',
    },
)
SOURCES = (API, TABLE)
