"""Which instants are plausible, as SQL."""

import datetime as dt

from hydrascope.ingest.source import literal

EARLIEST = dt.datetime(2015, 1, 1)
OUTSIDE = "time before 2015 or after tomorrow"
NO_TIME = "no time"
EMPTY_BUCKET = "bucket without requests"  # nothing to mend: its record is not kept
BAD_TIME = "time not understood"


def latest(now: dt.datetime) -> dt.datetime:
    """The last instant a record may carry: a day after now, for clocks that run ahead."""
    return now + dt.timedelta(days=1)


def plausible(expression: str, now: dt.datetime) -> str:
    """SQL condition: the instant lies in the plausible range."""
    return (
        f"{expression} between timestamp {literal(EARLIEST.isoformat(' '))} "
        f"and timestamp {literal(latest(now).isoformat(' '))}"
    )
