"""Every fixture, in three host time zones: rows add up, totals and instants are right."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from hydrascope.ingest.sources import registry
from tests.ingest.sources.imported import FIXTURES, expected, expected_skips
from tests.once import once

ROOT = Path(__file__).parents[3]
# Everything is read in each zone, in one of them into a warehouse: what is known of a file is
# compared with what was loaded in that one and with what was read in another.
ZONES = {"Asia/Kathmandu": "import", "UTC": "read", "America/New_York": "read"}
EXPECTED = expected()
SKIPS = expected_skips()
_NO_DATA = ("README.md", "expected.toml", "LICENSE", "NOTICE")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What is said in each zone, by what was done there."""
    return once(tmp_path_factory, "fixtures", lambda _: in_every_zone())


def in_every_zone() -> dict[str, dict[str, Any]]:
    """A process of its own per zone, all at the same time."""
    runs = {
        zone: subprocess.Popen(
            [sys.executable, "-m", "tests.ingest.sources.imported", how],
            cwd=ROOT,
            env={**os.environ, "TZ": zone, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
        )
        for zone, how in ZONES.items()
    }
    return {zone: json.loads(run.communicate(timeout=600)[0]) for zone, run in runs.items()}


@pytest.fixture(scope="module")
def loaded(told: dict[str, Any]) -> dict[str, Any]:
    return told["Asia/Kathmandu"]


@pytest.mark.parametrize("name", EXPECTED)
def test_a_fixture_gives_what_is_known_to_be_in_it(
    told: dict[str, Any], loaded: dict[str, Any], name: str
) -> None:
    found, known = loaded["files"][name], EXPECTED[name]
    assert found == known
    assert found["read"] == found["loaded"] + found["duplicate"] + found["rejected"]
    # Of requests the file is kept. In the small tables a source's files, and what aliases join,
    # stand together once they are loaded, and a repeated row is in what was read alone.
    is_file_kept = "input_tokens" in known and not known["duplicate"]
    names = known.keys() - {"loaded", "duplicate"} if is_file_kept else ("read", "rejected")
    read = told["UTC"]["files"][name]
    assert {key: read[key] for key in names} == {key: known[key] for key in names}


def test_what_was_read_does_not_depend_on_the_zone(told: dict[str, Any]) -> None:
    assert told["UTC"]["files"] == told["America/New_York"]["files"]


def test_what_is_no_data_is_skipped_by_name(loaded: dict[str, Any]) -> None:
    found = {
        name: reason
        for name, reason in loaded["skipped"].items()
        if Path(name).name not in _NO_DATA
    }

    assert found.keys() == SKIPS.keys()
    assert [name for name in found if SKIPS[name] not in found[name]] == []


def test_every_file_has_its_expectation(loaded: dict[str, Any]) -> None:
    assert loaded["files"].keys() == EXPECTED.keys()


def test_every_source_has_facts_and_a_fixture() -> None:
    for source in registry():
        for one in (source, *source.also):
            facts = one.facts or source.facts
            assert facts is not None, f"source {one.name} has no facts"
            assert (FIXTURES / facts.fixture).is_file(), one.name
            if source.control:
                assert facts.fixture in SKIPS, one.name
            else:
                assert one.name in {told["source"] for told in EXPECTED.values()}, one.name


def test_doubtful_fields_are_named_in_the_report(loaded: dict[str, Any]) -> None:
    told = " ".join(loaded["notices"])

    for source in registry():
        if source.facts and source.facts.unverified:
            assert f"{source.label}: {', '.join(source.facts.unverified)}" in told
        if source.facts and source.facts.warning:
            assert f"{source.label}: {source.facts.warning}" in told
