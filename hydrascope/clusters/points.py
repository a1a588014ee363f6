"""The tests on a cluster as a whole, each with its points and a sentence.

Points above zero speak for one operator, below for innocent accounts; they are judgements,
listed here and in docs/clusters.md, not probabilities.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from hydrascope.clusters.evidence import BATCH, PAYMENT, TEMPLATES
from hydrascope.clusters.explanations import Explained
from hydrascope.clusters.pairs import SPEAKS
from hydrascope.clusters.pooled import Measured
from hydrascope.clusters.succession import Handover

FOR, AGAINST, UNKNOWN = "coordinated", "innocent", "unknown"
MOSTLY = 0.6  # of the accounts, from which an explanation covers a cluster
IN_STEP, WELL_IN_STEP = 3.0, 8.0  # median bits of synchrony
HANDED_OVER, LEAST_STARTS = 2.0, 5  # starts after stops per start before; starts needed
HEAVY = 5.0  # requests per account against the ordinary median, that make a reseller


@dataclass(frozen=True)
class Test:
    """One test: what was measured, what is ordinary, which side it speaks for and how far."""

    test: str
    side: str
    points: float
    sentence: str
    value: float | None = None
    unit: str | None = None
    ordinary: Measured | None = None


@dataclass(frozen=True)
class Facts:
    """What is known of a cluster when its kind is decided."""

    accounts: int
    families: Mapping[str, float]  # median bits of each family
    measured: Mapping[str, Measured | None]
    handover: Handover
    explained: Explained
    requests_per_account: float
    usual_requests: float
    is_app: bool = False  # found as the users of one app
    part: float | None = None  # of the members' requests, where it is one job among others
    in_one_day: float | None = None  # of what they do in step; None where nobody can say


ORGANISATIONS = (
    "Its accounts belong to several organisations; each shares its own means with colleagues."
)


def shared_place(found: Explained) -> str:
    if found.organisation >= found.place:
        return f"One organisation or mail domain holds {found.organisation:.0%} of the accounts."
    return f"One network prefix or address holds {found.place:.0%} of the accounts."


def _synchrony(facts: Facts) -> list[Test]:
    seen = facts.measured.get("synchrony")
    if seen is None:
        return [Test("synchrony", UNKNOWN, 0.0, "There are no single requests to compare.")]
    told = (seen.value, "bits", seen)
    if seen.value > max(seen.high, IN_STEP):
        points = 4.0 if seen.value >= WELL_IN_STEP else 3.0
        return [Test("synchrony", FOR, points,
            "Members ask in the same minutes, far more than chance and the hour of day explain:"
            f" half of them by {seen.value:.0f} bits or more.", *told)]  # fmt: skip
    return [Test("synchrony", AGAINST, -2.0,
        "Members do not ask in the same minutes more than accounts with nothing in common.",
        *told)]  # fmt: skip


def _handover(facts: Facts) -> list[Test]:
    seen = facts.handover
    if not seen.stops:
        return [Test("handover", UNKNOWN, 0.0, "No member was banned: nobody had to take over.")]
    said = (
        f"{seen.ratio:.1f} times as many members start in the 32 hours after a ban as in those"
        " before it."
    )
    if seen.after >= LEAST_STARTS and seen.ratio >= HANDED_OVER:
        points = 3.0 if seen.ratio >= 2 * HANDED_OVER else 2.0
        return [Test("handover", FOR, points, f"Banned accounts are replaced: {said}", seen.ratio,
                     "times")]  # fmt: skip
    return [Test("handover", UNKNOWN, 0.0, said, seen.ratio, "times")]


def _templates(facts: Facts) -> list[Test]:
    seen = facts.measured.get("templates")
    if seen is None:
        return [Test("templates", UNKNOWN, 0.0, "The data hold no prompt templates.")]
    told = (seen.value, "share", seen)
    if seen.is_high and seen.value >= 0.1:
        points = 2.0 if seen.value >= max(2 * seen.high, 0.4) else 1.0
        return [Test("templates", FOR, points,
            f"{seen.value:.0%} of the requests come from rare templates that three or more"
            f" members use; of as many other accounts {seen.median:.0%}.", *told)]  # fmt: skip
    return [Test("templates", AGAINST, -1.0,
        "Members share no more rare templates than any accounts do: the work is diverse.",
        *told)]  # fmt: skip


def _quiet(facts: Facts) -> list[Test]:
    seen = facts.measured.get("quiet_hours")
    if seen is None:
        return []
    told = (seen.value, "share", seen)
    if seen.is_high and seen.value >= 0.2:
        return [Test("quiet_hours", FOR, 1.0,
            f"The quietest eight hours of the day still hold {seen.value:.0%} of the requests:"
            " work goes round the clock.", *told)]  # fmt: skip
    if seen.is_low:
        return [Test("quiet_hours", UNKNOWN, 0.0,
            f"The quietest eight hours of the day hold {seen.value:.0%} of the requests: shifts"
            " or waking hours of one region.", *told)]  # fmt: skip
    return [Test("quiet_hours", UNKNOWN, 0.0, "The hours of the day are ordinary.", *told)]


def _release(facts: Facts) -> list[Test]:
    seen = facts.measured.get("release")
    if seen is None:
        return []
    told = (seen.value, "share", seen)
    if seen.is_high and seen.value >= 1.5 * seen.median:
        return [Test("release", FOR, 1.0,
            f"{seen.value:.0%} of those who could moved to a new model within 16 hours of its"
            f" release; of as many other accounts {seen.median:.0%}.", *told)]  # fmt: skip
    return [Test("release", UNKNOWN, 0.0, "They took up new models as others did.", *told)]


def _shape(facts: Facts) -> list[Test]:
    found = []
    tasks, answers = facts.measured.get("tasks"), facts.measured.get("answer_length")
    if tasks is not None:
        odd = tasks.is_high
        found.append(Test("tasks", FOR if odd else UNKNOWN, 0.5 if odd else 0.0,
            "The mix of tasks differs from everybody's more than chance allows." if odd
            else "The mix of tasks is ordinary.", tasks.value, "bits", tasks))  # fmt: skip
    if answers is not None:
        odd = answers.is_high
        found.append(Test("answer_length", FOR if odd else UNKNOWN, 0.5 if odd else 0.0,
            f"Answers are long for what is asked: {answers.value:.1f} tokens out per token in,"
            f" ordinarily {answers.median:.1f}." if odd
            else "The length of the answers is not unusually large.",
            answers.value, "tokens per token", answers))  # fmt: skip
    return found


def _means(facts: Facts) -> list[Test]:
    """Who pays and when they signed up, where no organisation explains it."""
    found, organised = [], facts.explained.organisations >= MOSTLY
    if facts.families.get(PAYMENT, 0.0) >= SPEAKS:
        found.append(Test("payment", UNKNOWN if organised else FOR, 0.0 if organised else 1.5,
            "Half of the members or more pay with means that other members use too."))  # fmt: skip
    if facts.families.get(BATCH, 0.0) >= SPEAKS:
        found.append(Test("batch", FOR, 1.0,
            "Half of the members or more signed up in hours in which others did, beyond what"
            " is usual for the hour."))  # fmt: skip
    return found


def _company(facts: Facts) -> list[Test]:
    found = facts.explained
    covered = max(found.organisation, found.place)
    if covered >= MOSTLY:
        return [Test("organisation", AGAINST, -4.0, shared_place(found), covered, "share")]
    if found.organisations >= MOSTLY:
        return [Test("organisation", AGAINST, -4.0, ORGANISATIONS, found.organisations, "share")]
    return [Test("organisation", UNKNOWN, 0.0,
        f"No organisation, mail domain or office explains more than {covered:.0%} of the"
        " accounts.", covered, "share")]  # fmt: skip


def _heavy(facts: Facts) -> list[Test]:
    ratio = facts.requests_per_account / max(facts.usual_requests, 1e-9)
    if ratio >= HEAVY and facts.families.get(TEMPLATES, 0.0) < SPEAKS:
        return [Test("volume", AGAINST, -1.0,
            f"Each account asks {ratio:.0f} times as much as usual for diverse work, as the"
            " accounts of a reseller do.", ratio, "times")]  # fmt: skip
    return [Test("volume", UNKNOWN, 0.0,
        f"Each account asks {ratio:.1f} times as much as usual.", ratio, "times")]  # fmt: skip


RULES = (
    _synchrony, _handover, _templates, _means, _release, _quiet, _shape, _company, _heavy,
)  # fmt: skip
