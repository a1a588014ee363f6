"""Ordinary people, students and companies: heavy-tailed use, growth, churn, own habits."""

from dataclasses import dataclass

import numpy as np

from hydrascope.synth import clients
from hydrascope.synth.noise import Array, choose
from hydrascope.synth.people import People, blank
from hydrascope.synth.places import give_networks
from hydrascope.synth.spec import Mix
from hydrascope.synth.stage import FREE_MAIL, FREE_WEIGHTS, Stage
from hydrascope.synth.world import (
    COUNTRY_WEIGHTS,
    DAY,
    FREE,
    HOUR,
    MINUTE,
    NEVER,
    ZONES,
)


@dataclass(frozen=True)
class Persona:
    """One kind of ordinary account; ``plans`` follow world.PLANS, ``networks`` are home,
    mobile, office, campus, VPN and cloud."""

    style: str
    share: float
    per_day: float
    tail: float
    presence: float
    habit: str
    plans: tuple[float, ...]
    networks: tuple[float, ...]
    clients: Mix
    templates: float
    life_days: float
    in_org: float = 0.0


PERSONAS = (
    Persona("hobbyist", 0.40, 4, 1.0, 0.06, "evening", (80, 14, 0, 6, 0),
            (62, 27, 0, 0, 6, 0), (("browser", 6), ("chat", 2), ("sdk", 2)), 4, 70),
    Persona("developer", 0.17, 6, 1.0, 0.16, "office", (30, 30, 14, 24, 2),
            (58, 8, 22, 0, 6, 6), (("sdk", 7), ("agent", 2), ("browser", 1)), 10, 220, 0.3),
    Persona("student", 0.13, 5, 0.9, 0.10, "student", (78, 18, 0, 4, 0),
            (40, 22, 0, 33, 5, 0), (("browser", 6), ("chat", 1), ("sdk", 3)), 5, 110),
    Persona("professional", 0.15, 6, 0.9, 0.14, "office", (36, 40, 20, 0, 4),
            (44, 18, 32, 0, 6, 0), (("browser", 7), ("chat", 3)), 8, 240, 0.4),
    Persona("researcher", 0.035, 14, 1.2, 0.10, "evening", (20, 30, 10, 38, 2),
            (45, 5, 10, 20, 5, 15), (("sdk", 8), ("batch", 1), ("browser", 1)), 7, 260, 0.1),
    Persona("agent", 0.07, 26, 1.0, 0.20, "office", (12, 50, 20, 16, 2),
            (60, 6, 24, 0, 6, 4), (("agent", 10),), 14, 240, 0.3),
    Persona("product", 0.03, 30, 1.3, 0.80, "daylight", (8, 12, 20, 50, 10),
            (6, 0, 10, 0, 2, 82), (("sdk", 8), ("flow", 2), ("relay", 0.3)), 6, 400, 0.5),
    Persona("automation", 0.015, 26, 1.2, 0.90, "flat", (4, 8, 28, 50, 10),
            (4, 0, 16, 0, 0, 80), (("sdk", 5), ("flow", 5), ("batch", 0.5)), 4, 500, 0.6),
)  # fmt: skip
_NIGHTLY = 0.2  # of automations run at night rather than evenly
# days an ordinary account lags behind a release, median, and its spread
_LAG_DAYS, _LAG_SPREAD, _NEVER_MOVES = 24.0, 1.5, 0.3
_LARGEST_DAY = 1500.0


def background(stage: Stage, count: int, purpose: str = "background") -> People:
    """``count`` ordinary accounts, part older than the window and part signing up in it."""
    rng = stage.rng(purpose)
    people = blank(count)
    people.seed[:] = rng.integers(0, 1 << 63, count)
    people.net_seed[:] = people.sign_seed[:] = people.tls_seed[:] = people.seed
    people.country[:] = choose(rng, COUNTRY_WEIGHTS, count)
    persona = choose(rng, np.array([p.share for p in PERSONAS]), count)
    for number, kind in enumerate(PERSONAS):
        _dress(stage, rng, people, np.flatnonzero(persona == number), kind)
    give_networks(stage, rng, people, persona, [(p.networks, p.in_org) for p in PERSONAS])
    _keep_hours(stage, rng, people, persona)
    _lifetimes(stage, rng, people, np.array([p.life_days for p in PERSONAS])[persona])
    give_mail(stage, rng, people)
    give_cards(stage, rng, people)
    give_models(stage, rng, people)
    give_clients(rng, people)
    _ordinary_bans(stage, rng, people)
    return people


