"""Calls, written as clouds, gateways and web servers do."""

import datetime as dt
import gzip
import json
from collections.abc import Callable, Sequence
from typing import Any

from tests.ingest.sources.calls import Call, iso, lines, naive, number


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
