"""The stealthy campaigns: nothing of what an account has ties it to the others, its work does."""

import pytest

from .conftest import opened


@pytest.fixture(scope="module")
def stealth(simulated):
    return opened(simulated("stealth", 0.02, 1))


def test_sizes_are_exact(stealth):
    found = stealth(
        "select name, count(distinct account_id) from t where label = 'campaign' group by 1"
    )
    assert dict(found) == {"hydra-e": 20, "hydra-f": 60, "hydra-g": 160}
    made = stealth(
        "select name, count(*) from r join t using (account_id) where label = 'campaign' group by 1"
    )
    assert dict(made) == {"hydra-e": 8_400, "hydra-f": 42_000, "hydra-g": 120_000}


@pytest.mark.parametrize(
    ("what", "most"),
    [
        ("select client_address as v, account_id from r", 1),
        ("select signup_address as v, account_id from a", 1),
        ("select payment_fingerprint as v, account_id from a", 2),
        ("select email as v, account_id from a", 1),
        ("select phone as v, account_id from a", 1),
    ],
)
def test_no_means_is_shared_by_many_accounts_of_the_campaigns(stealth, what, most):
    ((found,),) = stealth(
        f"select max(n) from (select v, count(distinct account_id) as n from ({what}) "
        "join t using (account_id) where label = 'campaign' and v is not null group by 1)"
    )
    assert found <= most


def test_an_account_keeps_one_address_all_its_life(stealth):
    assert stealth(
        "select max(n) from (select account_id, count(distinct client_address) as n from r "
        "join t using (account_id) where label = 'campaign' group by 1)"
    ) == [(1,)]
    assert stealth(
        "select avg((client_address = signup_address)::int) from r join a using (account_id) "
        "join t using (account_id) where label = 'campaign'"
    ) == [(1.0,)]


def test_prefixes_are_no_more_shared_than_among_ordinary_people(stealth):
    shares = dict(
        stealth(
            "with p as (select label, account_id, regexp_extract(signup_address, "
            "'^[0-9]+[.][0-9]+[.][0-9]+') as prefix, signup_asn as asn from a "
            "join t using (account_id) where signup_address not like '%:%') "
            "select label, avg((n > 1)::int) from (select label, "
            "count(*) over (partition by asn, prefix) as n from p) group by 1"
        )
    )
    assert shares["campaign"] <= shares["background"]


def test_sign_ups_trickle_in_by_day_and_never_in_waves(stealth):
    assert stealth("select distinct kind from w") == [("drip",)]
    for name, accounts, busiest, days in stealth(
        "with h as (select name, a.created_at as born from a join t using (account_id) "
        "where label = 'campaign'), six as (select name, born, count(*) over (partition by name "
        "order by born range between current row and interval 6 hours following) as n from h) "
        "select name, count(*), max(n), date_diff('day', min(born), max(born)) from six group by 1"
    ):
        assert busiest <= max(4, 0.06 * accounts), name
        assert days > 40, name
    ((campaign, background),) = stealth(
        "with h as (select label, hour(a.created_at) between 6 and 11 as night from a "
        "join t using (account_id) where signup_country = 'US' and a.created_at > '2025-11-01') "
        "select avg(night::int) filter (label = 'campaign'), "
        "avg(night::int) filter (label = 'background') from h"
    )
    assert abs(campaign - background) < 0.08  # a quarter of an even day
    ((last,),) = stealth("select max(created_at) < '2026-03-01' from a")
    assert last


def test_mail_browsers_and_builds_are_everybodys(stealth):
    for column in ("split_part(email, '@', 2)", "signup_user_agent", "signup_tls_ja4"):
        ((known, all_of_them),) = stealth(
            f"with v as (select label, {column} as v from a join t using (account_id)) "
            "select count(*) filter (v in (select v from v where label = 'background')), count(*) "
            "from v where label = 'campaign'"
        )
        assert known == all_of_them
        ((top,),) = stealth(
            f"select max(n) / sum(n) from (select {column}, count(*) as n from a "
            "join t using (account_id) where name = 'hydra-g' group by 1)"
        )
        assert top < 0.6
    ((strangers,),) = stealth(
        "select min(n) from (select user_agent_original, count(distinct account_id) filter "
        "(label = 'background') as n, bool_or(label = 'campaign') as used from r "
        "join t using (account_id) group by 1) where used"
    )
    assert strangers >= 3  # every client string they show is also one of honest people


def test_successors_lie_ready_and_start_hours_after_the_ban(stealth):
    ((count, early, hours, late),) = stealth(
        "with s as (select n.created_at as signed, o.banned_at as banned, (select min(ts) from r "
        "where r.account_id = n.account_id) as began from t as n "
        "join t as o on n.replaces_account_id = o.account_id where n.label = 'campaign') "
        "select count(*), avg((signed < banned)::int), median(epoch(began - banned)) / 3600, "
        "min(epoch(began - banned)) / 3600 from s where began is not null"
    )
    assert count > 60
    assert early == 1.0
    assert 3 < hours < 14
    assert late > 0


def test_templates_are_shared_and_rare_elsewhere(stealth):
    for name, shared in stealth(
        "with u as (select prompt_template_hash as h, name, account_id, count(*) as n from r "
        "join t using (account_id) group by all), s as (select h, bool_or(name = 'background') "
        "as others, count(*) as users from u group by 1) select name, "
        "sum(n) filter (not others and users >= 3) / sum(n) from u join s using (h) "
        "where name like 'hydra%' group by 1"
    ):
        assert 0.55 < shared < 0.85, name


def test_the_move_to_the_release_takes_hours(stealth):
    ((released,),) = stealth(
        "select ts from e where event_type = 'model_launch' and gen_ai_request_model = 'atlas-3'"
    )
    shares = dict(
        stealth(
            "select label, avg((gen_ai_request_model = 'atlas-3')::int) from r "
            "join t using (account_id) where ts between "
            f"timestamp '{released}' + interval 12 hours and "
            f"timestamp '{released}' + interval 36 hours group by 1"
        )
    )
    assert 0.3 < shares["campaign"] < 0.6
    assert shares["background"] < 0.12


def test_part_of_the_traffic_starts_in_the_same_minutes(stealth):
    """Pairs of accounts in one minute, of those that even hours would have."""
    pairs = dict(
        stealth(
            "with m as (select name, date_trunc('minute', ts) as m, count(distinct account_id) "
            "as n from r join t using (account_id) group by all), h as (select name, "
            "date_trunc('hour', m) as h, sum(n * (n - 1)) as pairs, sum(n) as n from m "
            "group by all) select name, sum(pairs) / sum(n * (n - 1) / 60) from h group by 1"
        )
    )
    assert all(1.05 < pairs[name] < 8 for name in ("hydra-e", "hydra-f", "hydra-g"))
    assert pairs["background"] < 1.02
