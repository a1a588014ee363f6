"""Calls two systems saw: measured, counted once, kept apart, and a person's say in it."""

import datetime as dt
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from hydrascope import db
from hydrascope.ingest import overlap
from hydrascope.ingest.erase import erase_file
from hydrascope.ingest.pipeline import run_import
from hydrascope.ingest.remake import remake
from hydrascope.warehouse.store import Warehouse
from tests.ingest.made import NOW

DAY = dt.datetime(2026, 2, 3, 10)
MODEL = "anthropic.claude-sonnet-4-5-20250929-v1:0"
Call = dict[str, Any]


def calls(count: int, first: int = 0, **told: Any) -> list[Call]:
    """Calls of five accounts, half a minute apart; tokens tell them apart unless ``told``."""
    return [
        {"n": n, "at": DAY + dt.timedelta(seconds=30 * n), "who": f"u{n % 5}",
         "tokens": (100 + n, 10 + n % 7), **told}
        for n in range(first, first + count)
    ]  # fmt: skip


def gateway(path: Path, made: list[Call], ids: str = "call") -> Path:
    """LiteLLM's spend logs, as ``/spend/logs`` gives them."""
    rows = [
        {
            "request_id": f"{ids}-{one['n']:08}", "call_type": "acompletion",
            "api_key": "k" * 64, "spend": 0.001, "total_tokens": sum(one["tokens"]),
            "prompt_tokens": one["tokens"][0], "completion_tokens": one["tokens"][1],
            "startTime": one["at"].isoformat(sep=" "),
            "endTime": (one["at"] + dt.timedelta(seconds=4)).isoformat(sep=" "),
            "model": f"bedrock/{MODEL}", "model_group": "smart", "end_user": one["who"],
            "custom_llm_provider": "bedrock", "cache_hit": "None", "status": "success",
            "metadata": {}, "request_tags": [], "messages": {}, "response": {},
        }
        for one in made
    ]  # fmt: skip
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(rows), encoding="utf-8")
    return path


