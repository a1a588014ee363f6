"""Real exports of each source, with what is known to be in them."""

import csv
import datetime as dt
import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hydrascope.ingest.privacy import is_denied
from hydrascope.ingest.sources import registry

FIXTURES = Path(__file__).parent.parent / "fixtures" / "exports"
SPENT = dt.datetime(2025, 1, 24, 9, 20, 46, 847371)
Reader = Callable[..., Any]


def test_litellm_spend_log(read: Reader) -> None:
    found = read(FIXTURES / "litellm" / "spend_logs_payload.json")

    (row,) = found.rows
    assert row["source"] == "litellm_spend"
    assert row["ts"] == SPENT
    assert row["request_id"] == "chatcmpl-2283081b-dc89-41f6-93e6-d4f914774027"
    assert (row["gen_ai_usage_input_tokens"], row["gen_ai_usage_output_tokens"]) == (10, 20)
    assert (str(row["cost_usd"]), row["cost_origin"]) == ("0.000225000", "source")
    assert row["duration_ms"] == pytest.approx(4.583)
    assert (row["status"], row["gen_ai_request_model"]) == ("ok", "gpt-4o")
    assert row["account_id"] is None  # every identifier is ""
    assert row["prompt_hash"] is None  # messages are {}


def test_litellm_logging_payload(read: Reader) -> None:
    found = read(FIXTURES / "litellm" / "standard_logging_payload.json")

    (row,) = found.rows
    assert (row["source"], row["ts"]) == ("litellm_payload", SPENT)
    assert (row["gen_ai_usage_input_tokens"], row["gen_ai_usage_output_tokens"]) == (10, 20)
    assert (row["prompt_length"], row["gen_ai_response_finish_reason"]) == (13, "stop")
    assert row["gen_ai_request_stream"] is True
    assert row["prompt_hash"] != row["prompt_template_hash"]


def spend(**changes: Any) -> dict[str, Any]:
    text = (FIXTURES / "litellm" / "spend_logs_payload.json").read_text(encoding="utf-8")
    return {**json.loads(text), **changes}


def test_litellm_says_the_same_as_array_lines_csv_and_objects(read: Reader, tmp_path: Path) -> None:
    metadata = {
        "user_agent": "openai-python/1.3",
        "usage_object": {"prompt_tokens_details": {"cached_tokens": 4}},
        "error_information": {"error_code": "429", "error_class": "RateLimitError"},
    }
    records = [
        spend(
            request_id=f"r{n}",
            api_key="ab" * 32,
            metadata=metadata if n % 2 else json.dumps(metadata),
            messages=json.dumps([{"role": "user", "content": f"Solve riddle {n}"}]),
            proxy_server_request=json.dumps({"tools": [{}, {}], "stream": True}),
            requester_ip_address="198.51.100.7",
            prompt_tokens=10.0,
            status="failure",
        )
        for n in range(4)
    ]
    (tmp_path / "array.json").write_text(json.dumps(records, indent=2), encoding="utf-8")
    (tmp_path / "wrapped.json").write_text(json.dumps({"data": records}), encoding="utf-8")
    (tmp_path / "lines.jsonl").write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    with (tmp_path / "table.csv").open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, list(records[0]))
        writer.writeheader()
        for record in records:
            text = {**record, "metadata": json.dumps(metadata)}
            writer.writerow(text)

    told = []
    for name in ("array.json", "wrapped.json", "lines.jsonl", "table.csv"):
        found = read(tmp_path / name)
        assert (len(found.rows), found.rejects) == (4, [])
        drop = ("source_file", "source_line")
        told.append([{k: v for k, v in row.items() if k not in drop} for row in found.rows])
    assert told[0] == told[1] == told[2] == told[3]
    row = told[0][0]
    assert (row["account_id"], row["account_id_type"]) == ("ab" * 32, "api_key")
    assert row["gen_ai_usage_cache_read_input_tokens"] == 4
    assert (row["status"], row["http_response_status_code"]) == ("blocked", 429)
    assert (row["tool_count"], row["task_category"]) == (2, "tool_use")
    assert (row["client_address"], row["user_agent_original"]) == (
        "198.51.100.7",
        "openai-python/1.3",
    )
    assert len({r["prompt_hash"] for r in told[0]}) == 4
    assert len({r["prompt_template_hash"] for r in told[0]}) == 1


def test_many_payload_files_without_ending_come_in_one_batch(read: Reader, tmp_path: Path) -> None:
    text = (FIXTURES / "litellm" / "standard_logging_payload.json").read_text(encoding="utf-8")
    for n in range(50):
        folder = tmp_path / "logs" / f"2025-01-{n % 28 + 1:02}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"failure-{n:x}").write_text(text.replace("2299b6a2", f"{n:08x}"))

    found = read(tmp_path / "logs")

    assert len(found.rows) == found.rows_read == 50
    assert len({row["source_file"] for row in found.rows}) == 50
    assert found.sum("gen_ai_usage_input_tokens") == 500


