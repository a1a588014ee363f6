"""What kind of cluster it is: tests with points for and against, added up in the open.

Points are judgements, listed here and in docs/detection.md, not probabilities. Accounts that
look alike are not yet one operator: the same office, shop, class or program makes accounts
look alike, and each has its explanation tried first. *Coordinated* needs the accounts to act
as one: in the same minutes, by taking over from each other, or by paying with the same means under
names that have nothing else in common. The kind is about the accounts; it names nobody.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from hydrascope.clusters.evidence import BATCH, CLIENT, IDENTITY, NETWORK, PAYMENT
from hydrascope.clusters.pairs import SPEAKS
from hydrascope.clusters.points import (
    FOR,
    HEAVY,
    MOSTLY,
    ORGANISATIONS,
    RULES,
    Facts,
    Test,
    shared_place,
)

COORDINATED, SHARED_NETWORK, RESELLER = "coordinated", "shared_network", "reseller_like"
EVALUATION, SHARED_APP, UNCLEAR = "evaluation_like", "shared_app", "unclear"

ENOUGH, SURE_POINTS, FAIRLY = 4.0, 9.0, 6.0
NEARLY_ALL = 0.9
DOING = {"synchrony", "handover"}  # tests that say the accounts act; offices do neither
ONE_WORK = 0.3  # of the requests from templates in common: less is many customers' work
OPENLY_ONE = 0.8  # of one organisation and paid by one card: nothing is hidden
ONE_OCCASION = 0.8  # of what is done in step, within one day
SMALL = 20  # accounts: fewer are never called high


@dataclass(frozen=True)
class Kind:
    """The decision, the points behind it and every test; ``fell`` names the filter, if any."""

    kind: str
    confidence: str
    points: float
    tests: Sequence[Test]
    explained_by: str | None
    fell: str | None = None


def decide(facts: Facts) -> Kind:
    """Weigh one cluster. The order of the explanations is that of the module's text."""
    tests = [test for rule in RULES for test in rule(facts)]
    points = sum(test.points for test in tests)
    doing = {test.test for test in tests if test.side == FOR} & DOING
    kind, why = _innocent(facts, doing)
    if kind is None and doing and (restraint := _cannot_tell(facts, doing)):
        return Kind(UNCLEAR, "low", points, tests, restraint)
    if kind is None and doing and points >= ENOUGH:
        return Kind(COORDINATED, _confidence(facts, points), points, tests, _doubt(facts))
    if kind is not None:
        return Kind(kind, _explained_confidence(facts), points, tests, why)
    if facts.explained.organisations >= MOSTLY:
        return Kind(UNCLEAR, "low", points, tests, ORGANISATIONS, fell="organisations")
    cannot_tell = facts.measured.get("synchrony") is None and not facts.handover.stops
    if points >= ENOUGH or doing or cannot_tell:
        return Kind(UNCLEAR, "low", points, tests, _doubt(facts))
    return Kind(UNCLEAR, "low", points, tests, None, fell="acting together")


def _innocent(facts: Facts, doing: set[str]) -> tuple[str | None, str | None]:
    """The kind of an innocent explanation that covers most of the accounts, in a sentence."""
    found = facts.explained
    if doing and (why := _evaluation(facts)):
        return EVALUATION, why
    if max(found.organisation, found.place) >= MOSTLY and doing != DOING:
        return SHARED_NETWORK, shared_place(found)
    if not doing and _is_app(facts):
        return SHARED_APP, (
            f"{found.program:.0%} use one client program and share little else: users of one app"
            " have its templates in common without knowing each other."
        )
    if _is_pool(facts) and (not doing or _only_replaced(facts, doing)):
        return RESELLER, (
            "The accounts share means of payment, exits or a client, ask"
            f" {facts.requests_per_account / facts.usual_requests:.0f} times as much as usual and"
            " are not in step: a reseller serves many customers from such a pool"
            + (" and replaces the accounts that are banned." if doing else ".")
        )
    return None, None


