"""What all actors share in one run: networks, rhythms, styles, domains, random streams."""

from dataclasses import dataclass, field

import numpy as np

from hydrascope.synth.networks import Networks
from hydrascope.synth.noise import Array, generator, mix, salt
from hydrascope.synth.rhythm import Rhythms
from hydrascope.synth.spec import Scenario
from hydrascope.synth.styles import Styles
from hydrascope.synth.world import DAY, holidays


def _words(text: str) -> list[str]:
    return text.split()


FREE_MAIL = (
    "postbox.example",
    "mailpark.example",
    "inboxly.example",
    "clearmail.example",
    "quickpost.example",
    "webletter.example",
    "skymail.example",
    "homepost.example",
    "openmail.example",
    "mailfox.example",
    "paperplane.example",
    "northmail.example",
)
FREE_WEIGHTS: Array = np.array([42, 16, 11, 8, 6, 5, 4, 3, 2, 1.4, 1, 0.6])
_THROWAWAY = _words(
    "tempbox dropmail tenminute burner onceonly mailaway spareinbox quickgone fakemailer oneuse "
    "shortlife vanishing tossmail popinbox nokeep bounceaway"
)
_FIRST = _words(
    "alder amber anchor arbor aspen atlas basalt birch bluff bramble breeze bright brook canyon "
    "cedar chalk cinder cliff clover cobalt copper coral crest delta dune elm ember falcon fern "
    "field flint forest fox garnet glacier granite grove harbor hazel heron hollow indigo iron "
    "ivory jade juniper keel lark laurel linden lumen maple marble meadow mesa mill mint moss oak"
)
_SECOND = _words(
    "bridge works labs data quarry systems logic forge media studio soft point line craft group "
    "health legal trade foods build motors press energy bank retail games travel print research "
    "supply cloud design metrics partners digital robotics analytics lane gate field port yard"
)
_ENDINGS = ("example", "example.com", "example.net", "example.org")


@dataclass(frozen=True)
class Pool:
    """A list of templates several accounts work from; ``days`` until half of it is new."""

    size: int
    width: float  # share of the list that one account uses
    days: int
    key: np.uint64


@dataclass
class Stage:
    """Shared state of one simulation; everything random derives from ``seed``."""

    scenario: Scenario
    scale: float
    seed: int
    networks: Networks = field(default_factory=Networks)
    styles: Styles = field(default_factory=Styles)
    domains: list[str] = field(default_factory=list)
    pools: list[Pool] = field(default_factory=list)
    orgs: int = 0
    cards: int = 0

    def __post_init__(self) -> None:
        self.rhythms = Rhythms(self.scenario.first_day)
        self.holidays = holidays(self.scenario.first_day, self.scenario.days)
        self.domains += FREE_MAIL
        self.throwaway = len(self.domains) + np.arange(len(_THROWAWAY))
        self.domains += [f"{word}.example" for word in _THROWAWAY]

    @property
    def end(self) -> int:
        """End of the window in milliseconds from its start."""
        return self.scenario.days * DAY

    def rng(self, *purpose: str | int) -> np.random.Generator:
        return generator(self.seed, self.scenario.same_as or self.scenario.name, *purpose)

    def new_pool(self, name: str, size: int, width: float, days: int = 10_000) -> int:
        """A list of shared templates; returns its number."""
        self.pools.append(Pool(size, width, days, salt(self.seed, f"pool {name}")))
        return len(self.pools) - 1

    def new_domain(self, prefix: str = "") -> int:
        """A domain of one organisation or operator; both are named in the same way."""
        number = len(self.domains)
        bits = int(mix(np.array([salt(self.seed, "domain") ^ np.uint64(number)]))[0])
        first, second = _FIRST[bits % 61 % len(_FIRST)], _SECOND[(bits >> 9) % len(_SECOND)]
        ending = _ENDINGS[(bits >> 40) % 4] if not prefix else "example"
        third = _FIRST[(bits >> 20) % len(_FIRST)] if (bits >> 50) % 2 else str(bits % 90 + 10)
        self.domains.append(f"{prefix}{first}{second}-{third}.{ending}")
        return number

    def new_orgs(self, count: int) -> Array:
        first, self.orgs = self.orgs, self.orgs + count
        return np.arange(first, first + count)

    def new_cards(self, count: int) -> Array:
        first, self.cards = self.cards, self.cards + count
        return np.arange(first, first + count)
