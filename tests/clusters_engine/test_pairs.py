"""Match weights against worlds whose probabilities are known; candidates against their cost."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hydrascope.clusters import pairs
from hydrascope.clusters.pairs import candidates, counted, same_work, strongest, surplus, weigh
from tests import worlds

PAIRS = 20_000


def random_pairs(accounts, seed=0):
    a, b = np.random.default_rng(seed).integers(0, accounts, (2, PAIRS))
    return a[a != b], b[a != b]


def share_over(bits, least):
    return float((bits > least).mean())


@pytest.mark.parametrize(("values", "m"), [(20, 0.3), (100, 0.3), (100, 0.9), (1000, 0.5)])
def test_agreement_weighs_what_simulation_says_it_should(values, m):
    """Half of the accounts are partners of the other half and agree with probability m."""
    rng = np.random.default_rng(values)
    half = 20_000
    first = rng.integers(0, values, half)
    second = np.where(rng.random(half) < m, first, rng.integers(0, values, half))
    evidence = worlds.evidence_of(2 * half, [worlds.single("asn", np.r_[first, second])])
    a, b = np.arange(half), np.arange(half) + half

    partners = weigh(evidence, a, b, {"asn": m}).total
    agree = first == second

    strangers_agree = (first == np.roll(second, 1)).mean()
    seen = np.log2(agree.mean() / strangers_agree)
    assert partners[agree].mean() == pytest.approx(seen, abs=0.25)
    apart = np.log2((1 - agree.mean()) / (1 - strangers_agree))
    assert partners[~agree].mean() == pytest.approx(max(apart, -2.0), abs=0.25)


def test_a_rare_value_weighs_more_than_a_usual_one():
    codes = np.r_[np.zeros(500, int), np.ones(8, int), np.arange(2, 494)]
    evidence = worlds.evidence_of(1000, [worlds.single("payment", codes)])

    usual, rare = weigh(evidence, np.array([0, 500]), np.array([1, 501]), {"payment": 0.5}).total

    assert usual == pytest.approx(0.0, abs=1e-6)
    assert rare == pytest.approx(np.log2(0.5 * 1000 / 8))


def test_what_either_does_not_know_weighs_nothing():
    codes = np.r_[np.repeat(np.arange(40), 5), np.full(50, -1)]
    evidence = worlds.evidence_of(250, [worlds.single("payment", codes)])

    known_and_not, neither = weigh(evidence, np.array([0, 200]), np.array([210, 249])).total

    assert known_and_not == 0.0
    assert neither == 0.0


def test_a_value_of_one_country_is_compared_with_that_country():
    """A provider that serves half of a small country says one bit, not six."""
    country = np.r_[np.zeros(1900, int), np.ones(100, int)]
    provider = np.r_[np.arange(1900) % 100, np.full(50, 100), np.arange(50) + 101]
    evidence = worlds.evidence_of(2000, [worlds.single("asn", provider)], country)

    (bits,) = evidence.bits[evidence.label == 100]

    assert bits == pytest.approx(1.0)


def test_a_tiny_country_does_not_silence_disagreement_elsewhere():
    rng = np.random.default_rng(3)
    provider = np.r_[rng.integers(0, 50, 995), np.full(5, 50)]
    country = np.r_[np.zeros(995, int), np.ones(5, int)]
    evidence = worlds.evidence_of(1000, [worlds.single("asn", provider)], country)
    a, b = np.arange(400), np.arange(400, 800)

    differ = provider[a] != provider[b]

    assert weigh(evidence, a, b).total[differ].max() < -0.3


@pytest.mark.parametrize("attribute", ["payment", "phone"])
def test_an_operator_cannot_hide_in_a_country_of_its_own(attribute):
    codes = np.r_[np.arange(1960), np.full(20, 1960), np.full(20, 1961)]
    country = np.r_[np.arange(1960) % 20, np.full(40, 20)]
    evidence = worlds.evidence_of(2000, [worlds.single(attribute, codes)], country)

    (bits,) = weigh(evidence, np.array([1960]), np.array([1961])).total

    assert bits >= 4.0


@pytest.mark.parametrize("seed", range(3))
def test_strangers_seldom_look_linked(seed):
    """Weights are honest: of strangers, at most 2^-b weigh more than b bits (a fifth over)."""
    evidence = worlds.strangers(3000, seed).evidence()

    found = weigh(evidence, *random_pairs(3000, seed)).total

    for bits in (2, 4, 6, 8):
        assert share_over(found, bits) <= 1.2 * 2.0**-bits + 3 / len(found) ** 0.5 * 2.0**-bits


def test_accounts_that_show_many_values_are_no_more_alike_for_it():
    rng = np.random.default_rng(0)
    sets = [sorted(set(rng.integers(0, 1000, 30).tolist())) for _ in range(2000)]
    evidence = worlds.evidence_of(2000, [worlds.several("request_prefix", sets)])

    found = weigh(evidence, *random_pairs(2000)).total

    assert share_over(found, 3) <= 1.2 * 2.0**-3


def test_templates_of_strangers_are_as_many_as_expected():
    evidence = worlds.strangers(3000, 5).evidence()
    place = evidence.family_names.index("templates")

    found = weigh(evidence, *random_pairs(3000)).bits[:, place]

    for bits in (2, 4, 6):
        assert share_over(found, bits) <= 1.2 * 2.0**-bits


def test_two_attributes_of_one_family_do_not_add_up_in_full():
    codes = np.r_[np.arange(998), 998, 998]
    alone = worlds.evidence_of(1000, [worlds.single("prefix", codes)])
    both = worlds.evidence_of(1000, [worlds.single("prefix", codes), worlds.single("asn", codes)])
    ends = np.array([998]), np.array([999])

    one, two = weigh(alone, *ends).total, weigh(both, *ends).total

    assert two == pytest.approx(1.5 * one)


def test_every_small_block_is_covered():
    codes = np.repeat(np.arange(900), 3)
    codes[::3][450:] = -1  # every other block has two
    evidence = worlds.evidence_of(2700, [worlds.single("payment", codes)])

    a, b = candidates(evidence)

    assert (codes[a] == codes[b]).all()
    linked = {block: set() for block in range(900)}
    for one, other in zip(a.tolist(), b.tolist(), strict=True):
        linked[codes[one]] |= {one, other}
    assert all(linked[block] == set(np.flatnonzero(codes == block)) for block in range(900))
    pairs_of_three = np.bincount(codes[a], minlength=900)[:450]
    assert (pairs_of_three == 3).mean() > 0.95


def test_a_value_of_many_accounts_costs_no_more_than_its_accounts():
    codes = np.r_[np.zeros(20_000, int), np.arange(1, 400_001)]
    evidence = worlds.evidence_of(len(codes), [worlds.single("asn", codes)])

    a, b = candidates(evidence)

    assert 20_000 <= len(a) <= pairs.ORDERS * 20_000
    assert len(np.unique(np.r_[a, b])) == 20_000


def test_busy_accounts_make_no_more_candidates_than_others():
    rng = np.random.default_rng(1)
    sets = [rng.choice(5000, 600, replace=False).tolist() for _ in range(50)]
    sets += [rng.choice(5000, 3, replace=False).tolist() for _ in range(500)]
    evidence = worlds.evidence_of(550, [worlds.several("template", sets)])

    a, _ = candidates(evidence)

    assert len(a) <= pairs.ORDERS * (50 * pairs.PER_ACCOUNT + 500 * 3)


def test_candidates_are_distinct_ordered_and_the_same_each_time():
    evidence = worlds.strangers(500, 2).evidence()

    a, b = candidates(evidence)
    again = candidates(evidence)

    assert (a < b).all()
    assert len(set(zip(a.tolist(), b.tolist(), strict=True))) == len(a)
    assert np.array_equal(a, again[0])
    assert np.array_equal(b, again[1])


@given(
    st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=60, unique=True),
    st.integers(1, 5),
)
def test_the_strongest_links_are_those_either_end_wants(ends, per_account):
    ends = [(a, b) for a, b in ends if a < b]
    bits = np.random.default_rng(len(ends)).permutation(len(ends)).astype(float) + 1
    links = pairs.Pairs(*np.array(ends, int).reshape(-1, 2).T, bits[:, None])

    found = strongest(links, per_account=per_account)

    def wanted(account):
        mine = [(-bits[n], pair) for n, pair in enumerate(ends) if account in pair]
        return {pair for _, pair in sorted(mine)[:per_account]}

    slow = set().union(*(wanted(account) for account in range(13)))
    assert set(zip(found.a.tolist(), found.b.tolist(), strict=True)) == slow


@given(st.integers(0, 60), st.floats(0.01, 40))
def test_a_surplus_is_never_more_than_its_chance_allows(seen, expected):
    """The bits of a count are a bound (Chernoff) on the chance of so many or more."""
    bits = float(surplus(np.array([seen]), np.array([expected]))[0])
    draws = np.random.default_rng(1).poisson(expected, 20_000)

    assert bits >= 0
    assert (draws >= seen).mean() <= 2.0**-bits * 1.1 + 0.002


def test_one_family_is_no_link_and_templates_alone_are_the_same_work():
    own = [[100 + place] for place in range(1980)]
    evidence = worlds.World(
        {"user_agent": worlds.strangers(2000, 1).one["user_agent"]},
        {"template": own + [list(range(25))] * 20},
    ).evidence()
    a, b = np.arange(1980, 1999), np.arange(1981, 2000)

    weighed = weigh(evidence, a, b)

    assert len(counted(weighed.some(weighed.speaking == 1), 2000).a) == 0
    assert len(same_work(evidence, weighed).a) == len(a)


def test_without_templates_nothing_is_the_same_work():
    evidence = worlds.evidence_of(40, [worlds.single("payment", np.arange(40) // 2)])
    weighed = weigh(evidence, np.arange(0, 40, 2), np.arange(1, 40, 2))

    assert len(same_work(evidence, weighed).a) == 0