def test_bare_spans_and_server_spans_are_rejected_by_name(read: Reader) -> None:
    found = read(*sorted((FIXTURES / "otlp").glob("*.json")))

    assert (found.rows, found.rows_read) == ([], 5)
    assert found.reasons == ["no time"] * 4 + ["not a model call"]


def enveloped(*names: str) -> dict[str, Any]:
    """The single spans, as a collector would have written them."""
    spans = []
    for number, name in enumerate(names):
        span = json.loads((FIXTURES / "otlp" / name).read_text(encoding="utf-8"))
        span |= {
            "traceId": "5B8EFFF798038103D269B633813FC60C",
            "spanId": f"EEE19B7EC3C1B17{number}",
            "startTimeUnixNano": "1755133833000000001",
            "endTimeUnixNano": 1755133834250000000,
        }
        spans.append(span)
    service = {"key": "service.name", "value": {"stringValue": "tutor"}}
    return {
        "resourceSpans": [
            {"resource": {"attributes": [service]}, "scopeSpans": [{"spans": spans}]},
            {"resource": {}, "scopeSpans": []},
        ]
    }


def test_openinference_spans_in_an_envelope(read: Reader, tmp_path: Path) -> None:
    names = ("chat-basic.json", "chat-streaming-detailed-usage.json", "chat-bad-request.json")
    file = tmp_path / "traces.jsonl"
    file.write_text(json.dumps(enveloped(*names)) + "\n" + '{"resourceSpans":[{"re')

    found = read(file)

    assert found.reasons == ["a batch without spans", "not valid JSON"]
    assert [row["request_id"][-1] for row in found.rows] == ["0", "1", "2"]
    assert [(row["source_line"], row["source_item"]) for row in found.rows] == [
        (1, 1),
        (1, 2),
        (1, 3),
    ]
    assert found.sum("gen_ai_usage_input_tokens") == 8 + 12
    assert found.sum("gen_ai_usage_output_tokens") == 377 + 100
    assert found.sum("gen_ai_usage_reasoning_output_tokens") == 320 + 100
    basic, stream, failed = found.rows
    assert basic["ts"] == dt.datetime(2025, 8, 14, 1, 10, 33)
    assert basic["duration_ms"] == pytest.approx(1250)
    assert basic["gen_ai_request_model"] == "gpt-5-nano-2025-08-07"
    assert (basic["account_id"], basic["account_id_type"]) == ("tutor", "app")
    assert (basic["prompt_length"], basic["status"]) == (6, "ok")
    assert stream["gen_ai_request_stream"] is True
    assert (failed["status"], failed["error_type"]) == ("error", "openai.BadRequestError")


def attributes(**values: Any) -> list[dict[str, Any]]:
    kinds = {bool: "boolValue", int: "intValue", float: "doubleValue", str: "stringValue"}
    return [
        {"key": key, "value": {kinds[type(v)]: str(v) if type(v) is int else v}}
        for key, v in values.items()
    ]


def test_openllmetry_and_genai_conventions(read: Reader, tmp_path: Path) -> None:
    llm = attributes(
        **{
            "gen_ai.system": "openai",
            "gen_ai.request.model": "gpt-5",
            "gen_ai.usage.prompt_tokens": 11,
            "gen_ai.usage.completion_tokens": 5,
            "traceloop.association.properties.user_id": "u-7",
            "gen_ai.prompt.0.role": "user",
            "gen_ai.prompt.0.content": "Grade this essay with the rubric",
            "client.address": "2001:db8::7",
        }
    )
    newer = attributes(
        **{
            "gen_ai.provider.name": "aws.bedrock",
            "gen_ai.request.model": "claude",
            "gen_ai.usage.input_tokens": 9007199254740993,
            "gen_ai.usage.cost": 0.25,
            "gen_ai.response.id": "resp-1",
            "enduser.id": "u-8",
        }
    )
    tool = attributes(**{"gen_ai.operation.name": "execute_tool", "gen_ai.system": "openai"})
    agent = attributes(**{"openinference.span.kind": "AGENT", "llm.model_name": "x"})
    spans = [
        {"name": "x", "spanId": str(n), "startTimeUnixNano": 1755133833 * 10**9, "attributes": a}
        for n, a in enumerate((llm, newer, tool, agent))
    ]
    file = tmp_path / "spans.json"
    file.write_text(json.dumps({"resourceSpans": [{"scopeSpans": [{"spans": spans}]}]}, indent=1))

    found = read(file)

    assert found.reasons == ["not a model call"] * 2
    first, second = found.rows
    assert (first["account_id"], first["gen_ai_usage_input_tokens"]) == ("u-7", 11)
    assert (first["task_category"], first["client_address"]) == ("grading", "2001:db8::7")
    assert second["gen_ai_usage_input_tokens"] == 9007199254740993
    assert (second["request_id"], str(second["cost_usd"])) == ("resp-1", "0.250000000")


