"""Every clock an export uses, as UTC; the host's zone must not matter."""

import datetime as dt
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from hydrascope.ingest import privacy

ROOT = Path(__file__).resolve().parent.parent.parent
MOMENT = dt.datetime(2025, 1, 24, 9, 20, 46, 847371)
SECOND = MOMENT.replace(microsecond=0)

CLOCKS = [
    ("2025-01-24 09:20:46.847371", MOMENT),
    ("2025-01-24T09:20:46.847371Z", MOMENT),
    ("2025-01-24T09:20:46.8473719Z", MOMENT),
    ("2025-01-24 09:20:46.847371000", MOMENT),
    ("2025-01-24T14:50:46.847371+05:30", MOMENT),
    ("2025-01-24 04:20:46.847371-0500", MOMENT),
    ("2025-01-24 09:20:46.847371 UTC", MOMENT),
    ("2025-01-24 09:20:46+00", SECOND),
    ("2025-01-24 09:20:46,847371", MOMENT),
    ("24/Jan/2025:11:20:46 +0200", SECOND),
    ("Fri, 24 Jan 2025 09:20:46 GMT", SECOND),
    ("1737710446", SECOND),
    ("1737710446.847371", MOMENT),
    ("1.737710446847371E9", MOMENT),
    ("1737710446847", MOMENT.replace(microsecond=847000)),
    ("1737710446847371", MOMENT),
    ("1737710446847371999", MOMENT),
    ("2025-01-24", dt.datetime(2025, 1, 24)),
    ("20250124", dt.datetime(2025, 1, 24)),
    ("2014-02-03 01:47", dt.datetime(2014, 2, 3, 1, 47)),
    ("yesterday", None),
    ("2025-02-30 00:00:00", None),
    ("infinity", None),
    ("12", None),
    ("99999999999999999999999", None),
]


@pytest.fixture(scope="module")
def conn() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as made:
        privacy.install(made, b"key")
        made.execute(privacy.sql_text("clock"))
        yield made


@pytest.mark.parametrize(("text", "moment"), CLOCKS)
def test_clock(conn: duckdb.DuckDBPyConnection, text: str, moment: dt.datetime | None) -> None:
    found = conn.execute("select instant(v), typeof(instant(v)) from (select ? as v)", [text])
    assert found.fetchall() == [(moment, "TIMESTAMP")]


SCRIPT = """
import duckdb
from hydrascope.ingest import privacy
conn = duckdb.connect()
privacy.install(conn, b"key")
conn.execute(privacy.sql_text("clock"))
for text in ("2025-01-24 09:20:46", "2025-07-24T09:20:46Z", "1737710446", "2025-03-30 02:30:00"):
    print(conn.execute("select instant(?)", [text]).fetchall())
"""


def test_the_zone_of_the_host_does_not_matter() -> None:
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", SCRIPT],
            env={**os.environ, "TZ": zone, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
        )
        for zone in ("UTC", "America/New_York", "Asia/Kathmandu")
    ]
    told = {run.communicate()[0] for run in runs}
    assert len(told) == 1
    assert b"datetime.datetime(2025, 3, 30, 2, 30)" in told.pop()
