"""A report's sums against another source's calls of the same day: the same are counted once."""

import csv
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from hydrascope import db
from hydrascope.ingest import overlap
from hydrascope.ingest.erase import erase_file
from hydrascope.ingest.pipeline import run_import
from hydrascope.ingest.remake import remake
from hydrascope.ui import data_overlap
from hydrascope.warehouse import versions
from hydrascope.warehouse.store import Warehouse
from tests.ingest.made import NOW
from tests.ingest.test_overlap import Call, calls, cloud, counted, gateway

MODEL = "claude-sonnet-4-5"
HEAD = (
    "row_grain", "request_count", "ts", "ts_end", "account_id", "gen_ai_provider_name",
    "gen_ai_request_model", "gen_ai_usage_input_tokens", "gen_ai_usage_output_tokens", "cost_usd",
)  # fmt: skip
Row = dict[str, Any]


def day_of(made: list[Call], who: str = "", **told: Any) -> Row:
    """What a provider's report says of these calls: one row for the day."""
    mine = [one for one in made if not who or one["who"] == who]
    return {
        "row_grain": "bucket", "request_count": len(mine), "ts": "2026-02-03T00:00:00Z",
        "ts_end": "2026-02-04T00:00:00Z", "account_id": who or "workspace-1",
        "gen_ai_provider_name": "aws.bedrock", "gen_ai_request_model": MODEL,
        "gen_ai_usage_input_tokens": sum(one["tokens"][0] for one in mine),
        "gen_ai_usage_output_tokens": sum(one["tokens"][1] for one in mine), **told,
    }  # fmt: skip


def report(path: Path, *rows: Row) -> Path:
    with path.open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, HEAD)
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    return Warehouse(tmp_path / "w")


def load(warehouse: Warehouse, *paths: Path) -> Warehouse:
    for path in paths:
        run_import([path], warehouse, now=NOW, detection=False)
    return warehouse


def cost(warehouse: Warehouse) -> Decimal:
    with warehouse.connect() as conn:
        (found,) = conn.execute("select sum(cost_usd) from requests").fetchall()
    return Decimal(found[0] or 0)


