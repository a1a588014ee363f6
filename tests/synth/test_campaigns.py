"""What the campaigns do, measured on the exports with the truth beside them."""

import json


def test_campaign_accounts_look_ordinary_one_by_one(incident):
    rows = incident(
        "with per_day as (select name, account_id, ts::date, count(*) as n from r "
        "join t using (account_id) where label = 'campaign' group by all) "
        "select name, median(n), max(n) from per_day group by name"
    )
    assert len(rows) == 3
    for _, median, most in rows:
        assert 8 <= median <= 60
        assert most < 500
    ((busier,),) = incident(
        "with per_day as (select label, account_id, ts::date, count(*) as n from r "
        "join t using (account_id) where label <> 'decoy' group by all) select "
        "avg((n > (select median(n) from per_day where label = 'campaign'))::int) "
        "from per_day where label = 'background'"
    )
    assert busier > 0.05  # many ordinary account-days are busier than a campaign's


def test_waves_are_in_the_sign_ups(incident):
    waves = incident("select campaign, wave, kind, start_at, end_at, accounts from w")
    bursts = [wave for wave in waves if wave[2] == "burst"]
    assert len(bursts) >= 14
    assert {wave[0] for wave in waves if wave[2] == "drip"} == {"hydra-b"}
    for campaign, number, _, start, end, accounts in bursts:
        assert (end - start).total_seconds() <= 6 * 3600
        found = incident(f"select count(*) from a where created_at between '{start}' and '{end}'")[
            0
        ][0]
        assert accounts <= found, (campaign, number)


def test_banned_accounts_are_replaced_within_hours(incident):
    gaps = incident(
        "select new.name, median(epoch(new.created_at) - epoch(old.banned_at)) / 3600, "
        "min(epoch(new.created_at) - epoch(old.banned_at)), count(*) from t as new "
        "join t as old on new.replaces_account_id = old.account_id "
        "where old.name = new.name group by 1"
    )
    assert {name for name, *_ in gaps} == {"hydra-a", "hydra-b", "hydra-c"}
    for name, hours, least, count in gaps:
        assert least > 0
        if count > 20:
            assert 1 < hours < 12, name
    ((twice,),) = incident(
        "select count(*) - count(distinct replaces_account_id) from t "
        "where replaces_account_id is not null"
    )
    assert twice == 0


def test_successors_carry_on_the_same_work(incident):
    ((same, other),) = incident(
        """
        with used as (select account_id, list(distinct prompt_template_hash) as templates
                      from r join t using (account_id) where name = 'hydra-c' group by 1),
        pairs as (select o.templates as before, n.templates as after, r2.templates as random
                  from t join used n using (account_id)
                  join used o on o.account_id = t.replaces_account_id
                  positional join (select templates from used order by account_id) r2)
        select avg(len(list_intersect(before, after)) / len(after)),
               avg(len(list_intersect(random, after)) / len(after))
        from pairs where before is not null and random is not null
        """
    )
    assert same > 1.5 * other


def test_bans_are_events_and_end_the_traffic(incident):
    assert incident(
        "select count(*) from t where banned_at is not null "
        "and account_id not in (select account_id from e where event_type = 'ban')"
    ) == [(0,)]
    assert incident(
        "select count(*) from r join t using (account_id) "
        "where ts >= banned_at and http_response_status_code <> 403"
    ) == [(0,)]
    assert incident(
        "select count(*) from r join t using (account_id) where ts > banned_at + interval 1 hour"
    ) == [(0,)]
    blocked = "select count(*) from a join t using (account_id) where "
    assert incident(blocked + "(a.status = 'blocked') <> (banned_at is not null)") == [(0,)]


def test_nearly_half_of_hydra_c_moves_within_a_day_of_the_release(incident):
    ((released,),) = incident(
        "select ts from e where event_type = 'model_launch' and gen_ai_request_model = 'atlas-3'"
    )
    shares = dict(
        incident(
            "select name, avg((gen_ai_request_model = 'atlas-3')::int) from r "
            f"join t using (account_id) where ts between '{released}' and "
            f"timestamp '{released}' + interval 24 hours group by 1"
        )
    )
    assert 0.40 <= shares["hydra-c"] <= 0.56
    assert shares["background"] < 0.1
    assert incident(
        f"select count(*) from r where gen_ai_request_model = 'atlas-3' and ts < '{released}'"
    ) == [(0,)]


def test_cards_are_shared_within_a_campaign_and_not_across(incident):
    ((shared,),) = incident(
        "select avg((n >= 3)::int) from (select count(*) over (partition by payment_fingerprint) "
        "as n from a join t using (account_id) where name = 'hydra-c' "
        "and payment_fingerprint is not null)"
    )
    assert shared > 0.5
    assert incident(
        "select count(*) from (select payment_fingerprint from a join t using (account_id) "
        "where label = 'campaign' and payment_fingerprint is not null "
        "group by 1 having count(distinct name) > 1)"
    ) == [(0,)]


def test_both_static_proxies_and_pools_are_used(incident):
    ((static, pooled),) = incident(
        "select count(*) filter (top > 0.9), count(*) filter (top < 0.5) from ("
        "select account_id, max(n) / sum(n) as top from (select account_id, client_address, "
        "count(*) as n from r join t using (account_id) where name = 'hydra-c' group by all) "
        "group by 1)"
    )
    assert static > 40
    assert pooled > 40


def test_an_address_that_is_kept_is_the_one_of_the_sign_up(incident):
    shares = dict(
        incident(
            "select name, avg((client_address = signup_address)::int) from r "
            "join a using (account_id) join t using (account_id) "
            "where name in ('hydra-c', 'background') group by 1"
        )
    )
    assert 0.3 < shares["hydra-c"] < 0.8
    assert 0.05 < shares["background"] < 0.7


def test_shifts_of_hydra_b_cover_the_day_between_them(incident):
    thirds = incident(
        "select account_id, max(n) / sum(n), arg_max(shift, n) from (select account_id, "
        "hour(ts) // 8 as shift, count(*) as n from r join t using (account_id) "
        "where name = 'hydra-b' group by all) group by 1 having sum(n) > 100"
    )
    assert all(busiest > 0.8 for _, busiest, _ in thirds)
    assert {shift for *_, shift in thirds} == {0, 1, 2}


def test_truth_files_describe_campaigns(incident_folder):
    campaigns = json.loads((incident_folder / "truth" / "campaigns.json").read_text())
    assert [c["name"] for c in campaigns] == ["hydra-a", "hydra-b", "hydra-c"]
    assert [c["accounts"] for c in campaigns] == [20, 68, 160]
    for campaign in campaigns:
        assert "public reports" in campaign["shaped_after"]
