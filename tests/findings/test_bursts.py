"""Detection on a real warehouse: what was found is written down, whatever the data lacks."""

import datetime as dt

import duckdb
import numpy as np
import pytest

from hydrascope import db
from hydrascope.detect import verdict
from hydrascope.detect.bursts import Settings
from hydrascope.findings.bursts import TABLES, detect, forget, signups
from hydrascope.ui.bursts_words import THRESHOLDS
from tests import build

WAVE = set(range(341, 401))


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    return build.warehouse(tmp_path_factory.mktemp("built"))


@pytest.fixture
def conn(published, tmp_path):
    """A copy of the small warehouse that may be written to."""
    copy = tmp_path / "copy.duckdb"
    copy.write_bytes(published.path.read_bytes())
    with duckdb.connect(str(copy)) as opened:
        opened.execute("set TimeZone = 'UTC'")
        yield opened


def empty():
    conn = duckdb.connect()
    db.script(conn, "warehouse/tables")
    db.script(conn, "warehouse/provenance")
    db.script(conn, "warehouse/bursts")
    db.script(conn, "warehouse/views")
    db.script(conn, "warehouse/measures")
    return conn


def rows(conn, statement):
    return conn.execute(statement).fetchall()


def everything(conn):
    names = [*TABLES.values(), "detection_facts"]
    return {name: rows(conn, f"select * from {name} order by all") for name in names}


def facts(conn):
    told = rows(conn, "select name, value from detection_facts")
    notes = " ".join(value for name, value in told if name == "note")
    return dict(told), notes


def test_the_sixty_accounts_of_one_hour_are_found_and_nothing_else(conn):
    found = detect(conn)

    assert found["bursts"] == 1
    ((start, end, accounts, expected),) = rows(
        conn, "select start_at, end_at, accounts, expected_accounts from found_bursts"
    )
    assert start == dt.datetime(2026, 1, 17, 4, 56, 50)
    assert end == dt.datetime(2026, 1, 17, 5, 6, 41)
    assert accounts == 60
    assert expected < 2
    members = rows(conn, "select account_key from found_burst_accounts")
    assert {key for (key,) in members} == WAVE


def test_the_thresholds_of_the_verdicts_are_written_down_for_the_page(conn):
    detect(conn)

    told, _ = facts(conn)

    assert [float(told[name]) for name in THRESHOLDS] == [
        verdict.SCRIPT_POINTS,
        verdict.EVENT_POINTS,
        verdict.LEAST_JUDGED,
        verdict.LONGEST_PACED_S,
    ]


def test_every_table_is_filled_and_agrees_with_the_others(conn):
    detect(conn)

    told = everything(conn)

    assert all(told.values()), [name for name, found in told.items() if not found]
    ((burst, asking, banned, later),) = rows(
        conn,
        "select burst_id, asking_accounts, banned_accounts, later_requests from found_bursts",
    )
    assert (asking, banned, later) == (60, 40, 6_000)
    for name in set(TABLES.values()) - {"found_signup_hours"}:
        assert rows(conn, f"select distinct burst_id from {name}") == [(burst,)]
    points = rows(conn, "select sum(points), max(place), count(*) from found_burst_reasons")
    judged = rows(conn, "select verdict_points from found_bursts")
    assert points[0][0] == pytest.approx(judged[0][0])
    assert points[0][1] == points[0][2]
    hours, seen = rows(conn, "select count(*), sum(expected_accounts) from found_signup_hours")[0]
    assert hours == rows(conn, "select datediff('hour', min(created_at)::date, max(created_at))"
                               " + 1 from account_details")[0][0]  # fmt: skip
    assert seen == pytest.approx(340, rel=0.15)


def test_the_cohort_is_what_the_accounts_asked_for_day_by_day(conn):
    detect(conn)

    found = rows(
        conn,
        "select age_days, accounts, requests_per_account from found_burst_cohorts order by all",
    )

    asked = dict(
        rows(
            conn,
            "select datediff('day', date '2026-01-17', ts::date), count(*)"
            " from fact_requests where account_key > 340 group by all",
        )
    )
    last = rows(conn, "select datediff('day', date '2026-01-17', max(ts)::date) from requests")
    assert [age for age, _, _ in found] == list(range(last[0][0]))  # the last day is not whole
    for age, accounts, per_account in found:
        assert accounts == 60
        assert per_account == pytest.approx(asked.get(age, 0) / 60)


@pytest.mark.parametrize(
    ("status", "changed", "banned"),
    [
        ("'active'", "null", 40),  # a file older than the events says little
        ("'active'", "timestamp '2026-01-18'", 40),
        ("'active'", "timestamp '2026-02-18'", 0),  # let in again since
        ("null", "null", 40),
        ("'banned'", "null", 60),
    ],
)
def test_the_last_word_on_a_ban_counts(conn, status, changed, banned):
    """Forty of the sixty have a ban among the events of 19 January."""
    conn.execute(f"update account_details set status = {status}, status_changed_at = {changed}")

    detect(conn)

    assert rows(conn, "select banned_accounts from found_bursts") == [(banned,)]


def test_twice_is_the_same_and_the_order_of_rows_is_nothing(conn):
    detect(conn)
    first = everything(conn)
    detect(conn)
    second = everything(conn)
    for table in ("account_details", "known_accounts", "account_attributes_raw", "account_day"):
        conn.execute(f"create temp table mixed as select * from {table} order by random()")
        conn.execute(f"delete from {table}")
        conn.execute(f"insert into {table} select * from mixed")
        conn.execute("drop table mixed")

    detect(conn)

    assert second == first
    assert everything(conn) == first


