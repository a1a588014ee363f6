"""Synthetic incidents: ordinary export files, and the truth about them written apart."""

from hydrascope.synth.scenarios import SCENARIOS
from hydrascope.synth.simulator import SimulationSummary, simulate
from hydrascope.synth.spec import Scenario
