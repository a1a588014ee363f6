"""Anthropic usage and cost reports, from the API and from the Console.

Aggregates: one row per bucket and group, ``row_grain`` 'bucket'. Uncached input, cache reads
and cache writes are counted apart; canonical input is their sum. Money is a decimal text in
US cents. None of them says how many requests there were: their rows count none.
"""

from pathlib import Path

from hydrascope.ingest.bounds import EMPTY_BUCKET
from hydrascope.ingest.facts import Facts
from hydrascope.ingest.source import Source, extra_of

_SPLIT = Path(__file__).with_name("buckets.sql").read_text(encoding="utf-8")
_GROUPS = (
    "account_id", "service_account_id", "api_key_id", "workspace_id", "model", "service_tier",
    "context_window", "inference_geo", "description", "cost_type", "token_type",
)  # fmt: skip
_READ = "result/cache_read_input_tokens"
_WRITE = (
    "result/cache_creation/ephemeral_5m_input_tokens",
    "result/cache_creation/ephemeral_1h_input_tokens",
)
_PLAIN = "result/uncached_input_tokens"
_NO_COUNT = "the number of requests: rows count none"


def _sum(*names: str) -> str:
    """The sum of counts; null where none of them is there."""
    counts = [f'to_count("{name}")' for name in names]
    parts = " + ".join(f"coalesce({count}, 0)" for count in counts)
    return f"case when coalesce({', '.join(counts)}) is not null then {parts} end"


def _hash(*parts: str) -> str:
    told = ", ".join(f"coalesce({part}, '')" for part in parts)
    return f"'row:' || md5(concat_ws(chr(31), {told}))"


API = Source(
    name="anthropic_usage",
    label="Anthropic usage or cost report (API)",
    table="requests",
    anchors=("starting_at", "ending_at", "results"),
    explode=_SPLIT,
    fields=(
        "bucket/starting_at",
        "bucket/ending_at",
        _PLAIN,
        _READ,
        *_WRITE,
        "result/output_tokens",
        "result/server_tool_use/web_search_requests",
        "result/amount",
        "result/currency",
        *(f"result/{name}" for name in _GROUPS),
    ),
    time='"bucket/starting_at"',
    rejects=(
        (
            EMPTY_BUCKET,
            f'coalesce("{_PLAIN}", "result/output_tokens", "{_READ}", "result/amount") is null',
        ),
    ),
    account_chain=(
        ("user", '"result/account_id"'),
        ("service_account", '"result/service_account_id"'),
        ("api_key", '"result/api_key_id"'),
        ("project", '"result/workspace_id"'),
    ),
    columns={
        "request_id": _hash(
            '"bucket/starting_at"', '"bucket/ending_at"',
            "case when \"result/amount\" is null then 'usage' else 'cost' end",
            *(f'"result/{name}"' for name in _GROUPS),
        ),
        "row_grain": "'bucket'",
        "request_count": "0",
        "ts_end": 'instant("bucket/ending_at")',
        "user_id": '"result/account_id"',
        "api_key_id": '"result/api_key_id"',
        "project_id": '"result/workspace_id"',
        "gen_ai_provider_name": "'anthropic'",
        "gen_ai_request_model": '"result/model"',
        "gen_ai_usage_input_tokens": _sum(_PLAIN, _READ, *_WRITE),
        "gen_ai_usage_output_tokens": 'to_count("result/output_tokens")',
        "gen_ai_usage_cache_read_input_tokens": f'to_count("{_READ}")',
        "gen_ai_usage_cache_creation_input_tokens": _sum(*_WRITE),
        "cost_usd": "case when coalesce(lower(\"result/currency\"), 'usd') = 'usd' then "
        'try_cast(try_cast("result/amount" as decimal(30, 12)) * 0.01::decimal(3, 2) '
        "as decimal(18, 9)) end",
        "geo_country_iso_code": 'to_country("result/inference_geo")',
        "extra": extra_of(
            "result/service_tier", "result/context_window", "result/inference_geo",
            "result/description", "result/cost_type", "result/token_type",
        ),
    },
    facts=Facts(
        vendor="Anthropic",
        files="JSON pages of usage_report/messages and cost_report: data, buckets, results",
        clock="ISO with Z; bucket start and end",
        units="tokens (uncached, read and written apart), US cents as text",
        fixture="anthropic/usage-report.json",
        sample="schema",
        basis="documentation",
        missing=("single requests", "status", _NO_COUNT),
        unverified=("inference_geo", "account_id", "service_account_id"),
    ),
)  # fmt: skip

