"""Raw rows page by page: every row once, in order, and no more of the table than needed."""

import datetime as dt

import pandas as pd
import pytest

from hydrascope import db
from hydrascope.filters import Filters
from hydrascope.ui import paging
from tests.build import DAYS, FIRST

DAY = dt.timedelta(days=1)
VIEWS = {
    "rare": Filters(FIRST, FIRST + DAYS * DAY, {"status": ("error",)}),
    "within days": Filters(
        FIRST + DAY + dt.timedelta(hours=5),
        FIRST + 3 * DAY + dt.timedelta(hours=7),
        {"country": ("KR",)},
    ),
}


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
@pytest.mark.parametrize("counted", ["per_day", "per_day_rows"])
def test_pages_hold_every_row_once_in_order(conn, view, counted):
    params = view.params(account_key=None, bucket_name="day")
    days = db.run(conn, f"requests/{counted}", params)
    rows = int(days["raw_rows"].sum())

    parts = []
    for page in range(1, paging.pages(rows) + 1):
        place = paging.locate(days, page, view.start_at, view.end_at)
        parts.append(db.run(conn, "requests/rows", params | place.params()))
    found = pd.concat(parts)

    everything = {"start_at": view.start_at, "end_at": view.end_at, "skip_rows": 0}
    whole = db.run(conn, "requests/rows", params | everything | {"page_rows": 100_000})
    assert found["request_id"].tolist() == whole["request_id"].tolist()
    assert len(found) == rows
    assert found["ts"].is_monotonic_increasing


def test_one_account_only(conn):
    params = Filters(FIRST, FIRST + DAYS * DAY).params(
        account_key=350, page_rows=500, skip_rows=0, bucket_name="day"
    )

    rows = db.run(conn, "requests/rows", params)

    assert len(rows) == 100
    assert rows["pseudonym"].nunique() == 1
    assert db.run(conn, "requests/per_day_rows", params)["requests"].sum() == 100


def test_grain_notices_rows_that_stand_for_many(conn):
    assert not db.run(conn, "requests/grain", {}).iloc[0, 0]

    conn.execute("update fact_requests set row_grain = 'bucket' where source_line = 5")

    assert db.run(conn, "requests/grain", {}).iloc[0, 0]
