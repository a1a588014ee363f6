"""docs/simulator.md names what the code has, with the code's numbers."""

from pathlib import Path

from hydrascope.synth import SCENARIOS
from hydrascope.synth.scenarios import DECOYS

PAGE = (Path(__file__).parents[2] / "docs" / "simulator.md").read_text()


def test_scenarios_decoys_and_sizes_are_on_the_page():
    for scenario in SCENARIOS.values():
        assert f"`{scenario.name}`" in PAGE
        for campaign in scenario.every_campaign:
            assert f"{campaign.name} {campaign.accounts:,}" in PAGE
        for reseller in scenario.resellers:
            assert f"`{reseller.name}`" in PAGE
            assert f"{reseller.life.accounts:,} accounts" in PAGE
    for decoy in DECOYS:
        assert f"| {decoy.name} |" in PAGE
