"""Is the trail whole? What is found is said in sentences; none means nothing was found."""

import hashlib
from typing import Any

import orjson

NOTHING = "0" * 64  # what the first entry follows
SHORTEST = 8  # digits of a hash that still tell one entry from another
Rows = list[dict[str, Any]]


def digest(entry: list[Any]) -> str:
    """SHA-256 over number, act, author, time, subject, detail, fingerprint, hash before."""
    return hashlib.sha256(orjson.dumps(entry, default=repr)).hexdigest()


def chain(rows: Rows) -> list[str]:
    """Where numbers or hashes do not follow from each other; ``rows`` by number."""
    told, number, previous = [], 0, NOTHING
    for row in rows:
        entry_id = row["entry_id"]
        if entry_id != number + 1:
            told.append(_gap(number + 1, entry_id))
        elif row["previous_hash"] != previous:
            told.append(f"Entry {entry_id} does not follow the entry before it.")
        if row["entry_hash"] != digest(list(row.values())[:8]):
            told.append(f"Entry {entry_id} was altered: it does not match its hash.")
        number, previous = entry_id, row["entry_hash"]
    return told


def noted(rows: Rows, head: str) -> list[str]:
    """Whether a head written down earlier, or the beginning of one, is still in the trail."""
    number, _, known = head.strip().partition(":")
    if not number.isdecimal() or len(known) < SHORTEST:
        return [f"{head!r} is no head of an audit trail: one reads like 42:9f3c0a17."]
    held = {row["entry_id"]: row["entry_hash"] for row in rows}.get(int(number))
    if held is None:
        return [f"Entry {number}, known from earlier, is missing: the trail was cut or replaced."]
    if not held.startswith(known):
        return [f"Entry {number} is not the one known from earlier: the trail was replaced."]
    return []


def _gap(first: int, after: int) -> str:
    if after == first + 1:
        return f"Entry {first} is missing."
    return f"Entries {first} to {after - 1} are missing." if after > first else "Numbers run back."
