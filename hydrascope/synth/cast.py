"""Everybody in a run: who there is, who they really are, how many requests each part makes."""

from dataclasses import dataclass, field

import numpy as np

from hydrascope.synth.background import background
from hydrascope.synth.campaigns import campaign
from hydrascope.synth.decoys import decoy
from hydrascope.synth.noise import Array
from hydrascope.synth.people import People, join
from hydrascope.synth.resellers import resell
from hydrascope.synth.spec import Campaign, Reseller
from hydrascope.synth.stage import Stage
from hydrascope.synth.traffic import Segment
from hydrascope.synth.truth import Actor


@dataclass
class Cast:
    """``people`` are all senders: the accounts, then shadows of accounts with two jobs.

    ``owner`` is the account behind each sender.
    """

    people: People
    accounts: People
    owner: Array
    actors: list[Actor]
    segments: list[Segment]


@dataclass
class _Roll:
    """The cast as it is being called up."""

    stage: Stage
    actors: list[Actor]
    parts: list[People] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)
    shadows: list[tuple[Campaign, People, Array]] = field(default_factory=list)

    def __len__(self) -> int:
        return sum(len(part) for part in self.parts)

    def actor(self, label: str, name: str) -> int:
        self.actors.append((label, name))
        return len(self.actors) - 1

    def add(self, name: str, people: People, requests: int) -> None:
        """People whose requests add up to a total of their own."""
        low = len(self)
        self.parts.append(people)
        wanted = max(1, round(requests * self.stage.scale))
        self.segments.append(Segment(name, low, len(self), wanted, keeps_holidays=False))


def gather(stage: Stage) -> Cast:
    """Create everybody; decoys are part of the ordinary accounts and requests."""
    scenario = stage.scenario
    roll = _Roll(stage, [("background", "background")])
    _ordinary(roll)
    for one in scenario.campaigns:
        actor = roll.actor("campaign", one.name)
        roll.add(one.name, campaign(stage, one, actor), one.requests)
    for reseller in scenario.resellers:
        _reseller(roll, reseller)
    count = len(roll)
    owners = [np.arange(count)]
    for one, people, whose in roll.shadows:
        roll.add(one.name, people, one.requests)
        owners.append(whose)
    stage.networks.freeze()
    stage.styles.freeze()
    people = join(roll.parts)
    _fill_late(people)
    accounts = people if len(people) == count else people.take(np.arange(count))
    return Cast(people, accounts, np.concatenate(owners), roll.actors, roll.segments)


def _ordinary(roll: _Roll) -> None:
    """Decoys, and as many ordinary people as are missing, as one segment."""
    stage, scenario = roll.stage, roll.stage.scenario
    total = max(400, round(scenario.accounts * stage.scale))
    for spec in scenario.decoys:
        roll.parts.append(decoy(stage, spec, roll.actor("decoy", spec.name)))
    ordinary = max(100, total - len(roll))
    roll.parts.insert(0, background(stage, ordinary))
    requests = max(1, round(scenario.requests * stage.scale))
    roll.segments.append(Segment("ordinary", 0, len(roll), requests, keeps_holidays=True))


def _reseller(roll: _Roll, spec: Reseller) -> None:
    """A reseller's accounts; the shadows of those that carry a campaign come last of all."""
    low = len(roll)
    actor = roll.actor("decoy", spec.name)
    customer = actor if spec.carries is None else roll.actor("campaign", spec.carries.name)
    people, shadows, carrying = resell(roll.stage, spec, actor, customer)
    roll.add(spec.name, people, spec.requests)
    if spec.carries is not None:
        roll.shadows.append((spec.carries, shadows, low + carrying))


def _fill_late(people: People) -> None:
    """Nobody sends before the sign-up, nor stops before the start."""
    people.start[:] = np.maximum(people.start, people.created)
    people.stop[:] = np.maximum(people.stop, people.start)
