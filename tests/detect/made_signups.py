"""Sign-ups as they come in ordinary life, drawn hour by hour from a rate that is known."""

import datetime as dt
from collections.abc import Callable

import numpy as np
import pandas as pd

HOUR = pd.Timedelta(hours=1)
# Share of a day's sign-ups by local hour: people sleep.
DAY_SHAPE = np.array(
    [1, 0.7, 0.5, 0.4, 0.4, 0.6, 1, 2, 3.2, 4.2, 4.8, 5, 4.8, 4.9, 5, 5, 4.8, 4.6, 4.5, 4.6, 4.6, 4,
     3, 1.9]
)  # fmt: skip
DAY_SHAPE = DAY_SHAPE / DAY_SHAPE.sum()
WEEKEND = 0.7
Rate = Callable[[pd.DatetimeIndex], np.ndarray]


def per_day(level: float) -> Rate:
    """So many a day, with waking hours and quieter weekends."""

    def rate(hours: pd.DatetimeIndex) -> np.ndarray:
        week = np.where(hours.day_of_week >= 5, WEEKEND, (7 - 2 * WEEKEND) / 5)
        return level * week * DAY_SHAPE[hours.hour]

    return rate


def drawn(
    rng: np.random.Generator, start: dt.datetime, days: float, rate: Rate, noise: float = 0.0
) -> np.ndarray:
    """Moments of sign-up; ``noise`` is how much whole days vary beyond chance."""
    hours = pd.date_range(start, periods=int(days * 24), freq="h")
    due = rate(hours)
    if noise:
        by_day = rng.normal(0, noise, -(-len(hours) // 24))
        due = due * np.exp(np.repeat(by_day, 24)[: len(hours)])
    counts = rng.poisson(due)
    begins = np.repeat(hours.to_numpy(), counts)
    within = (rng.random(len(begins)) * 3_600_000_000).astype("timedelta64[us]")
    return np.sort(begins.astype("datetime64[us]") + within)


def wave(rng: np.random.Generator, start: dt.datetime, hours: float, accounts: int) -> np.ndarray:
    """A script at an even pace."""
    pace = (np.arange(accounts) + rng.random(accounts)) / accounts
    offset = (pace * hours * 3_600_000_000).astype("timedelta64[us]")
    return np.datetime64(start, "us") + offset


def frame(*moments: np.ndarray, **attributes: np.ndarray) -> pd.DataFrame:
    """The detector's input, in no particular order."""
    at = np.concatenate(moments)
    told = pd.DataFrame({"account_key": np.arange(len(at)), "signed_up_at": at, **attributes})
    return told.sample(frac=1, random_state=1).reset_index(drop=True)
