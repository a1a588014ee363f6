"""Azure OpenAI's diagnostic logs, categories RequestResponse and AzureOpenAIRequestUsage.

JSON lines in ``insights-logs-requestresponse/…/PT1H.json``. ``properties`` is an object or a
text. A call's beginning is ``properties.requestTime``, counted in .NET ticks (100 ns since the
year 1), else ``time`` less its duration. The last part of the address is masked, so only the
network is known. Who called is often not said (``objectId`` is empty): then the resource
stands for the account. RequestResponse has no tokens; the other category has, but its field
names could not be checked against a real export.
"""

from hydrascope.ingest.facts import Facts
from hydrascope.ingest.source import Source, extra_of

# Ticks between the year 1 and 1970, in microseconds; a plausible tick count has 18 digits.
_TICKS = """case when regexp_full_match("properties/requestTime", '6[0-9]{17}')
    then make_timestamp("properties/requestTime"::bigint // 10 - 62135596800000000) end"""
_START = """coalesce(
    case when abs(date_diff('hour', "ticks_at", "logged_at")) <= 2 then "ticks_at" end,
    "logged_at" - coalesce(to_milliseconds(to_length("durationMs")), interval 0 second))"""
_RESOURCE = "regexp_extract(lower(\"resourceId\"), '([^/]+)$', 1)"
_CODE = "regexp_extract(\"resultSignature\", '([0-9]{3})', 1)"
_USAGE = ("promptTokens", "completionTokens", "inputTokens", "outputTokens", "cachedTokens")


_TOKENS = {
    "gen_ai_usage_input_tokens": (
        'coalesce(to_count("properties/promptTokens"), to_count("properties/inputTokens"))'
    ),
    "gen_ai_usage_output_tokens": (
        'coalesce(to_count("properties/completionTokens"), to_count("properties/outputTokens"))'
    ),
    "gen_ai_usage_cache_read_input_tokens": 'to_count("properties/cachedTokens")',
}


def _azure(category: str, facts: Facts, hint: str) -> Source:
    has_tokens = category != "RequestResponse"
    return Source(
        name="azure_openai_usage" if has_tokens else "azure_openai",
        label=f"Azure OpenAI {category} log",
        facts=facts,
        table="requests",
        anchors=("time", "resourceId", "category", "operationName", "properties"),
        values={"category": category},
        path_hints=(hint,),
        fields=(
            "time",
            "resourceId",
            "category",
            "operationName",
            "correlationId",
            "callerIpAddress",
            "durationMs",
            "resultSignature",
            "properties/requestTime",
            "properties/objectId",
            "properties/modelDeploymentName",
            "properties/modelName",
            "properties/modelVersion",
            "properties/streamType",
            "properties/apiName",
            *(f"properties/{name}" for name in _USAGE),
        ),
        time='"time"',
        derived=(("ticks_at", _TICKS), ("logged_at", 'instant("time")')),
        rejects=(("a record of another category", f"\"category\" is distinct from '{category}'"),),
        account_chain=(("user", '"properties/objectId"'), ("org", _RESOURCE)),
        columns={
            "request_id": 'coalesce("correlationId", record_id)',
            "ts": _START,
            "user_id": '"properties/objectId"',
            "org_id": _RESOURCE,
            "gen_ai_provider_name": "'azure.ai.openai'",
            "gen_ai_operation_name": '"operationName"',
            "gen_ai_request_model": (
                'coalesce("properties/modelDeploymentName", "properties/modelName")'
            ),
            "gen_ai_response_model": '"properties/modelName"',
            **(_TOKENS if has_tokens else {}),
            "duration_ms": 'to_length("durationMs")',
            "gen_ai_request_stream": (
                "case lower(\"properties/streamType\") when 'streaming' then true "
                "when 'non-streaming' then false end"
            ),
            "status": f"to_status({_CODE})",
            "http_response_status_code": f"try_cast({_CODE} as smallint)",
            "client_address": '"callerIpAddress"',
            "extra": extra_of(
                "properties/apiName",
                "properties/streamType",
                *(f"properties/{name}" for name in _USAGE),
            ),
        },
    )


_CLOCK = ".NET ticks in `properties.requestTime`; `time` as ISO 8601 with seven decimals"
SOURCES = (
    _azure(
        "RequestResponse",
        Facts(
            vendor="Microsoft Azure",
            files="`insights-logs-requestresponse/…/PT1H.json`, JSON lines",
            clock=_CLOCK,
            fixture="azure/PT1H.requestresponse.json",
            sample="schema",
            basis="users",
            units="milliseconds; no tokens, no cost",
            missing=("tokens", "cost", "the last part of the address", "often the caller"),
            warning="addresses are masked: only their network is known",
        ),
        "insights-logs-requestresponse",
    ),
    _azure(
        "AzureOpenAIRequestUsage",
        Facts(
            vendor="Microsoft Azure",
            files="`insights-logs-azureopenairequestusage/…/PT1H.json`, JSON lines",
            clock=_CLOCK,
            fixture="azure/PT1H.usage.json",
            sample="schema",
            basis="documentation",
            unverified=tuple(f"properties.{name}" for name in _USAGE),
            missing=("cost", "often the caller"),
        ),
        "insights-logs-azureopenairequestusage",
    ),
)
