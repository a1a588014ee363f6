"""Themes: customers' lists come out; what everybody, too few or nobody uses does not."""

import math
from itertools import combinations

import numpy as np
import pytest
from scipy import sparse

from hydrascope.clusters.pairs import surplus
from hydrascope.clusters.points import HEAVY
from hydrascope.clusters.themes import LEAST_HEAVY, SHARED_BY, themes, used_together
from tests import worlds

ACCOUNTS, USUAL = 2000, 20
LIST = 40  # templates of a customer's list
COMMON = 200  # templates that all users of the program know
FIRST, SECOND = 5000, 6000


class Shop:
    """The first accounts are heavy users of program 0; two customers' work goes through some."""

    def __init__(self, heavy=200, users=15, accounts=ACCOUNTS, seed=1):
        rng = np.random.default_rng(seed)
        self.first, self.second = np.arange(users), np.arange(users, 2 * users)
        number = rng.integers(2, 12, accounts)
        self.sets = [set(rng.integers(COMMON, 4000, most).tolist()) for most in number]
        for place in range(heavy):
            self.sets[place] |= set(rng.choice(COMMON, 20, replace=False).tolist())
        for people, begin in ((self.first, FIRST), (self.second, SECOND)):
            for place in people:
                left_out = begin + int(rng.integers(0, LIST))
                self.sets[place] |= listed(begin) - {left_out}
        self.requests = np.full(accounts, float(USUAL))
        self.requests[:heavy] = 10 * USUAL
        self.programs = np.where(np.arange(accounts) < heavy, 0, 1 + np.arange(accounts) % 5)

    def evidence(self):
        sets = [sorted(one) for one in self.sets]
        return worlds.evidence_of(len(sets), [worlds.several("template", sets)])

    def themes(self, seed=1):
        """Labels of the templates, and the accounts, of each theme."""
        evidence = self.evidence()
        return [
            (set(evidence.label[one.templates].tolist()), one.accounts.tolist())
            for one in themes(evidence, self.programs, self.requests, seed)
        ]


def listed(begin):
    return set(range(begin, begin + LIST))


@pytest.mark.parametrize("seed", range(4))
def test_two_customers_of_one_shop_are_two_themes_with_their_users(seed):
    shop = Shop(seed=seed)

    found = sorted(shop.themes(), key=lambda theme: min(theme[0]))

    assert [templates for templates, _ in found] == [listed(FIRST), listed(SECOND)]
    assert [users for _, users in found] == [shop.first.tolist(), shop.second.tolist()]


def test_the_same_again_and_another_order_of_accounts_is_the_same():
    shop, other = Shop(), Shop()
    mixed = np.random.default_rng(3).permutation(ACCOUNTS)
    other.sets = [shop.sets[place] for place in mixed]
    other.requests, other.programs = shop.requests[mixed], shop.programs[mixed]

    moved = [(templates, sorted(mixed[users].tolist())) for templates, users in other.themes()]

    assert shop.themes() == shop.themes()
    assert sorted(moved, key=str) == sorted(shop.themes(), key=str)


def test_an_account_may_have_a_part_in_several_themes():
    shop = Shop()
    shop.sets[0] |= listed(SECOND)

    assert all(0 in users for _, users in shop.themes())


@pytest.mark.parametrize(("times", "is_heavy"), [(HEAVY, True), (HEAVY - 0.1, False)])
def test_heavy_is_five_times_the_median_of_those_who_ask(times, is_heavy):
    shop = Shop()
    shop.requests[:200] = times * USUAL
    shop.requests[200:1200] = 0.0  # who never asked is no measure

    assert bool(shop.themes()) == is_heavy


@pytest.mark.parametrize(("heavy", "number"), [(120, 2), (LEAST_HEAVY - 1, 0)])
def test_a_program_of_too_few_heavy_users_has_no_themes(heavy, number):
    shop = Shop(heavy)
    shop.requests[heavy:200] = 10 * USUAL  # of other programs: they do not help

    assert len(shop.themes()) == number


def test_the_users_of_different_programs_make_no_theme_together():
    shop = Shop(heavy=180)
    assert len(shop.themes()) == 2
    shop.programs[:180] = np.arange(180) % 3

    assert shop.themes() == []


@pytest.mark.parametrize(("users", "number"), [(45, 2), (60, 0)])
def test_what_more_than_a_quarter_of_the_heavy_users_work_on_is_nobodys_theme(users, number):
    shop, rng = Shop(users=users, accounts=5000), np.random.default_rng(2)
    for place in range(200):  # so much else that even 60 users use more of a list than expected
        shop.sets[place] |= set((10_000 + rng.choice(600, 60, replace=False)).tolist())

    assert len(shop.themes()) == number


@pytest.mark.parametrize(("accounts", "number"), [(3200, 2), (1200, 0)])
def test_what_more_than_one_account_in_32_uses_is_nobodys_theme(accounts, number):
    assert len(Shop(heavy=300, users=60, accounts=accounts).themes()) == number


