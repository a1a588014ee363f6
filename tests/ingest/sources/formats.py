"""Calls, written as each source writes them: what a round trip begins with.

A ``Call`` is what happened; a ``Format`` writes calls as a file of one source, from its schema,
and says what such a file can keep of a call.
"""

import csv
import datetime as dt
import gzip
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Call:
    """One request to a model."""

    number: int
    at: dt.datetime
    taken_in: int
    given_out: int
    cost: Decimal
    took_ms: int
    user: str
    status: int

    @property
    def id(self) -> str:
        return f"call-{self.number}-{self.at:%Y%m%d%H%M%S%f}"

    @property
    def until(self) -> dt.datetime:
        return self.at + dt.timedelta(milliseconds=self.took_ms)

    @property
    def epoch_us(self) -> int:
        return (self.at - dt.datetime(1970, 1, 1)) // dt.timedelta(microseconds=1)


@dataclass(frozen=True)
class Format:
    """How a source writes calls. ``tick`` is its clock's resolution in microseconds."""

    source: str
    file: str
    write: Callable[[Sequence[Call]], bytes]
    tick: int = 1
    places: int = 9
    has_tokens: bool = True
    has_cost: bool = True
    has_user: bool = True


def iso(at: dt.datetime, digits: int = 6) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at:%f}"[: 20 + digits] + "Z"


def naive(at: dt.datetime, digits: int = 6) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}.{at:%f}"[: 20 + digits]


def lines(records: Sequence[Any]) -> bytes:
    return "".join(json.dumps(record) + "\n" for record in records).encode()


