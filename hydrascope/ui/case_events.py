"""Events for timelines: those of the data and those people added by hand, as one."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from hydrascope.cases import happenings
from hydrascope.ui import cache, case_desk

QUERY = "overview/events"


def between(params: Mapping[str, Any]) -> pd.DataFrame:
    """What ``overview/events`` answers, and the events by hand of the same range.

    One added by hand says so in its label; it is never left out where there are too many.
    """
    found = cache.query(QUERY, params)
    added = case_desk.read(
        lambda: happenings.between(case_desk.book(), params["start_at"], params["end_at"])
    )
    if added.empty:
        return found
    total = (int(found["events_total"].iloc[0]) if len(found) else 0) + len(added)
    hand = pd.DataFrame(
        {
            "ts": added["ts"],
            "event_type": added["event_type"],
            "event_label": [f"{label} (by hand)" for label in added["label"]],
        }
    )
    both = pd.concat([found, hand], ignore_index=True) if len(found) else hand
    return both.assign(events_total=total).sort_values("ts", kind="stable", ignore_index=True)
