"""How well accounts fit a group: against a slow and obvious scoring, and against chance."""

import math

import numpy as np
import pytest

from hydrascope.clusters.groups import Group
from hydrascope.clusters.pairs import FAMILY_CAP, TEMPLATES_CAP
from hydrascope.clusters.profiles import AGAIN, SIGNATURE_LIFT, SIGNATURE_USERS, UNLIKE, Profile
from tests import worlds

ACCOUNTS = 60
FAMILY = {
    "payment": "payment", "prefix": "network", "asn": "network", "user_agent": "client",
    "email_domain": "identity", "request_prefix": "network", "template": "templates",
}  # fmt: skip


class Slow:
    """The same definitions, account by account and value by value, from plain dictionaries."""

    def __init__(self, shows, strata, members, accounts):
        # shows: attribute -> account -> set of values; unknown accounts are absent
        # strata: attribute -> stratum of each account, -1 for none
        self.shows, self.strata, self.members, self.accounts = shows, strata, members, accounts

    def home(self, name, value):
        """The stratum of four in five of the value's accounts."""
        strata = self.strata[name]
        mine = [who for who, values in self.shows[name].items() if value in values]
        for place in {strata[who] for who in mine if strata[who] >= 0}:
            if sum(strata[who] == place for who in mine) >= 0.8 * len(mine):
                return place
        return None

    def users(self, name, value):
        return [who for who, values in self.shows[name].items() if value in values]

    def peers(self, name, value):
        place = self.home(name, value)
        known = list(self.shows[name])
        return [who for who in known if place is None or self.strata[name][who] == place]

    def background(self, name, value):
        users, peers = self.users(name, value), self.peers(name, value)
        inside = [who for who in users if who in self.members]
        company = max(len([who for who in peers if who in self.members]), len(inside))
        strangers = max(max(len(peers), len(users)) - company, 1)
        return (len(users) - len(inside) + 0.5) / (strangers + 1.0), len(inside), company

    def novelty(self, name):
        """Good & Turing, over values somebody else has too."""
        known = [who for who in self.members if who in self.shows[name]]
        often = 0
        for value in {value for who in known for value in self.shows[name][who]}:
            inside = sum(value in self.shows[name][who] for who in known)
            often += inside if inside > 1 else 0
        return (max(len(known) - often, 0) + 1) / (len(known) + 2)

    def weight(self, name, value, who):
        new = self.novelty(name)
        if len(self.users(name, value)) < 2:
            return math.log2(new)
        background, inside, company = self.background(name, value)
        if who in self.members:
            inside, company = inside - 1, company - 1
        if inside <= 0:
            return math.log2(new)
        mixed = (1 - new) * inside / max(company, 1) + new * background
        return min(math.log2(mixed / background), FAMILY_CAP)

    def attribute(self, name, who, is_single):
        """Bits of one attribute, None where the account or the group says nothing."""
        known = [member for member in self.members if member in self.shows[name]]
        if who not in self.shows[name] or len(known) < 2:
            return None
        weight = {value: self.weight(name, value, who) for value in self.shows[name][who]}
        if is_single:
            return max(weight.values())
        shared = [bits for value, bits in weight.items() if len(self.users(name, value)) >= 2]
        return max(max(shared, default=0.0) - math.log2(max(len(shared), 1)), 0.0)

    def family(self, names, who, singles):
        bits = [self.attribute(name, who, singles[name]) for name in names]
        told = sorted((bit for bit in bits if bit is not None), reverse=True)
        if not told:
            return 0.0
        again = max([*told[1:2], 0.0])
        return min(max(told[0] + AGAIN * again, UNLIKE), FAMILY_CAP)

    def signature(self):
        found = set()
        for value in {value for values in self.shows["template"].values() for value in values}:
            users = self.users("template", value)
            if len(users) < 2:
                continue
            background, inside, company = self.background("template", value)
            if inside >= SIGNATURE_USERS and inside / company / background >= SIGNATURE_LIFT:
                found.add(value)
        return found

    def activity(self, who):
        values = self.shows["template"].get(who, set())
        return sum(len(self.users("template", value)) >= 2 for value in values)

    def templates(self, who):
        signature = self.signature()
        activity = [self.activity(other) for other in range(self.accounts)]
        usual = np.mean([number for number in activity if number])
        chance = sum(self.background("template", value)[0] for value in signature) / usual
        used = {m: len(signature & self.shows["template"].get(m, set())) for m in self.members}
        mean = sum(used.values()) / max(sum(activity[m] for m in self.members), 1)
        excess = sum((used[m] - mean * activity[m]) ** 2 - mean * activity[m] for m in used)
        even = sum((mean * activity[m]) ** 2 for m in used) / excess if excess > 0 else 20.0
        even = min(max(even, 0.5), 20.0)
        if not activity[who]:
            return 0.0
        seen = len(signature & self.shows["template"].get(who, set()))
        low, high = max(activity[who] * chance, 1e-6), max(activity[who] * mean, 1e-6)
        among = math.lgamma(seen + even) - math.lgamma(even) + even * math.log(even / (even + high))
        among += seen * math.log(high / (even + high))
        bits = (among - (seen * math.log(low) - low)) / math.log(2)
        return min(max(bits, -TEMPLATES_CAP / 2), TEMPLATES_CAP)


