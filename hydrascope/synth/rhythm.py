"""When work happens within a day: rhythms as intensity per minute of a UTC day.

A weekly rhythm is a habit (office hours, evenings, ...) in a time zone. A special rhythm
belongs to one actor and may change every day: an event's weekend, a class's lab hours, a
campaign's shift with its job starts.
"""

import datetime as dt
from collections.abc import Callable

import numpy as np

from hydrascope.synth.noise import Array
from hydrascope.synth.world import OFFSETS

MINUTES = 1440
_POINTS = 1024  # quantiles kept of each daily curve
_STEP = 15  # minutes per bin of a weekly habit
_BINS = MINUTES // _STEP

# (centre hour, width in hours, height) on working days | on weekends | floor
_HABITS: dict[str, tuple[tuple[tuple[float, float, float], ...], float, float]] = {
    "office": (((10.3, 1.5, 1.0), (15.0, 1.9, 1.0), (20.5, 1.6, 0.15)), 0.14, 0.015),
    "evening": (((13.0, 3.0, 0.45), (21.0, 2.3, 1.0)), 1.25, 0.04),
    "student": (((11.0, 1.5, 0.7), (16.0, 2.0, 0.9), (22.3, 2.4, 1.0)), 0.7, 0.04),
    "daylight": (((12.0, 4.5, 1.0), (19.0, 3.0, 0.8)), 0.8, 0.10),
    "night_batch": (((3.0, 2.0, 1.0), (13.0, 4.0, 0.15)), 0.8, 0.05),
    "flat": ((), 1.0, 1.0),
}
HABITS = tuple(_HABITS)

Special = Callable[[int], Array]  # day -> intensity per minute; its mean is the day's weight


def _habit_week(name: str) -> Array:
    """Seven local days of intensity in quarter hours, Monday first, mean 1."""
    peaks, weekend, floor = _HABITS[name]
    hours = (np.arange(_BINS) + 0.5) * 24 / _BINS
    day = np.full(_BINS, floor)
    for centre, width, height in peaks:
        gap = np.minimum(np.abs(hours - centre), 24 - np.abs(hours - centre))
        day += height * np.exp(-0.5 * (gap / width) ** 2)
    week = np.concatenate([day] * 5 + [day * weekend] * 2)
    return np.asarray(week / week.mean())


class Rhythms:
    """Curves of every rhythm for any day of the window."""

    def __init__(self, first_day: dt.date) -> None:
        self.first_weekday = first_day.weekday()
        weeks = [
            np.roll(_habit_week(habit), -round(offset * 60 / _STEP))
            for habit in HABITS
            for offset in OFFSETS
        ]
        daily = np.stack(weeks).reshape(len(weeks), 7, _BINS).transpose(1, 0, 2)
        self._mass = daily.mean(axis=2)
        self._curve = _cumulative(np.repeat(daily, _STEP, axis=2))
        self._inverse = np.stack([_inverse(curve) for curve in self._curve])
        self._specials: list[Special] = []
        self._known: dict[int, DayCurves] = {}

    def of(self, habit: str, offsets: Array) -> Array:
        """Rhythm numbers of a habit in each account's time zone."""
        zones = np.searchsorted(np.array(OFFSETS), offsets)
        return np.asarray(HABITS.index(habit) * len(OFFSETS) + zones, dtype=np.int32)

    def add(self, special: Special) -> int:
        """Register a rhythm of its own; returns its number."""
        self._specials.append(special)
        self._known.clear()
        return int(self._mass.shape[1]) + len(self._specials) - 1

    def habits(self, day: int) -> "DayCurves":
        """Mass and curves of the weekly rhythms alone."""
        weekday = (self.first_weekday + day) % 7
        return DayCurves(self._mass[weekday], self._curve[weekday], self._inverse[weekday])

    def on(self, day: int) -> "DayCurves":
        """Mass and curves of all rhythms on one day."""
        weekly = self.habits(day)
        if not self._specials:
            return weekly
        own = self._known.get(day)
        if own is None:  # asked for twice per day: to plan it, and to fill it
            extra = np.stack([special(day) for special in self._specials])
            curve = _cumulative(extra)
            own = self._known[day] = DayCurves(extra.mean(axis=1), curve, _inverse(curve))
        return DayCurves(
            np.concatenate([weekly.mass, own.mass]),
            np.concatenate([weekly.curve, own.curve]),
            np.concatenate([weekly.inverse, own.inverse]),
        )


class DayCurves:
    """One day's rhythms: ``mass`` is the day's weight, 1 for an average day."""

    def __init__(self, mass: Array, curve: Array, inverse: Array) -> None:
        self.mass, self.curve, self.inverse = mass, curve, inverse
        self._flat = inverse.reshape(-1)

    def passed(self, rhythms: Array, minutes: Array) -> Array:
        """Share of the day's work done by each minute of the day."""
        return np.asarray(self.curve[rhythms, minutes])

    def minutes(self, rhythms: Array, done: Array) -> Array:
        """Minute of the day by which the share ``done`` of the work is done."""
        place = done.astype(np.float32) * np.float32(_POINTS)
        low = np.minimum(place.astype(np.int32), _POINTS - 1)
        at = rhythms * np.int32(_POINTS + 1) + low
        start = self._flat[at]
        return np.asarray(start + (place - low) * (self._flat[at + 1] - start))


def _cumulative(minutes: Array) -> Array:
    """Running share of the day's total, from 0 to 1, for the last axis."""
    shape = (*minutes.shape[:-1], MINUTES + 1)
    curve = np.zeros(shape, dtype=np.float32)
    total = np.cumsum(minutes, axis=-1, dtype=np.float64)
    curve[..., 1:] = total / np.maximum(total[..., -1:], 1e-12)
    curve[..., -1] = 1.0
    return curve


def _inverse(curves: Array) -> Array:
    """Minute at each of the evenly spaced shares of every curve."""
    points = np.linspace(0, 1, _POINTS + 1)
    points[-1] = 1 - 1e-6  # where the work ends, not where the day ends
    grid = np.arange(MINUTES + 1)
    return np.stack([np.interp(points, curve, grid) for curve in curves]).astype(np.float32)
