"""The same rows as LiteLLM spend logs, with Auth0 users and the aliases that join them.

Made for small scales: about 1.5 kB per request. Shapes follow a real spend-log payload and
a real user export; prompts are generated texts, so that an importer has something to hash.
"""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.compute as pc

from hydrascope.synth.noise import Words, hexed, mix
from hydrascope.synth.prompts import prompt_text

LARGEST_SCALE = 0.1
Record = dict[str, Any]
_BATCH = 5_000
_WORDS_PER_HASH = 4  # 64 hexadecimal digits


def key_hashes(words: Words) -> pa.Array:
    """Keys as LiteLLM logs them: 64 hexadecimal digits, never the secret."""
    parts, value = [], words
    for _ in range(_WORDS_PER_HASH):
        parts.append(hexed(value))
        value = mix(value)
    return pc.binary_join_element_wise(*parts, "")


def write_spend_logs(table: pa.Table, path: Path) -> None:
    """Append the rows to a JSONL file, one spend log per line."""
    plain = pa.table([_decoded(column) for column in table.columns], names=table.column_names)
    with path.open("ab") as target:
        for batch in plain.to_batches(max_chunksize=_BATCH):
            lines = [orjson.dumps(spend_log(row)) for row in batch.to_pylist()]
            target.write(b"\n".join(lines) + b"\n")


def _decoded(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Words instead of dictionary codes, which become Python objects far more slowly."""
    if not pa.types.is_dictionary(column.type):
        return column
    return pa.chunked_array([chunk.dictionary_decode() for chunk in column.chunks])


def spend_log(row: Record) -> Record:
    """One canonical request as a row of LiteLLM_SpendLogs."""
    begin: dt.datetime = row["ts"]
    end = begin + dt.timedelta(milliseconds=row["duration_ms"])
    first = row["time_to_first_chunk_ms"]
    chunk = end if first is None else begin + dt.timedelta(milliseconds=first)
    tokens_in, tokens_out = row["gen_ai_usage_input_tokens"], row["gen_ai_usage_output_tokens"]
    model = row["gen_ai_request_model"]
    embeds = row["gen_ai_operation_name"] == "embeddings"
    failed = row["status"] != "ok"
    return {
        "request_id": row["request_id"].replace("req_", "chatcmpl-"),
        "session_id": "",
        "call_type": "aembedding" if embeds else "acompletion",
        "api_key": row["api_key_id"],
        "cache_hit": str(row["is_cache_hit"]),
        "startTime": _stamp(begin),
        "endTime": _stamp(end),
        "completionStartTime": _stamp(chunk),
        "model": row["gen_ai_response_model"] or model,
        "user": "",
        "team_id": "",
        "organization_id": "",
        "metadata": _json(_metadata(row)),
        "cache_key": "Cache OFF",
        "spend": float(row["cost_usd"]),
        "total_tokens": tokens_in + tokens_out,
        "prompt_tokens": tokens_in,
        "completion_tokens": tokens_out,
        "request_tags": "[]",
        "end_user": "",
        "api_base": "",
        "model_group": model,
        "model_id": "",
        "requester_ip_address": row["client_address"],
        "custom_llm_provider": row["gen_ai_provider_name"],
        "messages": _json(_messages(row)),
        "response": "{}",
        "proxy_server_request": _json(_request(row)),
        "status": "failure" if failed else "success",
        "mcp_namespaced_tool_name": None,
        "agent_id": None,
    }


def _metadata(row: Record) -> Record:
    """What LiteLLM keeps about the caller, the usage and the error."""
    error = None
    if row["status"] != "ok":
        error = {
            "error_code": str(row["http_response_status_code"]),
            "error_class": row["error_type"],
        }
    tokens_in, tokens_out = row["gen_ai_usage_input_tokens"], row["gen_ai_usage_output_tokens"]
    return {
        "user_api_key": row["api_key_id"],
        "requester_ip_address": row["client_address"],
        "user_agent": row["user_agent_original"],
        "usage_object": {
            "prompt_tokens": tokens_in,
            "completion_tokens": tokens_out,
            "total_tokens": tokens_in + tokens_out,
            "prompt_tokens_details": {"cached_tokens": row["gen_ai_usage_cache_read_input_tokens"]},
            "completion_tokens_details": {
                "reasoning_tokens": row["gen_ai_usage_reasoning_output_tokens"]
            },
        },
        "error_information": error,
        "status": "failure" if error else "success",
    }


def _messages(row: Record) -> list[Record]:
    template = int(row["prompt_template_hash"], 16)
    number = int(row["request_id"][4:12], 16)
    text = prompt_text(template, row["task_category"], number)
    if row["task_category"] != "vision":
        return [{"role": "user", "content": text}]
    image = {"type": "image_url", "image_url": {"url": f"https://img.example/{number:x}.png"}}
    return [{"role": "user", "content": [{"type": "text", "text": text}, image]}]


def _request(row: Record) -> Record:
    """The request as the proxy saw it, tools by name only."""
    request: Record = {"model": row["gen_ai_request_model"]}
    if row["gen_ai_request_stream"]:
        request["stream"] = True
    if row["tool_count"]:
        request["tools"] = [
            {"type": "function", "function": {"name": f"tool_{number + 1}"}}
            for number in range(row["tool_count"])
        ]
    return request


def write_users(accounts: pa.Table, path: Path) -> None:
    """All accounts as an Auth0 user export: one array, one user per line."""
    users = (orjson.dumps(user) for user in _users(accounts))
    path.write_bytes(b"[\n" + b",\n".join(users) + b"\n]\n")


def _users(accounts: pa.Table) -> Iterator[Record]:
    for row in accounts.to_pylist():
        provider, _, number = row["account_id"].partition("|")
        created = row["created_at"].isoformat(timespec="milliseconds") + "Z"
        changed = row["status_changed_at"] or row["created_at"]
        yield {
            "user_id": row["account_id"],
            "email": row["email"],
            "email_verified": row["email_verified"],
            "username": None,
            "phone_number": row["phone"],
            "phone_verified": row["phone"] is not None,
            "identities": [
                {
                    "connection": "Username-Password-Authentication"
                    if provider == "auth0"
                    else provider,
                    "provider": provider,
                    "user_id": number,
                    "isSocial": provider in ("google-oauth2", "github"),
                }
            ],
            "app_metadata": {"subscription": row["plan"]},
            "user_metadata": {},
            "created_at": created,
            "updated_at": changed.isoformat(timespec="milliseconds") + "Z",
            "last_ip": row["signup_address"],
            "logins_count": 1 + int(number[:4], 16) % 40,
            "blocked": row["status"] == "blocked",
        }


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()


def _stamp(moment: dt.datetime) -> str:
    """Naive UTC, as the proxy prints it."""
    return moment.strftime("%Y-%m-%d %H:%M:%S.%f")