def test_other_thresholds_find_other_bursts_and_are_written_down(conn):
    assert detect(conn, Settings(least_accounts=100))["bursts"] == 0

    told, _ = facts(conn)
    assert told["least_accounts"] == "100"
    assert rows(conn, "select count(*) from found_burst_accounts") == [(0,)]


def test_without_times_of_sign_up_first_requests_stand_in_and_it_is_said(conn):
    conn.execute("update account_details set created_at = null")

    detect(conn)

    told, notes = facts(conn)
    assert told["basis"] == "first_seen"
    assert "first request stands in" in notes
    assert "a step less sure" in notes
    found = rows(conn, "select basis, confidence, start_at from found_bursts")
    assert found
    assert {basis for basis, _, _ in found} == {"first_seen"}
    assert {confidence for _, confidence, _ in found} <= {"low", "moderate"}
    assert {key for (key,) in rows(conn, "select account_key from found_burst_accounts")} >= WAVE
    assert all(start >= dt.datetime(2026, 1, 6) for _, _, start in found)


def test_accounts_that_were_there_when_the_data_begins_are_no_burst(conn):
    """Everybody's first request comes early; only the wave's comes later."""
    conn.execute("update account_details set created_at = null")

    detect(conn)

    early = rows(conn, "select count(*) from found_burst_accounts where account_key < 341")
    assert early[0][0] <= 5


def test_some_accounts_without_a_time_are_left_out_and_counted(conn):
    conn.execute("update account_details set created_at = null where account_key % 10 = 3")

    detect(conn)

    told, notes = facts(conn)
    assert told["basis"] == "created_at"
    assert told["accounts_with_time"] == "360"
    assert "40 of 400 accounts have no sign-up time" in notes
    found = rows(conn, "select account_key from found_burst_accounts")
    assert {key for (key,) in found} == {key for key in WAVE if key % 10 != 3}


def test_accounts_alone_are_enough(conn):
    for table in ("fact_requests", "account_totals", "account_day", "account_hour"):
        conn.execute(f"delete from {table}")
    conn.execute("delete from account_attributes_raw")

    assert detect(conn)["bursts"] == 1

    assert rows(conn, "select accounts, asking_accounts, later_requests from found_bursts") == [
        (60, None, None)
    ]
    assert rows(conn, "select count(*) from found_burst_cohorts") == [(0,)]


def test_an_empty_warehouse_is_an_answer():
    with empty() as conn:
        assert detect(conn) == {"bursts": 0}

        told, notes = facts(conn)
        assert told["accounts"] == "0"
        assert "nothing to scan" in notes


@pytest.mark.parametrize("accounts", [1, 7, 8, 30])
def test_a_handful_of_accounts_is_an_answer(accounts):
    with empty() as conn:
        conn.execute(f"insert into known_accounts select n, 'a' || n, 'A' || n"
                     f" from range({accounts}) t(n)")  # fmt: skip
        conn.execute("insert into account_details by name select account_key, timestamp"
                     " '2026-01-05' + account_key * interval 7 hour as created_at, 'x' as source"
                     " from known_accounts")  # fmt: skip
        assert detect(conn)["bursts"] == 0


def test_findings_of_other_data_can_be_forgotten(conn):
    detect(conn)

    forget(conn)

    told = everything(conn)
    assert told.pop("detection_facts") == [("not_run", "1")]
    assert not any(told.values())


def drip(conn):
    """A team's own signal: four accounts a day for ten days have one value of it."""
    rng = np.random.default_rng(8)
    start = dt.datetime(2026, 1, 1)
    days = [*rng.uniform(0, 100, 4_000), *rng.uniform(40, 50, 40)]
    values = [*(f"host{n}" for n in rng.integers(0, 500, 4_000)), *["same"] * 40]
    conn.execute(
        "create temp table own as from (select unnest(range(1001, 5041)) as key,"
        " unnest($times) as created_at, unnest($vals) as value)",
        {"times": [start + dt.timedelta(days=day) for day in days], "vals": values},
    )
    conn.execute("insert into known_accounts select key, 'own_' || key, 'O-' || key from own")
    conn.execute("insert into account_details by name select key as account_key, created_at,"
                 " 'canonical' as source from own")  # fmt: skip
    conn.execute("insert into account_attributes_raw by name select key as account_key,"
                 " 'screen_size' as attr_type, value as attr_value, 1 as n_obs,"
                 " 'canonical' as source from own")  # fmt: skip


def test_a_teams_own_signal_is_scanned_like_any_other():
    with empty() as conn:
        drip(conn)

        detect(conn)

        found = rows(conn, "select attr_type, attr_value, accounts from found_bursts")
        assert [(name, value) for name, value, _ in found] == [("screen_size", "same")]
        inside = rows(conn, "select account_key from found_burst_accounts")
        assert len({key for (key,) in inside} & set(range(5_001, 5_041))) >= 36


def test_what_the_accounts_file_says_comes_before_what_was_seen(conn):
    conn.execute("insert into account_attributes_raw by name select account_key, 'plan' as"
                 " attr_type, 'seen' as attr_value, 9 as n_obs, 'canonical' as source"
                 " from known_accounts")  # fmt: skip
    conn.execute("update account_details set plan = null where account_key = 7")

    plan = signups(conn, first_seen=False).set_index("account_key")["plan"]

    assert plan[7] == "seen"
    assert set(plan.drop(7)) == {"free", "pro", "team"}
