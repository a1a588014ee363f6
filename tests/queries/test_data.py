import datetime as dt

import pytest

from hydrascope import db

DAY = dt.timedelta(days=1)
FIRST = dt.datetime(2026, 2, 1)


def days(conn, counts):
    """So many requests of each source on the days from the first on; None: no row at all."""
    conn.execute("delete from cells_day; delete from cells_hour; delete from import_files")
    conn.execute("delete from segments where cut = 'source'")
    for key, (source, told) in enumerate(counts.items(), 900_000):
        conn.execute(
            "insert into segments by name select $key as segment_key, 'source' as cut,"
            " $source as source", {"key": key, "source": source},
        )  # fmt: skip
        for place, requests in enumerate(told):
            if requests is not None:
                conn.execute(
                    "insert into cells_day by name select 'source' as cut, $at as bucket_at,"
                    " $key as segment_key, $requests as requests, 0 as requests_with_tokens,"
                    " 0 as requests_with_cost",
                    {"at": FIRST + place * DAY, "key": key, "requests": requests},
                )
        end = FIRST + len(told) * DAY - dt.timedelta(minutes=1)
        file(conn, key, source, last_at=end)
        conn.execute(
            "insert into cells_hour by name select 'source' as cut, $at as bucket_at,"
            " $key as segment_key, 1 as requests, 0 as requests_with_tokens,"
            " 0 as requests_with_cost",
            {"at": end.replace(minute=0), "key": key},
        )


def file(conn, key, source="canonical", rows=10, duplicate=0, name=None, last_at=None, at=FIRST):
    conn.execute(
        "insert into import_files by name select $key as file_key, 'i' as import_id,"
        " 'requests' as table_name, $source as source, $name as file_name, $sha as sha256,"
        " 1 as bytes, $rows as rows_read, $rows - $dup as rows_loaded, $dup as rows_duplicate,"
        " 0 as rows_rejected, $last_at::timestamp as last_at, $at as imported_at",
        {"key": key, "source": source, "name": name or f"{key}.csv", "sha": f"s{key}",
         "rows": rows, "dup": duplicate, "last_at": last_at, "at": at},
    )  # fmt: skip


def test_the_last_days_are_held_against_the_fortnight_before(conn):
    days(conn, {"gateway": [100] * 9 + [0, *[120] * 5, 90, None, 30]})

    late = db.run(conn, "data/late", {})

    assert late["requests"].tolist() == [90, 0, 30]
    # of the 14 days before: eight of 100, one silent, five of 120
    assert late["usual"].tolist() == [100.0] * 3
    assert late["share_of_usual"].tolist() == [0.9, 0.0, 0.3]
    assert late["bucket_at"].iloc[-1] == FIRST + 17 * DAY
    assert not late["is_incomplete"].any()


def test_weekends_are_held_against_weekends(conn):
    """Three weeks of an office; the data ends on a Sunday, then on a Monday that lags."""
    week = [0 if (FIRST + place * DAY).isoweekday() > 5 else 100 for place in range(28)]
    ends = next(
        place for place in (27, 26, 25, 24, 23, 22, 21) if week[place - 1] == 0 < week[place]
    )
    week[ends - 2], week[ends - 1], week[ends] = 6, 5, 30
    week[ends - 8], week[ends - 9] = 4, 8  # the weekends before were not all silent
    week[ends - 15], week[ends - 16] = 4, 8
    days(conn, {"office": week[: ends + 1]})

    late = db.run(conn, "data/late", {})

    assert late["requests"].tolist() == [6, 5, 30]
    assert late["usual"].tolist() == [6.0, 6.0, 100.0]


def test_a_source_that_ends_before_the_others_is_behind_and_a_short_one_has_no_usual_day(conn):
    days(conn, {"whole": [10] * 20, "behind": [10] * 15, "short": [10] * 7})

    late = db.run(conn, "data/late", {})

    assert late.groupby("source")["days_behind"].first().to_dict() == {"behind": 5, "whole": 0}


def test_a_last_day_that_ends_at_noon_is_not_over(conn):
    days(conn, {"gateway": [10] * 9})
    conn.execute("update import_files set last_at = last_at - interval 12 hour")

    late = db.run(conn, "data/late", {})

    assert late["is_incomplete"].tolist() == [False, False, True]


def test_repeats_are_counted_by_source_and_name_the_file_that_repeats_most(conn):
    conn.execute("delete from import_files")
    file(conn, 1, "litellm", rows=100)
    file(conn, 2, "litellm", rows=100, duplicate=60, name="again.csv", at=FIRST + DAY)
    file(conn, 3, "litellm", rows=50, duplicate=15)
    file(conn, 4, "helicone", rows=7)

    (row,) = db.run(conn, "data/repeats", {}).to_dict("records")

    assert (row["source"], row["files"]) == ("litellm", 2)
    assert (row["rows_read"], row["rows_duplicate"], row["duplicate_share"]) == (250, 75, 0.3)
    assert (row["file_name"], row["file_duplicate"]) == ("again.csv", 60)
    assert row["imported_at"] == FIRST + DAY


def test_days_name_gaps_thin_days_and_an_end_that_is_open(conn):
    days(conn, {"gateway": [100, None, 10, 100, 100]})

    found = db.run(conn, "data/days", {})

    assert found["requests"].tolist() == [100, 0, 10, 100, 100]
    assert found["usual"].unique().tolist() == [100.0]
    assert not found["is_incomplete"].any()


def test_totals_and_files_add_up(conn):
    row = db.run(conn, "data/totals", {}).iloc[0]
    files = db.run(conn, "data/files", {})

    assert row["rows_read"] == row["rows_loaded"] + row["rows_duplicate"] + row["rows_rejected"]
    assert (row["files"], row["rows_rejected"]) == (1, 5)
    assert files["rows_read"].sum() == row["rows_read"] == 30_012


def test_rejects_come_by_reason_the_most_frequent_first(conn):
    rows = db.run(conn, "data/rejects", {})

    assert rows["reason"].tolist() == ["no time", "not a number: tokens"]
    assert rows["rows_rejected"].tolist() == [3, 2]


def test_remarks_are_told_once_with_their_latest_import(conn):
    conn.execute("insert into import_notices values ('import-1', 'odd'), ('import-1', 'odd')")

    (row,) = db.run(conn, "data/notices", {}).to_dict("records")

    assert row["notice"] == "odd"
    assert row["imported_at"] == dt.datetime(2026, 1, 26, 8)


@pytest.mark.parametrize(("field", "share"), [("client string", 1.0), ("TLS fingerprint", 0.0),
                                               ("mail", 1.0), ("bans", 1.0)])  # fmt: skip
def test_signals_are_shares_of_what_could_have_them(conn, field, share):
    known = db.run(conn, "data/signals", {}).set_index("field")["known_share"]

    assert known[field] == share
