"""Confusers and the ordinary world around them."""

import json

from hydrascope.synth.scenarios import DECOYS

from .conftest import opened


def test_a_quiet_world_has_every_decoy_and_no_campaign(quiet_folder):
    decoys = json.loads((quiet_folder / "truth" / "decoys.json").read_text())
    assert {d["name"] for d in decoys} == {d.name for d in DECOYS}
    assert all(d["accounts"] >= 10 and d["why"] for d in decoys)
    assert json.loads((quiet_folder / "truth" / "campaigns.json").read_text()) == []
    quiet = opened(quiet_folder)
    assert quiet("select count(*) from w") == [(0,)]
    labels = quiet("select label, count(*) > 0 from t group by 1 order by 1")
    assert labels == [("background", True), ("decoy", True)]


def test_decoys_show_what_makes_them_look_coordinated(incident):
    def one(name, what):
        return incident(f"select {what} from a join t using (account_id) where name = '{name}'")[0][
            0
        ]

    assert one("hackathon", "count(distinct signup_address)") <= 2
    assert one("hackathon", "date_diff('minute', min(a.created_at), max(a.created_at))") < 150
    assert one("company", "count(distinct payment_fingerprint)") == 1
    assert one("company", "count(distinct split_part(email, '@', 2))") == 1
    assert one("class", "count(distinct split_part(email, '@', 2))") == 1
    assert one("reseller", "count(distinct payment_fingerprint)") < 5
    assert one("viral_post", "date_diff('hour', min(a.created_at), max(a.created_at))") < 48
    assert one("viral_post", "count(distinct signup_country)") > 15
    clients = incident(
        "select count(distinct user_agent_original) filter (user_agent_original "
        "not like 'PocketMuse%') from r join t using (account_id) where name = 'popular_app'"
    )
    assert clients == [(0,)]


def test_ordinary_use_is_heavy_tailed_and_has_a_week(incident):
    ((top,),) = incident(
        "with n as (select account_id, count(*) as n from r join t using (account_id) "
        "where label = 'background' group by 1) select sum(n) filter "
        "(n >= (select quantile_cont(n, 0.95) from n)) / sum(n) from n"
    )
    assert 0.35 < top < 0.9
    ((weekend,),) = incident(
        "select avg((isodow(ts) > 5)::int) * 7 / 2 from r join t using (account_id) "
        "where label = 'background'"
    )
    assert weekend < 0.9
    assert incident("select count(distinct geo_country_iso_code) > 45 from r") == [(True,)]


def test_ordinary_accounts_share_cards_addresses_and_templates_too(incident):
    for shared in (
        "select payment_fingerprint as v, account_id from a",
        "select signup_address as v, account_id from a",
        "select prompt_template_hash as v, account_id from r",
    ):
        ((values,),) = incident(
            f"select count(*) from (select v from ({shared}) join t using (account_id) "
            "where label = 'background' and v is not null group by 1 "
            "having count(distinct account_id) >= 3)"
        )
        assert values >= 10, shared


def test_older_accounts_grow_up_to_the_window(incident):
    ((older, earliest, newest),) = incident(
        "select avg((a.created_at < '2025-11-01')::int), min(a.created_at) < '2024-06-01', "
        "max(a.created_at) > '2026-02-27' from a join t using (account_id) "
        "where label = 'background'"
    )
    assert 0.5 < older < 0.75
    assert earliest and newest
