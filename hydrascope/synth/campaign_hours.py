"""The working hours of a campaign: shifts, job starts, idle and rest days."""

import numpy as np

from hydrascope.synth.noise import Array
from hydrascope.synth.rhythm import MINUTES, Special
from hydrascope.synth.spec import Campaign
from hydrascope.synth.stage import Stage

_DAY_CENTRE = 7.5  # UTC hour of the busiest time of a campaign with one shift


def shift_rhythms(stage: Stage, spec: Campaign) -> list[int]:
    """One rhythm per shift; shifts complement each other and share the job starts."""
    return [stage.rhythms.add(_special(stage, spec, shift)) for shift in range(spec.shifts)]


def _special(stage: Stage, spec: Campaign, shift: int) -> Special:
    shape = _shape(spec, shift)

    def on(day: int) -> Array:
        rng = stage.rng("jobs", spec.name, day)
        busy = _busy(spec, day, rng)
        return busy * ((1 - spec.job_share) * shape + spec.job_share * _jobs(spec, rng, shape))

    return on


def _shape(spec: Campaign, shift: int) -> Array:
    """Intensity over the day without jobs, mean 1."""
    hours = np.arange(MINUTES) / 60
    if spec.shifts == 1:
        gap = np.minimum(np.abs(hours - _DAY_CENTRE), 24 - np.abs(hours - _DAY_CENTRE))
        wave = 1 / (1 + np.exp((gap - 6) / 0.8))
    else:
        length = 24 / spec.shifts
        centre = (shift + 0.5) * length
        gap = np.minimum(np.abs(hours - centre), 24 - np.abs(hours - centre))
        wave = 1 / (1 + np.exp((gap - length / 2) / 0.25))
    curve = spec.night_floor + (1 - spec.night_floor) * wave
    return np.asarray(curve / curve.mean())


def _busy(spec: Campaign, day: int, rng: np.random.Generator) -> float:
    """The day's weight: 1 on a normal day."""
    busy = float(np.exp(rng.normal(0, 0.08)))
    if rng.random() < spec.idle_days:
        busy *= 0.06
    for first, last, remaining in spec.rest_days:
        if first <= day <= last:
            busy *= remaining
    return busy


def _jobs(spec: Campaign, rng: np.random.Generator, shape: Array) -> Array:
    """Spikes of a few minutes at the starts of jobs, mean 1."""
    count = max(1, int(rng.poisson(spec.jobs_per_day)))
    starts = rng.choice(MINUTES, count, p=shape / shape.sum())
    sizes = rng.gamma(1.2, 1.0, count)
    spikes = np.zeros(MINUTES)
    for minute, left in enumerate((0.5, 0.3, 0.2)):
        np.add.at(spikes, (starts + minute) % MINUTES, sizes * left)
    return np.asarray(spikes / spikes.mean())
