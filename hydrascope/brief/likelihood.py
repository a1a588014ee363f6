"""How likely and how sure, in the words of ICD 203: by rule from the detection, or by a person.

The rule takes the detection's confidence, which follows from its points (docs/clusters.md), to a
band. Points are no calibrated probability: the brief says so, software never says *almost
certain*, and a person's verdict takes the rule's place.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from hydrascope import fmt, icd203
from hydrascope.brief.casefile import Verdict
from hydrascope.brief.facts import Facts

# By the detection's confidence: high is nine points or more, moderate six, low four.
BY_RULE: Mapping[str, str] = {
    "high": "very_likely",
    "moderate": "likely",
    "low": "roughly_even",
}
COORDINATED = "coordinated"


@dataclass(frozen=True)
class Judged:
    """One cluster's likelihood and confidence, and whose they are ("" for the rule's)."""

    cluster_id: str
    band: str
    confidence: str
    by: str = ""
    answer: str = ""


def latest(verdicts: Sequence[Verdict], cluster_id: str, question: str) -> list[Verdict]:
    """What each author said last on a question about a cluster, oldest first."""
    last: dict[str, Verdict] = {}
    for verdict in sorted(verdicts, key=lambda one: one.at):
        if (verdict.cluster_id, verdict.question) == (cluster_id, question):
            last.pop(verdict.author, None)
            last[verdict.author] = verdict
    return list(last.values())


def judged(facts: Facts, cluster: "pd.Series[Any]") -> list[Judged]:
    """What is judged of one cluster: each person's last word, else what the rule says."""
    cluster_id = str(cluster["cluster_id"])
    said = latest(facts.case.verdicts, cluster_id, COORDINATED)
    if said:
        return [
            Judged(cluster_id, one.likelihood, one.confidence, one.author, one.answer)
            for one in said
        ]
    if cluster["kind"] != COORDINATED:
        return [Judged(cluster_id, "", str(cluster["confidence"]))]
    confidence = str(cluster["confidence"])
    return [Judged(cluster_id, BY_RULE[confidence], confidence)]


def band(name: str) -> str:
    """A band as text: ``very likely (80–95%)``."""
    if not name:
        return "not judged"
    found = icd203.band(name)
    return f"{found.word} ({found.low}–{found.high}%)"


def differ(said: Sequence[Judged]) -> bool:
    """Whether people said different things of one cluster."""
    return len({(one.band, one.answer) for one in said}) > 1


def by_value(pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Names that have a value in common, together: ``[("high", "A and C")]``."""
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(value, []).append(name)
    return [(value, fmt.listing(names)) for value, names in found.items()]
