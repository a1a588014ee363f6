"""Where accounts stand among those that are compared."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from hydrascope.findings.reading import places

KEYS = st.lists(st.integers(0, 60), unique=True, max_size=30)


@given(KEYS, st.lists(st.integers(-5, 80), max_size=40))
def test_each_key_stands_where_it_stands_and_others_nowhere(keys, wanted):
    slow = [keys.index(key) if key in keys else -1 for key in wanted]

    found = places(np.array(keys, dtype=np.int64), np.array(wanted, dtype=np.int64))

    assert found.tolist() == slow


def test_nobody_is_found_among_nobody():
    nobody, some = np.zeros(0, dtype=np.int64), np.array([-1, 0, 3])

    assert places(nobody, some).tolist() == [-1, -1, -1]
    assert places(some[1:], nobody).tolist() == []


def test_keys_may_be_of_32_bits_as_the_warehouse_keeps_them():
    keys, wanted = np.array([7, 2, 9], dtype=np.int32), np.array([9, 8, 2**31 - 1], dtype=np.int32)

    assert places(keys, wanted).tolist() == [2, -1, -1]


def test_no_number_below_zero_stands_anywhere():
    assert places(np.arange(4), np.arange(-9, 0)).tolist() == [-1] * 9
