"""How fast a new model was taken up, judged from the curve of hourly shares."""

import pandas as pd

DAY_HOURS = 24


def adoption(curve: pd.DataFrame, *, shares: tuple[float, float] = (0.25, 0.5)) -> pd.DataFrame:
    """One row per series of a switch curve, in its order.

    ``share_after_day`` is the new model's share over the first 24 hours. ``hours_to_quarter``
    and ``hours_to_half`` are the first hour in which the share of the six hours up to it
    reached ``shares``; empty where it never did. ``times_background`` compares
    ``share_after_day`` with all requests.
    """
    found = [_one(part, shares) for _, part in curve.groupby("series_rank", sort=True)]
    columns = ["series", "requests_since", "share_after_day", "hours_to_quarter", "hours_to_half"]
    adopted = pd.DataFrame(found, columns=columns)
    background = adopted.loc[adopted["series"] == "all requests", "share_after_day"]
    usual = float(background.iloc[0]) if len(background) else float("nan")
    times = adopted["share_after_day"] / usual if usual else float("nan")
    adopted["times_background"] = times
    return adopted


def _one(part: pd.DataFrame, shares: tuple[float, float]) -> list[object]:
    since = part[part["hour_since"] >= 0]
    first_day = since[since["hour_since"] < DAY_HOURS]
    asked = int(first_day["requests"].sum())
    share = first_day["new_requests"].sum() / asked if asked else float("nan")
    return [
        str(part["series"].iloc[0]),
        int(since["requests"].sum()),
        share,
        *(_first_hour(since, level) for level in shares),
    ]


def _first_hour(since: pd.DataFrame, level: float) -> float:
    """The first hour at or above ``level``; not a number where there is none."""
    reached = since.loc[since["recent_share"] >= level, "hour_since"]
    return float(reached.min()) if len(reached) else float("nan")
