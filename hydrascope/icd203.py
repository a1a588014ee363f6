"""How likely and how sure, in the words of Intelligence Community Directive 203.

Likelihood is of the event; confidence is in the judgement, by its sources and reasoning. The
directive asks that the two never share a sentence, so they are two choices here and everywhere.
Source: ICD 203, "Analytic Standards", 2 January 2015, section D.6.e(2).
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Band:
    """One of the seven: its key, its two names, and its range in percent, ends included."""

    key: str
    word: str
    also: str
    low: int
    high: int

    @property
    def numbers(self) -> str:
        """``55–80 %``."""
        return f"{self.low}–{self.high} %"

    @property
    def told(self) -> str:
        """``likely (55–80 %)``: the word never stands without its numbers."""
        return f"{self.word} ({self.numbers})"


BANDS = (
    Band("almost_no_chance", "almost no chance", "remote", 1, 5),
    Band("very_unlikely", "very unlikely", "highly improbable", 5, 20),
    Band("unlikely", "unlikely", "improbable", 20, 45),
    Band("roughly_even", "roughly even chance", "roughly even odds", 45, 55),
    Band("likely", "likely", "probable", 55, 80),
    Band("very_likely", "very likely", "highly probable", 80, 95),
    Band("almost_certain", "almost certain", "nearly certain", 95, 99),
)
LIKELIHOODS = {band.key: band for band in BANDS}
CONFIDENCES = {
    "high": "good sources that agree; the reasoning stands without doubtful assumptions",
    "moderate": "credible sources, but too few or not independent enough for more",
    "low": "scant, doubtful or one-sided sources; the reasoning has gaps",
}


def band(key: str) -> Band:
    """The band of a key such as ``likely``. Raises KeyError for anything else."""
    return LIKELIHOODS[key]