def table(records: Sequence[dict[str, Any]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(records[0]))
    writer.writeheader()
    for record in records:
        cells = {
            name: json.dumps(value) if isinstance(value, dict | list) else value
            for name, value in record.items()
        }
        writer.writerow(cells)
    return out.getvalue().encode()


def number(cost: Decimal) -> str:
    """A cost written out, never with an exponent."""
    return format(cost, "f")


def litellm_users_day(calls: Sequence[Call]) -> bytes:
    """One row per call: the day and the entity are made to differ."""
    rows = [
        {
            "Date": f"{call.at:%Y-%m-%d}",
            "Team": call.user,
            "Team ID": f"{call.user}-{call.number}",
            "Spend ($)": f"{call.cost:,.4f}",
            "Requests": 1,
            "Successful Requests": 1,
            "Failed Requests": 0,
            "Total Tokens": call.taken_in + call.given_out,
            "Prompt Tokens": call.taken_in,
            "Completion Tokens": call.given_out,
        }
        for call in calls
    ]
    return table(rows)


def observation(call: Call) -> dict[str, Any]:
    return {
        "id": call.id,
        "trace_id": f"trace-{call.user}",
        "project_id": "p1",
        "environment": "default",
        "type": "GENERATION",
        "parent_observation_id": None,
        "start_time": naive(call.at),
        "end_time": naive(call.until),
        "name": "chat",
        "level": "ERROR" if call.status >= 400 else "DEFAULT",
        "provided_model_name": "gpt-4o",
        # The sum of every kind of input is the input.
        "usage_details": {
            "input": str(call.taken_in - call.taken_in // 3),
            "input_cached_tokens": str(call.taken_in // 3),
            "output": str(call.given_out),
            "total": str(call.taken_in + call.given_out),
        },
        "cost_details": {"total": number(call.cost)},
        "total_cost": number(call.cost),
        "latency": call.took_ms,  # milliseconds here, seconds there: never read
    }


def camel(record: dict[str, Any]) -> dict[str, Any]:
    """The same record with the names of the user interface."""

    def name(text: str) -> str:
        first, *rest = text.split("_")
        return first + "".join(part.capitalize() for part in rest)

    return {name(key): value for key, value in record.items()}


def langfuse_trace(calls: Sequence[Call]) -> bytes:
    found = []
    for call in calls:
        record = camel(observation(call)) | {
            "startTime": iso(call.at, 3),
            "endTime": iso(call.until, 3),
        }
        found.append(
            {"trace": {"id": "t", "userId": call.user, "sessionId": None}, "observations": [record]}
        )
    return "\n".join(json.dumps(one, indent=1) for one in found).encode()


def helicone(call: Call) -> dict[str, Any]:
    return {
        "response_id": f"resp-{call.number}",
        "response_created_at": iso(call.until, 3),
        "response_status": call.status,
        "request_id": call.id,
        "request_created_at": iso(call.at, 3),
        "request_user_id": call.user,
        "request_properties": {"plan": "free"},
        "country_code": "DE",
        "model": "gpt-4o",
        "prompt_tokens": call.taken_in,
        "completion_tokens": call.given_out,
        "delay_ms": call.took_ms,
        "costUSD": number(call.cost),
        "signed_body_url": "https://bodies.example/secret?X-Amz-Signature=0",
    }


def helicone_array(calls: Sequence[Call]) -> bytes:
    """As the export tool writes it: a comma after the last record."""
    return (
        "[\n" + "".join(json.dumps(helicone(c), indent=2) + ",\n" for c in calls) + "]\n"
    ).encode()


def helicone_csv(calls: Sequence[Call]) -> bytes:
    """As the export tool writes it: objects have their quotes doubled twice."""
    names = ("response_id", "response_created_at", "response_status", "request_created_at",
             "request_body", "request_properties", "request_user_id", "model", "prompt_tokens",
             "completion_tokens", "latency", "cost")  # fmt: skip
    out = [",".join(names)]
    for call in calls:
        record = helicone(call) | {"response_id": call.id}
        cells = []
        for name in names:
            value = record.get(name)
            if isinstance(value, dict):
                value = json.dumps(value).replace('"', '""')
            cells.append("" if value is None else '"' + str(value).replace('"', '""') + '"')
        out.append(",".join(cells))
    return ("\n".join(out) + "\n").encode()


def helicone_row(call: Call) -> dict[str, Any]:
    return {
        "response_id": f"resp-{call.number}",
        "response_created_at": naive(call.until, 3),
        "latency": call.took_ms,
        "status": call.status,
        "completion_tokens": call.given_out,
        "prompt_tokens": call.taken_in,
        "model": "gpt-4o",
        "request_id": call.id,
        "request_created_at": naive(call.at, 3),
        "user_id": call.user,
        "organization_id": "org-1",
        "proxy_key_id": "\\N",
        "threat": "false",
        "time_to_first_token": call.took_ms // 2,
        "provider": "OPENAI",
        "target_url": "https://api.openai.com/v1/chat/completions",
        "country_code": "DE",
        "cost": int(call.cost * 10**9),
        "updated_at": naive(call.until, 3),
    }


def attributes(**values: Any) -> list[dict[str, Any]]:
    kinds = {bool: "boolValue", int: "intValue", float: "doubleValue", str: "stringValue"}
    return [
        {"key": key, "value": {kinds[type(value)]: str(value) if type(value) is int else value}}
        for key, value in values.items()
    ]


DIALECTS = {
    "genai": lambda call: {
        "gen_ai.provider.name": "openai",
        "gen_ai.operation.name": "chat",
        "gen_ai.request.model": "gpt-4o",
        "gen_ai.response.id": call.id,
        "gen_ai.usage.input_tokens": call.taken_in,
        "gen_ai.usage.output_tokens": call.given_out,
        "user.id": call.user,
    },
    "openinference": lambda call: {
        "openinference.span.kind": "LLM",
        "llm.model_name": "gpt-4o",
        "llm.token_count.prompt": call.taken_in,
        "llm.token_count.completion": call.given_out,
        "llm.cost.total": float(call.cost),
        "user.id": call.user,
    },
    "openllmetry": lambda call: {
        "gen_ai.system": "OpenAI",
        "llm.request.type": "chat",
        "gen_ai.request.model": "gpt-4o",
        "gen_ai.usage.prompt_tokens": call.taken_in,
        "gen_ai.usage.completion_tokens": call.given_out,
        "traceloop.association.properties.user_id": call.user,
    },
    "openlit": lambda call: {
        "gen_ai.system": "openai",
        "gen_ai.operation.name": "chat",
        "gen_ai.request.model": "gpt-4o",
        "gen_ai.usage.input_tokens": call.taken_in,
        "gen_ai.usage.output_tokens": call.given_out,
        "gen_ai.usage.cost": float(call.cost),
        "gen_ai.request.is_stream": True,
        "gen_ai.request.user": call.user,
    },
}


def spans(dialect: str) -> Callable[[Sequence[Call]], bytes]:
    """A batch per line: times are texts in one, numbers in the next."""

    def write(calls: Sequence[Call]) -> bytes:
        batches = []
        for call in calls:
            begin, end = call.epoch_us * 1000, call.epoch_us * 1000 + call.took_ms * 10**6
            span = {
                "traceId": f"{call.number:032x}",
                "spanId": f"{call.number:016x}",
                "name": "chat",
                "startTimeUnixNano": str(begin) if call.number % 2 else begin,
                "endTimeUnixNano": str(end) if call.number % 2 else end,
                "status": {"code": 2 if call.status >= 400 else 0},
                "attributes": attributes(**DIALECTS[dialect](call)),
            }
            batches.append({"resourceSpans": [{"scopeSpans": [{"spans": [span]}]}]})
        return lines(batches)

    return write


def log_records(calls: Sequence[Call]) -> bytes:
    records = [
        {
            "timeUnixNano": str(call.epoch_us * 1000),
            "observedTimeUnixNano": str(call.epoch_us * 1000 + 7_000_000),
            "eventName": "gen_ai.client.inference.operation.details",
            "traceId": f"{call.number:032x}",
            "spanId": f"{call.number:016x}",
            "attributes": attributes(**DIALECTS["genai"](call)),
        }
        for call in calls
    ]
    return lines([{"resourceLogs": [{"resource": {}, "scopeLogs": [{"logRecords": records}]}]}])


def ticks(at: dt.datetime) -> int:
    """.NET's clock: tenths of microseconds since the year 1."""
    return (at - dt.datetime(1, 1, 1)) // dt.timedelta(microseconds=1) * 10


def azure(category: str) -> Callable[[Sequence[Call]], bytes]:
    def record(call: Call) -> dict[str, Any]:
        properties: dict[str, Any] = {
            "apiName": "Azure OpenAI API",
            "requestTime": ticks(call.at),
            "responseTime": ticks(call.until),
            "objectId": call.user,
            "streamType": "Non-Streaming",
            "modelDeploymentName": "gpt4o",
            "modelName": "gpt-4o",
        }
        if category != "RequestResponse":
            properties |= {"promptTokens": call.taken_in, "completionTokens": call.given_out}
        return {
            "time": f"{call.until:%Y-%m-%dT%H:%M:%S}.{call.until:%f}0Z",
            "resourceId": "/SUBSCRIPTIONS/0/PROVIDERS/MICROSOFT.COGNITIVESERVICES/ACCOUNTS/TUTOR",
            "category": category,
            "operationName": "ChatCompletions_Create",
            "callerIpAddress": "81.2.69.***",
            "correlationId": call.id,
            "durationMs": call.took_ms,
            "resultSignature": str(call.status),
            "properties": properties if call.number % 2 else json.dumps(properties),
        }

    return lambda calls: lines([record(call) for call in calls])


def apim(call: Call) -> dict[str, Any]:
    answer = {
        "model": "gpt-4o-2024-08-06",
        "choices": [{"finish_reason": "stop"}],
        "usage": {"prompt_tokens": call.taken_in, "completion_tokens": call.given_out},
    }
    return {
        "time": f"{call.at:%Y-%m-%dT%H:%M:%S}.{call.at:%f}0Z",
        "resourceId": "/SUBSCRIPTIONS/0/PROVIDERS/MICROSOFT.APIMANAGEMENT/SERVICE/FRONT",
        "category": "GatewayLogs",
        "operationName": "Microsoft.ApiManagement/GatewayLogs",
        "callerIpAddress": "81.2.69.142",
        "correlationId": call.id,
        "durationMs": call.took_ms,
        "properties": {
            "method": "POST",
            "url": "https://front.azure-api.net/openai/deployments/gpt4o/chat/completions?api=1",
            "responseCode": call.status,
            "apimSubscriptionId": call.user,
            "cache": "none",
            "backendResponseBody": json.dumps(answer),
        },
    }


def vertex(call: Call) -> dict[str, Any]:
    answer = {
        "usageMetadata": {
            "promptTokenCount": call.taken_in,
            "candidatesTokenCount": call.given_out - call.given_out // 2,
            "thoughtsTokenCount": call.given_out // 2,
        }
    }
    return {
        "endpoint": "projects/7/locations/us-central1/endpoints/99",
        "deployed_model_id": "1234567890123456789",
        "logging_time": naive(call.at) + " UTC",
        "request_id": f"98765432109876543210{call.epoch_us}{call.number}",
        "request_payload": [],
        "response_payload": [],
        "model": "publishers/google/models/gemini-2.5-flash",
        "model_version": "default",
        "api_method": "streamGenerateContent",
        "full_request": json.dumps({"contents": [{"role": "user", "parts": [{"text": "Hi"}]}]}),
        "full_response": json.dumps(answer) if call.number % 2 else answer,
        "metadata": {"labels": {"customer_id": call.user}},
    }


def cloudflare(calls: Sequence[Call]) -> bytes:
    rows = [
        {
            "id": call.id,
            "created_at": iso(call.at),
            "provider": "openai",
            "model": "gpt-4o",
            "model_type": "chat",
            "path": "chat/completions",
            "success": call.status < 400,
            "cached": False,
            "status_code": call.status,
            "tokens_in": call.taken_in,
            "tokens_out": call.given_out,
            "cost": f"<{call.number}>",
            "duration": call.took_ms,
            "metadata": json.dumps({"user_id": call.user}),
        }
        for call in calls
    ]
    text = json.dumps({"result": rows, "success": True, "result_info": {"page": 1}})
    for call in calls:
        text = text.replace(f'"<{call.number}>"', number(call.cost))
    return text.encode()


def logpush(calls: Sequence[Call]) -> bytes:
    hidden = {"type": "encrypted", "key": "QUJD", "iv": "REVG", "data": "R0hJ"}
    rows = [
        {
            "Gateway": "front",
            "Endpoint": f"/v1/chat/completions?call={call.number}",
            "StatusCode": call.status,
            "Provider": "openai",
            "Model": "gpt-4o",
            "RequestedModel": "auto",
            "Cached": False,
            "RateLimited": False,
            "Timestamp": iso(call.at, 3),
            "Metrics": {
                "cost": number(call.cost),
                "durationMs": call.took_ms,
                "tokensIn": call.taken_in,
                "tokensOut": call.given_out,
            },
            "Metadata": hidden,
            "RequestBody": hidden,
            "ResponseBody": hidden,
        }
        for call in calls
    ]
    return gzip.compress(lines(rows))


def openrouter(call: Call) -> dict[str, Any]:
    return {
        "generation_id": call.id,
        "created_at": naive(call.at, 3),
        "cost_total": number(call.cost),
        "cost_web_search": 0,
        "cost_cache": 0,
        "cost_file_processing": 0,
        "byok_usage_inference": 0,
        "tokens_prompt": call.taken_in,
        "tokens_completion": call.given_out,
        "tokens_reasoning": 0,
        "tokens_cached": 0,
        "model_permaslug": "openai/gpt-4o",
        "provider_name": "OpenAI",
        "variant": "standard",
        "cancelled": "false",
        "streamed": "true",
        "user": call.user,
        "finish_reason_raw": "stop",
        "finish_reason_normalized": "stop",
        "generation_time_ms": call.took_ms,
        "time_to_first_token_ms": "",
        "api_key_disabled": "false",
        "api_key_name": "main",
        "app_name": "tutor",
    }


def openrouter_days(calls: Sequence[Call]) -> bytes:
    rows = [
        {
            "date": f"{call.at:%Y-%m-%d}",
            "model": "openai/gpt-4o",
            "model_permaslug": f"openai/gpt-4o-{call.number}",
            "endpoint_id": "e1",
            "provider_name": "OpenAI",
            "usage": number(call.cost),
            "byok_usage_inference": 0,
            "requests": 1,
            "prompt_tokens": call.taken_in,
            "completion_tokens": call.given_out,
            "reasoning_tokens": 0,
        }
        for call in calls
    ]
    return json.dumps({"data": rows}).encode()


def portkey(call: Call) -> dict[str, Any]:
    return {
        "id": call.id,
        "created_at": iso(call.at),
        "ai_org": "openai",
        "ai_model": "gpt-4o",
        "req_units": call.taken_in,
        "res_units": call.given_out,
        "cost": number(call.cost * 100),
        "cost_currency": "USD",
        "response_time": call.took_ms,
        "response_status_code": call.status,
        "is_success": int(call.status < 400),
        "stream_mode": "TRUE",
        "metadata": {"_user": call.user},
    }


def kong(call: Call) -> dict[str, Any]:
    plural = "s" if call.number % 2 else ""
    return {
        "started_at": call.epoch_us // 1000,
        "client_ip": "203.0.113.7",
        "request": {
            "id": call.id,
            "uri": "/v1/chat/completions",
            "headers": {"user-agent": "openai-python/1.3"},
        },
        "response": {"status": call.status},
        "latencies": {"request": call.took_ms, "proxy": call.took_ms, "kong": 1},
        "consumer": {"username": call.user, "id": "c-1"},
        "ai": {
            "payload": {"request": "{}"},
            "ai-proxy": {
                "usage": {
                    f"prompt_token{plural}": call.taken_in,
                    f"completion_token{plural}": call.given_out,
                    "cost": float(call.cost),
                },
                "meta": {
                    "request_model": "gpt-4o",
                    "provider_name": "openai",
                    "llm_latency": call.took_ms,
                },
            },
        },
    }


def envoy(call: Call) -> dict[str, Any]:
    return {
        "start_time": iso(call.at, 3),
        "response_code": call.status,
        "response_flags": "-",
        "duration": call.took_ms,
        "x-request-id": call.id,
        "x-user-id": call.user,
        "x-forwarded-for": "10.0.0.1, 203.0.113.7",
        "user-agent": "curl/8.7.1",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "gpt-4o",
        "gen_ai.usage.input_tokens": call.taken_in,
        "gen_ai.usage.output_tokens": call.given_out,
    }


def web_time(at: dt.datetime) -> str:
    return f"{at:%d/%b/%Y:%H:%M:%S} +0000"


def nginx(call: Call) -> dict[str, Any]:
    return {
        "time_local": web_time(call.at),
        "remote_addr": "203.0.113.7",
        "remote_user": call.user,
        "request": "POST /v1/chat/completions HTTP/1.1",
        "status": call.status,
        "body_bytes_sent": 10 + call.number,
        "request_time": call.took_ms / 1000,
        "http_user_agent": "curl/8.7.1",
    }


def combined(calls: Sequence[Call]) -> bytes:
    return "".join(
        f"203.0.113.7 - {call.user} [{web_time(call.at)}] "
        f'"POST /v1/chat/completions HTTP/1.1" {call.status} {10 + call.number} "-" "a \\"b\\" c"\n'
        for call in calls
    ).encode()


def vllm(calls: Sequence[Call]) -> bytes:
    return "".join(
        f"{iso(call.at)} INFO:     203.0.113.7:{50000 + call.number} - "
        f'"POST /v1/chat/completions HTTP/1.1" {call.status} OK\n'
        for call in calls
    ).encode()


def each(record: Callable[[Call], dict[str, Any]], write: Callable[..., bytes] = lines) -> Any:
    """A writer of one record per call."""
    return lambda calls: write([record(call) for call in calls])


SECOND, MILLI, DAY = 10**6, 1000, 86_400 * 10**6
_NOTHING = {"has_tokens": False, "has_cost": False}
FORMATS = (
    Format("litellm_usage", "team.csv", litellm_users_day, tick=DAY, places=4, has_user=False),
    Format("langfuse", "observations.jsonl", each(observation), has_user=False),
    Format("langfuse", "observations.csv", each(observation, table), has_user=False),
    Format(
        "langfuse",
        "export.json",
        each(
            lambda call: camel(observation(call) | {"user_id": call.user}),
            lambda r: json.dumps(r).encode(),
        ),
    ),
    Format("langfuse", "trace.json", langfuse_trace, tick=MILLI),
    Format("helicone", "output.jsonl", each(helicone), tick=MILLI),
    Format("helicone", "output.json", helicone_array, tick=MILLI),
    Format("helicone", "output.csv", helicone_csv, tick=MILLI, has_cost=False),
    Format("helicone_table", "rmt.csv", each(helicone_row, table), tick=MILLI),
    Format("otlp", "genai.jsonl", spans("genai"), has_cost=False),
    Format("otlp", "openinference.jsonl", spans("openinference"), places=6),
    Format("otlp", "openllmetry.jsonl", spans("openllmetry"), has_cost=False),
    Format("otlp", "openlit.jsonl", spans("openlit"), places=6),
    Format("otlp_logs", "logs.jsonl", log_records, has_cost=False),
    Format("azure_openai", "PT1H.json", azure("RequestResponse"), **_NOTHING),
    Format("azure_openai_usage", "PT1H.json", azure("AzureOpenAIRequestUsage"), has_cost=False),
    Format("azure_apim", "PT1H.json", each(apim), has_cost=False),
    Format("vertex", "vertex.jsonl", each(vertex), has_cost=False),
    Format("cloudflare_gateway", "logs.json", cloudflare),
    Format("cloudflare_logpush", "e.log.gz", logpush, tick=MILLI, has_user=False),
    Format("openrouter", "openrouter_activity_2026-06-28.csv", each(openrouter, table), tick=MILLI),
    Format("openrouter_activity", "activity.json", openrouter_days, tick=DAY, has_user=False),
    Format("portkey", "logs.jsonl", each(portkey), places=9),
    Format("kong", "file-log.jsonl", each(kong), tick=MILLI, places=6),
    Format("envoy", "access.log", each(envoy), tick=MILLI, has_cost=False),
    Format("nginx", "access.json", each(nginx), tick=SECOND, **_NOTHING),
    Format("nginx_combined", "access.log", combined, tick=SECOND, **_NOTHING),
    Format("vllm", "server.log", vllm, has_user=False, **_NOTHING),
)
