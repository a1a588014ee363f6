"""Make the next items while the last ones are worked on."""

import threading
from collections import deque
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


def ahead(items: Iterator[T], size: Callable[[T], int], most: int) -> Iterator[T]:
    """``items`` in their order, made by a thread that waits while ``most`` units lie ready.

    What making them raises is raised here, after what was made before. The thread ends with
    the items, or when the caller closes this iterator.
    """
    store = _Store(size, most)
    maker = threading.Thread(target=store.fill, args=(items,), name="read ahead", daemon=True)
    maker.start()
    try:
        while taken := store.take():
            yield taken[0]
    finally:
        store.leave()
        maker.join()


class _Store(Generic[T]):
    """Between the thread that makes and the one that takes."""

    def __init__(self, size: Callable[[T], int], most: int) -> None:
        self._size = size
        self._most = most
        self._changed = threading.Condition()
        self._ready: deque[T] = deque()
        self._waiting = 0
        self._is_left = self._is_complete = False
        self._error: BaseException | None = None

    def fill(self, items: Iterator[T]) -> None:
        try:
            for item in items:
                if not self._put(item):
                    return
        except BaseException as error:  # noqa: BLE001 - raised again by take()
            self._error = error
        with self._changed:
            self._is_complete = True
            self._changed.notify()

    def _put(self, item: T) -> bool:
        """Whether anybody still wants items; waits for room."""
        with self._changed:
            self._changed.wait_for(self._has_room)
            self._ready.append(item)
            self._waiting += self._size(item)
            self._changed.notify()
            return not self._is_left

    def _has_room(self) -> bool:
        return self._is_left or not self._ready or self._waiting < self._most

    def take(self) -> tuple[T] | None:
        """The next item; None at the end. Raises what making it raised."""
        with self._changed:
            self._changed.wait_for(lambda: self._ready or self._is_complete)
            if self._ready:
                item = self._ready.popleft()
                self._waiting -= self._size(item)
                self._changed.notify()
                return (item,)
        if self._error:
            raise self._error
        return None

    def leave(self) -> None:
        with self._changed:
            self._is_left = True
            self._changed.notify()
