"""Each rule has a case for and a case against, and no single family decides."""

import numpy as np
import pytest

from hydrascope.detect.evidence import Evidence, Reason, card_sharing
from hydrascope.detect.pace import Pace
from hydrascope.detect.sharing import Diversity, Shared
from hydrascope.detect.verdict import EVENT, SCRIPTED, UNCLEAR, judge

EVEN, PEOPLE = Pace(0.2, 0.1, 0.3), Pace(1.0, 0.8, 1.2)
SOMEWHAT = Pace(0.7, 0.5, 0.9)


def value(attr, share, lift=20.0, controls=10, code=0, accounts=60):
    """A notable value of an attribute."""
    return Shared(
        attr,
        code,
        round(share * accounts),
        accounts,
        controls,
        1_000,
        lift,
        lift / 2,
        lift * 2,
        True,
    )


def spread(attr, effective, usual, known=60):
    return Diversity(attr, known, known, effective, effective * 0.9, effective * 1.1, usual)


def evidence(*, shared=(), diversity=(), **told):
    plain = {
        "accounts": 60,
        "expected": 2.0,
        "seconds": 3_600.0,
        "attr": None,
        "pace": None,
        "shared": shared,
        "labels": lambda attr, code: f"{attr} {code}",
        "diversity": {one.attr: one for one in diversity},
        "card_sharing": None,
        "card_sharing_usual": 0.02,
        "same_instant": 0.0,
        "is_first_seen": False,
    }
    return Evidence(**{**plain, **told})


def points(told, family):
    return sum(reason.points for reason in judge(told).reasons if reason.family == family)


ONE_MAKE = {
    "shared": [value("email_pattern", 0.8)],
    "diversity": [spread("email_pattern", 2, 40)],
}
ONE_PROGRAM = {"shared": [value("ja4", 0.9)], "diversity": [spread("ja4", 1.2, 30)]}
CARDS = [spread("payment", 8, 500)]
# Family, a case that speaks for a script, a case that speaks for people.
RULES = {
    "even pace": ("timing", {"pace": EVEN}, {"pace": PEOPLE}),
    "somewhat even pace": ("timing", {"pace": SOMEWHAT}, {"pace": PEOPLE}),
    "mail names": ("identity", ONE_MAKE, {"diversity": [spread("email_pattern", 40, 40)]}),
    "programs": ("client", ONE_PROGRAM, {"diversity": [spread("ja4", 30, 30)]}),
    "cards": (
        "payment",
        {"diversity": CARDS, "card_sharing": 0.6},
        {"diversity": CARDS, "card_sharing": 0.02},
    ),
    "one card": (
        "payment",
        {"diversity": CARDS, "card_sharing": 0.3},
        {"shared": [value("payment", 0.95)], "diversity": CARDS, "card_sharing": 0.95},
    ),
    "place": (
        "network",
        {"shared": [value("asn", 0.2, code=1), value("asn", 0.2, code=2)]},
        {"shared": [value("prefix", 0.8)]},
    ),
}


@pytest.mark.parametrize("name", RULES)
def test_each_rule_speaks_for_a_script_and_for_people(name):
    family, script, people = RULES[name]

    assert points(evidence(**script), family) > 0
    assert points(evidence(**people), family) < 0


@pytest.mark.parametrize("name", RULES)
def test_no_single_family_makes_a_script(name):
    _, script, _ = RULES[name]

    assert judge(evidence(**script)).words != SCRIPTED


@pytest.mark.parametrize(
    "told",
    [
        {"shared": [value("referrer", 0.8)]},
        {"shared": [value("email_domain", 0.9), value("prefix", 0.9)]},
        {"release": "alpha launched"},
    ],
)
def test_an_occasion_speaks_for_people(told):
    assert points(evidence(**told), "occasion") < 0


def test_fresh_mail_domains_speak_for_a_script():
    two = [value("email_domain", 0.1, controls=0, code=code) for code in (1, 2)]
    used = [value("email_domain", 0.1, controls=3, code=code) for code in (1, 2)]

    assert points(evidence(shared=two), "identity") == 1
    assert points(evidence(shared=used), "identity") == 0
    assert points(evidence(shared=two[:1]), "identity") == 0


def script(**told):
    """Evenly paced, mail names of one make, few programs, shared cards."""
    return evidence(
        shared=[value("email_pattern", 0.8), value("ja4", 0.9)],
        diversity=[spread("email_pattern", 2, 40), spread("ja4", 1.2, 30), *CARDS],
        card_sharing=0.6,
        **{"pace": EVEN, **told},
    )


def test_several_families_make_a_script_likely_and_sure():
    found = judge(script())

    assert found.words == SCRIPTED
    assert found.confidence == "high"
    assert found.points == pytest.approx(sum(reason.points for reason in found.reasons))
    sizes = [abs(reason.points) for reason in found.reasons]
    assert sizes == sorted(sizes, reverse=True)


@pytest.mark.parametrize("accounts", [3, 8, 14])
def test_small_bursts_stay_unclear_whatever_they_share(accounts):
    found = judge(script(accounts=accounts))

    assert (found.words, found.confidence) == (UNCLEAR, "low")
    assert any("too few to judge" in reason.sentence for reason in found.reasons)


def test_first_seen_times_cost_a_step_of_confidence():
    sure, less = judge(script()), judge(script(is_first_seen=True))

    assert (sure.confidence, less.confidence) == ("high", "moderate")
    assert less.words == sure.words


