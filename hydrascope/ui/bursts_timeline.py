"""What the bursts page says of its timeline, and what the timeline binds."""

from typing import Any

import pandas as pd

from hydrascope import fmt
from hydrascope.ui import brush, bursts_explained, bursts_view, bursts_words
from hydrascope.ui.bursts_view import View


def timeline_params(view: View, found: pd.DataFrame) -> dict[str, Any]:
    """What the timeline binds: country and plan filters, and which bursts are explained."""
    return view.params(explained=bursts_explained.ids(found))


def expected_or_not(counts: pd.DataFrame, view: View) -> pd.DataFrame:
    """The counts; nothing is expected of a part of the sign-ups."""
    if not set(view.filters.chips) & {"country", "plan"}:
        return counts
    none = ["expected_accounts", "low_accounts", "high_accounts"]
    return counts.assign(**dict.fromkeys(none, float("nan")))


def caveats(counts: pd.DataFrame, view: View) -> list[str]:
    """What a reader of the timeline must know, in sentences."""
    chips = set(view.filters.chips)
    told = [bursts_words.first_seen(bursts_view.basis())]
    if chips & {"country", "plan"}:
        told.append(
            "The bars follow the country and plan filters; the expected band is of all sign-ups"
            " and is not drawn. Bursts are not searched anew for a filter."
        )
    if chips - {"country", "plan"}:
        told.append("Of the filters, sign-ups follow only country and plan; bursts follow none.")
    steps_an_hour = 60 if view.filters.resolved_bucket == "minute" else 1
    if gaps := round(counts["gap_hours"].sum() / steps_an_hour):
        told.append(f"{fmt.count(gaps)} hours hold no data at all: nothing is expected there.")
    found = bursts_view.facts()
    told += [str(text) for text in found.loc[found["name"] == "note", "value"]]
    return [sentence for sentence in told if sentence]


def under_timeline(counts: pd.DataFrame, view: View) -> None:
    """How to use the timeline, what to know about it, and the way back to a wider range."""
    told = [
        f"{brush.HOW}. The step of time is the filter bar's, above; bursts are found at steps of"
        " their own, from a minute to weeks.",
        *caveats(counts, view),
    ]
    brush.under(" ".join(told), key="bursts")
