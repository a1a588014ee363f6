"""Reading ahead: order, bounds, errors, and an end that leaves no thread behind."""

import threading
from collections.abc import Iterator

import pytest

from hydrascope.ingest.ahead import ahead


def threads() -> int:
    return sum(thread.name == "read ahead" for thread in threading.enumerate())


def test_items_come_in_order_and_the_thread_ends() -> None:
    assert list(ahead(iter(range(1000)), lambda _: 1, 10)) == list(range(1000))
    assert list(ahead(iter(()), lambda _: 1, 10)) == []
    assert threads() == 0


def test_no_more_than_the_bound_and_one_item_lies_ready() -> None:
    made: list[int] = []
    reached = threading.Event()

    def items() -> Iterator[int]:
        for item in range(100):
            made.append(item)
            if item == 4:
                reached.set()
            yield item

    taken = ahead(items(), lambda _: 3, 9)
    assert next(taken) == 0
    assert reached.wait(10)
    # One is taken, three lie ready, and one is made and waits for room.
    assert len(made) <= 5
    assert list(taken) == list(range(1, 100))


def test_one_item_larger_than_the_bound_still_comes() -> None:
    assert list(ahead(iter([50, 60]), lambda item: item, 10)) == [50, 60]


def test_an_error_comes_after_what_was_made_before_it() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise ValueError("damaged")

    taken = ahead(items(), lambda _: 1, 10)
    assert next(taken) == 1
    with pytest.raises(ValueError, match="damaged"):
        next(taken)
    assert threads() == 0


def test_who_leaves_early_takes_the_thread_along() -> None:
    taken = ahead(iter(range(1_000_000)), lambda _: 1, 2)
    assert next(taken) == 0
    taken.close()
    assert threads() == 0
