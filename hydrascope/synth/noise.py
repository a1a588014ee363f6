"""Repeatable pseudo-random numbers and the identifiers made from them.

Ids, addresses and templates are hashes of small integers, not draws: an account keeps
its address and its templates on every day, whichever day is generated first.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Array = npt.NDArray[Any]
Words = npt.NDArray[np.uint64]

GOLD = np.uint64(0x9E3779B97F4A7C15)
_M1 = np.uint64(0xBF58476D1CE4E5B9)
_M2 = np.uint64(0x94D049BB133111EB)
_HEX4 = np.frombuffer(
    b"".join(f"{value:04x}".encode() for value in range(1 << 16)), dtype=np.uint32
)


def mix(values: Array) -> Words:
    """Scramble each 64-bit value; a bijection, so distinct inputs stay distinct."""
    out = values.astype(np.uint64) + GOLD
    out ^= out >> np.uint64(30)
    out *= _M1
    out ^= out >> np.uint64(27)
    out *= _M2
    out ^= out >> np.uint64(31)
    return out


def salt(seed: int, name: str) -> np.uint64:
    """A 64-bit constant of this seed and purpose."""
    sequence = np.random.SeedSequence([seed, *name.encode()])
    return np.uint64(sequence.generate_state(1, np.uint64)[0])


def generator(seed: int, *purpose: str | int) -> np.random.Generator:
    """A generator of its own for each purpose, so that parts can be added or reordered."""
    words: list[int] = [seed]
    for part in purpose:
        words += list(part.encode()) if isinstance(part, str) else [1 << 20, part]
    return np.random.Generator(np.random.SFC64(np.random.SeedSequence(words)))


def below(values: Array, limits: Array | int) -> npt.NDArray[np.int64]:
    """A repeatable whole number under each limit."""
    top = (mix(values) >> np.uint64(33)).astype(np.int64)
    return np.asarray(top % limits, dtype=np.int64)


def share(values: Array) -> npt.NDArray[np.float64]:
    """A repeatable number in [0, 1)."""
    return np.asarray((mix(values) >> np.uint64(11)) * 2.0**-53, dtype=np.float64)


def hexed(values: Array, prefix: str = "", digits: int = 16) -> pa.StringArray:
    """Each value as ``prefix`` and its first hexadecimal digits."""
    count, lead = len(values), len(prefix)
    words = values.astype(np.uint64).view(np.uint16).reshape(count, 4)[:, ::-1]
    text = np.empty((count, lead + digits), dtype=np.uint8)
    text[:, :lead] = np.frombuffer(prefix.encode(), dtype=np.uint8)
    text[:, lead:] = _HEX4[words].view(np.uint8).reshape(count, 16)[:, :digits]
    offsets = np.arange(count + 1, dtype=np.int32) * np.int32(lead + digits)
    return pa.StringArray.from_buffers(count, pa.py_buffer(offsets), pa.py_buffer(text))


def choose(rng: np.random.Generator, weights: Array, count: int) -> npt.NDArray[np.int64]:
    """Indices drawn with the given relative weights."""
    edges = np.cumsum(weights, dtype=np.float64)
    found = np.searchsorted(edges, rng.random(count) * edges[-1], side="right")
    return np.asarray(np.minimum(found, len(edges) - 1), dtype=np.int64)


def pick(rng: np.random.Generator, options: Sequence[tuple[str, float]], count: int) -> list[str]:
    """Names drawn by weight."""
    names = np.array([name for name, _ in options])
    return list(names[choose(rng, np.array([weight for _, weight in options]), count)])


def split(total: int, weights: Array) -> npt.NDArray[np.int64]:
    """``total`` divided in proportion to ``weights``; largest remainders make it exact."""
    exact = total * np.asarray(weights, dtype=np.float64) / float(np.sum(weights))
    parts = np.asarray(np.floor(exact), dtype=np.int64)
    short = total - int(parts.sum())
    parts[np.argsort(parts - exact, kind="stable")[:short]] += 1
    return parts