def test_without_templates_programs_or_requests_there_are_no_themes():
    shop = Shop()
    cards = worlds.evidence_of(ACCOUNTS, [worlds.single("payment", np.arange(ACCOUNTS) // 4)])
    unknown, silent = np.full(ACCOUNTS, -1), np.zeros(ACCOUNTS)

    assert len(themes(shop.evidence(), shop.programs, shop.requests, 1)) == 2
    assert themes(cards, shop.programs, shop.requests, 1) == []
    assert themes(shop.evidence(), None, shop.requests, 1) == []
    assert themes(shop.evidence(), unknown, shop.requests, 1) == []
    assert themes(shop.evidence(), shop.programs, silent, 1) == []


@pytest.mark.parametrize("seed", range(6))
def test_heavy_users_with_nothing_in_common_have_no_theme(seed):
    """However much they use: each draws from the same thousand templates on its own."""
    shop = Shop(users=0, seed=seed)
    rng = np.random.default_rng([seed, 5])
    for place in range(200):
        shop.sets[place] = set(rng.integers(0, 1000, rng.integers(20, 120)).tolist())

    assert shop.themes() == []


def test_users_of_a_theme_use_more_of_it_than_their_activity_leads_to():
    shop = Shop()
    some = sorted(listed(FIRST))
    shop.sets[80] |= {*some[: SHARED_BY - 1]}  # too few of them
    shop.sets[81] |= {*some[:SHARED_BY], *range(COMMON)}  # as many as anybody that busy
    shop.sets[82] |= {*some[:30]}

    ((_, users),) = [theme for theme in shop.themes() if FIRST in theme[0]]

    assert {*shop.first, 82} <= set(users)
    assert not {80, 81} & set(users)


def slow_together(use):
    """Every two templates, account by account, from the definitions."""
    accounts, templates = use.shape
    users, activity = use.sum(axis=0), use.sum(axis=1)
    total, found = activity.sum(), {}
    for one, other in combinations(range(templates), 2):
        times = sum(use[row, one] and use[row, other] for row in range(accounts))
        expected = sum(
            (users[one] * activity[row] / total) * (users[other] * activity[row] / total)
            for row in range(accounts)
        )
        if times < SHARED_BY or times <= expected:
            continue
        bits = times * math.log2(times / expected) - (times - expected) / math.log(2)
        bits -= 2 * math.log2(max(templates, 2))
        if bits > 0:
            found[one, other] = bits
    return found


@pytest.mark.parametrize("customers", [6, 9, 12])
@pytest.mark.parametrize("seed", range(4))
def test_templates_used_together_are_those_of_the_slow_count(customers, seed):
    """Customers of twelve accounts and three templates each, some of it by chance."""
    rng = np.random.default_rng([seed, customers])
    own = np.arange(12 * customers)[:, None] // 12 == np.arange(3 * customers)[None, :] // 3
    use = rng.random(own.shape) < np.where(own, rng.uniform(0.85, 1.0), 0.02)
    use[::11] = False  # who uses nothing counts nothing

    found = used_together(sparse.csr_array(use.astype(np.float32)))

    slow = slow_together(use)
    assert slow
    mine = dict(zip(zip(found.a.tolist(), found.b.tolist(), strict=True),
                    found.total.tolist(), strict=True))  # fmt: skip
    assert mine == pytest.approx(slow, abs=1e-3)


def test_the_search_among_more_templates_costs_more():
    """The same two templates among unused ones: two bits for each doubling."""
    use = np.zeros((60, 64), np.float32)
    use[:12, :2] = 1.0
    use[12:, 2] = 1.0

    bits = {width: used_together(sparse.csr_array(use[:, :width])).total for width in (4, 8, 64)}

    assert bits[4][0] - bits[8][0] == pytest.approx(2, abs=1e-4)
    assert bits[8][0] - bits[64][0] == pytest.approx(6, abs=1e-4)
    assert bits[4][0] == pytest.approx(
        float(surplus(np.array([12.0]), np.array([12 * 12 * (12 * 4 + 48) / 72**2]))[0]) - 4,
        abs=1e-3,
    )


@pytest.mark.parametrize("accounts", [SHARED_BY - 1, SHARED_BY])
def test_two_accounts_in_common_are_none_however_few_use_them(accounts):
    use = np.zeros((3000, 3), np.float32)
    use[:accounts, :2] = 1.0
    use[accounts:, 2] = 1.0

    assert len(used_together(sparse.csr_array(use)).a) == (accounts == SHARED_BY)


def test_nothing_used_is_nothing_together():
    for shape in ((0, 0), (5, 0), (0, 5), (5, 5)):
        assert not len(used_together(sparse.csr_array(shape, dtype=np.float32)).a)
