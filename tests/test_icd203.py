"""The seven bands and their numbers, as the directive prints them."""

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
