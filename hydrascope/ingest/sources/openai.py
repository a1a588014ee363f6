"""OpenAI usage and costs reports, from the API and from the dashboard.

Aggregates: one row per bucket and group, ``row_grain`` 'bucket'. Which identifiers a group
has depends on how the report was asked for; those it was not grouped by are null. Input
tokens include cached ones. A costs report gives money without saying for how many requests:
its rows count none. What was not model calls (storage, sessions) is rejected by name.
"""

from pathlib import Path

from hydrascope.ingest.bounds import EMPTY_BUCKET
from hydrascope.ingest.facts import Facts
from hydrascope.ingest.observed import alias
from hydrascope.ingest.source import Source, extra_of, first_of

_SPLIT = Path(__file__).with_name("buckets.sql").read_text(encoding="utf-8")
_GROUPS = ("project_id", "user_id", "api_key_id", "model", "batch", "service_tier", "line_item")
_COUNTS = (
    "input_tokens",
    "output_tokens",
    "input_cached_tokens",
    "input_cache_write_tokens",
    "num_model_requests",
)
_NO_CALLS = "not model calls: storage, sessions or searches"


def _columns(at: str, start: str, end: str, value: str, currency: str, kind: str) -> dict[str, str]:
    """The canonical columns; ``at`` stands before a field's name."""
    groups = ", ".join(f"coalesce(\"{at}{name}\", '')" for name in _GROUPS)
    return {
        "request_id": f"'row:' || md5(concat_ws(chr(31), {start}, {end}, {kind}, {groups}))",
        "row_grain": "'bucket'",
        "request_count": f'coalesce(to_count("{at}num_model_requests"), 0)',
        "ts_end": f"instant({end})",
        "user_id": f'"{at}user_id"',
        "api_key_id": f'"{at}api_key_id"',
        "project_id": f'"{at}project_id"',
        "gen_ai_provider_name": "'openai'",
        "gen_ai_request_model": f'"{at}model"',
        "gen_ai_usage_input_tokens": f'to_count("{at}input_tokens")',
        "gen_ai_usage_output_tokens": f'to_count("{at}output_tokens")',
        "gen_ai_usage_cache_read_input_tokens": f'to_count("{at}input_cached_tokens")',
        "gen_ai_usage_cache_creation_input_tokens": f'to_count("{at}input_cache_write_tokens")',
        "cost_usd": f"case when coalesce(lower({currency}), 'usd') = 'usd' "
        f"then to_money({value}) end",
    }


def _chain(at: str) -> tuple[tuple[str, str], ...]:
    return (
        ("user", f'"{at}user_id"'),
        ("api_key", f'"{at}api_key_id"'),
        ("project", f'"{at}project_id"'),
    )


_VALUE, _CURRENCY = '"result/amount/value"', '"result/amount/currency"'
_FIELDS = (
    "bucket/start_time",
    "bucket/end_time",
    "result/object",
    "result/amount/value",
    "result/amount/currency",
    *(f"result/{name}" for name in (*_GROUPS, *_COUNTS)),
)
_MISSING = ("single requests", "addresses, clients and prompts", "status: failures are not counted")

