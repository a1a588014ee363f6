"""Forgetting a file or an account: gone from every table, every version and the rejects."""

import datetime as dt
import shutil
from pathlib import Path

import pytest

from hydrascope.errors import InputError
from hydrascope.ingest.erase import erase_account, erase_file
from hydrascope.ingest.pipeline import run_import
from hydrascope.warehouse import versions
from hydrascope.warehouse.store import Warehouse
from tests.ingest.made import DAY, NOW, rows_of, write

WHO = "user-7"
ROLLUPS = ("account_day", "account_hour", "cells_day", "cells_hour")


def accounts(path: Path, names: list[str], domain: str = "example.org") -> Path:
    lines = ["account_id,created_at,email"]
    lines += [
        f"{name},2026-01-0{1 + n % 9}T00:00:00Z,{name}@{domain}" for n, name in enumerate(names)
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Exports, and the warehouse they were imported into; every test takes a copy."""
    tmp_path = tmp_path_factory.mktemp("template")
    warehouse = Warehouse(tmp_path / "w")
    one = write(tmp_path / "in" / "one.csv", rows_of(NOW - 3 * DAY, 300))
    bad = dict(rows_of(NOW, 1)[0], ts="never", account_id=WHO)
    two = write(tmp_path / "in" / "two.csv", [*rows_of(NOW - 2 * DAY, 300), bad])
    people = accounts(tmp_path / "in" / "accounts.csv", [f"user-{n}" for n in range(40)])
    run_import([one, two, people], warehouse, now=NOW, detection=False)
    return tmp_path


@pytest.fixture
def loaded(tmp_path: Path, template: Path) -> Warehouse:
    """Two days of requests, accounts, and a reject that names one of them."""
    shutil.copytree(template, tmp_path, dirs_exist_ok=True)
    return Warehouse(tmp_path / "w")


def contents(warehouse: Warehouse) -> dict[str, list[tuple[object, ...]]]:
    """What pages read, without what only names the load."""
    with warehouse.connect() as conn:
        told = {
            name: conn.execute(
                f"select bucket_at, sum(requests), sum(input_tokens), sum(cost_usd) from {name}"
                + (" where cut = 'model'" if name.startswith("cells") else "")
                + " group by all order by all"
            ).fetchall()
            for name in ROLLUPS
        }
        told["accounts"] = conn.execute(
            "select account_id, created_at, email_domain, requests from accounts order by all"
        ).fetchall()
    return told


def test_without_a_file_everything_is_as_if_it_had_never_been_loaded(
    tmp_path: Path, loaded: Warehouse
) -> None:
    before = loaded.current().fingerprint
    never = Warehouse(tmp_path / "never")
    run_import(
        [tmp_path / "in" / "one.csv", tmp_path / "in" / "accounts.csv"],
        never, now=NOW, detection=False,
    )  # fmt: skip

    told = erase_file(loaded, "two.csv", now=NOW)

    assert told.rows == {"requests": 300}
    assert told.rejects == 1
    assert contents(loaded) == contents(never)
    assert loaded.current().fingerprint == told.fingerprint != before
    assert [one.fingerprint for one in versions.stored(loaded)] == [told.fingerprint]


def test_no_byte_of_an_account_is_left_in_the_warehouse(tmp_path: Path, loaded: Warehouse) -> None:
    said = WHO.encode()
    assert said in loaded.current().path.read_bytes()

    told = erase_account(loaded, WHO, now=NOW)

    assert told.rows["accounts"] == 1
    assert told.rows["requests"] > 0
    assert told.rejects == 1
    for path in loaded.root.rglob("*"):
        assert not path.is_file() or said not in path.read_bytes(), path.name
    with loaded.connect() as conn:
        names = {row[0] for row in conn.execute("select account_id from accounts").fetchall()}
        kept = conn.execute("select sum(requests), count(*) from account_day").fetchall()[0]
    assert WHO not in names
    assert len(names) == 39
    assert kept[0] == 600 - told.rows["requests"]
    assert WHO not in str(told.to_dict())


def test_accounts_two_files_describe_lose_both_and_the_other_file_is_read_again(
    tmp_path: Path, loaded: Warehouse
) -> None:
    more = accounts(tmp_path / "more.csv", ["user-1", "user-99"], domain="example.net")
    run_import([more], loaded, now=NOW, detection=False)

    told = erase_file(loaded, "more.csv", now=NOW)

    assert told.rows == {"accounts": 2}
    assert told.read_again == ["accounts.csv"]
    again = run_import([tmp_path / "in" / "accounts.csv"], loaded, now=NOW, detection=False)
    assert again.is_published
    with loaded.connect() as conn:
        found = conn.execute(
            "select account_id, email_domain from accounts where email_domain = 'example.net'"
            " or account_id in ('user-1', 'user-99')"
        ).fetchall()
    assert found == [("user-1", "example.org")]
    assert not run_import([tmp_path / "in" / "accounts.csv"], loaded, now=NOW).is_published


def test_the_last_file_leaves_an_empty_version(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path / "w")
    run_import([write(tmp_path / "a.csv", rows_of(NOW, 50))], warehouse, now=NOW)

    erase_file(warehouse, "a.csv", now=NOW)

    with warehouse.connect() as conn:
        for table in ("requests", "accounts", "cells_day", "bursts", "clusters", "addresses"):
            assert conn.execute(f"select count(*) from {table}").fetchall() == [(0,)], table


def test_who_and_what_is_not_there_cannot_be_forgotten(loaded: Warehouse) -> None:
    before = loaded.current()
    with pytest.raises(InputError, match="no account"):
        erase_account(loaded, "nobody", now=NOW)
    with pytest.raises(InputError, match="No loaded file"):
        erase_file(loaded, "nothing.csv", now=NOW)
    assert loaded.current() == before


def test_a_forgotten_file_can_be_loaded_again(tmp_path: Path, loaded: Warehouse) -> None:
    before = contents(loaded)
    erase_file(loaded, "two.csv", now=NOW)

    again = run_import(
        [tmp_path / "in" / "two.csv"], loaded, now=NOW + dt.timedelta(hours=1), detection=False
    )

    assert again.rows_loaded == 300
    assert contents(loaded) == before


def test_what_a_late_alias_moved_goes_with_its_file_all_the_same(tmp_path: Path) -> None:
    """A customer's details, signals, bans and calls come before the file that says whose it is."""
    warehouse = Warehouse(tmp_path / "w")
    files = {
        "people.csv": ["account_id,created_at,email", "cus-1,2026-01-02T00:00:00Z,a@example.org"],
        "signals.csv": ["account_id,attr_type,attr_value", "cus-1,device,d-1"],
        "bans.csv": ["ts,event_type,account_id,label", "2026-02-03T00:00:00Z,ban,cus-1,banned"],
        "calls.csv": [
            "ts,account_id,request_id",
            *(f"2026-02-0{1 + n % 3}T00:00:00Z,{who},r{n}" for n, who in
              enumerate(["cus-1", "user-1", "user-2"] * 4)),
        ],
        "names.csv": ["id_type,id_value,account_id", "account,cus-1,user-1"],
    }  # fmt: skip
    for name, lines in files.items():
        (tmp_path / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    *first, last = [tmp_path / name for name in files]
    for given in (first, [last]):
        run_import(given, warehouse, now=NOW, detection=False)

    def left(who: str) -> dict[str, int]:
        counts = "count(*) from {} where account_id = $1"
        with warehouse.connect() as conn:
            told = {
                table: conn.execute(f"select {counts.format(table)}", [who]).fetchall()[0][0]
                for table in ("requests", "account_attributes", "events")
            }
            known = "select count(created_at) from accounts where account_id = $1"
            told["accounts"] = conn.execute(known, [who]).fetchall()[0][0]
            loaded = conn.execute(
                "select sum(rows_loaded) from import_files where table_name = 'requests'"
            ).fetchall()[0][0]
            asked = conn.execute("select count(*) from fact_requests").fetchall()[0][0]
        assert (loaded or 0) == asked
        return told

    assert left("cus-1") == dict.fromkeys(
        ("requests", "account_attributes", "events", "accounts"), 0
    )
    assert left("user-1") == {"requests": 8, "account_attributes": 1, "events": 1, "accounts": 1}
    for name, table in {
        "people.csv": "accounts", "signals.csv": "account_attributes", "bans.csv": "events",
    }.items():  # fmt: skip
        before = left("user-1")

        told = erase_file(warehouse, name, now=NOW)

        assert told.rows == {table: 1}
        assert left("user-1") == before | {table: 0}
