"""Calls, written as tools that observe them do: LiteLLM, Langfuse, Helicone, OpenTelemetry."""

import json
from collections.abc import Callable, Sequence
from typing import Any

from tests.ingest.sources.calls import Call, iso, lines, naive, number, table


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
