"""Small exports written for a test, and what a warehouse made of them says."""

import csv
import datetime as dt
import random
from pathlib import Path

from hydrascope.ingest.report import ImportReport
from hydrascope.warehouse.store import Warehouse

NOW = dt.datetime(2026, 3, 1)
DAY = dt.timedelta(days=1)
FIELDS = (
    "ts",
    "account_id",
    "request_id",
    "gen_ai_request_model",
    "status",
    "gen_ai_usage_input_tokens",
    "gen_ai_usage_output_tokens",
    "cost_usd",
    "client_address",
    "geo_country_iso_code",
    "user_agent_original",
)


def rows_of(day: dt.datetime, count: int, seed: int = 1) -> list[dict[str, object]]:
    """Requests of one day by 40 accounts; every value follows from the seed."""
    dice = random.Random(f"{seed}{day}")
    return [
        {
            "ts": (day + dt.timedelta(milliseconds=dice.randrange(86_400_000))).isoformat(),
            "account_id": f"user-{dice.randrange(40)}",
            "request_id": f"req-{day:%m%d}-{place}",
            "gen_ai_request_model": dice.choice(["atlas-2", "atlas-3"]),
            "status": dice.choice(["ok", "ok", "ok", "error"]),
            "gen_ai_usage_input_tokens": dice.randrange(2_000),
            "gen_ai_usage_output_tokens": dice.randrange(500),
            "cost_usd": f"0.00{dice.randrange(1, 9999):04}",
            "client_address": f"203.0.113.{dice.randrange(50)}",
            "geo_country_iso_code": dice.choice(["DE", "IN", "US"]),
            "user_agent_original": dice.choice(["openai-python/1.3", "curl/8.1"]),
        }
        for place in range(count)
    ]


def write(path: Path, rows: list[dict[str, object]], fields: tuple[str, ...] = FIELDS) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, fields)
        writer.writeheader()
        writer.writerows(rows)
    return path


def adds_up(report: ImportReport) -> bool:
    parts = report.rows_loaded + report.rows_duplicate + report.rows_rejected
    return report.rows_read == parts


def canonical(warehouse: Warehouse) -> list[tuple[object, ...]]:
    with warehouse.connect() as conn:
        return conn.execute(
            "select ts, account_id, request_id, gen_ai_request_model, cost_usd, status,"
            " client_address_hash from requests order by all"
        ).fetchall()
