"""Answers of people's own SQL: their numbers as they are, whatever their size."""

import datetime as dt
from decimal import Decimal

import pytest

from hydrascope import dossier
from hydrascope.brief import own
from hydrascope.brief.casefile import CaseFile, Pinned
from hydrascope.errors import InputError
from hydrascope.warehouse.store import Warehouse
from hydrascope.workbench.bench import Workbench
from tests.brief.conftest import AS_OF, SECRET


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (1_234_567.89, "1,234,568"),  # a sum of money is read in digits, not in powers
        (Decimal("98765432.10"), "98,765,432"),
        (-2_500_000.0, "-2,500,000"),
        (1234.5, "1,234.5"),
        (0.0001234, "0.0001234"),
        (6e23, "6e+23"),
        (float("inf"), "inf"),
        (float("nan"), "–"),
        (9_007_199_254_740_993, "9,007,199,254,740,993"),  # no float holds this one
        (True, "yes"),
        (None, "–"),
    ],
)
def test_a_value_of_an_answer_is_shown_as_people_read_it(value, told):
    one = Pinned(1, "Sums", "A. Analyst", dt.datetime(2026, 2, 1), head=("x",), rows=((value,),))

    assert own._table(one).rows == ((told,),)


def test_answers_are_asked_with_one_thread_for_the_order_of_rows(found):
    """With two, four of six runs of one GROUP BY over the demo gave other rows first."""
    with Workbench.in_one_order(Warehouse(found())) as bench:
        assert bench.limits.threads == 1


def test_own_sentences_are_of_a_briefing_or_refused(conn):
    elsewhere = CaseFile(sentences={"own_9": "Not ticked here.", "targets": "Grading."})
    assert dossier.composed(conn, dossier.Order(elsewhere, AS_OF), SECRET)

    for key in ("own_words", "own_0", "nothing"):
        case = CaseFile(sentences={key: "A sentence."})
        with pytest.raises(InputError, match=f"No sentence of this briefing is called {key}"):
            dossier.composed(conn, dossier.Order(case, AS_OF), SECRET)
