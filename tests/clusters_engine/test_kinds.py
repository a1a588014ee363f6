"""From facts to a kind: each innocent explanation wins where it should, and only there."""

from dataclasses import replace

import pandas as pd
import pytest

from hydrascope.clusters.explanations import Explained
from hydrascope.clusters.kinds import ENOUGH, SMALL, decide
from hydrascope.clusters.points import Facts
from hydrascope.clusters.pooled import Measured
from hydrascope.clusters.succession import Handover

NOBODY = Explained(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
PAIRS = pd.DataFrame({"from_place": [], "to_place": [], "gap_hours": [], "bits": []})
ORDINARY = {
    "synchrony": Measured(0.0, -1.0, 0.0, 1.0),
    "templates": Measured(0.02, 0.01, 0.02, 0.04),
    "quiet_hours": Measured(0.1, 0.05, 0.1, 0.15),
    "answer_length": Measured(2.0, 1.0, 2.0, 3.0),
    "tasks": Measured(0.01, 0.005, 0.01, 0.02),
    "release": Measured(0.2, 0.1, 0.2, 0.3),
}
IN_STEP = {"synchrony": Measured(14.0, -1.0, 0.0, 1.0)}
OWN_WORK = {"templates": Measured(0.7, 0.01, 0.02, 0.04)}
REPLACED = Handover(50, 60, 10, PAIRS)
NEVER_BANNED = Handover(0, 0, 0, PAIRS)
FAMILIES = {"payment": 3.0, "network": 4.0, "templates": 12.0}


def facts(measured=(), explained=NOBODY, handover=NEVER_BANNED, **changed):
    base = Facts(
        accounts=200,
        families=FAMILIES,
        measured={**ORDINARY, **dict(measured)},
        handover=handover,
        explained=explained,
        requests_per_account=100.0,
        usual_requests=100.0,
    )
    return replace(base, **changed)


def covering(**shares):
    return replace(NOBODY, **shares)


OPERATOR = facts({**IN_STEP, **OWN_WORK}, handover=REPLACED)

KINDS = {
    "in step and replaced": (OPERATOR, "coordinated"),
    "in step, its own work": (facts({**IN_STEP, **OWN_WORK}), "coordinated"),
    "replaced, its own work": (facts(OWN_WORK, handover=REPLACED), "coordinated"),
    "one organisation": (facts(explained=covering(organisation=0.7)), "shared_network"),
    "one organisation, in step": (
        facts({**IN_STEP, **OWN_WORK}, covering(organisation=0.7)),
        "shared_network",
    ),
    "campus": (facts(explained=covering(place=0.9)), "shared_network"),
    "users of one app": (
        facts(OWN_WORK, covering(program=0.9, program_own=0.5), families={"templates": 12.0}),
        "shared_app",
    ),
    "app users in step are no app": (
        facts({**IN_STEP, **OWN_WORK}, covering(program=0.9, program_own=0.5),
              families={"templates": 12.0}),
        "coordinated",
    ),
    "one program, but one payer": (
        facts(OWN_WORK, covering(program=0.9), families={"templates": 12.0, "payment": 5.0}),
        "unclear",
    ),
    "reseller": (facts(families={"payment": 5.0, "network": 5.0}, requests_per_account=900.0),
                 "reseller_like"),
    "heavy and in step is no reseller": (
        facts({**IN_STEP, **OWN_WORK}, requests_per_account=900.0), "coordinated"),
    "evaluator with one card": (
        facts({**IN_STEP, **OWN_WORK}, covering(organisation=0.95, card=0.95)),
        "evaluation_like",
    ),
    "evaluator with one test bench": (
        facts({**IN_STEP, **OWN_WORK}, covering(program=0.95, program_own=0.95), accounts=40),
        "evaluation_like",
    ),
    "a bench whose accounts are replaced is none": (
        facts({**IN_STEP, **OWN_WORK}, covering(program=0.95, program_own=0.95), REPLACED,
              accounts=40),
        "coordinated",
    ),
    "alike and nothing else": (facts(), "unclear"),
}  # fmt: skip


@pytest.mark.parametrize("case", KINDS)
def test_facts_and_their_kind(case):
    seen, kind = KINDS[case]

    assert decide(seen).kind == kind


@pytest.mark.parametrize(
    "measured", [{}, OWN_WORK, {**OWN_WORK, "release": Measured(0.9, 0.1, 0.2, 0.3)}]
)
@pytest.mark.parametrize("families", [FAMILIES, {"payment": 14.0, "batch": 9.0, "templates": 24.0}])
def test_coordinated_needs_accounts_that_act_as_one(measured, families):
    """However alike they are: without synchrony or hand-over it stays unclear."""
    assert decide(facts(measured, families=families)).kind != "coordinated"


def test_alike_and_nothing_else_falls_and_says_where():
    assert decide(facts()).fell == "acting together"
    assert decide(facts(explained=covering(organisations=0.8))).fell == "organisations"


@pytest.mark.parametrize("accounts", [8, SMALL - 1])
def test_few_accounts_are_never_called_high(accounts):
    assert decide(OPERATOR).confidence == "high"

    assert decide(replace(OPERATOR, accounts=accounts)).confidence != "high"


@pytest.mark.parametrize("accounts", [8, SMALL - 1])
@pytest.mark.parametrize("case", ["campus", "users of one app", "evaluator with one card"])
def test_few_accounts_are_never_called_high_whatever_the_kind(case, accounts):
    assert decide(replace(KINDS[case][0], accounts=accounts)).confidence != "high"


@pytest.mark.parametrize("share", ["place", "organisation"])
def test_an_operator_behind_one_exit_or_mail_domain_is_no_campus(share):
    """A campus has no accounts that are banned and replaced, all in the same minutes."""
    assert decide(replace(OPERATOR, explained=covering(**{share: 0.7}))).kind == "coordinated"


def test_points_are_those_of_the_tests():
    for seen, _ in KINDS.values():
        kind = decide(seen)

        assert kind.points == pytest.approx(sum(test.points for test in kind.tests))
        for test in kind.tests:
            assert (test.points > 0) == (test.side == "coordinated"), test
            assert (test.points < 0) == (test.side == "innocent"), test
            assert test.sentence.endswith("."), test


def test_what_the_data_lack_is_unknown_and_no_test_for_or_against():
    nothing = dict.fromkeys(ORDINARY)

    kind = decide(facts(nothing, families={"payment": 5.0, "client": 5.0}))

    assert kind.kind in {"unclear", "reseller_like"}
    sides = {test.test: test.side for test in kind.tests}
    assert sides["synchrony"] == sides["templates"] == sides["handover"] == "unknown"


def test_handover_needs_some_starts():
    few = Handover(3, 4, 0, PAIRS)

    assert decide(facts(OWN_WORK, handover=few)).kind != "coordinated"


def test_ordinary_synchrony_is_not_in_step():
    """Bits that other groups of that size reach too are no synchrony."""
    usual = {"synchrony": Measured(9.0, 2.0, 6.0, 10.0), **OWN_WORK}

    assert decide(facts(usual)).kind == "unclear"


def test_enough_points_without_an_explanation_are_shown_as_unclear():
    busy = {"release": Measured(0.9, 0.1, 0.2, 0.3), "quiet_hours": Measured(0.3, 0.05, 0.1, 0.15)}
    seen = facts({**OWN_WORK, **busy},
                 families={"payment": 5.0, "batch": 5.0, "templates": 24.0})  # fmt: skip
    kind = decide(seen)

    assert kind.points >= ENOUGH
    assert (kind.kind, kind.confidence, kind.fell) == ("unclear", "low", None)


def test_work_that_is_a_part_of_its_accounts_requests_is_doubted_for_that_first():
    colleagues = covering(organisation=0.5)
    whole, part = (facts({**IN_STEP, **OWN_WORK}, colleagues, part=part) for part in (None, 0.23))

    assert decide(whole).explained_by.startswith("50% belong to one organisation")
    assert decide(part).explained_by.startswith("Only 23% of these accounts' requests are this")
    assert decide(part).kind == decide(whole).kind == "coordinated"
    assert decide(part).points == decide(whole).points


def test_an_innocent_reason_goes_before_the_doubt():
    seen = facts(explained=covering(organisation=0.7), part=0.23)

    assert decide(seen).explained_by == decide(replace(seen, part=None)).explained_by
    assert "Only 23%" in decide(facts({**IN_STEP}, part=0.23, families={})).explained_by
