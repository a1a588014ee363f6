"""What is special in each gateway's export: accounts, statuses, units, and what stays raw."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.ingest.sources.imported import FIXTURES, NOW

Reader = Callable[..., Any]


@pytest.fixture
def of(read: Reader) -> Callable[[str], Any]:
    """A fixture, read."""
    return lambda name: read(FIXTURES / name, now=NOW)


def column(found: Any, name: str, table: str = "requests") -> list[Any]:
    return [row[name] for row in found.tables[table]]


def test_litellm_keys_are_aliases_and_events_and_no_clear_key_is_read(of: Any) -> None:
    found = of("litellm/keys.csv")

    aliases = [(row["id_type"], row["account_id"]) for row in found.tables["account_aliases"]]
    assert set(aliases) == {
        ("api_key", "ll-user-0"),
        ("api_key", "ll-user-1"),
        ("api_key", "team-alpha"),
    }
    assert all(len(value) == 64 for value in column(found, "id_value", "account_aliases"))
    assert set(column(found, "event_type", "events")) == {"key_created"}
    assert found.reasons == ["a key of no user and no team", "no SHA-256 of the key"]
    assert "sk-this-is" not in repr(found.rows) + repr(found.rejects)


def test_litellm_audit_says_what_happened_to_whom(of: Any) -> None:
    events = of("litellm/audit-log.json").tables["events"]

    told = [(row["event_type"], row["account_id"], row["gen_ai_request_model"]) for row in events]
    assert told == [
        ("key_created", "ll-user-0", None),
        ("ban", "ll-user-1", None),
        ("limit_change", "ll-user-1", None),
        ("model_launch", None, "gpt-5"),
        ("key_revoked", "ll-user-0", None),
    ]
    assert "admin@example.org" not in repr(events)


def test_litellm_usage_is_days_and_the_model_file_counts_an_entity_once(of: Any) -> None:
    found = of("litellm/usage-models.csv")

    assert set(column(found, "row_grain")) == {"bucket"}
    assert len(set(column(found, "request_id"))) == 4
    assert set(column(found, "gen_ai_request_model")) == {None}
    assert {(row["ts_end"] - row["ts"]).days for row in found.rows} == {1}


def test_langfuse_sums_kinds_of_input_and_takes_durations_from_the_clocks(of: Any) -> None:
    found = of("langfuse/project/observations_v2/2026-05-01T00-00-00.parquet")

    assert column(found, "gen_ai_usage_input_tokens") == [1200, 1237, 1274]
    assert column(found, "gen_ai_usage_cache_read_input_tokens") == [400, 412, 424]
    assert column(found, "duration_ms") == pytest.approx([900, 1150, 1400])
    assert column(found, "account_id_type") == ["user"] * 3


def test_helicone_counts_billionths_and_never_reads_signed_addresses(of: Any) -> None:
    found = of("helicone/request_response_rmt.csv")
    assert [str(cost) for cost in column(found, "cost_usd")][:2] == ["0.012345678", "0.024691356"]

    found = of("helicone/output.jsonl")
    assert "X-Amz-Signature" not in repr(found.rows)
    assert set(column(found, "geo_country_iso_code")) == {"DE"}


def test_azure_keeps_the_network_of_a_masked_address_and_counts_ticks(
    of: Any, read: Reader, tmp_path: Path
) -> None:
    assert set(column(of("azure/PT1H.requestresponse.json"), "client_address")) == {"81.2.69.***"}
    text = (FIXTURES / "azure/PT1H.requestresponse.json").read_text().splitlines()[0]
    record = json.loads(text)
    record["properties"] = {"requestTime": 12, "modelName": "gpt-4o"}
    record |= {"time": "2026-05-01T00:00:02.5000000Z", "durationMs": 1500}
    (tmp_path / "PT1H.json").write_text(json.dumps(record) + "\n")

    (row,) = read(tmp_path / "PT1H.json", now=NOW).rows

    assert row["ts"].isoformat() == "2026-05-01T00:00:01"  # the end less the duration
    assert (row["account_id"], row["account_id_type"]) == ("tutor", "org")
    assert row["gen_ai_usage_input_tokens"] is None


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("azure/PT1H.usage.json", "properties/promptTokens"),
        ("cloudflare/ai-gateway-events.log.gz", "Metrics/tokensIn"),
        ("vertex/request-response.jsonl", "full_response/usageMetadata/promptTokenCount"),
    ],
)
def test_a_field_in_doubt_keeps_its_raw_value(of: Any, name: str, key: str) -> None:
    extra = [json.loads(text) for text in column(of(name), "extra")]

    assert [one[key] for one in extra][:4] == ["1200", "1237", "1274", "1311"]


def test_logpush_reads_nothing_that_is_encrypted(of: Any) -> None:
    found = of("cloudflare/ai-gateway-events.log.gz")

    assert set(column(found, "account_id")) == {None}
    assert "QUJD" not in repr(found.rows)
    assert column(found, "gen_ai_request_model")[0] == "auto"


def test_a_request_through_two_plugins_of_kong_is_two_calls(read: Reader, tmp_path: Path) -> None:
    text = (FIXTURES / "kong/file-log.jsonl").read_text().splitlines()[0]
    record = json.loads(text)
    record["ai"]["ai-request-transformer"] = record["ai"]["ai-proxy"]
    (tmp_path / "log.jsonl").write_text(json.dumps(record) + "\n")

    rows = read(tmp_path / "log.jsonl", now=NOW).rows

    assert [row["source_item"] for row in rows] == [1, 2]
    assert len({row["request_id"] for row in rows}) == 2
    assert {row["user_agent_original"] for row in rows} == {"openai-python/1.3"}


def test_envoy_takes_the_last_hop_and_leaves_routes_out_of_the_provider(of: Any) -> None:
    found = of("envoy/access-log.jsonl")

    (row,) = found.rows
    assert (row["client_address"], row["gen_ai_provider_name"]) == ("192.168.1.38", None)
    assert json.loads(row["extra"])["gen_ai.provider.name"].startswith("default/tars")
    assert found.reasons == ["an MCP call, not a model call"]


def test_access_logs_know_model_paths_and_say_why_a_line_is_none(of: Any) -> None:
    assert of("nginx/access-array.json").reasons == ["not a call to a model"] * 2
    found = of("nginx/access.log")
    assert set(column(found, "gen_ai_operation_name")) == {"chat"}
    assert column(found, "status") == ["ok", "ok", "blocked", "ok"]
    assert of("vllm/server.log").reasons == [
        "the line has no time: load the log of the proxy in front instead"
    ]


def test_openlit_and_openllmetry_say_stream_and_user(of: Any) -> None:
    found = of("otlp/openlit.jsonl")
    assert set(column(found, "gen_ai_request_stream")) == {True}
    assert column(of("otlp/openllmetry.jsonl"), "user_id")[0] == "user-1"
    assert of("otlp/logs.jsonl").reasons == ["a log record that is not a finished call"]


def test_prompts_of_the_new_sources_become_hashes(read: Reader, tmp_path: Path) -> None:
    body = {"messages": [{"role": "user", "content": "Prove it step by step"}], "tools": [{}]}
    record = {
        "created_at": "2026-05-01T00:00:00Z",
        "ai_org": "openai",
        "ai_model": "gpt-4o",
        "req_units": 3,
        "res_units": 4,
        "request": {"body": body},
    }
    flat = {k: v for k, v in record.items() if k != "request"} | {"request.body": json.dumps(body)}
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, (record, flat))))

    one, other = read(tmp_path / "a.jsonl", now=NOW).rows

    assert one["prompt_hash"] == other["prompt_hash"] is not None
    assert (one["tool_count"], one["task_category"]) == (1, "tool_use")
    assert "step by step" not in repr((one, other))
