"""From files to a published version: counts, repeats, order, aliases, privacy."""

from pathlib import Path

import duckdb
import pytest

from hydrascope.errors import NoWarehouse, WarehouseBusy
from hydrascope.ingest.pipeline import run_import
from hydrascope.warehouse.store import Warehouse
from tests.ingest.made import DAY, FIELDS, NOW, adds_up, canonical, rows_of, write


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    return Warehouse(tmp_path / "warehouse")


def test_the_same_files_twice_change_nothing(tmp_path: Path, warehouse: Warehouse) -> None:
    file = write(tmp_path / "in" / "day.csv", rows_of(NOW - DAY, 500))

    first = run_import([file], warehouse, now=NOW)
    published = warehouse.current()
    second = run_import([file], warehouse, now=NOW + DAY)

    assert (first.rows_read, first.rows_loaded, adds_up(first)) == (500, 500, True)
    assert (second.rows_loaded, second.rows_duplicate, adds_up(second)) == (0, 500, True)
    assert not second.is_published
    assert warehouse.current() == published


def test_a_second_day_adds_that_day_and_keeps_the_first(
    tmp_path: Path, warehouse: Warehouse
) -> None:
    days = [write(tmp_path / "in" / f"{n}.csv", rows_of(NOW - n * DAY, 300)) for n in (3, 2)]
    run_import([days[0]], warehouse, now=NOW)
    before = warehouse.current().fingerprint
    run_import([days[1]], warehouse, now=NOW)
    together = Warehouse(tmp_path / "together")
    run_import(days, together, now=NOW)

    assert warehouse.current().fingerprint != before
    assert warehouse.current().fingerprint == together.current().fingerprint
    assert len(canonical(warehouse)) == 600


def test_rollups_agree_with_the_requests_after_every_import(
    tmp_path: Path, warehouse: Warehouse
) -> None:
    for n in (9, 3, 5, 4):  # late days arrive too
        rows = rows_of(NOW - n * DAY, 400) + rows_of(NOW - (n + 1) * DAY, 40, seed=2)
        run_import([write(tmp_path / f"{n}.csv", rows)], warehouse, now=NOW)

    with warehouse.connect() as conn:
        told = {
            table: conn.execute(
                f"select bucket_at, sum(requests), sum(input_tokens), sum(cost_usd) from {table}"
                " group by all order by all"
            ).fetchall()
            for table in ("account_day", "account_hour")
        }
        truth = {
            table: conn.execute(
                f"select date_trunc('{grain}', ts)::timestamp, count(*),"
                " sum(gen_ai_usage_input_tokens), sum(cost_usd) from requests"
                " group by all order by all"
            ).fetchall()
            for table, grain in (("account_day", "day"), ("account_hour", "hour"))
        }
        cuts = conn.execute(
            "select grain, cut, sum(requests), sum(cost_usd) from cells"
            " where grain <> 'raw' group by all"
        ).fetchall()
        models = conn.execute(
            "select s.model, sum(c.requests) from cells c join segments s using (segment_key)"
            " where c.grain = 'hour' and c.cut = 'model' group by all order by all"
        ).fetchall()
        raw_models = conn.execute(
            "select gen_ai_request_model, count(*) from requests group by all order by all"
        ).fetchall()
        total = conn.execute("select count(*), sum(cost_usd) from requests").fetchall()[0]
    assert told == truth
    assert len(cuts) == (1 + 8) + (1 + 8 + 28)  # per hour, and per day with pairs
    assert {row[2:] for row in cuts} == {total}
    assert models == raw_models


def test_the_order_of_files_makes_no_difference(tmp_path: Path) -> None:
    names = [
        write(tmp_path / "in" / f"{n * 7 % 12}.csv", rows_of(NOW - n * DAY, 200)) for n in range(12)
    ]
    forwards, backwards = Warehouse(tmp_path / "f"), Warehouse(tmp_path / "b")
    (tmp_path / "b").mkdir()
    (tmp_path / "f").mkdir()
    for warehouse in (forwards, backwards):
        (warehouse.root / "secret.key").write_bytes(b"s" * 32)
    run_import(sorted(names), forwards, now=NOW)
    for name in reversed(names):
        run_import([name], backwards, now=NOW)

    assert canonical(forwards) == canonical(backwards)
    assert forwards.current().fingerprint == backwards.current().fingerprint


def test_a_late_alias_moves_requests_to_their_account(tmp_path: Path, warehouse: Warehouse) -> None:
    fields = ("ts", "api_key_id", "request_id")
    rows = [
        {"ts": (NOW - DAY).isoformat(), "api_key_id": f"key-{n % 4}", "request_id": f"r{n}"}
        for n in range(40)
    ]
    run_import([write(tmp_path / "r.csv", rows, fields)], warehouse, now=NOW)
    aliases = [{"id_type": "api_key", "id_value": f"key-{n}", "account_id": "ann"} for n in (0, 1)]
    run_import(
        [write(tmp_path / "a.csv", aliases, ("id_type", "id_value", "account_id"))],
        warehouse,
        now=NOW,
    )

    with warehouse.connect() as conn:
        found = dict(
            conn.execute("select account_id, sum(requests) from accounts group by all").fetchall()
        )
        rolled = conn.execute(
            "select sum(a.requests) from account_day a join known_accounts using (account_key)"
            " where account_id = 'ann'"
        ).fetchall()
    assert found == {"ann": 20, "key-2": 10, "key-3": 10}
    assert rolled == [(20,)]