def _evaluation(facts: Facts) -> str | None:
    """Why accounts in step may be an agreed evaluation; None where nothing says so."""
    found = facts.explained
    if min(found.organisation, found.card) >= OPENLY_ONE:
        return (
            f"One organisation holds {found.organisation:.0%} of the accounts, one card pays for"
            f" {found.card:.0%} and nothing is hidden: an agreed evaluation looks like this."
        )
    if found.program >= NEARLY_ALL and found.program_own >= NEARLY_ALL and _plain(facts):
        return (
            f"One program that hardly anybody else runs made the requests of {found.program:.0%}"
            " of the accounts, in step and without replacements: a test bench looks like this."
        )
    return None


def _cannot_tell(facts: Facts, doing: set[str]) -> str | None:
    """Why accounts in step may be people in one room; None where more than that is known.

    Whoever shares cards, networks or names, or replaces the banned, is not covered.
    """
    apart = all(facts.families.get(name, 0.0) < SPEAKS for name in (PAYMENT, NETWORK, IDENTITY))
    if not apart or "handover" in doing:
        return None
    if facts.in_one_day is not None and facts.in_one_day >= ONE_OCCASION:
        return (
            f"{facts.in_one_day:.0%} of what they do in step lies within one day, and they share"
            " neither cards nor networks nor names: people who attend one workshop look the same."
        )
    if facts.accounts < SMALL and facts.families.get(BATCH, 0.0) < SPEAKS:
        return (
            f"Only {facts.accounts} accounts are in step, and nothing says who pays, where they"
            " come from or who they are: a team that runs one test looks the same."
        )
    return None


def _plain(facts: Facts) -> bool:
    """Few accounts, none of which takes over from another."""
    return facts.handover.stops == 0 and facts.accounts < 5 * SMALL


def _is_app(facts: Facts) -> bool:
    if facts.is_app:
        return True
    apart = (PAYMENT, NETWORK, IDENTITY, BATCH)
    return facts.explained.program >= MOSTLY and all(
        facts.families.get(name, 0.0) < SPEAKS for name in apart
    )


def _is_pool(facts: Facts) -> bool:
    shared = (PAYMENT, NETWORK, CLIENT)
    heavy = facts.requests_per_account >= HEAVY * facts.usual_requests
    return heavy and any(facts.families.get(name, 0.0) >= SPEAKS for name in shared)


def _only_replaced(facts: Facts, doing: set[str]) -> bool:
    """Banned accounts are replaced, but the accounts neither ask in step nor do one work."""
    known = facts.measured.get("synchrony") is not None and facts.part is None
    templates = facts.measured.get("templates")
    told = known and templates is not None and templates.value < ONE_WORK
    return told and "synchrony" not in doing


def _doubt(facts: Facts) -> str | None:
    """The innocent explanation that comes closest, when it covers a fifth or more."""
    found = facts.explained
    if facts.part is not None:
        return (
            f"Only {facts.part:.0%} of these accounts' requests are this work; the rest is other"
            " people's, as with a reseller whose accounts a campaign buys: whoever holds the"
            " accounts need not be whoever does the work."
        )
    told = [
        (found.organisation, "belong to one organisation or mail domain"),
        (found.place, "come from one network prefix or address"),
        (found.organisations, "have colleagues in their own organisation among the others"),
        (found.program, "use one client program"),
    ]
    share, words = max(told)
    return f"{share:.0%} {words}: look at these first." if share >= 0.2 else None


def _confidence(facts: Facts, points: float) -> str:
    speaking = sum(bits >= SPEAKS for bits in facts.families.values())
    level = 2 if points >= SURE_POINTS and speaking >= 3 else 1 if points >= FAIRLY else 0
    if facts.accounts < SMALL:
        level = min(level, 1)
    return ("low", "moderate", "high")[level]


def _explained_confidence(facts: Facts) -> str:
    found = facts.explained
    covered = max(found.organisation, found.place, found.program)
    if covered < MOSTLY:
        return "low"
    return "high" if covered >= NEARLY_ALL and facts.accounts >= SMALL else "moderate"
