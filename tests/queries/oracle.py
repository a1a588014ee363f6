"""The slow, obvious answers the volumes questions are checked against: every raw row."""

import datetime as dt

from hydrascope import db
from hydrascope.filters import Filters
from tests.build import DAYS, FIRST

DAY = dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)
LAST = FIRST + DAYS * DAY
BUSY = FIRST + 12 * DAY
VIEWS = {
    "all the data": Filters(FIRST, LAST),
    "days, one country": Filters(FIRST + 9 * DAY, LAST, {"country": ("KR",)}),
    "hours": Filters(BUSY + 5 * HOUR, BUSY + 55 * HOUR),
    "minutes, two chips": Filters(
        BUSY + 367 * HOUR / 60,
        BUSY + 1000 * HOUR / 60,
        {"model": ("alpha-large",), "task": ("reasoning", "coding")},
    ),
    "against a chosen week": Filters(
        FIRST + 12 * DAY, FIRST + 14 * DAY, baseline=(FIRST, FIRST + 7 * DAY)
    ),
}
AMOUNTS = {
    "requests": "requests",
    "tokens": "coalesce(input_tokens + output_tokens, input_tokens, output_tokens)",
    "cost_usd": "cost_usd",
}


def rows(conn, start_at, end_at, *, measure="requests", chips=None):
    """The slow, obvious way: every raw row of a stretch with its values, filtered in pandas."""
    frame = conn.execute(
        f"select bucket_at, account_key, requests, ({AMOUNTS[measure]})::double as amount,"
        f" segments.* from account_cells inner join segments using (segment_key)"
        f" where grain = 'raw' and bucket_at >= $1 and bucket_at < $2",
        [start_at, end_at],
    ).df()
    for name, values in (chips or {}).items():
        frame = frame[frame[name].isin(values)]
    return frame


def during(conn, view, measure="requests"):
    return rows(conn, view.start_at, view.end_at, measure=measure, chips=view.chips)


def before(conn, view, measure="requests"):
    return rows(conn, *view.before(), measure=measure, chips=view.chips)


def run(conn, name, view, dimension=None, **more):
    known = {"measure": "requests", "top": 6, "page_size": 1000, "page_offset": 0, **more}
    return db.run(conn, f"volumes/{name}", view.params(dimension, **known))