def cloud(path: Path, made: list[Call], ids: str = "aws", late_s: int = 4) -> Path:
    """The invocation log of the cloud behind it: whole seconds, at the end of the call."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [
        {
            "schemaType": "ModelInvocationLog", "schemaVersion": "1.0",
            "timestamp": f"{one['at'] + dt.timedelta(seconds=late_s):%Y-%m-%dT%H:%M:%SZ}",
            "accountId": "123456789012", "region": "us-east-1",
            "requestId": f"{ids}-{one['n']:08}", "operation": "Converse", "modelId": f"us.{MODEL}",
            "requestMetadata": {"user_id": one["who"]},
            "input": {"inputTokenCount": one["tokens"][0]},
            "output": {"outputTokenCount": one["tokens"][1]},
        }
        for one in made
    ]  # fmt: skip
    path.write_text("\n".join(map(json.dumps, lines)) + "\n", encoding="utf-8")
    return path


def counted(warehouse: Warehouse) -> dict[str, int]:
    """Requests that count, by source, as the rollups and the view have them; all add up."""
    with warehouse.connect() as conn:
        rows = dict(
            conn.execute(
                "select source, sum(request_count)::bigint from requests group by 1"
            ).fetchall()
        )
        cells = dict(
            conn.execute(
                "select s.source, sum(c.requests)::bigint from cells_day c"
                " join segments s using (segment_key) where c.cut = 'source' group by 1"
            ).fetchall()
        )
        loaded = conn.execute(
            "select sum(rows_loaded) - (select count(*) from fact_requests) from import_files"
        ).fetchall()[0][0]
        aside = conn.execute("select count(*) from requests_set_aside").fetchall()[0][0]
    assert rows == cells
    assert aside == loaded
    return rows


def pair(warehouse: Warehouse) -> dict[str, Any]:
    with warehouse.connect() as conn:
        (row,) = db.run(conn, "data/overlap").to_dict("records")
    return row


def test_the_same_calls_count_once_as_the_fuller_record_has_them(
    tmp_path: Path, load: Callable[..., Warehouse]
) -> None:
    made = calls(60)
    warehouse = load([gateway(tmp_path / "g.json", made)], [cloud(tmp_path / "c.jsonl", made)])

    assert counted(warehouse) == {"litellm_spend": 60}
    told = pair(warehouse)
    assert (told["source"], told["other_source"]) == ("bedrock", "litellm_spend")
    assert (told["matched_requests"], told["matched_by_id"], told["set_aside"]) == (60, 0, 60)
    assert (told["requests"], told["other_requests"], told["matched_share"]) == (60, 60, 1)
    assert (told["primary_source"], told["reason"]) == ("litellm_spend", "its requests say more")
    with warehouse.connect() as conn:
        kept = db.run(conn, "extract/requests_set_aside")
    assert set(kept["counted_source"]) == {"litellm_spend"}
    assert set(kept["matched_by"]) == {"account, model, tokens and time"}
    assert kept["source"].tolist() == ["bedrock"] * 60

    # A person's say goes first, is part of the dataset's name, and can be taken back.
    before = warehouse.current().fingerprint
    overlap.keep(warehouse.root, [overlap.Choice("bedrock", dt.datetime(2026, 2, 1))])
    assert remake(warehouse, lambda _: [], now=NOW) not in (None, before)
    assert counted(warehouse) == {"bedrock": 60}
    assert pair(warehouse)["reason"] == "a person chose it"
    overlap.keep(warehouse.root, [overlap.Choice("bedrock", None, dt.datetime(2026, 2, 1))])
    remake(warehouse, lambda _: [], now=NOW)
    assert counted(warehouse) == {"litellm_spend": 60}

    # The same files again are repeats still; without the one, the other counts.
    again = cloud(tmp_path / "again.jsonl", [*made, *calls(1, first=900)])
    told = run_import([again], warehouse, now=NOW, detection=False)
    assert (told.rows_loaded, told.rows_duplicate) == (1, 60)
    assert counted(warehouse) == {"litellm_spend": 60, "bedrock": 1}
    erase_file(warehouse, "g.json", now=NOW)
    assert counted(warehouse) == {"bedrock": 61}


@pytest.mark.parametrize("at_once", [False, True])
def test_what_another_source_counts_is_not_missing_from_its_own(
    tmp_path: Path, load: Callable[..., Warehouse], at_once: bool
) -> None:
    daily = [
        {**one, "n": 100 * day + one["n"], "at": one["at"] + dt.timedelta(days=day)}
        for day in range(9)
        for one in calls(20)
    ]
    late = [one for one in daily if one["at"] >= DAY + dt.timedelta(days=7)]
    both = [cloud(tmp_path / "c.jsonl", daily)], [gateway(tmp_path / "g.json", late)]
    warehouse = load([*both[0], *both[1]]) if at_once else load(*both)

    assert counted(warehouse) == {"bedrock": 140, "litellm_spend": 40}
    with warehouse.connect() as conn:
        days = db.run(conn, "data/days")
        ends = db.run(conn, "data/late")
        files = conn.execute("select source, last_at from import_files").fetchall()
    days = days[days["source"] == "bedrock"]
    assert days["requests"].tolist() == [20] * 9
    assert ends.loc[ends["source"] == "bedrock", "share_of_usual"].tolist() == [1.0] * 3
    assert dict(files)["bedrock"] == daily[-1]["at"] + dt.timedelta(seconds=4)


def test_only_what_both_saw_is_left_out_and_buckets_are_not_compared(
    tmp_path: Path, load: Callable[..., Warehouse]
) -> None:
    usage = tmp_path / "usage.csv"
    usage.write_text(
        "Date,Team,Team ID,Spend ($),Requests,Successful Requests,Failed Requests,Total Tokens,"
        "Prompt Tokens,Completion Tokens\n2026-02-03,a,t-1,1.0,7,7,0,10,5,5\n",
        encoding="utf-8",
    )
    warehouse = load(
        [
            gateway(tmp_path / "g.json", calls(40)),
            cloud(tmp_path / "c.jsonl", calls(40, first=20)),
            usage,
        ]
    )
    with warehouse.connect() as conn:
        pairs = db.run(conn, "data/overlap").set_index(["source", "other_source"])

    assert counted(warehouse)["litellm_spend"] == 40
    assert counted(warehouse)["bedrock"] == 20
    told = pairs.loc["bedrock", "litellm_spend"]
    assert (told["matched_requests"], told["matched_share"]) == (20, 0.5)
    assert pairs.loc["litellm_spend", "litellm_usage"]["comparable_days"] == 0


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(calls(40, first=500), id="other calls"),
        pytest.param(calls(40, tokens=(7, 7)), id="other tokens"),
        pytest.param([one | {"who": f"v{one['n'] % 5}"} for one in calls(40)], id="other accounts"),
        pytest.param(
            [one | {"at": one["at"] + dt.timedelta(minutes=5)} for one in calls(40)], id="later"
        ),
        # One in forty may agree by chance: not believed.
        pytest.param([*calls(1), *calls(39, first=500)], id="a coincidence"),
    ],
)
def test_other_calls_of_the_same_day_are_all_counted(
    tmp_path: Path, load: Callable[..., Warehouse], other: list[Call]
) -> None:
    warehouse = load([gateway(tmp_path / "g.json", calls(40)), cloud(tmp_path / "c.jsonl", other)])

    assert counted(warehouse) == {"litellm_spend": 40, "bedrock": 40}
    assert pair(warehouse)["set_aside"] == 0


def test_ids_decide_whatever_else_the_records_say(
    tmp_path: Path, load: Callable[..., Warehouse]
) -> None:
    other = calls(30, tokens=(1, 1), who="(else)")
    warehouse = load(
        [gateway(tmp_path / "g.json", calls(30)), cloud(tmp_path / "c.jsonl", other, ids="call")]
    )

    assert counted(warehouse) == {"litellm_spend": 30}
    assert pair(warehouse)["matched_by_id"] == 30


def test_calls_alike_in_everything_go_one_to_one(
    tmp_path: Path, load: Callable[..., Warehouse]
) -> None:
    """A script's calls: same tokens, two a second; the gateway has five more of them."""
    same = [
        one | {"who": "u", "tokens": (9, 9), "at": DAY + dt.timedelta(milliseconds=500 * one["n"])}
        for one in calls(45)
    ]
    warehouse = load(
        [gateway(tmp_path / "g.json", same), cloud(tmp_path / "c.jsonl", same[:40], late_s=1)]
    )

    found = counted(warehouse)
    assert found["litellm_spend"] == 45
    assert found.get("bedrock", 0) == 0
    with warehouse.connect() as conn:
        sums = conn.execute("select sum(cost_usd) from account_day").fetchall()
    assert sums == [(Decimal("0.045"),)]
