"""Every fixture, imported in three host time zones: rows add up, totals and instants are right."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from hydrascope.ingest.sources import registry
from tests.ingest.sources.imported import FIXTURES, expected, expected_skips

ROOT = Path(__file__).parents[3]
ZONES = ("UTC", "America/New_York", "Asia/Kathmandu")
EXPECTED = expected()
SKIPS = expected_skips()
_NO_DATA = ("README.md", "expected.toml", "LICENSE", "NOTICE")


@pytest.fixture(scope="module")
def told() -> dict[str, dict[str, Any]]:
    """What an import says in each zone."""
    runs = {
        zone: subprocess.Popen(
            [sys.executable, "-m", "tests.ingest.sources.imported"],
            cwd=ROOT,
            env={**os.environ, "TZ": zone, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
        )
        for zone in ZONES
    }
    return {zone: json.loads(run.communicate(timeout=300)[0]) for zone, run in runs.items()}


@pytest.mark.parametrize("name", EXPECTED)
def test_a_fixture_gives_what_is_known_to_be_in_it(told: dict[str, Any], name: str) -> None:
    for zone in ZONES:
        found = told[zone]["files"][name]
        assert found["read"] == found["loaded"] + found["duplicate"] + found["rejected"]
        assert {key: found.get(key) for key in EXPECTED[name]} == EXPECTED[name], zone
    needed = {"source", "read", "loaded", "duplicate", "rejected", *found} - set(EXPECTED[name])
    assert not needed, f"expected.toml does not say {needed}"


def test_what_is_no_data_is_skipped_by_name(told: dict[str, Any]) -> None:
    found = {
        name: reason
        for name, reason in told["UTC"]["skipped"].items()
        if Path(name).name not in _NO_DATA
    }

    assert found.keys() == SKIPS.keys()
    assert [name for name in found if SKIPS[name] not in found[name]] == []


def test_every_file_has_its_expectation(told: dict[str, Any]) -> None:
    assert told["UTC"]["files"].keys() == EXPECTED.keys()


def test_every_source_has_facts_and_a_fixture() -> None:
    for source in registry():
        for one in (source, *source.also):
            facts = one.facts or source.facts
            assert facts is not None, f"source {one.name} has no facts"
            assert (FIXTURES / facts.fixture).is_file(), one.name
            assert one.name in {told["source"] for told in EXPECTED.values()}, one.name
