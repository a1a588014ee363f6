"""The price table: units, dates, cached tokens, patterns, and what it must never touch."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from hydrascope.errors import InputError
from hydrascope.ingest import prices
from hydrascope.ingest.pipeline import run_import
from hydrascope.warehouse.store import Warehouse
from tests.ingest.made import NOW, write

HEAD = ",".join(prices.COLUMNS)
FIELDS = (
    "ts", "account_id", "request_id", "gen_ai_provider_name", "gen_ai_request_model",
    "gen_ai_response_model", "gen_ai_usage_input_tokens", "gen_ai_usage_output_tokens",
    "gen_ai_usage_cache_read_input_tokens", "gen_ai_usage_cache_creation_input_tokens",
    "is_cache_hit", "cost_usd", "row_grain", "request_count", "ts_end",
)  # fmt: skip
TABLE = (
    "acme,swift-1,,2,10,0.5,4,a list,2026-01-01,",
    "acme,swift-*,,100,100,,,a list,,",
    ",swift*,,1000,1000,,,a list,,",
    "acme,swift-1-pro*,,3,15,,,a list,,",
    "acme,dated,2026-01-10,1,1,,,a list,,",
    "acme,dated,2026-02-01,2,2,,,a list,,",
    "acme,embed,,0.1,,,,a list,,",
)


def call(name: str, **told: object) -> dict[str, object]:
    return {
        "ts": "2026-01-15T12:00:00", "account_id": "u", "request_id": name,
        "gen_ai_provider_name": "acme", "gen_ai_request_model": "swift-1",
        "gen_ai_usage_input_tokens": 1_000_000, "gen_ai_usage_output_tokens": 0,
    } | told  # fmt: skip


CALLS = {
    "million": (call("million"), "2"),
    "one token": (call("one token", gen_ai_usage_input_tokens=1), "0.000002"),
    "both": (call("both", gen_ai_usage_output_tokens=500_000), "7"),
    "nothing": (call("nothing", gen_ai_usage_input_tokens=0), "0"),
    "cached": (
        call(
            "cached",
            gen_ai_usage_cache_read_input_tokens=400_000,
            gen_ai_usage_cache_creation_input_tokens=100_000,
        ),
        "1.6",  # 0.5 M at 2, 0.4 M at 0.5, 0.1 M at 4
    ),
    "gateway's cache": (call("gateway's cache", is_cache_hit="true"), "0"),
    "longer pattern": (call("longer pattern", gen_ai_request_model="swift-1-pro-2026"), "3"),
    "cached as input": (
        call(
            "cached as input",
            gen_ai_request_model="swift-1-pro",
            gen_ai_usage_cache_read_input_tokens=900_000,
        ),
        "3",
    ),
    "shorter pattern": (call("shorter pattern", gen_ai_request_model="swift-2"), "100"),
    "any provider": (
        call("any provider", gen_ai_provider_name="other", gen_ai_request_model="swift-1"), "1000",
    ),
    "path": (call("path", gen_ai_request_model="acme/SWIFT-1"), "2"),
    "answered": (
        call("answered", gen_ai_request_model="swift-2", gen_ai_response_model="swift-1"), "2",
    ),
    "asked for": (
        call("asked for", gen_ai_request_model="swift-1", gen_ai_response_model="own-7"), "2",
    ),
    "before": (call("before", gen_ai_request_model="dated", ts="2026-01-09T23:59:59"), None),
    "first day": (call("first day", gen_ai_request_model="dated", ts="2026-01-10T00:00:00"), "1"),
    "last day": (call("last day", gen_ai_request_model="dated", ts="2026-01-31T23:59:59"), "1"),
    "from then on": (
        call("from then on", gen_ai_request_model="dated", ts="2026-02-01T00:00:00"), "2",
    ),
    "no output price": (
        call("no output price", gen_ai_request_model="embed", gen_ai_usage_output_tokens=""),
        "0.1",
    ),
    "output unknown": (call("output unknown", gen_ai_usage_output_tokens=""), None),
    "unknown model": (call("unknown model", gen_ai_request_model="own-7"), None),
    "no such name": (call("no such name", gen_ai_request_model="dat_d"), None),
    "told": (call("told", cost_usd="0.25"), "0.25"),
}  # fmt: skip


def table(root: Path, *lines: str) -> Path:
    file = root.parent / "table.csv"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join((HEAD, *lines)) + "\n", encoding="utf-8")
    prices.keep(root, file)
    return file


def costs(warehouse: Warehouse) -> dict[str, tuple[Decimal | None, str | None]]:
    with warehouse.connect() as conn:
        rows = conn.execute("select request_id, cost_usd, cost_origin from requests").fetchall()
    return {name: (cost, origin) for name, cost, origin in rows}


@pytest.fixture(scope="module")
def priced(tmp_path_factory: pytest.TempPathFactory) -> tuple[Warehouse, list[dict[str, object]]]:
    folder = tmp_path_factory.mktemp("priced")
    warehouse = Warehouse(folder / "warehouse")
    table(warehouse.root, *TABLE)
    file = write(folder / "in" / "calls.csv", [row for row, _ in CALLS.values()], FIELDS)
    report = run_import([file], warehouse, now=NOW, detection=False)
    return warehouse, report.unpriced


def test_every_call_costs_what_the_table_says(priced) -> None:
    found = costs(priced[0])

    assert {name: found[name][0] for name in CALLS} == {
        name: None if cost is None else Decimal(cost) for name, (_, cost) in CALLS.items()
    }


def test_where_a_cost_comes_from_is_kept(priced) -> None:
    found = costs(priced[0])

    assert found.pop("told") == (Decimal("0.25"), "source")
    assert {origin for cost, origin in found.values() if cost is not None} == {"price_table"}
    assert {origin for cost, origin in found.values() if cost is None} == {None}


def test_models_without_a_price_are_listed_with_their_requests(priced) -> None:
    told = {(one["provider"], one["model"]): one["requests"] for one in priced[1]}

    assert told == {
        ("acme", "dat_d"): 1, ("acme", "dated"): 1, ("acme", "own-7"): 1, ("acme", "swift-1"): 1,
    }  # fmt: skip


def test_what_is_estimated_is_rolled_up_apart(priced) -> None:
    with priced[0].connect() as conn:
        apart = conn.execute("select sum(cost_usd), sum(requests) from cells_estimated").fetchall()
        rows = conn.execute(
            "select sum(cost_usd), count(*) from requests where cost_origin = 'price_table'"
        ).fetchall()
        sums = conn.execute("select sum(cost_usd) from requests").fetchall()
        cells = conn.execute("select sum(cost_usd) from cells_day where cut = 'all'").fetchall()

    assert (apart, cells) == (rows, sums)


def test_a_copy_with_the_source_s_own_cost_replaces_an_estimate(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path / "warehouse")
    table(warehouse.root, *TABLE)
    for name, told in (("first", {}), ("second", {"cost_usd": "0.5"}), ("third", {})):
        file = write(tmp_path / f"{name}.csv", [call("one", **told)], FIELDS)
        run_import([file], warehouse, now=NOW, detection=False)

        estimated, told = (Decimal(2), "price_table"), (Decimal("0.5"), "source")
        assert costs(warehouse)["one"] == (estimated if name == "first" else told)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("acme,m,,x,1,,,list,,", "line 2: 'x' is no price of input tokens"),
        ("acme,m,,-1,1,,,list,,", "line 2: '-1' is no price"),
        ("acme,m,,nan,1,,,list,,", "no price"),
        ("acme,m,,2000000,1,,,list,,", "no price"),
        ("acme,m,,2,50,10,00,list,,,more", "line 2 has more fields than the header"),
        ("acme,,,1,1,,,list,,", "line 2 names no model"),
        ("acme,m,,,1,,,list,,", "line 2 has no price of input"),
        ("acme,m,,1,1,,,,,", "does not say where"),
        ("acme,m,1.3.2026,1,1,,,list,,", "from_date is '1.3.2026'"),
        ("acme,m,,1,1,,,list,,\nACME,M,,2,2,,,list,,", "line 3 says again"),
    ],
)
def test_a_table_that_is_wrong_is_refused_by_the_line(tmp_path: Path, line: str, said: str) -> None:
    file = tmp_path / "t.csv"
    file.write_text(f"{HEAD}\n{line}\n", encoding="utf-8")

    with pytest.raises(InputError, match=said):
        prices.keep(tmp_path / "warehouse", file)

    assert prices.in_force(tmp_path / "warehouse") == prices.SHIPPED


def test_columns_that_are_missing_or_strange_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("model,input_usd_per_mtok\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text(f"{HEAD},rebate\n", encoding="utf-8")

    with pytest.raises(InputError, match="lacks output_usd_per_mtok, source"):
        prices.read(tmp_path / "a.csv")
    with pytest.raises(InputError, match="unknown rebate"):
        prices.read(tmp_path / "b.csv")


def test_the_table_shipped_is_sound_and_says_where_each_price_is_from() -> None:
    rows = prices.read(prices.SHIPPED)

    assert rows
    for row in rows:
        assert row.source.startswith("https://"), row
        assert row.read_on is not None, row
        assert row.read_on > dt.date(2026, 1, 1), row
        assert row.output_usd is None or row.output_usd >= row.input_usd, row
        assert (row.cache_read_usd or 0) <= row.input_usd, row