def small_world(seed):
    """Sixty accounts in three countries, some attributes missing; twelve have things in common."""
    rng = np.random.default_rng(seed)
    country = rng.integers(-1, 3, ACCOUNTS)
    members = np.sort(rng.choice(ACCOUNTS, 12, replace=False))
    one, many = {}, {}
    for name, values in (("payment", 40), ("prefix", 12), ("asn", 5), ("user_agent", 6),
                         ("email_domain", 8)):  # fmt: skip
        codes = rng.integers(0, values, ACCOUNTS)
        codes[members] = np.where(rng.random(12) < 0.5, rng.integers(0, 2, 12), codes[members])
        local = (country == 1) & (rng.random(ACCOUNTS) < 0.6)
        codes[local] = values  # a value of one country
        codes[rng.random(ACCOUNTS) < 0.15] = -1
        one[name] = codes
    for name, values, most in (("request_prefix", 30, 5), ("template", 60, 15)):
        sets = [
            set(rng.integers(0, values, rng.integers(0, most)).tolist()) for _ in range(ACCOUNTS)
        ]
        for member in members:
            sets[member] |= set(rng.integers(values, values + 8, 4).tolist())
        many[name] = [sorted(values) for values in sets]
    return worlds.World(one, many), country, members


@pytest.mark.parametrize("seed", range(6))
def test_the_fast_scoring_is_the_slow_one(seed):
    world, country, members = small_world(seed)
    evidence = world.evidence(country)
    shows = {
        name: {who: {code} for who, code in enumerate(codes.tolist()) if code >= 0}
        for name, codes in world.one.items()
    }
    shows |= {
        name: {who: set(values) for who, values in enumerate(sets) if values}
        for name, sets in world.many.items()
    }
    strata = dict(zip(evidence.attrs, evidence.strata.tolist(), strict=True))
    slow = Slow(shows, strata, set(members.tolist()), ACCOUNTS)
    is_member = np.isin(np.arange(ACCOUNTS), members)

    fast = Profile(evidence, members).fit(np.arange(ACCOUNTS), is_member)

    singles = {name: name in world.one for name in shows}
    for column, family in enumerate(evidence.family_names):
        names = [name for name in evidence.attrs if FAMILY[name] == family]
        expected = [
            slow.templates(who) if family == "templates" else slow.family(names, who, singles)
            for who in range(ACCOUNTS)
        ]
        np.testing.assert_allclose(fast.bits[:, column], expected, atol=1e-4, err_msg=family)
    used = [len(slow.signature() & shows["template"].get(who, set())) for who in range(ACCOUNTS)]
    assert fast.signature.tolist() == used


def test_an_account_is_no_evidence_of_itself():
    """A member alone with its card is held to be one whose card is new, never one that fits."""
    codes = np.r_[np.arange(190), np.full(9, 500), 0]  # the last shares its card with an outsider
    evidence = worlds.evidence_of(200, [worlds.single("payment", codes)])
    members = np.arange(190, 200)

    bits = Profile(evidence, members).fit(members, np.ones(10, bool)).total

    assert (bits[:9] > 5).all()
    assert bits[9] <= 0


