"""How often is something found where there is nothing, and how small may a wave be?

    python -m benchmarks.burst_calibration [--sets N]

Draws ordinary sign-ups of several shapes (tests/detect/made_signups.py), four months each,
and counts what is reported; then adds one wave at an even pace, by night and by day, and
counts how often it is found with its beginning and end within an hour. Only times are
given, no attributes.
"""

import argparse
import datetime as dt

import numpy as np
import pandas as pd

from hydrascope.detect.bursts import describe, search
from tests.detect.made_signups import drawn, frame, per_day, wave

START, DAYS, NOISE = dt.datetime(2025, 1, 6), 120, 0.05
HOUR = pd.Timedelta(hours=1)
LEVELS = (3, 30, 300, 1000)
WAVES = ((15, 1.0), (30, 1.0), (60, 1.0), (30, 6.0), (60, 6.0), (120, 6.0), (120, 48.0))
BEGINS = {"night": dt.datetime(2025, 3, 5, 3), "day": dt.datetime(2025, 3, 5, 14)}


def false_alarms(sets: int, level: float) -> int:
    """Bursts reported in so many ordinary data sets."""
    total = 0
    for seed in range(sets):
        rng = np.random.default_rng(1000 + seed)
        total += len(search(frame(drawn(rng, START, DAYS, per_day(level), NOISE))).found)
    return total


def hits(sets: int, level: float, accounts: int, hours: float, begins: dt.datetime) -> float:
    """Share of data sets in which the wave is found with both ends within an hour."""
    found = 0
    for seed in range(sets):
        rng = np.random.default_rng(5000 + seed)
        ordinary = drawn(rng, START, DAYS, per_day(level), NOISE)
        bursts = describe(search(frame(ordinary, wave(rng, begins, hours, accounts)))).bursts
        ends = begins + dt.timedelta(hours=hours)
        near = (abs(bursts["start_at"] - begins) < HOUR) & (abs(bursts["end_at"] - ends) < HOUR)
        found += bool(len(bursts)) and bool(near.any())
    return found / sets


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", type=int, default=20)
    asked = parser.parse_args()
    head = [f"{n} in {h:g} h, {when}" for n, h in WAVES for when in BEGINS]
    print("| ordinary a day | bursts where there are none |", " | ".join(head), "|")
    print("|" + "---|" * (len(head) + 2))
    for level in LEVELS:
        quiet = f"{false_alarms(asked.sets, level)} in {asked.sets} sets"
        shares = [
            f"{hits(asked.sets, level, accounts, hours, begins):.0%}"
            for accounts, hours in WAVES
            for begins in BEGINS.values()
        ]
        print(f"| {level} | {quiet} |", " | ".join(shares), "|", flush=True)


if __name__ == "__main__":
    main()
