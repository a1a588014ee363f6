"""Daily curves: inverse of one another, local hours, special days."""

import datetime as dt

import numpy as np

from hydrascope.synth.rhythm import MINUTES, Rhythms

MONDAY = dt.date(2025, 11, 3)


def test_office_hours_follow_the_time_zone():
    rhythms = Rhythms(MONDAY)
    draws = np.random.default_rng(0).random(20_000)
    for offset in (-8.0, 0.0, 9.0):
        number = rhythms.of("office", np.array([offset]))
        curves = rhythms.on(1)
        minutes = curves.minutes(np.repeat(number, len(draws)), draws)
        local = (minutes / 60 + offset) % 24
        assert ((local > 7.5) & (local < 18.5)).mean() > 0.75


def test_a_weekend_weighs_less_for_offices_and_more_for_evenings():
    rhythms = Rhythms(MONDAY)
    office, evening = rhythms.of("office", np.zeros(1)), rhythms.of("evening", np.zeros(1))
    friday, saturday = rhythms.on(4), rhythms.on(5)
    assert saturday.mass[office] < 0.3 * friday.mass[office]
    assert saturday.mass[evening] > friday.mass[evening]


def test_minutes_and_passed_are_inverse():
    rhythms = Rhythms(MONDAY)
    number = rhythms.of("student", np.full(500, 1.0))
    done = np.linspace(0.001, 0.999, 500, dtype=np.float32)
    curves = rhythms.on(2)
    minutes = curves.minutes(number, done)
    back = curves.passed(number, minutes.astype(int))
    assert np.all(np.abs(back - done) < 0.01)


def test_special_rhythms_have_their_own_days():
    rhythms = Rhythms(MONDAY)
    spike = np.zeros(MINUTES)
    spike[600:605] = 288.0
    number = rhythms.add(lambda day: spike if day == 3 else np.full(MINUTES, 0.01))
    assert rhythms.on(3).mass[number] == 1.0
    minutes = rhythms.on(3).minutes(np.full(1000, number), np.random.default_rng(0).random(1000))
    assert minutes.min() >= 599 and minutes.max() <= 606