def test_one_member_or_none_with_a_value_says_nothing_for_it():
    rng = np.random.default_rng(2)
    for seed in range(5):
        codes = np.r_[rng.permutation(300), rng.permutation(300)]
        evidence = worlds.evidence_of(600, [worlds.single("payment", codes)])
        members = np.sort(rng.choice(300, 30, replace=False))  # no two share a card

        bits = Profile(evidence, members).fit(members, np.ones(30, bool)).total

        assert (bits <= 0).all(), seed


def test_what_is_missing_weighs_nothing():
    codes = np.r_[np.full(20, 0), np.arange(1, 181), np.full(50, -1)]
    evidence = worlds.evidence_of(250, [worlds.single("payment", codes)])
    accounts = np.r_[0:20, 200:250]

    profile = Profile(evidence, np.r_[0:20, 200:205])
    bits = profile.fit(accounts, np.isin(accounts, profile.members)).total

    assert (bits[20:] == 0).all()
    assert (bits[:20] > 4).all()


def test_a_group_whose_cards_are_all_different_is_not_held_against_its_members():
    evidence = worlds.evidence_of(400, [worlds.single("payment", np.arange(400) % 200)])
    members = np.arange(40)

    bits = Profile(evidence, members).fit(members, np.ones(40, bool)).total

    assert bits.min() > -0.2


def test_a_value_of_one_country_says_little_within_it():
    """Thirty of a small country's sixty accounts are a group; all use its one large provider."""
    country = np.r_[np.zeros(1940, int), np.ones(60, int)]
    provider = np.r_[np.arange(1940) % 97, np.full(60, 97)]
    here = worlds.evidence_of(2000, [worlds.single("asn", provider)], country)
    nowhere = worlds.evidence_of(2000, [worlds.single("asn", provider)])
    members = np.arange(1940, 1970)

    within = Profile(here, members).fit(members, np.ones(30, bool)).total
    without = Profile(nowhere, members).fit(members, np.ones(30, bool)).total

    assert within.max() < 0.5
    assert without.min() > 4


@pytest.mark.parametrize("seed", range(3))
def test_outsiders_seldom_fit_a_group(seed):
    """Odds are honest: of strangers, at most 2^-b fit a real group by more than b bits."""
    world = worlds.strangers(3000, seed)
    members = worlds.with_operator(world, 60, seed)
    evidence = world.evidence()
    outside = np.setdiff1d(np.arange(3000), members)

    found = Profile(evidence, members).fit(outside, np.zeros(len(outside), bool)).total

    for bits in (2, 4, 6, 8):
        assert (found > bits).mean() <= 2.0**-bits + 2 / len(outside)


@pytest.mark.parametrize("size", [5, 20, 100])
def test_accounts_thrown_together_do_not_fit_each_other(size):
    rng = np.random.default_rng(size)
    evidence = worlds.strangers(3000, size).evidence()
    fits, belong = [], 0
    for _ in range(30):
        members = np.sort(rng.choice(3000, size, replace=False))
        judged = Group(evidence, members).judge(members, np.ones(size, bool))
        fits.append(judged.total)
        belong += int(judged.belongs.sum())
    found = np.concatenate(fits)

    assert belong == 0
    for bits in (2, 4, 6):
        assert (found > bits).mean() <= 2.0**-bits + 3 / len(found)


def test_operators_fit_their_own_group_and_are_known_from_outside_it():
    world = worlds.strangers(3000, 1)
    members = worlds.with_operator(world, 60, 1)
    group = Group(world.evidence(), members[:40])

    inside = group.judge(members[:40], np.ones(40, bool))
    outside = group.judge(members[40:], np.zeros(20, bool))

    assert inside.belongs.mean() >= 0.9
    assert outside.belongs.mean() >= 0.8
    assert set(members[40:][outside.belongs]) <= set(group.look_alikes().tolist())


def test_a_group_that_shows_nothing_says_nothing():
    codes = np.r_[np.arange(40), np.arange(10)]
    evidence = worlds.evidence_of(50, [worlds.single("payment", codes)])

    bits = Profile(evidence, np.array([20, 21, 22])).fit(np.array([1, 2]), np.zeros(2, bool)).total

    assert (bits <= 0).all()
