"""Repeatable randomness: bijective, uniform, exact."""

import numpy as np

from hydrascope.synth import noise


def test_mix_keeps_values_distinct_and_spreads_them():
    mixed = noise.mix(np.arange(100_000, dtype=np.uint64))
    assert len(np.unique(mixed)) == 100_000
    assert abs(float((mixed >> np.uint64(63)).mean()) - 0.5) < 0.01


def test_hexed_writes_what_format_would():
    values = np.array([0, 1, 255, 2**63 + 12345, 2**64 - 1], dtype=np.uint64)
    assert noise.hexed(values).to_pylist() == [f"{int(v):016x}" for v in values]
    assert noise.hexed(values, "k_", 6).to_pylist() == [f"k_{int(v):016x}"[:8] for v in values]


def test_split_is_exact_and_proportional():
    rng = np.random.default_rng(0)
    for total in (0, 1, 17, 24_000):
        weights = rng.random(9) + 0.01
        parts = noise.split(total, weights)
        assert parts.sum() == total
        assert np.all(np.abs(parts - total * weights / weights.sum()) < 1)


def test_choose_follows_the_weights():
    drawn = noise.choose(np.random.default_rng(1), np.array([1.0, 0.0, 3.0]), 40_000)
    assert np.bincount(drawn, minlength=3)[1] == 0
    assert abs((drawn == 2).mean() - 0.75) < 0.01


def test_generators_depend_on_every_part_of_their_purpose():
    draws = {
        noise.generator(*purpose).integers(1 << 62)
        for purpose in ((1, "a"), (2, "a"), (1, "b"), (1, "a", 1), (1, "a", 2), (1, "a", "b"))
    }
    assert len(draws) == 6
