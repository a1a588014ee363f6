"""Calls that one system writes down before midnight and another after it."""

import csv
import datetime as dt
from collections.abc import Callable
from pathlib import Path

from hydrascope.ingest import overlap
from hydrascope.warehouse.store import Warehouse
from tests.ingest.test_overlap import MODEL, calls, cloud, counted, gateway


def test_pairs_across_midnight_are_the_same_however_imports_are_split(
    tmp_path: Path, load: Callable[..., Warehouse]
) -> None:
    midnight = dt.datetime(2026, 2, 4)
    made = [
        one | {"at": midnight + dt.timedelta(seconds=20 * (one["n"] - 30) - 2)} for one in calls(60)
    ]
    before, after = (
        [one for one in made if (one["at"] < midnight) == is_before] for is_before in (True, False)
    )
    warehouse = load(
        [gateway(tmp_path / "1" / "g.json", before)],
        [cloud(tmp_path / "2" / "c.jsonl", made)],
        [gateway(tmp_path / "3" / "g.json", after)],
    )

    assert counted(warehouse) == {"litellm_spend": 60}


def test_three_sources_around_midnight_lose_no_call(
    tmp_path: Path, load: Callable[..., Warehouse]
) -> None:
    """Ranks turn at midnight: each record would give way to one that gives way to another."""
    midnight = dt.datetime(2026, 2, 4)
    made = [one | {"at": midnight - dt.timedelta(seconds=4)} for one in calls(60)]
    other_day = dt.timedelta(days=1)
    # One more call of each, so that all three have both days.
    first, second, last = (calls(1, first=500 + place)[0] for place in range(3))
    third = tmp_path / "third.csv"
    with third.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(
            ["request_id", "ts", "account_id", "gen_ai_request_model",
             "gen_ai_usage_input_tokens", "gen_ai_usage_output_tokens"]
        )  # fmt: skip
        for one in [*(one | {"at": midnight + dt.timedelta(seconds=3)} for one in made), second]:
            told = (f"third-{one['n']:08}", f"{one['at'].isoformat()}Z", one["who"], MODEL)
            writer.writerow([*told, *one["tokens"]])
    wanted = [
        overlap.Choice("canonical", None, midnight),
        overlap.Choice("bedrock", None, midnight),
        overlap.Choice("litellm_spend", midnight, None),
    ]
    overlap.keep(tmp_path / "w", wanted)
    late = [one | {"at": midnight + dt.timedelta(seconds=2)} for one in made]
    warehouse = load(
        [
            cloud(tmp_path / "c.jsonl", [*made, first | {"at": first["at"] + other_day}], late_s=0),
            third,
            gateway(tmp_path / "g.json", [*late, last]),
        ]
    )

    assert counted(warehouse) == {"litellm_spend": 61, "canonical": 1, "bedrock": 1}
