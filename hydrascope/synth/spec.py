"""What a scenario says: sizes, dates, campaigns and decoys. No behaviour."""

import datetime as dt
from dataclasses import dataclass, field

Hours = float
Mix = tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Wave:
    """A batch of sign-ups: ``day`` from the window's start, ``hour`` UTC, ``hours`` long.

    A wave longer than a day is a drip: no hour of it stands out.
    """

    day: float
    hour: Hours
    hours: Hours
    share: float  # of the campaign's wave accounts


@dataclass(frozen=True)
class Campaign:
    """One coordinated campaign; see docs/simulator.md for the meaning of every trait."""

    name: str
    shaped_after: str
    accounts: int  # at scale 1, replacements included
    requests: int  # at scale 1
    start: float  # first day of traffic
    end: float  # last day of traffic
    waves: tuple[Wave, ...]
    tasks: Mix
    replaced_share: float = 0.35  # share of the accounts that replace a banned one
    replaced_after: Hours = 4.0  # median time from ban to the successor's sign-up
    sweep_share: float = 0.4  # bans that fall into a sweep of the provider
    takedown_day: float | None = None
    takedown_share: float = 0.0
    shifts: int = 1  # groups with complementary hours
    night_floor: float = 0.3  # activity left at the quietest hour
    idle_days: float = 0.0  # share of its days with hardly any work
    rest_days: tuple[tuple[float, float, float], ...] = ()  # first, last, remaining activity
    job_share: float = 0.3  # requests that start with a job, in the same minutes
    jobs_per_day: int = 40
    presence: float = 0.85  # share of its days an account is used
    static_proxy: float = 0.5  # own address all its life
    pool_proxy: float = 0.4  # rotates through a commercial pool; the rest use a cloud
    proxy_networks: tuple[int, ...] = (0,)
    exit_countries: Mix = (("US", 3), ("JP", 1), ("SG", 1), ("DE", 1))
    accounts_per_card: float = 9.0
    prepaid_share: float = 0.25  # cards used once: no payment link
    clients: Mix = (("atlas-python", 1),)
    pinned_versions: tuple[int, ...] = (1, 3)
    mail_own_domains: int = 6
    mail_free_share: float = 0.5
    mail_throwaway_share: float = 0.1
    plans: Mix = (("pro", 2), ("pay_as_you_go", 2))
    templates: int = 300
    template_width: float = 0.25  # share of the list one account works on
    template_share: float = 0.8  # requests made from the campaign's templates
    template_days: int = 24  # days after which half of the list is new
    output_scale: float = 1.4
    switch_share: float = 0.5  # traffic that moves to the large release
    switch_hours: tuple[Hours, Hours] = (24.0, 240.0)  # first and last account to move
    reasoning_model: float = 0.1  # share that prefers the largest old model
    own_share: float = 0.04  # requests made from templates of one account alone
    pool_leak: float = 0.3  # accounts that now and then show a pool behind their own exit
    first_lag: tuple[float, float] = (70.0, 0.8)  # minutes to the first request: median, spread
    stock_days: float = 0.0  # successors signed up as long ahead; 0: only after the ban
    # mail, browser, TLS build, sign-up hours and cards as anybody has them; two accounts a
    # card at most, and ``accounts_per_card`` and ``prepaid_share`` say how often
    blends_in: bool = False


@dataclass(frozen=True)
class Reseller:
    """A service that sells the use of its own accounts to many customers.

    ``life`` says how its accounts come, are banned and are replaced. Where a campaign is
    among the customers, some of the accounts carry its requests beside everybody else's.
    """

    name: str
    why: str
    life: Campaign
    requests: int  # of the other customers, at scale 1
    carries: Campaign | None = None

    @property
    def share(self) -> float:
        """The campaign's part of the requests of an account that carries it."""
        if self.carries is None:
            return 0.0
        per_account = (self.requests + self.carries.requests) / self.life.accounts
        return self.carries.requests / (self.carries.accounts * per_account)


@dataclass(frozen=True)
class Decoy:
    """Innocent accounts that look coordinated: size at scale 1 and how it shrinks."""

    name: str
    accounts: int
    shrink: float  # size is accounts * scale ** shrink
    least: int
    why: str


@dataclass(frozen=True)
class Records:
    """What of an incident the exports tell. Unset, everything and all of it right."""

    columns: tuple[str, ...] = ()  # of requests; empty: all of them
    has_accounts: bool = True  # account files, keys and bans
    altered: float = 0.0  # share of optional values that are missing or somebody else's


@dataclass(frozen=True)
class Scenario:
    """One incident to simulate; every number is a reference at scale 1."""

    name: str
    description: str
    first_day: dt.date
    days: int
    accounts: int
    requests: int
    campaigns: tuple[Campaign, ...] = ()
    decoys: tuple[Decoy, ...] = ()
    resellers: tuple[Reseller, ...] = ()  # their accounts and requests come on top
    releases: tuple[tuple[float, str], ...] = ()  # day (with fraction), model
    price_change: tuple[float, str, float] = (0.0, "", 1.0)  # day, model, factor
    incidents: tuple[tuple[float, Hours, float], ...] = ()  # day, hours, share of errors
    policy_day: float = 0.0
    surges: tuple[tuple[float, float], ...] = field(default=())  # day, extra share of use
    records: Records = Records()
    same_as: str = ""  # the scenario whose accounts and requests these are, draw by draw

    @property
    def every_campaign(self) -> tuple[Campaign, ...]:
        """Campaigns with accounts of their own, then those that work through a reseller's."""
        carried = (reseller.carries for reseller in self.resellers)
        return (*self.campaigns, *(one for one in carried if one is not None))
