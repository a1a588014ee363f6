"""The scenarios on offer."""

from hydrascope.synth.hard import BLENDED, NOISY, SPARSE, STEALTH
from hydrascope.synth.reported import DECOYS, REPORTED, REPORTED_JUNE, YEAR_END
from hydrascope.synth.spec import Scenario

_ALL = (REPORTED, REPORTED_JUNE, YEAR_END, STEALTH, *BLENDED, SPARSE, NOISY)
SCENARIOS: dict[str, Scenario] = {scenario.name: scenario for scenario in _ALL}

__all__ = ["DECOYS", "SCENARIOS"]
