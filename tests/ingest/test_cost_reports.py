"""Money a provider reports apart from the use: no estimate of that use counts too."""

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

import pytest

from hydrascope.ingest import repricing
from hydrascope.ingest.erase import erase_file
from hydrascope.ingest.pipeline import run_import
from hydrascope.warehouse.store import Warehouse
from tests.ingest.made import NOW, write
from tests.ingest.test_overlap import calls, cloud, gateway
from tests.ingest.test_prices import FIELDS, TABLE, call, costs, table


def test_reported_costs_are_not_counted_again_by_estimates(tmp_path: Path) -> None:
    """Usage (tokens) and costs (money) are two reports: apart or together, one cost stays."""
    usage = [
        call(f"usage {day}", ts=f"2026-01-{day}T00:00:00", row_grain="bucket", request_count=9)
        for day in (15, 16)
    ]
    money = [
        call("money", ts="2026-01-15T00:00:00", row_grain="bucket", request_count=0,
             cost_usd="1.75", gen_ai_usage_input_tokens="", gen_ai_usage_output_tokens="")
    ]  # fmt: skip
    for place, imports in enumerate(([usage, money], [money + usage])):
        warehouse = Warehouse(tmp_path / f"{place}" / "warehouse")
        table(warehouse.root, *TABLE)
        for number, rows in enumerate(imports):
            file = write(warehouse.root.parent / f"{number}.csv", rows, FIELDS)
            run_import([file], warehouse, now=NOW, detection=False)

        found = costs(warehouse)
        assert found["usage 15"] == (None, None)
        assert found["usage 16"] == (Decimal(2), "price_table")
        with warehouse.connect() as conn:
            told = conn.execute(
                "select sum(requests), sum(cost_usd), sum(requests_with_cost) from account_day"
            ).fetchall()
        # The money says of no number of requests, and is there nevertheless.
        assert told == [(18, Decimal("3.75"), 10)]

        if len(imports) == 2:  # without the report of money there is the estimate again
            erase_file(warehouse, "1.csv", now=NOW)
            assert costs(warehouse)["usage 15"] == (Decimal(2), "price_table")


@pytest.mark.parametrize(
    ("end", "estimated"),
    [
        ("", {"16", "17", "18"}),
        ("2026-01-16T00:00:00", {"16", "17", "18"}),
        ("2026-01-18T00:00:00", {"18"}),
        ("2026-01-18T00:00:01", set()),
        ("2026-01-14T00:00:00", {"16", "17", "18"}),
    ],
)
def test_a_report_of_several_days_tells_the_money_of_each(
    tmp_path: Path, end: str, estimated: set[str]
) -> None:
    usage = [
        call(day, ts=f"2026-01-{day}T10:00:00", row_grain="bucket", request_count=9)
        for day in ("15", "16", "17", "18")
    ]
    money = call("money", ts="2026-01-15T00:00:00", ts_end=end, row_grain="bucket", cost_usd="9",
                 gen_ai_usage_input_tokens="", gen_ai_usage_output_tokens="")  # fmt: skip
    warehouse = Warehouse(tmp_path / "warehouse")
    table(warehouse.root, *TABLE)
    file = write(tmp_path / "all.csv", [*usage, money], FIELDS)
    run_import([file], warehouse, now=NOW, detection=False)

    found = costs(warehouse)
    assert {name for name, (_, origin) in found.items() if origin == "price_table"} == estimated
    assert found["money"] == (Decimal(9), "source")


@pytest.mark.parametrize(("days", "is_told"), [((2, 5, 9), False), (range(1, 15), True)])
def test_usage_of_two_weeks_is_told_where_half_of_its_days_are(
    tmp_path: Path, days: Iterable[int], is_told: bool
) -> None:
    usage = call("usage", ts="2026-01-01T00:00:00", ts_end="2026-01-15T00:00:00",
                 row_grain="bucket", request_count=9)  # fmt: skip
    money = [
        call(f"money {day}", ts=f"2026-01-{day:02}T00:00:00", row_grain="bucket", cost_usd="1",
             gen_ai_usage_input_tokens="", gen_ai_usage_output_tokens="")
        for day in days
    ]  # fmt: skip
    warehouse = Warehouse(tmp_path / "warehouse")
    table(warehouse.root, *TABLE)
    file = write(tmp_path / "all.csv", [usage, *money], FIELDS)
    run_import([file], warehouse, now=NOW, detection=False)

    assert costs(warehouse)["usage"] == ((None, None) if is_told else (Decimal(2), "price_table"))


def test_to_apply_the_table_again_changes_nothing_where_two_sources_overlap(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path / "w")
    table(warehouse.root, *TABLE)
    text = gateway(tmp_path / "g.json", calls(60)).read_text()
    (tmp_path / "g.json").write_text(text.replace('"spend": 0.001', '"spend": 0.0'))
    for path in (tmp_path / "g.json", cloud(tmp_path / "c.jsonl", calls(60))):
        run_import([path], warehouse, now=NOW, detection=False)
    listed = ",*claude-sonnet-4-5*,,2,50,,,list,,"
    table(warehouse.root, listed)

    assert repricing.apply(warehouse, now=NOW)
    assert repricing.apply(warehouse, now=NOW) is None
    table(warehouse.root, listed.replace(",2,", ",4,"))
    assert repricing.apply(warehouse, now=NOW)
