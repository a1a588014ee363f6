"""Every format a source's round trip is made in."""

import json

from tests.ingest.sources.calls import Format, each, table
from tests.ingest.sources.formats_gateways import (
    apim,
    azure,
    cloudflare,
    combined,
    envoy,
    kong,
    logpush,
    nginx,
    openrouter,
    openrouter_days,
    portkey,
    vertex,
    vllm,
)
from tests.ingest.sources.formats_observing import (
    camel,
    helicone,
    helicone_array,
    helicone_csv,
    helicone_row,
    langfuse_trace,
    litellm_users_day,
    log_records,
    observation,
    spans,
)

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