def zones(rng: np.random.Generator, countries: Array) -> Array:
    """A time zone of the country for each account."""
    draw = rng.integers(0, 60, len(countries))
    table = np.array([[options[i % len(options)] for i in range(60)] for options in ZONES])
    return np.asarray(table[countries, draw])


def _keep_hours(stage: Stage, rng: np.random.Generator, people: People, persona: Array) -> None:
    """Time zones and daily rhythms, once countries are settled."""
    people.zone[:] = zones(rng, people.country)
    for number, kind in enumerate(PERSONAS):
        who = np.flatnonzero(persona == number)
        people.rhythm[who] = stage.rhythms.of(kind.habit, people.zone[who])
        if kind.habit == "flat":
            nightly = who[rng.random(len(who)) < _NIGHTLY]
            people.rhythm[nightly] = stage.rhythms.of("night_batch", people.zone[nightly])


def _dress(
    stage: Stage, rng: np.random.Generator, people: People, who: Array, kind: Persona
) -> None:
    """What follows from the kind of person alone."""
    count = len(who)
    people.style[who] = stage.styles.number(kind.style)
    heavy = kind.per_day * np.exp(rng.normal(0, kind.tail, count))
    people.weight[who] = np.minimum(heavy, _LARGEST_DAY)
    people.presence[who] = np.clip(kind.presence * np.exp(rng.normal(0, 0.7, count)), 0.01, 1)
    people.plan[who] = choose(rng, np.array(kind.plans), count)
    people.templates[who] = 1 + kind.templates * np.exp(rng.normal(0, 0.6, count))
    people.keys[who] = (
        1 + (rng.random(count) < 0.2) + rng.geometric(0.7, count) * (people.plan[who] > 1)
    )
    names = [name for name, _ in kind.clients]
    weights = np.array([weight for _, weight in kind.clients])
    for slot in (0, 1):
        group = choose(rng, weights, count)
        for number, name in enumerate(names):
            some = who[group == number]
            options = clients.GROUPS[name]
            people.client[some, slot] = options[choose(rng, clients.WEIGHTS[options], len(some))]
    people.other_client[who] = np.where(rng.random(count) < 0.4, 0.15, 0.01)


def give_clients(rng: np.random.Generator, people: People) -> None:
    """Update habits, the browser of the sign-up and where the person came from."""
    count = len(people)
    people.behind[:] = rng.geometric(0.55, count) - 1
    people.pinned[:] = rng.random(count) < 0.35
    give_arrivals(rng, people)


def give_arrivals(rng: np.random.Generator, people: People) -> None:
    """The browser of the sign-up and where the person came from."""
    count = len(people)
    browsers = clients.GROUPS["browser"]
    people.browser[:] = browsers[choose(rng, clients.WEIGHTS[browsers], count)]
    people.referrer[:] = choose(rng, np.array([30, 34, 12, 14, 3, 4, 0.2, 3]), count)


def _lifetimes(stage: Stage, rng: np.random.Generator, people: People, life: Array) -> None:
    """Sign-up, first request and last possible request of everyone."""
    count = len(people)
    inside = rng.random(count) < 0.0032 * stage.scenario.days
    age = np.minimum(rng.exponential(260, count), 1100) * DAY
    people.created[:] = -(age + rng.integers(0, DAY, count)).astype(np.int64)
    people.created[inside] = signup_times(stage, rng, people.country[inside], people.zone[inside])
    set_lifetimes(rng, people, life)


def set_lifetimes(rng: np.random.Generator, people: People, life: Array) -> None:
    """First and last possible request from the sign-up: a long tail of starts and leavers."""
    count = len(people)
    lag = np.exp(rng.normal(np.log(25), 1.9, count)) * MINUTE
    people.start[:] = people.created + np.minimum(lag, 40 * DAY).astype(np.int64)
    days = life * rng.exponential(1.0, count)
    quick = (rng.random(count) < 0.3) & (people.created >= 0)
    days[quick] = rng.exponential(0.15, int(quick.sum()))
    # accounts older than the window are the ones that stayed
    alive_from = np.maximum(people.start, 0)
    people.stop[:] = alive_from + np.maximum(days * DAY, 20 * MINUTE).astype(np.int64)


def signup_times(stage: Stage, rng: np.random.Generator, country: Array, zone: Array) -> Array:
    """Sign-up times inside the window: growth, week, holidays, waking hours, some noise."""
    days = np.arange(stage.scenario.days)
    weekday = (stage.scenario.first_day.weekday() + days) % 7
    common = np.exp(0.0035 * days) * np.where(weekday < 5, 1.0, 0.74)
    common = common * np.exp(stage.rng("signup-noise").normal(0, 0.05, len(days)))
    for day, extra in stage.scenario.surges:
        common = common * (1 + 1.5 * extra * np.exp(-(days - day) / 6) * (days >= day - 0.5))
    times = np.zeros(len(country), dtype=np.int64)
    for code in np.unique(country):
        who = np.flatnonzero(country == code)
        times[who] = choose(rng, common * np.sqrt(stage.holidays[code]), len(who)) * DAY
    return waking(stage, rng, times, zone)


