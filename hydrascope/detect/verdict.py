"""Script, event or unclear: the reasons for and against, added up in the open.

Each reason has a family, and points that say how far it moves the verdict: above zero
towards a script, below towards people. The points are judgements, listed here and in
docs/detection.md, not probabilities. No single family decides: a script needs several,
because an office, a class or a hackathon is uniform in one respect and people in all others.
The verdict is about the sign-ups; it names nobody and accuses nobody.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from hydrascope.detect.evidence import Evidence, Reason

SCRIPTED = "scripted sign-ups likely"
EVENT = "promotion or event likely"
UNCLEAR = "unclear"

SCRIPT_POINTS, EVENT_POINTS = 4.0, -2.0
SCRIPT_FAMILIES = 2
SAME_INSTANT = 0.2  # share that carries one and the same time: an import, not people or loops
LEAST_JUDGED = 15  # accounts: fewer show no shares to speak of
# Above this the gaps tell nothing: days of it follow waking hours, script or not.
LONGEST_PACED_S = 1.5 * 86_400
# Much narrower, narrower: the burst's effective number over its controls'.
MUCH_NARROWER, NARROWER = 0.33, 0.55
ONE_PLACE, ONE_REFERRER, ONE_DOMAIN, ONE_PAYER = 0.5, 0.6, 0.6, 0.8


@dataclass(frozen=True)
class Verdict:
    """A likelihood in words, the points behind it and how sure one can be."""

    words: str
    points: float
    confidence: str
    reasons: Sequence[Reason]


def judge(evidence: Evidence) -> Verdict:
    """Weigh one burst."""
    reasons = [reason for rule in RULES for reason in rule(evidence)]
    reasons += evidence.afterwards
    points = sum(reason.points for reason in reasons)
    speaking = {reason.family for reason in reasons if reason.points >= 1}
    inviting = [reason for reason in reasons if reason.points <= -2]
    words = UNCLEAR
    if evidence.accounts < LEAST_JUDGED:
        pass
    elif points >= SCRIPT_POINTS and _is_enough(evidence, speaking):
        words = SCRIPTED
    elif points <= EVENT_POINTS and inviting:
        words = EVENT
    ordered = sorted(reasons, key=lambda reason: -abs(reason.points))
    return Verdict(words, points, _confidence(evidence, words, points, reasons), ordered)


def _is_enough(evidence: Evidence, speaking: set[str]) -> bool:
    """Whether the families that speak for a script are such that people cannot explain them.

    One app or one firm's laptops make clients and mail names alike: these two need timing,
    payment or a third family beside them. Times written by an import prove nothing at all.
    """
    if evidence.same_instant >= SAME_INSTANT:
        return False
    return len(speaking) >= SCRIPT_FAMILIES and (
        bool(speaking & {"timing", "payment"}) or len(speaking) > SCRIPT_FAMILIES
    )


def _confidence(evidence: Evidence, words: str, points: float, reasons: Sequence[Reason]) -> str:
    """How sure: by margin, by how many families speak, by size; first-seen times cost a step."""
    families = {reason.family for reason in reasons if reason.points}
    margin = points - SCRIPT_POINTS if words == SCRIPTED else EVENT_POINTS - points
    level = 0
    if words != UNCLEAR:
        level = 2 if margin >= 2 and len(families) >= 3 and evidence.accounts >= 30 else 1
    level -= evidence.is_first_seen
    return ("low", "moderate", "high")[max(level, 0)]


def _percent(share: float) -> str:
    return f"{share * 100:.0f}%" if share >= 0.1 else f"{share * 100:.1f}%"


def _pace(evidence: Evidence) -> Iterable[Reason]:
    seen = evidence.pace
    if seen is None or evidence.seconds > LONGEST_PACED_S:
        return
    told = f"(local variation {seen.regularity:.2f}, people arriving on their own have about 1)"
    if seen.high < 0.8:
        yield Reason("timing", 3, f"The sign-ups are evenly paced, as a loop makes them {told}.")
    elif seen.high < 1:
        yield Reason("timing", 1.5, f"The sign-ups are somewhat evenly paced {told}.")
    elif seen.low <= 1 and seen.high - seen.low < 1:
        yield Reason("timing", -1, f"The gaps between sign-ups are those of people {told}.")


def _one_organisation(evidence: Evidence) -> bool:
    """One mail domain, and one network, organisation or single sign-on: colleagues or a class.

    Their names look alike because somebody gave them out, and so may their programs.
    """
    domain, place = evidence.top("email_domain"), evidence.top("prefix") or evidence.top("asn")
    if domain is None or domain.share < ONE_DOMAIN:
        return False
    tied = (evidence.top("org"), evidence.top("identity_provider"))
    return bool(place and place.share >= ONE_PLACE) or any(
        one is not None and one.share >= ONE_DOMAIN for one in tied
    )


def _identity(evidence: Evidence) -> Iterable[Reason]:
    narrow = evidence.narrowness("email_pattern")
    top = evidence.top("email_pattern")
    if narrow is not None and not _one_organisation(evidence):
        seen = evidence.diversity["email_pattern"]
        told = (
            f"effectively {seen.effective:.0f} shapes of mail name where ordinary sign-ups have"
            f" {seen.control_effective:.0f}"
        )
        if narrow < NARROWER and top is not None:
            shape = evidence.labels("email_pattern", top.code)
            yield Reason(
                "identity",
                2.5 if narrow < MUCH_NARROWER else 1.5,
                f"The mail names are of one make: {_percent(top.share)} look like {shape}, {told}.",
            )
        elif evidence.is_as_diverse("email_pattern"):
            yield Reason("identity", -1.5, f"The mail names are as varied as usual: {told}.")
    fresh = [
        one
        for one in evidence.shared
        if one.attr == "email_domain" and one.is_notable and not one.control_accounts
    ]
    covered = sum(one.share for one in fresh)
    if len(fresh) >= 2 and covered >= 0.1:
        yield Reason(
            "identity",
            1,
            f"{len(fresh)} mail domains that comparable sign-ups never have make up"
            f" {_percent(covered)}.",
        )


def _client(evidence: Evidence) -> Iterable[Reason]:
    narrow = {name: evidence.narrowness(name) for name in ("ja4", "client")}
    known = {name: value for name, value in narrow.items() if value is not None}
    if not known:
        return
    names = {"ja4": "TLS fingerprints", "client": "clients"}
    told = ", ".join(
        f"effectively {evidence.diversity[name].effective:.1f} {names[name]} where"
        f" ordinary sign-ups have {evidence.diversity[name].control_effective:.1f}"
        for name in known
    )
    points = 1.5 * (known.get("ja4", 1.0) < 0.6) + 1.0 * (known.get("client", 1.0) < 0.6)
    top = evidence.top("ja4") or evidence.top("user_agent")
    if points and top is not None:
        yield Reason("client", points, f"They come from few and unusual programs: {told}.")
    elif all(evidence.is_as_diverse(name) for name in known):
        yield Reason("client", -1, f"Their programs are as varied as usual: {told}.")


def _payment(evidence: Evidence) -> Iterable[Reason]:
    seen, sharing = evidence.diversity.get("payment"), evidence.card_sharing
    if seen is None or sharing is None or evidence.attr == "payment":
        return
    top = evidence.top("payment")
    if top is not None and top.share >= ONE_PAYER:
        yield Reason(
            "payment", -0.5, f"One card pays for {_percent(top.share)}: one customer, openly."
        )
        return
    usual = evidence.card_sharing_usual
    told = f"(of as many ordinary payers {_percent(usual)})"
    if sharing >= 0.25 and sharing >= 4 * usual:
        yield Reason(
            "payment", 2, f"{_percent(sharing)} of the payers share a card with another {told}."
        )
    elif sharing >= 0.1 and sharing >= 4 * usual:
        yield Reason(
            "payment", 1, f"{_percent(sharing)} of the payers share a card with another {told}."
        )
    elif sharing <= max(2 * usual, 0.05) and seen.known >= 20:
        yield Reason(
            "payment", -0.5, f"Hardly any share a card: {_percent(sharing)} of the payers {told}."
        )


def _place(evidence: Evidence) -> Iterable[Reason]:
    place = evidence.top("prefix") or evidence.top("asn")
    if evidence.attr in ("prefix", "asn"):
        return  # it was looked for inside one network, which therefore tells nothing
    if place is not None and place.share >= ONE_PLACE:
        where = "one network prefix" if place.attr == "prefix" else "one network"
        yield Reason(
            "network",
            -2,
            f"{_percent(place.share)} sign up from {where}, as a venue, a campus or an office"
            " has; a single proxy would look the same.",
        )
        return
    odd = [one for one in evidence.shared if one.attr == "asn" and one.is_notable]
    covered, usual = sum(one.share for one in odd), sum(one.control_share for one in odd)
    if len(odd) >= 2 and covered >= 0.25:
        yield Reason(
            "network",
            0.5,
            f"{len(odd)} networks that are rare among ordinary sign-ups carry"
            f" {_percent(covered)} (usually {_percent(usual)}).",
        )


def _occasion(evidence: Evidence) -> Iterable[Reason]:
    top = evidence.top("referrer")
    if top is not None and top.share >= ONE_REFERRER and top.lift >= 3:
        yield Reason(
            "occasion",
            -2,
            f"{_percent(top.share)} of those whose referrer is known come from"
            f" “{evidence.labels('referrer', top.code)}” ({top.lift:.0f} times as many as usual):"
            " a post, an announcement or an event.",
        )
    if _one_organisation(evidence):
        yield Reason(
            "occasion",
            -2,
            "One mail domain with one network, organisation or single sign-on: a class or a"
            " company.",
        )
    if evidence.release:
        yield Reason("occasion", -1, f"Just before, there was news: {evidence.release}.")


def _limits(evidence: Evidence) -> Iterable[Reason]:
    if evidence.same_instant >= SAME_INSTANT:
        yield Reason(
            "data",
            0,
            f"{_percent(evidence.same_instant)} carry exactly the same time: an import or a"
            " migration writes such times.",
        )
    if evidence.is_first_seen:
        yield Reason("data", 0, "No sign-up times are known: first requests stand in for them.")
    if evidence.expected >= 0.2 * evidence.accounts:
        yield Reason(
            "data",
            0,
            f"About {evidence.expected:.0f} of the {evidence.accounts} would have signed up"
            " anyway: who they are cannot be told from the times.",
        )
    if not evidence.shared:
        yield Reason("data", 0, "Nothing but times is known of these accounts.")
    elif evidence.accounts < LEAST_JUDGED:
        yield Reason("data", 0, "Fewer than fifteen accounts: too few to judge.")


RULES: tuple[Callable[[Evidence], Iterable[Reason]], ...] = (
    _pace, _identity, _client, _payment, _place, _occasion, _limits,
)  # fmt: skip
