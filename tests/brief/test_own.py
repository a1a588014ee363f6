"""Answers of people's own SQL: their numbers as they are, whatever their size."""

import datetime as dt
from decimal import Decimal

import pytest

from hydrascope.brief import own
from hydrascope.brief.casefile import Pinned


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