def waking(stage: Stage, rng: np.random.Generator, days: Array, zone: Array) -> Array:
    """A moment of each day (given as its beginning) when people of the time zone are up."""
    times = days.copy()
    rhythm = stage.rhythms.of("daylight", zone)
    for day in np.unique(days):
        who = np.flatnonzero(days == day)
        curves = stage.rhythms.habits(int(day // DAY))
        minute = curves.minutes(rhythm[who], rng.random(len(who)))
        times[who] += (minute.astype(np.float64) * MINUTE).astype(np.int64)
    return times


def give_mail(stage: Stage, rng: np.random.Generator, people: People) -> None:
    """Mail domain and shape: free mail for most, the organisation's own where there is one."""
    count = len(people)
    free = choose(rng, FREE_WEIGHTS, count)
    draw = rng.random(count)
    homeless = people.mail_domain < len(FREE_MAIL)
    people.mail_domain[homeless] = free[homeless]
    away = homeless & (draw < 0.012)
    people.mail_domain[away] = rng.choice(stage.throwaway, int(away.sum()))
    at_org = ~homeless
    shapes = np.array([24, 16, 18, 8, 10, 9, 5, 3, 7])
    people.mail_shape[:] = choose(rng, shapes, count)
    at_work = np.array([60, 2, 0, 30, 0, 0, 0, 0, 8])
    people.mail_shape[at_org] = choose(rng, at_work, int(at_org.sum()))
    social = np.where(people.mail_domain < 3, 0.45, 0.1)
    people.method[:] = np.where(rng.random(count) < social, 1, 0)
    people.method[(people.method == 0) & (rng.random(count) < 0.22)] = 2
    people.method[at_org & (people.plan >= 4)] = 3


def give_cards(stage: Stage, rng: np.random.Generator, people: People) -> None:
    """Payment: own card on paid plans, the company's card, a few family or friends' cards."""
    payers = np.flatnonzero((people.plan != FREE) | (rng.random(len(people)) < 0.04))
    payers = payers[people.card[payers] < 0]
    people.card[payers] = stage.new_cards(len(payers))
    shared = rng.permutation(payers)[: len(payers) // 25]
    people.card[shared] = people.card[payers[rng.integers(0, len(payers), len(shared))]]
    # a virtual-card service hands out few numbers to many strangers
    virtual = rng.permutation(payers)[: len(payers) // 200]
    numbers = stage.new_cards(max(1, len(virtual) // 9))
    people.card[virtual] = numbers[rng.integers(0, len(numbers), len(virtual))]
    people.card_country[:] = people.country
    abroad = rng.random(len(people)) < 0.04
    people.card_country[abroad] = choose(rng, COUNTRY_WEIGHTS, int(abroad.sum()))


def give_models(stage: Stage, rng: np.random.Generator, people: People) -> None:
    """Model habits, and when ordinary people move to each release: weeks, some never."""
    count = len(people)
    people.model[:, 0] = choose(rng, np.array([38, 46, 9, 7]), count)
    people.model[:, 1] = choose(rng, np.array([45, 45, 10, 0]), count)
    for slot, (day, _) in enumerate(stage.scenario.releases):
        lag = np.exp(rng.normal(np.log(_LAG_DAYS), _LAG_SPREAD, count)) * DAY
        eager = rng.random(count) < 0.03
        lag[eager] = rng.exponential(10, int(eager.sum())) * HOUR
        move = (rng.random(count) > _NEVER_MOVES) & ((slot == 1) | (people.model[:, 0] == 0))
        people.adopt[:, slot] = np.where(move, day * DAY + lag, NEVER).astype(np.int64)
        people.adopted[:, slot] = rng.beta(2.2, 1.2, count)


def _ordinary_bans(stage: Stage, rng: np.random.Generator, people: People) -> None:
    """One account in a few hundred is banned for reasons of its own."""
    hit = np.flatnonzero(rng.random(len(people)) < 0.003)
    first = np.maximum(people.start[hit], 0) + 2 * HOUR
    last = np.minimum(people.stop[hit], stage.end)
    fits = last > first
    hit, first, last = hit[fits], first[fits], last[fits]
    people.banned[hit] = first + ((last - first) * rng.random(len(hit))).astype(np.int64)
    people.stop[hit] = people.banned[hit] + 10 * MINUTE