_IN = "usage_input_tokens_no_cache"
_CACHED = "usage_input_tokens_cache_read"
_WRITTEN = ("usage_input_tokens_cache_write_5m", "usage_input_tokens_cache_write_1h")
_ROW = ("usage_date_utc", "model_version", "api_key", "workspace", "usage_type", "context_window",
        "inference_geo", "speed")  # fmt: skip
CONSOLE = Source(
    name="anthropic_console",
    label="Anthropic Console usage CSV",
    table="requests",
    anchors=("usage_date_utc", "model_version", "workspace", _IN),
    fields=(*_ROW, _IN, _CACHED, *_WRITTEN, "usage_output_tokens", "web_search_count"),
    time='"usage_date_utc"',
    rejects=((EMPTY_BUCKET, f'coalesce("{_IN}", "{_CACHED}", "usage_output_tokens") is null'),),
    account_chain=(("api_key_name", '"api_key"'), ("project", '"workspace"')),
    columns={
        "request_id": _hash(*(f'"{name}"' for name in _ROW)),
        "row_grain": "'bucket'",
        "request_count": "0",
        "ts_end": 'instant("usage_date_utc") + to_days(1)',
        "api_key_id": '"api_key"',
        "project_id": '"workspace"',
        "gen_ai_provider_name": "'anthropic'",
        "gen_ai_request_model": '"model_version"',
        "gen_ai_usage_input_tokens": _sum(_IN, _CACHED, *_WRITTEN),
        "gen_ai_usage_output_tokens": 'to_count("usage_output_tokens")',
        "gen_ai_usage_cache_read_input_tokens": f'to_count("{_CACHED}")',
        "gen_ai_usage_cache_creation_input_tokens": _sum(*_WRITTEN),
        "geo_country_iso_code": 'to_country("inference_geo")',
        "extra": extra_of("usage_type", "context_window", "inference_geo", "speed"),
    },
    facts=Facts(
        vendor="Anthropic",
        files="claude_api_tokens_*.csv; the key's name, not its id; a sign beyond ASCII (≤ 200k)",
        clock="day, UTC",
        units="tokens (uncached, read and written apart)",
        fixture="anthropic/claude_api_tokens_2026_03.csv",
        sample="schema",
        basis="users",
        missing=("single requests", "cost", "the key's id", _NO_COUNT),
        unverified=("inference_geo", "speed"),
    ),
)
_COST = ("usage_date_utc", "model", "api_key", "workspace", "usage_type", "context_window",
         "token_type", "cost_type", "inference_geo", "speed")  # fmt: skip
COSTS = Source(
    name="anthropic_costs",
    label="Anthropic Console cost CSV",
    table="requests",
    anchors=("usage_date_utc", "workspace", "token_type", "cost_usd"),
    fields=(*_COST, "cost_usd", "list_price_usd"),
    time='"usage_date_utc"',
    rejects=((EMPTY_BUCKET, '"cost_usd" is null'),),
    account_chain=CONSOLE.account_chain,
    columns={
        "request_id": _hash("'cost'", *(f'"{name}"' for name in _COST)),
        "row_grain": "'bucket'",
        "request_count": "0",
        "ts_end": 'instant("usage_date_utc") + to_days(1)',
        "api_key_id": '"api_key"',
        "project_id": '"workspace"',
        "gen_ai_provider_name": "'anthropic'",
        "gen_ai_request_model": '"model"',
        "cost_usd": 'to_money("cost_usd")',
        "extra": extra_of("usage_type", "context_window", "token_type", "cost_type",
                          "list_price_usd"),
    },
    facts=Facts(
        vendor="Anthropic",
        files="the Console's cost export; models by the name people read",
        clock="day, UTC",
        units="US dollars",
        fixture="anthropic/claude_api_cost_2026_03.csv",
        sample="schema",
        basis="users",
        missing=("single requests", "tokens", _NO_COUNT),
        unverified=("list_price_usd", "cost_type"),
    ),
)  # fmt: skip
SOURCES = (API, CONSOLE, COSTS)
