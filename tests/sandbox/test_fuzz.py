"""Thousands of texts nobody wrote, run for real. ``make fuzz`` runs 20,000 and more.

An escape is a secret in an answer or an error, or a file that changed. A hang is a text that
outlives its limit by seconds. A death is an app that no longer answers.
"""

import collections
import itertools
import json
import os
import time
from pathlib import Path

import pytest

from tests import hostile
from tests.hostile import Attacked
from tests.sandbox import mutation

SEED = int(os.environ.get("FUZZ_SEED", "1"))
TEXTS = int(os.environ.get("FUZZ_TEXTS", "20000"))
REPORT = os.environ.get("FUZZ_REPORT", "")
AT_ONCE = 200
GRACE_S = 5.0


def corpus():
    return [attack.sql for attack in hostile.attacks() if attack.expect != "contained"]


def fuzz(world, pool, texts):
    """Run them all; what was found, by kind."""
    attacked = Attacked(pool)
    found = collections.Counter()
    escapes, slow = [], []
    stream = iter(texts)
    while batch := list(itertools.islice(stream, AT_ONCE)):
        began = time.monotonic()
        fitted = [world.fitted(text) for text in batch]
        outcomes = attacked.all(fitted)
        took = time.monotonic() - began
        for text, outcome in zip(fitted, outcomes, strict=True):
            found[type(outcome.error).__name__ if outcome.error else "answered"] += 1
            if any(word in outcome.told and word not in text for word in hostile.CANARIES):
                escapes.append(text)
        over = sum(outcome.error is not None for outcome in outcomes)
        if took > GRACE_S + (over + 1) * (pool.limits.seconds + 1.0):
            slow.append(batch[0])
        if attacked.one("select 41 + 1 as x").rows != [{"x": 42}]:
            found["deaths"] += 1
    changed = world.files() != world.before
    return found, escapes, slow, changed


def test_a_few_hundred_texts_find_nothing(world, pool):
    texts = itertools.islice(mutation.texts(corpus(), SEED), 600)

    found, escapes, slow, changed = fuzz(world, pool, texts)

    assert (escapes, slow, changed, found["deaths"]) == ([], [], False, 0)
    assert found["answered"] > 5, "some must come through, or nothing is tested"


@pytest.mark.slow
@pytest.mark.skipif(not REPORT, reason="make fuzz")
@pytest.mark.parametrize("gate", ["closed", "open"])
def test_thousands_of_texts_find_nothing(world, monkeypatch, gate):
    pool = (
        world.pool(slots=2, per_owner=2)
        if gate == "closed"
        else hostile.ungated_pool(world, monkeypatch)
    )
    texts = itertools.islice(mutation.texts(corpus(), SEED + 1), TEXTS)
    began = time.monotonic()
    try:
        found, escapes, slow, changed = fuzz(world, pool, texts)
    finally:
        pool.close()

    report = {
        "gate": gate,
        "texts": TEXTS,
        "seed": SEED + 1,
        "minutes": round((time.monotonic() - began) / 60, 1),
        "outcomes": dict(found),
        "escapes": escapes,
        "hangs": slow,
        "files changed": changed,
    }
    path = Path(REPORT)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as handle:
        handle.write(json.dumps(report, indent=1) + "\n")
    assert (escapes, slow, changed, found["deaths"]) == ([], [], False, 0)