@pytest.mark.parametrize("seen", [None, EVEN, SOMEWHAT, PEOPLE])
def test_times_alone_are_unclear(seen):
    found = judge(evidence(pace=seen))

    assert (found.words, found.confidence) == (UNCLEAR, "low")
    assert any("Nothing but times" in reason.sentence for reason in found.reasons)


def test_the_pace_of_days_tells_nothing():
    assert points(evidence(pace=EVEN, seconds=3 * 86_400.0), "timing") == 0


GATHERINGS = {
    # A class: one mail domain, one campus, names made from a list, browsers of one lab.
    "class": {
        "shared": [
            *(value("email_domain", 0.95), value("prefix", 0.9), value("asn", 0.95)),
            *(value("email_pattern", 0.9), value("ja4", 0.8)),
        ],
        "diversity": [spread("email_pattern", 1.5, 40), spread("ja4", 1.5, 30)],
        "pace": PEOPLE,
    },
    # An office: one card pays, one network, one domain; everybody clicks within minutes.
    "office": {
        "shared": [
            *(value("email_domain", 1.0), value("prefix", 1.0), value("payment", 1.0)),
            *(value("email_pattern", 0.9), value("ja4", 0.9), value("client", 0.9)),
        ],
        "diversity": [
            *(spread("email_pattern", 1.3, 40), spread("ja4", 1.2, 30)),
            *(spread("client", 1.2, 12), spread("payment", 1.0, 500)),
        ],
        "card_sharing": 1.0,
        "pace": SOMEWHAT,
    },
    # A hackathon: one venue and one link, people and their laptops otherwise.
    "hackathon": {
        "shared": [value("prefix", 0.7), value("asn", 0.75), value("referrer", 0.8)],
        "diversity": [spread("email_pattern", 38, 40), spread("ja4", 25, 30), *CARDS],
        "card_sharing": 0.0,
        "pace": PEOPLE,
    },
    # A viral post: one referrer, nothing else in common.
    "post": {
        "shared": [value("referrer", 0.7)],
        "diversity": [spread("email_pattern", 40, 40), spread("ja4", 30, 30)],
        "pace": PEOPLE,
    },
}


@pytest.mark.parametrize("name", GATHERINGS)
def test_people_who_come_together_are_never_a_script(name):
    far_more = Reason("afterwards", 1, "They ask far more afterwards.")

    # An office where everybody clicks within minutes is even enough to be left open.
    assert judge(evidence(**GATHERINGS[name])).words == (UNCLEAR if name == "office" else EVENT)
    assert judge(evidence(**GATHERINGS[name], afterwards=[far_more])).words != SCRIPTED


def test_evidence_that_found_the_burst_is_not_used_twice():
    one = [value("prefix", 0.9)]
    cards = {"diversity": CARDS, "card_sharing": 0.9}

    assert points(evidence(shared=one, attr="prefix"), "network") == 0
    assert points(evidence(**cards, attr="payment"), "payment") == 0


@pytest.mark.parametrize(
    ("told", "part"),
    [
        ({"same_instant": 0.5}, "exactly the same time"),
        ({"is_first_seen": True}, "first requests stand in"),
        ({"expected": 20.0}, "would have signed up anyway"),
    ],
)
def test_limits_are_said_and_move_nothing(told, part):
    found = judge(evidence(**told))

    (reason,) = [reason for reason in found.reasons if part in reason.sentence]
    assert (reason.points, reason.side) == (0, "unknown")


def test_sides_follow_the_points():
    told = [Reason("x", number, "").side for number in (2, -0.5, 0)]

    assert told == ["scripted", "event", "unknown"]


def test_nobody_is_accused():
    for told in (script(), *(evidence(**one) for one in GATHERINGS.values())):
        said = " ".join(reason.sentence for reason in judge(told).reasons).lower()
        assert not any(word in said for word in ("fraud", "attack", "guilty", "criminal", "abuse"))


def test_card_sharing_counts_payers_not_cards():
    codes = [0, 0, 1, 1, 1, *range(2, 7), -1, -1]

    assert card_sharing(np.array(codes)) == pytest.approx(5 / 10)
    assert card_sharing(np.array(codes[:9])) is None


def test_clients_and_mail_names_alone_are_one_app_or_one_firm_s_laptops():
    """Four points and two families, but nothing that people cannot have in common."""
    told = evidence(
        shared=[value("email_pattern", 0.8), value("ja4", 0.9), value("client", 0.9)],
        diversity=[
            spread("email_pattern", 2, 40),
            spread("ja4", 1.2, 30),
            spread("client", 1.1, 8),
        ],
    )
    assert judge(told).points >= 4
    assert judge(told).words == UNCLEAR


def test_times_that_an_import_wrote_prove_nothing():
    assert judge(script(same_instant=1.0)).words == UNCLEAR


def test_three_accounts_that_tell_a_network_do_not_acquit_sixty():
    few = [value(name, 1.0, accounts=3) for name in ("prefix", "email_domain", "referrer")]
    told = evidence(shared=few)

    assert points(told, "network") == 0
    assert points(told, "occasion") == 0


def test_colleagues_with_single_sign_on_are_one_organisation_without_an_office():
    told = evidence(shared=[value("email_domain", 0.95), value("identity_provider", 0.95)])

    assert points(told, "occasion") < 0
