"""Hours of events, lab classes and evaluation runs."""

import numpy as np

from hydrascope.synth.noise import Array
from hydrascope.synth.rhythm import MINUTES, Special
from hydrascope.synth.stage import Stage

_HOURS: Array = np.arange(MINUTES) / 60


def _between(first: float, last: float, height: float = 1.0) -> Array:
    """Intensity between two hours of the day, with soft edges."""
    rise = 1 / (1 + np.exp((first - _HOURS) / 0.2))
    fall = 1 / (1 + np.exp((_HOURS - last) / 0.2))
    return np.asarray(height * rise * fall)


def event_weekend(day: int) -> Special:
    """From Saturday afternoon UTC through the night to Sunday evening; quiet ever after."""
    saturday = 0.02 + _between(16.0, 24.5, 4.0)
    sunday = 0.02 + _between(-1.0, 6.0, 3.0) + _between(6.0, 13.0, 0.8) + _between(13.0, 22.0, 4.0)
    later = 0.01 + _between(14.0, 23.0, 0.05)
    return lambda today: {day: saturday, day + 1: sunday}.get(today, later)


def lab_hours(weekdays: tuple[int, int]) -> Special:
    """Two mornings a week in the laboratory, evenings before the exercise is due."""
    evening = 0.02 + _between(17.0, 22.0, 0.5)
    laboratory = evening + _between(9.0, 11.0, 8.0)
    return lambda day: laboratory if day % 7 in weekdays else evening


def evaluation_runs(stage: Stage, releases: tuple[float, ...]) -> Special:
    """A nightly run in short synchronous batches; twice as much after a release."""

    def on(day: int) -> Array:
        rng = stage.rng("evaluation", day)
        minutes = np.full(MINUTES, 0.01)
        after_release = any(0 <= day - release < 6 for release in releases)
        if day % 7 in (1, 3) or after_release:
            for start in 60 + rng.choice(300, 9, replace=False):
                minutes[start : start + 6] += 40.0 * (1 + after_release)
        return minutes

    return on