def test_bedrock_copies_from_a_log_collector(read: Reader) -> None:
    found = read(FIXTURES / "bedrock")

    assert (len(found.rows), found.rejects) == (8, [])
    assert {row["ts"] for row in found.rows} == {
        dt.datetime(2025, 5, 15, 14, 17, 22),
        dt.datetime(2025, 5, 15, 14, 14, 49),
    }
    users = sorted(row["account_id"] for row in found.rows)
    assert users == ["regular.user"] * 4 + ["suspicious.user"] * 4
    assert sorted(row["status"] for row in found.rows) == ["blocked"] * 2 + ["ok"] * 6
    assert found.sum("gen_ai_usage_input_tokens") == 0
    assert found.rows[-1]["gen_ai_usage_input_tokens"] is None  # not 0: the record has none
    assert all(row["cost_usd"] is None for row in found.rows)


def test_bedrock_gzipped_lines_lower_case_wrapped_and_cached(read: Reader, tmp_path: Path) -> None:
    text = (FIXTURES / "bedrock" / "model-invocation.siem.jsonl").read_text(encoding="utf-8")
    record = json.loads(text.splitlines()[0])
    record["input"] |= {"inputTokenCount": 5, "cacheReadInputTokenCount": 7}
    record["requestMetadata"] = {"customerId": "acme"}
    lower = {key.lower(): value for key, value in record.items()}
    folder = tmp_path / "AWSLogs/1/BedrockModelInvocationLogs/eu/2025/05/15/14"
    (folder / "data").mkdir(parents=True)
    (folder / "a.json.gz").write_bytes(gzip.compress((json.dumps(record) + "\n").encode() * 2))
    (folder / "data" / "b_input.json.gz").write_bytes(gzip.compress(b'{"messages": []}'))
    (tmp_path / "siem.jsonl").write_text(
        "".join(json.dumps(one) + "\n" for one in (lower, lower)), encoding="utf-8"
    )
    (tmp_path / "wrapped.jsonl").write_text(json.dumps({"data": record}) + "\n")

    found = read(tmp_path)

    assert [(s.name.rsplit("/", 1)[-1], s.reason) for s in found.plan.skipped] == [
        ("b_input.json.gz", "a request body beside the Bedrock log")
    ]
    assert [row["account_id"] for row in found.rows] == ["acme"] * 5
    assert found.sum("gen_ai_usage_input_tokens") == 5 * 12
    assert found.sum("gen_ai_usage_cache_read_input_tokens") == 5 * 7


def test_auth0_users(read: Reader) -> None:
    found = read(FIXTURES / "auth0")

    users = found.tables["accounts"]
    assert (len(users), found.rejects) == (30, [])
    first = users[0]
    assert first["account_id"] == "auth0|o7p6ycr4a2slqavaxaxrjm"
    assert first["created_at"] == dt.datetime(2025, 2, 9, 16, 34, 22, 611000)
    assert (first["identity_provider"], first["plan"]) == ("auth0", "pro")
    assert (first["email_domain"], first["email_pattern"]) == ("gmail.com", "aaaaa.aaaaa")
    assert len(first["email_hash"]) == len(first["phone_hash"]) == 16
    assert first["signup_address_hash"] is None  # 135 logins: the last address is not the first
    assert users[1]["phone_hash"] is None
    raw = json.loads((FIXTURES / "auth0" / "users-export.json").read_text(encoding="utf-8"))
    assert [user["status"] == "blocked" for user in users] == [user["blocked"] for user in raw]
    clear = {user["email"] for user in raw} | {user["last_ip"] for user in raw}
    assert not clear & {value for user in users for value in user.values()}


def test_no_source_reads_a_secret() -> None:
    for source in registry():
        for one in (source, *source.also):
            secret = {name for name in one.fields if is_denied(name)}
            # A table of keys holds the SHA-256 of each: nothing else in that field is read.
            assert secret == set(one.digests), one.name
            assert not secret or one.name.startswith("litellm_"), one.name
    for name in (
        "password", "password_hash", "passwordDigest", "encrypted_password", "totp_secret", "salt",
        "backup_codes", "access_token", "refreshToken", "token", "confirmation_token",
        "reauthentication_token", "client_secret", "authorization", "Set-Cookie",
    ):  # fmt: skip
        assert is_denied(name), name
    for name in (
        "prompt_tokens", "token_count", "api_key", "gen_ai.usage.input_tokens", "tokens_in",
        "time_to_first_token_ms", "llm.token_count.prompt", "ContextTokens", "email",
    ):  # fmt: skip
        assert not is_denied(name), name
