"""Waves that share what somebody owns are one series; a mixed burst never joins two."""

import numpy as np
import pandas as pd
import pytest

from hydrascope.detect.folding import Found
from hydrascope.detect.series import series
from hydrascope.detect.signups import prepare

START = pd.Timestamp("2026-01-05")
ORDINARY = 1_000
SIZE = 40


def planted(*marks, attr="payment", mixed=(), ordinary=None):
    """One burst per entry of ``marks``: the values of its accounts, in turn; None is unknown."""
    usual = ordinary or [f"own{n}" for n in range(ORDINARY)]
    values, members = list(usual), []
    for mark in marks:
        begin = len(values)
        values += [mark[n % len(mark)] for n in range(SIZE)]
        members.append(np.arange(begin, begin + SIZE))
    at = START + pd.to_timedelta(np.arange(len(values)) * 600, unit="s")
    told = prepare(
        pd.DataFrame(
            {
                "account_key": np.arange(len(values)),
                "signed_up_at": at,
                attr: pd.Series(values, dtype=object),
            }
        )
    )
    bursts = [
        Found(one, SIZE * 0.6 if number in mixed else 1.0, 50.0 - number)
        for number, one in enumerate(members)
    ]
    return series(told, bursts)


def fresh(number):
    """Values nobody else has."""
    return [f"fresh{number}-{n}" for n in range(SIZE)]


@pytest.mark.parametrize("attr", ["payment", "email_domain", "prefix"])
def test_waves_that_share_what_somebody_owns_are_one_series(attr):
    assert planted(["c1", "c2"], fresh(1), ["c2", "c1"], attr=attr) == [0, None, 0]


@pytest.mark.parametrize("attr", ["client", "email_pattern", "ja4", "plan"])
def test_what_anybody_can_make_links_nothing(attr):
    assert planted(["c1", "c2"], ["c1", "c2"], attr=attr) == [None, None]


def test_a_series_is_a_chain():
    found = planted(["c1"], ["c1", "c2"], ["c2"], ["c9"], ["c9"])

    assert found == [0, 0, 0, 3, 3]


def test_a_single_common_account_links_nothing():
    one, other = fresh(1), fresh(2)
    one[:2] = other[:2] = ["x", "x"]

    assert planted(one, other) == [None, None]


def test_what_is_common_everywhere_links_nothing():
    usual = ["everybody.example"] * ORDINARY

    assert planted(["everybody.example"], ["everybody.example"], ordinary=usual) == [None, None]


def test_successors_outside_of_the_bursts_do_not_break_the_link():
    usual = ["c1"] * 10 + [f"own{n}" for n in range(ORDINARY - 10)]

    assert planted(["c1"], ["c1"], ordinary=usual) == [0, 0]


def test_unknown_values_link_nothing():
    assert planted([None], [None]) == [None, None]


def test_a_mixed_burst_joins_but_never_merges_two_series():
    """The mixed burst has marks of both, more of the second."""
    both = ["a", "b", "b", *(f"own{n}" for n in range(3))]

    found = planted(["a"], ["a"], ["b"], ["b"], both, mixed={4})

    assert found == [0, 0, 2, 2, 2]


def test_without_the_mixture_the_same_marks_do_merge():
    both = ["a", "b", "b", *(f"own{n}" for n in range(3))]

    assert planted(["a"], ["a"], ["b"], ["b"], both) == [0] * 5


def test_two_mixed_bursts_do_not_make_a_series():
    assert planted(["a"], ["a"], mixed={0, 1}) == [None, None]


def test_no_bursts_no_series():
    assert planted() == []
