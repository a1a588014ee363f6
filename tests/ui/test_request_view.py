"""What is said instead of too large a download."""

import datetime as dt

from hydrascope.filters import Filters
from hydrascope.ui.request_view import too_large

START = dt.datetime(2026, 1, 5)


def test_the_command_writes_the_range_and_says_what_it_ignores():
    plain = Filters(START, START + dt.timedelta(days=2))
    chosen = Filters(plain.start_at, plain.end_at, {"model": ("beta",)})

    assert "--from 2026-01-05T00:00 --to 2026-01-07T00:00 --out" in too_large(600_000, plain)
    assert "whatever the filters" not in too_large(600_000, plain)
    assert "whatever the filters" in too_large(600_000, chosen)
    assert "whatever the filters" in too_large(600_000, plain, one_account=True)
