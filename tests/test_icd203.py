"""The seven bands, their numbers as the directive prints them, and where a probability lies."""

import pytest

from hydrascope import icd203


def test_the_bands_are_the_directives():
    assert [(band.word, band.also, band.low, band.high) for band in icd203.BANDS] == [
        ("almost no chance", "remote", 1, 5),
        ("very unlikely", "highly improbable", 5, 20),
        ("unlikely", "improbable", 20, 45),
        ("roughly even chance", "roughly even odds", 45, 55),
        ("likely", "probable", 55, 80),
        ("very likely", "highly probable", 80, 95),
        ("almost certain", "nearly certain", 95, 99),
    ]
    assert icd203.band("likely").told == "likely (55–80 %)"
    assert list(icd203.CONFIDENCES) == ["high", "moderate", "low"]


@pytest.mark.parametrize(
    ("probability", "key"),
    [
        (0, "almost_no_chance"),
        (0.05, "very_unlikely"),
        (0.3, "unlikely"),
        (0.45, "roughly_even"),
        (0.55, "roughly_even"),
        (0.8, "likely"),
        (0.81, "very_likely"),
        (0.99, "almost_certain"),
        (1, "almost_certain"),
    ],
)
def test_a_probability_has_a_band_and_no_edge_is_stretched(probability, key):
    assert icd203.of_probability(probability).key == key


@pytest.mark.parametrize("wrong", [-0.1, 1.1, float("nan")])
def test_what_is_no_probability_has_none(wrong):
    with pytest.raises(ValueError, match="between 0 and 1"):
        icd203.of_probability(wrong)
