import datetime as dt

from hydrascope import db
from tests.build import FINGERPRINT


def test_span_covers_the_requests_whole_hours(conn):
    row = db.run(conn, "shell/span", {}).iloc[0]

    assert row["first_at"] == dt.datetime(2026, 1, 5)
    assert row["last_at"] == dt.datetime(2026, 1, 25)
    assert (row["requests"], row["named_accounts"]) == (30_000, 400)
    # When files came, not when detection was last run or prices changed.
    told = conn.execute("select max(imported_at) from import_files").fetchall()
    assert told == [(row["imported_at"],)]


def test_span_of_accounts_alone_covers_their_signups(conn):
    conn.execute("delete from cells_hour")

    row = db.run(conn, "shell/span", {}).iloc[0]

    # the first sign-up of tests/build.py
    assert row["first_at"] == dt.datetime(2026, 1, 5, 1, 13, 13)
    assert row["requests"] == 0


def test_choices_come_most_used_first(conn):
    rows = db.run(conn, "shell/choices", {})

    models = rows[rows["dimension"] == "model"]
    assert models["choice"].tolist()[:2] == ["(unknown)", "alpha-large"]
    assert models["requests"].sum() == 30_000
    assert rows["dimension"].nunique() == 8


def test_facts_name_the_dataset(conn):
    rows = db.run(conn, "shell/facts", {}).set_index("name")["value"]

    assert rows["fingerprint"] == FINGERPRINT