API = Source(
    name="openai_usage",
    label="OpenAI usage or costs report (API)",
    table="requests",
    anchors=("object", "start_time", "end_time", "results"),
    values={"object": "bucket"},
    explode=_SPLIT,
    fields=_FIELDS,
    time='"bucket/start_time"',
    rejects=(
        (EMPTY_BUCKET, '"result/object" is null'),
        (_NO_CALLS, f'"result/num_model_requests" is null and {_VALUE} is null'),
    ),
    account_chain=_chain("result/"),
    columns={
        **_columns(
            "result/", '"bucket/start_time"', '"bucket/end_time"', _VALUE, _CURRENCY,
            '"result/object"',
        ),
        "gen_ai_operation_name": (
            "case regexp_extract(\"result/object\", 'usage\\.([a-z_]+)\\.result', 1) "
            "when 'completions' then 'chat' when '' then null "
            "else regexp_extract(\"result/object\", 'usage\\.([a-z_]+)\\.result', 1) end"
        ),
        "extra": extra_of(
            "result/batch", "result/service_tier", "result/line_item", "result/amount/currency"
        ),
    },
    also=(
        alias(
            "openai_usage_keys",
            "OpenAI usage report: whose key",
            _FIELDS,
            "api_key",
            '"result/api_key_id"',
            '"result/user_id"',
            _SPLIT,
        ),
    ),
    facts=Facts(
        vendor="OpenAI",
        files="JSON pages of /organization/usage/… and /organization/costs: page, buckets, results",
        clock="epoch seconds, UTC; bucket start and end",
        units="tokens (cached ones included), US dollars",
        fixture="openai/usage-completions.json",
        sample="real",
        basis="documentation",
        missing=_MISSING,
    ),
)  # fmt: skip

_CSV = ("start_time", "end_time", "user_name", "user_email", "api_key_name", *_GROUPS, *_COUNTS)
DASHBOARD = Source(
    name="openai_dashboard",
    label="OpenAI dashboard usage CSV",
    table="requests",
    anchors=("start_time", "end_time", "num_model_requests", "input_tokens", "output_tokens"),
    absent=("results", "object"),
    path_hints=("_usage_",),
    fields=_CSV,
    time='"start_time"',
    rejects=((EMPTY_BUCKET, '"num_model_requests" is null and "input_tokens" is null'),),
    account_chain=_chain(""),
    columns={
        **_columns("", '"start_time"', '"end_time"', "null::varchar", "null::varchar", "'usage'"),
        "extra": extra_of("batch", "service_tier"),
    },
    also=(
        alias(
            "openai_dashboard_keys",
            "OpenAI dashboard CSV: whose key",
            _CSV,
            "api_key",
            '"api_key_id"',
            '"user_id"',
        ),
    ),
    facts=Facts(
        vendor="OpenAI",
        files="completions_usage_<from>_<to>.csv; blank rows for buckets without requests",
        clock="epoch seconds, UTC; bucket start and end",
        units="tokens (cached ones included; counts may be written 3.0)",
        fixture="openai/completions_usage_2025-10-05_2025-10-06.csv",
        sample="schema",
        basis="users",
        missing=(*_MISSING, "cost: see the costs CSV"),
        unverified=("batch", "service_tier"),
    ),
)
_MONEY = ("start_time", "end_time", "amount_value", "amount_currency", "organization_id", *_GROUPS)
COSTS = Source(
    name="openai_costs",
    label="OpenAI dashboard costs CSV",
    table="requests",
    anchors=("start_time", "end_time", "amount_value", "amount_currency"),
    absent=("results", "object"),
    path_hints=("cost_",),
    fields=(*_MONEY, "num_model_requests", "input_tokens", "output_tokens", *_COUNTS[2:4]),
    time='"start_time"',
    rejects=((EMPTY_BUCKET, '"amount_value" is null'),),
    account_chain=_chain(""),
    columns={
        **_columns(
            "", '"start_time"', '"end_time"', '"amount_value"', '"amount_currency"', "'costs'"
        ),
        "org_id": first_of('"organization_id"'),
        "extra": extra_of("line_item", "amount_currency"),
    },
    facts=Facts(
        vendor="OpenAI",
        files="cost_<from>_<to>.csv; blank rows for days without costs",
        clock="epoch seconds, UTC; day start and end",
        units="US dollars",
        fixture="openai/cost_2025-10-05_2025-10-08.csv",
        sample="schema",
        basis="users",
        missing=(*_MISSING, "tokens and the number of requests"),
        unverified=("line_item",),
    ),
)
SOURCES = (API, DASHBOARD, COSTS)