def test_an_accounts_file_that_comes_later_gives_requests_their_plan(
    tmp_path: Path, warehouse: Warehouse
) -> None:
    run_import([write(tmp_path / "r.csv", rows_of(NOW - DAY, 200))], warehouse, now=NOW)
    accounts = [
        {"account_id": f"user-{n}", "created_at": "2026-01-01T00:00:00Z", "plan": "free"}
        for n in range(20)
    ]
    run_import(
        [write(tmp_path / "u.csv", accounts, ("account_id", "created_at", "plan"))],
        warehouse,
        now=NOW,
    )

    with warehouse.connect() as conn:
        by_cell = conn.execute(
            "select plan, sum(c.requests) from cells c join segments using (segment_key)"
            " where c.grain = 'day' and c.cut = 'plan' group by all order by all"
        ).fetchall()
        truth = conn.execute(
            "select coalesce(a.plan, '(unknown)'), count(*) from requests r"
            " join accounts a using (account_key) group by all order by all"
        ).fetchall()
    assert by_cell == truth
    assert {plan for plan, _ in by_cell} == {"free", "(unknown)"}


def test_rejected_rows_are_counted_by_reason_and_kept(tmp_path: Path, warehouse: Warehouse) -> None:
    rows = rows_of(NOW - DAY, 20)
    rows[3]["ts"] = "yesterday-ish"
    rows[9]["ts"] = "2199-01-01T00:00:00Z"
    report = run_import([write(tmp_path / "r.csv", rows)], warehouse, now=NOW)

    assert (report.rows_loaded, report.rows_rejected, adds_up(report)) == (18, 2, True)
    assert sum(report.rejected_by_reason.values()) == 2
    assert len(report.rejected_by_reason) == 2
    assert report.reject_file is not None
    kept = Path(report.reject_file).read_text(encoding="utf-8")
    assert "yesterday-ish" in kept
    assert Path(report.reject_file).stat().st_mode & 0o077 == 0
    with warehouse.connect() as conn:
        stored = conn.execute("select sum(rows) from import_rejects").fetchall()
    assert stored == [(2,)]


def test_clear_addresses_mails_and_prompts_are_nowhere_on_disk(
    tmp_path: Path, warehouse: Warehouse
) -> None:
    rows = [
        {**row, "prompt": f"Confidential question number {n} about wombats"}
        for n, row in enumerate(rows_of(NOW - DAY, 50))
    ]
    rows[7]["ts"] = "not a time"
    accounts = [
        {"account_id": "user-1", "email": "wilma.wombat@example.org", "phone": "+49 30 901820"}
    ]
    run_import(
        [
            write(tmp_path / "r.csv", rows, (*FIELDS, "prompt")),
            write(tmp_path / "u.csv", accounts, ("account_id", "email", "phone")),
        ],
        warehouse,
        now=NOW,
    )

    stored = b"".join(p.read_bytes() for p in warehouse.root.rglob("*") if p.is_file())
    for clear in (b"203.0.113.", b"wilma", b"901820", b"wombats"):
        assert clear not in stored
    with warehouse.connect() as conn:
        known = conn.execute(
            "select count(client_prefix_hash), count(prompt_hash), count(prompt_template_hash)"
            " from requests"
        ).fetchall()
        domain = conn.execute("select email_domain from accounts where email_hash <> ''").fetchall()
    assert known == [(49, 49, 49)]
    assert domain == [("example.org",)]


def test_two_imports_at_once_are_refused_politely(tmp_path: Path, warehouse: Warehouse) -> None:
    file = write(tmp_path / "r.csv", rows_of(NOW - DAY, 5))
    with warehouse.building(), pytest.raises(WarehouseBusy, match="running"):
        run_import([file], warehouse, now=NOW)
    with pytest.raises(NoWarehouse):
        warehouse.current()


def test_readers_of_the_old_version_keep_reading_while_a_new_one_appears(
    tmp_path: Path, warehouse: Warehouse
) -> None:
    run_import([write(tmp_path / "a.csv", rows_of(NOW - DAY, 50))], warehouse, now=NOW)
    reader = warehouse.connect()
    run_import([write(tmp_path / "b.csv", rows_of(NOW - 2 * DAY, 50))], warehouse, now=NOW)

    assert reader.execute("select count(*) from requests").fetchall() == [(50,)]
    with warehouse.connect() as conn:
        assert conn.execute("select count(*) from requests").fetchall() == [(100,)]
    reader.close()


def test_a_published_version_cannot_be_written_or_reach_files(
    tmp_path: Path, warehouse: Warehouse
) -> None:
    run_import([write(tmp_path / "a.csv", rows_of(NOW - DAY, 5))], warehouse, now=NOW)
    with warehouse.connect() as conn:
        with pytest.raises(duckdb.Error):
            conn.execute("delete from fact_requests")
        with pytest.raises(duckdb.PermissionException):
            conn.execute("select * from read_csv('/etc/passwd')")


def test_a_damaged_pointer_is_mended_by_importing_again(
    tmp_path: Path, warehouse: Warehouse
) -> None:
    file = write(tmp_path / "a.csv", rows_of(NOW - DAY, 5))
    run_import([file], warehouse, now=NOW)
    (warehouse.root / "current.json").write_text("{", encoding="utf-8")

    report = run_import([file], warehouse, now=NOW)

    assert report.rows_loaded == 5
    assert any("damaged" in notice for notice in report.notices)
    assert len(canonical(warehouse)) == 5


def test_only_the_owner_can_read_the_warehouse(tmp_path: Path, warehouse: Warehouse) -> None:
    run_import([write(tmp_path / "a.csv", rows_of(NOW - DAY, 5))], warehouse, now=NOW)
    assert warehouse.current().path.stat().st_mode & 0o077 == 0
    assert warehouse.root.stat().st_mode & 0o077 == 0