def test_a_report_of_the_same_calls_is_set_aside_whichever_came_first(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    made = calls(60)
    told = [day_of(made, f"u{n}") for n in range(5)]
    load(warehouse, report(tmp_path / "r.csv", *told), gateway(tmp_path / "g.json", made))

    assert counted(warehouse) == {"litellm_spend": 60}
    with warehouse.connect() as conn:
        (row,) = db.run(conn, "data/overlap").to_dict("records")
        kept = db.run(conn, "extract/requests_set_aside")
        notices = conn.execute("select string_agg(notice, ' ') from import_notices").fetchall()
    assert (row["set_aside"], row["comparable_days"]) == (60, 0)
    assert (row["requests"], row["other_requests"]) == (60, 60)
    assert row["primary_source"] == "litellm_spend"
    assert set(kept["matched_by"]) == {"sums of the day"}
    assert "60 requests of canonical were seen by litellm_spend too" in notices[0][0]

    # A person may prefer the report; then the calls are kept apart.
    overlap.keep(warehouse.root, [overlap.Choice("canonical")])
    assert remake(warehouse, lambda _: [], now=NOW)
    assert counted(warehouse) == {"canonical": 60}
    overlap.keep(warehouse.root, [])
    remake(warehouse, lambda _: [], now=NOW)
    erase_file(warehouse, "g.json", now=NOW)
    assert counted(warehouse) == {"canonical": 60}


def test_a_provider_that_knows_only_the_gateways_key_is_compared_over_all_accounts(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    made = calls(60)
    load(warehouse, gateway(tmp_path / "g.json", made), report(tmp_path / "r.csv", day_of(made)))

    assert counted(warehouse) == {"litellm_spend": 60}


def test_only_accounts_whose_sums_agree_are_set_aside(warehouse: Warehouse, tmp_path: Path) -> None:
    made, others = calls(60), [one | {"who": "elsewhere"} for one in calls(30, first=300)]
    told = [day_of(made, f"u{n}") for n in range(5)]
    load(
        warehouse,
        gateway(tmp_path / "g.json", made),
        report(tmp_path / "r.csv", *told, day_of(others, "elsewhere")),
    )

    assert counted(warehouse) == {"litellm_spend": 60, "canonical": 30}


def test_a_report_of_money_alone_is_not_added_to_the_same_money(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    made = calls(60)  # the gateway says a tenth of a cent each
    nothing = {"gen_ai_usage_input_tokens": "", "gen_ai_usage_output_tokens": ""}
    load(
        warehouse,
        gateway(tmp_path / "g.json", made),
        report(tmp_path / "r.csv", day_of(made, request_count=0, cost_usd="0.061", **nothing)),
    )

    assert cost(warehouse) == Decimal("0.06")


NO_TOKENS = {"gen_ai_usage_input_tokens": "", "gen_ai_usage_output_tokens": ""}


@pytest.mark.parametrize(
    "told",
    [
        pytest.param({"gen_ai_usage_input_tokens": 20_000}, id="other tokens"),
        pytest.param({"request_count": 90}, id="other number of requests"),
        pytest.param({"gen_ai_request_model": "claude-opus-4-1"}, id="another model"),
        pytest.param({"ts": "2026-02-04T00:00:00Z", "ts_end": "2026-02-05T00:00:00Z"}, id="next"),
        pytest.param({"ts_end": "2026-03-03T00:00:00Z"}, id="a month"),
        pytest.param(NO_TOKENS, id="as many requests of somebody unknown"),
        pytest.param({**NO_TOKENS, "request_count": 0, "cost_usd": "0.2"}, id="other money"),
    ],
)
def test_sums_that_do_not_agree_all_count(warehouse: Warehouse, tmp_path: Path, told: Row) -> None:
    made = calls(60)
    row = day_of(made) | told
    load(warehouse, gateway(tmp_path / "g.json", made), report(tmp_path / "r.csv", row))

    assert counted(warehouse) == {"litellm_spend": 60, "canonical": int(row["request_count"])}


def test_an_agreement_of_few_is_a_coincidence(warehouse: Warehouse, tmp_path: Path) -> None:
    """One account of five in five agrees: less than half of the requests."""
    made = calls(60)
    told = [day_of(made, f"u{n}", gen_ai_usage_input_tokens=9_000 * n) for n in range(1, 5)]
    load(
        warehouse,
        gateway(tmp_path / "g.json", made),
        report(tmp_path / "r.csv", day_of(made, "u0"), *told),
    )

    assert counted(warehouse) == {"litellm_spend": 60, "canonical": 60}


@pytest.mark.parametrize("is_report_first", [True, False])
def test_a_report_that_is_set_aside_leaves_estimates_in_force(
    warehouse: Warehouse, tmp_path: Path, is_report_first: bool
) -> None:
    """Tokens agree; only the report tells money. The calls keep a cost, by list price."""
    made = [one | {"tokens": (9_000 + one["n"], 700)} for one in calls(60)]
    text = gateway(tmp_path / "g.json", made).read_text()
    text = text.replace('"spend": 0.001', '"spend": 0.0').replace("bedrock/anthropic.", "")
    (tmp_path / "g.json").write_text(text.replace('"bedrock"', '"anthropic"'))
    paths = [tmp_path / "g.json", report(tmp_path / "r.csv", day_of(made, cost_usd="2.0"))]
    load(warehouse, *(reversed(paths) if is_report_first else paths))

    assert counted(warehouse) == {"litellm_spend": 60}
    with warehouse.connect() as conn:
        rows = conn.execute("select distinct cost_origin from requests").fetchall()
    assert rows == [("price_table",)]
    assert cost(warehouse) > 1


def other_gateway(path: Path, made: list[Call]) -> Path:
    """The same calls as another gateway logs them: to the whole second, without a user agent."""
    return cloud(path, made, ids="gw2", late_s=4)


def load_both(
    warehouse: Warehouse, folder: Path, mine: list[Call], theirs: list[Call], *more: Path
) -> None:
    """The calls of two gateways, a report of the first sixty, and whatever else."""
    load(
        warehouse,
        gateway(folder / "g.json", mine),
        other_gateway(folder / "c.jsonl", theirs),
        report(folder / "r.csv", day_of(calls(60))),
        *more,
    )


def test_two_gateways_that_share_a_reports_calls_are_taken_together(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    """Forty calls through one, thirty through the other, ten through both; the report has all."""
    made = calls(60)
    load_both(warehouse, tmp_path, made[:40], made[30:])

    assert counted(warehouse) == {"litellm_spend": 40, "bedrock": 20}
    with warehouse.connect() as conn:
        pairs = db.run(conn, "data/overlap").set_index(["source", "other_source"])
        kept = db.run(conn, "extract/requests_set_aside").set_index("source")
    told = pairs.loc["bedrock + litellm_spend", "canonical"]
    assert (told["requests"], told["other_requests"], told["set_aside"]) == (60, 60, 60)
    assert told["primary_source"] == "bedrock + litellm_spend"
    assert kept.loc["canonical", "counted_source"] == "bedrock + litellm_spend"
    assert "do not agree" not in data_overlap.told(pairs.reset_index(), 70)

    overlap.keep(warehouse.root, [overlap.Choice("canonical")])
    assert remake(warehouse, lambda _: [], now=NOW)
    assert counted(warehouse) == {"canonical": 60}
    erase_file(warehouse, "r.csv", now=NOW)
    assert counted(warehouse) == {"litellm_spend": 40, "bedrock": 20}


def test_a_second_report_that_agrees_with_the_first_hides_no_gateways(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    """Two reports and two gateways of one provider: the calls count, each once."""
    made = calls(60)
    usage = tmp_path / "usage.csv"
    tokens = [sum(one["tokens"][place] for one in made) for place in (0, 1)]
    usage.write_text(
        "Date,Team,Team ID,Spend ($),Requests,Successful Requests,Failed Requests,Total Tokens,"
        f"Prompt Tokens,Completion Tokens\n2026-02-03,a,t-1,1.0,60,60,0,{sum(tokens)},"
        f"{tokens[0]},{tokens[1]}\n",
        encoding="utf-8",
    )
    load_both(warehouse, tmp_path, made[:40], made[30:], usage)

    assert counted(warehouse) == {"litellm_spend": 40, "bedrock": 20}


def test_where_one_gateway_agrees_the_other_is_left_alone(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    made = calls(60)
    load_both(warehouse, tmp_path, made, calls(2, first=500))

    assert counted(warehouse) == {"litellm_spend": 60, "bedrock": 2}
    with warehouse.connect() as conn:
        pairs = db.run(conn, "data/overlap")
    assert len(pairs) == 3


def test_gateways_that_together_have_more_than_the_report_all_count(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    made = calls(60)
    load_both(warehouse, tmp_path, made[:40], [*made[40:], *calls(10, first=500)])

    assert counted(warehouse) == {"litellm_spend": 40, "bedrock": 30, "canonical": 60}


@pytest.mark.parametrize(
    ("ts_end", "last_at", "is_incomplete"),
    [
        ("2026-02-04T00:00:00Z", "2026-02-03 23:59:59.999999", False),
        ("2026-02-03T20:00:00Z", "2026-02-03 19:59:59.999999", True),
        ("9999-01-01T00:00:00Z", "2027-02-04 00:00:00", False),  # a mistake: a year at most
    ],
)
def test_a_report_ends_where_its_last_bucket_does(
    warehouse: Warehouse, tmp_path: Path, ts_end: str, last_at: str, is_incomplete: bool
) -> None:
    load(warehouse, report(tmp_path / "r.csv", day_of(calls(60), ts_end=ts_end)))
    with warehouse.connect() as conn:
        days = db.run(conn, "data/days")
        found = conn.execute("select last_at::varchar from import_files").fetchall()
    (stored,) = versions.stored(warehouse)

    assert (stored.requests, stored.accounts) == (60, 1)  # one row tells of sixty
    assert found == [(last_at,)]
    assert days["is_incomplete"].tolist() == [is_incomplete]
