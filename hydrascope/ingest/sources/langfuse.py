"""Langfuse: observations of the blob export and of the user interface, traces, single traces.

Names are snake_case in blob exports and camelCase elsewhere. ``latency`` was seconds, then
milliseconds, and differs between tables of one export: durations are taken from the two
clocks instead. Token counts are the sum of every kind of input (cached ones are kinds of
their own) and of output. Windows of the blob export include both ends, so rows repeat. The
observations of the older table name no user: the traces of the same export do, and are read
as aliases of the trace. Only generations and embeddings are model calls; an agent's span
repeats what the calls inside it used.
"""

from pathlib import Path

from hydrascope.ingest.facts import Facts
from hydrascope.ingest.source import Source, first_of

_ONE_TRACE = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
_CALLS = "'GENERATION', 'EMBEDDING'"
_USAGE = '"usage_details"'
_MODEL = first_of('"provided_model_name"', '"model"')


def _facts(files: str, fixture: str, sample: str) -> Facts:
    return Facts(
        vendor="Langfuse",
        files=files,
        clock="UTC text without zone in blob exports, ISO 8601 with Z elsewhere",
        fixture=fixture,
        sample="real" if sample == "real" else "schema",
        basis="code",
        units="tokens, US dollars; durations from the two clocks, because `latency` changed unit",
        missing=("addresses", "user agents"),
    )


def _observations(label: str, anchors: tuple[str, ...], facts: Facts, explode: str = "") -> Source:
    return Source(
        name="langfuse",
        label=label,
        facts=facts,
        table="requests",
        anchors=anchors,
        explode=explode,
        path_hints=("observations",),
        fields=(
            "id",
            "trace_id",
            "project_id",
            "type",
            "start_time",
            "end_time",
            "completion_start_time",
            "user_id",
            "session_id",
            "environment",
            "level",
            "status_message",
            "provided_model_name",
            "model",
            "model_parameters/stream",
            "usage_details",
            "usage_details/prompt_tokens",
            "usage_details/completion_tokens",
            "input_usage",
            "output_usage",
            "cost_details/total",
            "total_cost",
            "calculated_total_cost",
            "input",
            "tool_definitions",
        ),
        time='"start_time"',
        derived=(
            ("start_at", 'instant("start_time")'),
            ("end_at", 'instant("end_time")'),
            ("first_at", 'instant("completion_start_time")'),
            ("prompt", 'messages_text("input")'),
            ("has_image", 'has_image("input")'),
            ("tool_number", 'try(json_array_length("tool_definitions"))'),
        ),
        rejects=(
            (
                "not a model call",
                f'upper("type") not in ({_CALLS}) or "type" is null and {_MODEL} is null',
            ),
        ),
        account_chain=(("user", '"user_id"'), ("trace", '"trace_id"')),
        columns={
            "request_id": 'coalesce("id", record_id)',
            "ts": '"start_at"',
            "user_id": '"user_id"',
            "project_id": '"project_id"',
            "trace_id": '"trace_id"',
            "gen_ai_conversation_id": '"session_id"',
            "gen_ai_operation_name": (
                "case upper(\"type\") when 'EMBEDDING' then 'embeddings' else 'chat' end"
            ),
            "gen_ai_request_model": _MODEL,
            "gen_ai_usage_input_tokens": (
                f"coalesce(sum_of_keys({_USAGE}, '(?i)input'), "
                'to_count("usage_details/prompt_tokens"), nullif(to_count("input_usage"), 0))'
            ),
            "gen_ai_usage_output_tokens": (
                f"coalesce(sum_of_keys({_USAGE}, '(?i)output'), "
                'to_count("usage_details/completion_tokens"), '
                'nullif(to_count("output_usage"), 0))'
            ),
            "gen_ai_usage_cache_read_input_tokens": (
                f"sum_of_keys({_USAGE}, '(?i)cached|cache_?read')"
            ),
            "gen_ai_usage_cache_creation_input_tokens": (
                f"sum_of_keys({_USAGE}, '(?i)cache_?(creation|write)')"
            ),
            "gen_ai_usage_reasoning_output_tokens": f"sum_of_keys({_USAGE}, '(?i)reasoning')",
            "cost_usd": (
                'coalesce(to_money("total_cost"), to_money("cost_details/total"), '
                'to_money("calculated_total_cost"))'
            ),
            "duration_ms": 'milliseconds("start_at", "end_at")',
            "time_to_first_chunk_ms": 'milliseconds("start_at", "first_at")',
            "gen_ai_request_stream": 'to_flag("model_parameters/stream")',
            "status": "case when upper(\"level\") = 'ERROR' then 'error' else 'ok' end",
            "error_type": (
                "case when upper(\"level\") = 'ERROR' "
                "then regexp_extract(\"status_message\", '^[A-Za-z_.]+(?:Error|Exception)') end"
            ),
            "prompt_hash": 'prompt_number("prompt")',
            "prompt_template_hash": 'template_number("prompt")',
            "prompt_length": 'length("prompt")',
            "task_category": 'task_of("prompt", "tool_number", "has_image")',
            "tool_count": '"tool_number"',
        },
    )


_BLOB = _facts(
    "`…/observations/<time>.{json,csv,jsonl}[.gz]` or `.parquet`, `…/observations_v2/…`; the "
    "table of observations exported as CSV, JSON or JSONL",
    "langfuse/project/observations/2026-05-01T00-00-00.jsonl.gz",
    "schema",
)
TRACES = Source(
    name="langfuse_traces",
    label="Langfuse traces",
    facts=_facts(
        "`…/traces/<time>.{json,csv,jsonl}[.gz]` or `.parquet`",
        "langfuse/project/traces/2026-05-01T00-00-00.jsonl.gz",
        "schema",
    ),
    table="account_aliases",
    anchors=("user_id", "session_id", "project_id", "timestamp", "bookmarked", "public"),
    absent=("trace_id", "start_time"),
    path_hints=("/traces/",),
    fields=("id", "user_id"),
    rejects=(("a trace without a user", '"user_id" is null'),),
    columns={"id_type": "'trace'", "id_value": '"id"', "account_id": '"user_id"'},
)
SCORES = Source(
    name="langfuse_scores",
    label="Langfuse scores",
    control="scores of traces: no requests and no accounts in them",
    facts=_facts(
        "`…/scores/<time>.*`", "langfuse/project/scores/2026-05-01T00-00-00.jsonl", "schema"
    ),
    table="requests",
    anchors=("trace_id", "observation_id", "data_type", "value", "author_user_id"),
    path_hints=("/scores/",),
    fields=("id",),
    columns={},
)
MANIFEST = Source(
    name="langfuse_manifest",
    label="Langfuse export manifest",
    control="control file: the list of what an export wrote",
    facts=_facts(
        "`…/manifests/<time>.json`", "langfuse/project/manifests/2026-05-01T00-00-00.json", "schema"
    ),
    table="requests",
    anchors=("exportSource", "window", "files", "tables"),
    fields=("exportSource",),
    columns={},
)
SOURCES = (
    _observations(
        "Langfuse observations",
        ("trace_id", "project_id", "type", "parent_observation_id", "start_time", "end_time"),
        _BLOB,
    ),
    _observations(
        "single Langfuse trace",
        ("trace", "observations"),
        _facts(
            "the download of one trace: `{trace, observations[]}`",
            "langfuse/autogen-2025-06-06.trace.json",
            "real",
        ),
        explode=_ONE_TRACE,
    ),
    TRACES,
    SCORES,
    MANIFEST,
)
