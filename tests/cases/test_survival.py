"""After another import: which cluster was meant, and which numbers are others."""

import decimal

import numpy as np
import pandas as pd
import pytest

from hydrascope.cases import figures, which


def clusters(**members):
    return pd.DataFrame(
        [(name, account) for name, inside in members.items() for account in inside],
        columns=["cluster_id", "account_id"],
    )


@pytest.mark.parametrize(
    ("now", "found", "renamed"),
    [
        (clusters(c1="abcd"), "c1", False),
        (clusters(c1="abxyz"), "c1", False),  # half of them is enough
        (clusters(c2="abcz"), "c2", True),
        (clusters(c1="xyz", c2="abc"), "c2", True),  # the name went to others
        (clusters(c2="a", c3="b", c4="c"), None, False),
        (clusters(c1="xyz"), None, False),
        (clusters(), None, False),
    ],
)
def test_a_cluster_is_found_by_its_members(now, found, renamed):
    match = which.find("c1", "abcd", now)
    assert (match.cluster_id, match.is_renamed) == (found, renamed)


def test_without_members_its_name_is_all_there_is():
    assert which.find("c1", [], clusters(c1="a")).cluster_id == "c1"
    assert which.find("c1", [], clusters(c2="a")).cluster_id is None


def test_the_same_answer_moves_nothing_whatever_its_types():
    frame = pd.DataFrame(
        {
            "label": ["a", "a", None],
            "at": pd.to_datetime(["2026-01-01"] * 3),
            "n": [1, 2, 3],
            "cost": [decimal.Decimal("1.10"), decimal.Decimal(2), None],
            "share": [0.1, np.nan, np.inf],
            "flag": [True, False, True],
        }
    )
    then = figures.kept(frame)
    assert then["count"] == 3
    assert figures.moved(then, frame) == []
    assert figures.moved(then, frame.assign(share=[0.1 + 1e-15, np.nan, np.inf])) == []


def test_what_moved_is_named_by_row_and_column():
    frame = pd.DataFrame({"model": ["m", "n"], "requests": [10, 20]})
    then = figures.kept(frame)

    (moved,) = figures.moved(then, frame.assign(requests=[10, 25]))
    assert (moved.row, moved.column, moved.then, moved.now) == ("n", "requests", 20, 25)
    told = figures.moved(then, frame.head(1))
    assert [(one.row, one.column, one.now) for one in told] == [
        ("all", "rows", 1),
        ("n", "requests", None),
    ]


def test_a_long_answer_is_compared_by_its_sums():
    frame = pd.DataFrame({"n": range(figures.MOST_ROWS + 1), "name": "x"})
    then = figures.kept(frame)
    assert then["rows"] == {"sum": {"n": 20100}}
    (moved,) = figures.moved(then, frame.assign(n=frame["n"] + 1))
    assert (moved.row, moved.now) == ("sum", 20100 + 201)
    assert [one.column for one in figures.moved(then, frame.head(5))] == ["rows"]
