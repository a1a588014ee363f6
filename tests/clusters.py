"""Clusters as the detection would store them, for the small warehouse of tests/build.py.

``ACTING`` are the sixty accounts of 2026-01-17 and those who sign up after forty of them were
banned on the 19th; ``SECOND`` acts as one too, less surely. ``UNCLEAR``, ``CAMPUS`` and ``APP``
are of the other kinds. No account is in two clusters. Who is in them and what people say of
them is invented; what they asked is added up from the rows.
"""

import shutil
from pathlib import Path

import duckdb

from hydrascope.warehouse.store import Version, Warehouse
from tests import build, bursts

ACTING, SECOND, UNCLEAR, CAMPUS, APP = "c0a1", "c0b2", "c0c3", "c0d4", "c0e5"
CASES = ("found", "unreleased", "innocent", "nothing", "not_run", "older")

_MEMBERS = """
insert into found_cluster_accounts
select 'c0a1', account_key, 'probable', 20.0 + account_key % 30, 14.5, 3 + account_key % 3, null
from account_details
where account_key > 340
    or (created_at >= timestamp '2026-01-19 05:00' and created_at < timestamp '2026-01-20 12:00');
insert into found_cluster_accounts
select t.cluster_id, account_key, t.membership, t.bits + account_key % 7, 14.5, t.families,
    if(t.membership = 'possible', 'It lacks a second independent family.', null)
from account_details
inner join (values
    ('c0a1', 301, 304, 1, 'possible', 4.0, 1), ('c0b2', 201, 240, 1, 'probable', 16.0, 3),
    ('c0b2', 241, 242, 1, 'possible', 4.0, 1), ('c0c3', 101, 115, 1, 'probable', 15.0, 2),
    ('c0d4', 20, 39, 1, 'probable', 15.0, 2), ('c0e5', 120, 199, 2, 'probable', 15.0, 2)
) t(cluster_id, low, high, every, membership, bits, families)
on account_key between t.low and t.high and account_key % t.every = 0
where account_key not in (select account_key from found_cluster_accounts);
"""
_DAYS = """
create temp table probable as
select cluster_id, account_key, account_id, created_at from found_cluster_accounts
inner join known_accounts using (account_key) left join account_details using (account_key)
where membership = 'probable';
create temp table happened as
select cluster_id, bucket_at, account_key, 0 as signups, 0 as bans, requests, input_tokens,
    output_tokens, cost_usd
from probable inner join account_day using (account_key)
union all
select cluster_id, date_trunc('day', created_at), null, 1, 0, 0, null, null, null
from probable where created_at is not null
union all
select cluster_id, date_trunc('day', ts), null, 0, 1, 0, null, null, null
from probable inner join events using (account_id) where event_type = 'ban';
insert into found_cluster_days
select cluster_id, bucket_at, sum(signups), sum(bans), count(distinct account_key),
    sum(requests), sum(input_tokens), sum(output_tokens), sum(cost_usd)
from (
    select * from happened
    union all
    select cluster_id, unnest(range(min(bucket_at), max(bucket_at), interval 1 day)), null, 0, 0,
        0, null, null, null
    from happened group by cluster_id
) group by all order by cluster_id, bucket_at;
"""
_CLUSTERS = """
insert into found_clusters by name
with lived as (
    select cluster_id, sum(requests) as requests, sum(input_tokens) as input_tokens,
        sum(output_tokens) as output_tokens, sum(cost_usd) as cost_usd,
        arg_max(bucket_at, requests) as peak_at
    from found_cluster_days group by cluster_id
), people as (
    select cluster_id, count(*) as accounts, min(created_at) as first_signup_at,
        min(first_request_at) as first_seen_at, max(last_request_at) as last_seen_at,
        count(*) filter (account_id in (select account_id from events where event_type = 'ban'))
            as banned_accounts
    from probable left join account_totals using (account_key) group by cluster_id
), near as (
    select cluster_id, count(*) filter (membership = 'possible') as possible_accounts
    from found_cluster_accounts group by cluster_id
)
select t.*, lived.* exclude (cluster_id), people.* exclude (cluster_id),
    near.possible_accounts, accounts - banned_accounts as active_accounts
from (values
    ('c0a1', 'coordinated', 'high', 11.5, 5, 31.5, 6, 4.5, 3, 0.62, null),
    ('c0b2', 'coordinated', 'moderate', 6.0, 3, 19.0, 0, null, 1, 0.2,
        '35% use one client program: look at these first.'),
    ('c0c3', 'unclear', 'low', 0.5, 2, 17.5, 0, null, 0, null, null),
    ('c0d4', 'shared_network', 'moderate', -3.0, 2, 18.0, 0, null, 0, 0.01,
        'Its accounts share one network prefix and little else: a campus or an office.'),
    ('c0e5', 'shared_app', 'high', -5.0, 2, 18.0, 0, null, 2, 0.4,
        'Its accounts share a client and its templates, and pay apart: one popular app.')
) t(cluster_id, kind, confidence, points, families, median_bits, successions,
    median_regrowth_hours, signature_templates, signature_share, explained_by)
inner join lived using (cluster_id) inner join people using (cluster_id)
inner join near using (cluster_id)
"""
_EVIDENCE = """
insert into found_cluster_evidence
select cluster_id, account_key, t.family, round(match_weight * t.part, 2)
from found_cluster_accounts inner join (values
    ('payment', 0.4), ('network', 0.0), ('client', 0.2), ('batch', 0.1), ('templates', 0.35),
    ('timing', -0.05)
) t(family, part) on cluster_id <> 'c0d4' or t.family in ('network', 'client');
insert into found_cluster_families
select cluster_id, family, quantile_cont(bits, 0.25), median(bits), quantile_cont(bits, 0.75),
    count(*) filter (bits > 0), count(*), format('The {} says this of its members.', family)
from found_cluster_evidence inner join probable using (cluster_id, account_key)
group by cluster_id, family;
insert into found_cluster_values values
    ('c0a1', 1, 'payment', 'payment', 'aabbccddeeff00112233', 41, 60, 0, 2100.0, 11.0),
    ('c0a1', 2, 'templates', 'template', '0000000000000007', 58, 80, 12, 52.0, 5.7),
    ('c0a1', 3, 'client', 'user_agent', 'python-sdk', 60, 80, 110, 3.9, 2.0),
    ('c0b2', 1, 'templates', 'template', '0000000000000007', 22, 36, 40, 9.0, 3.2),
    ('c0b2', 2, 'identity', 'email_domain', 'mail1.example', 18, 36, 60, 2.7, 1.4),
    ('c0d4', 1, 'network', 'prefix', '0000000000000001', 20, 20, 0, 900.0, 9.8),
    ('c0e5', 1, 'client', 'user_agent', 'node-sdk', 40, 40, 90, 4.0, 2.0);
insert into found_cluster_shows
select cluster_id, place, account_key, if(attr_type = 'template', 20 + account_key % 9, null)
from found_cluster_values inner join found_cluster_accounts using (cluster_id)
where (account_key + place) % 4 < 3;
insert into found_cluster_tests values
    ('c0a1', 1, 'template concentration', 'coordinated', 3.0, 0.62, 'share', 0.04, 0.08, 0.15,
        'Three templates make 62% of its requests; size-matched groups stay below 15%.'),
    ('c0a1', 2, 'round the clock', 'coordinated', 1.5, 0.91, 'share', 0.4, 0.55, 0.7,
        'It asks in 91% of the hours of the week, with no night.'),
    ('c0a1', 3, 'diversity of plans', 'innocent', 0.5, 2.9, 'effective values', 2.4, 2.8, 3.0,
        'Its plans are as varied as those of others.'),
    ('c0a1', 4, 'referrers', 'unknown', 0.0, null, null, null, null, null,
        'Referrers are not available in this data.'),
    ('c0b2', 1, 'template concentration', 'coordinated', 1.0, 0.2, 'share', 0.04, 0.08, 0.15,
        'One template makes 20% of its requests.'),
    ('c0d4', 1, 'network', 'innocent', 4.0, 1.0, 'share', 0.0, 0.01, 0.03,
        'All of it is behind one network prefix.');
insert into found_successions
with stopped as (
    select cluster_id, account_key, ts, row_number() over (order by ts) as place
    from probable inner join events using (account_id)
    where event_type = 'ban' and cluster_id = 'c0a1'
), began as (
    select account_key, created_at, row_number() over (order by created_at) as place
    from probable where cluster_id = 'c0a1' and created_at > timestamp '2026-01-19 05:00'
)
select cluster_id, stopped.account_key, began.account_key, ts, created_at,
    date_diff('minute', ts, created_at) / 60.0, 6.5
from stopped inner join began using (place) where place <= 6;
"""
_USE = """
insert into found_cluster_hours
with asked as (
    select coalesce(cluster_id, '') as who, requests,
        (isodow(bucket_at) - 1) * 24 + hour(bucket_at) as hour_of_week
    from account_hour left join probable using (account_key)
), told as (
    select who, hour_of_week, sum(requests) as requests,
        sum(requests) / sum(sum(requests)) over (partition by who) as share
    from asked group by who, hour_of_week
), wanted as (select cluster_id, n as hour_of_week from found_clusters, range(168) t(n))
select cluster_id, wanted.hour_of_week, coalesce(told.requests, 0), coalesce(told.share, 0),
    usual.share
from wanted left join told on who = cluster_id and told.hour_of_week = wanted.hour_of_week
left join told as usual on usual.who = '' and usual.hour_of_week = wanted.hour_of_week;
insert into found_cluster_mix
with asked as (
    select coalesce(cluster_id, '') as who, unnest([['task', task], ['model', model]]) as label,
        requests
    from account_day inner join segments using (segment_key)
    left join probable using (account_key)
), told as (
    select who, label, sum(requests) as requests,
        sum(requests) / sum(sum(requests)) over (partition by who, label[1]) as share
    from asked group by who, label
)
select told.who, told.label[1], told.label[2], told.requests, told.share, usual.share
from told left join told as usual on usual.who = '' and usual.label = told.label
where told.who <> '';
insert into found_cluster_candidates
select row_number() over (order by cluster_id), cluster_id, accounts, families, null, null
from found_clusters;
insert into found_cluster_candidates values
    (6, null, 12, 1, 'Two families', 'Only the network speaks for it.'),
    (7, null, 9, 1, 'Two families', 'Only the client speaks for it.'),
    (8, null, 31, 2, 'More than chance', 'Size-matched groups of strangers are as close.');
insert into found_cluster_filters values
    (1, 'Two families', 8, 6, 239, 218, 'At least two independent families speak for it.'),
    (2, 'More than chance', 6, 5, 218, 187, 'Its links outweigh those of groups by chance.'),
    (3, 'No innocent explanation', 5, 3, 187, 131, 'No app, network or reseller explains it.'),
    (4, 'Sure enough', 3, 2, 131, 117, 'What speaks for coordination outweighs the rest.');
insert into found_links
select one.account_key, other.account_key, t.family, t.bits, 12.5
from probable as one inner join probable as other
    on one.cluster_id = other.cluster_id and one.account_key + 1 = other.account_key
cross join (values ('payment', 8.0), ('templates', 5.5), ('timing', -1.0)) t(family, bits);
insert into cluster_facts values
    ('accounts_compared', '400'), ('note', 'Referrers are not available in this data.');
"""

# What a case takes away from what was found.
_LESS = {
    "unreleased": "delete from events where event_type = 'model_launch'",
    "innocent": "delete from found_clusters where kind in ('coordinated', 'unclear')",
}


def insert(conn: duckdb.DuckDBPyConnection, case: str = "found") -> None:
    """Add the clusters to a filled connection.

    ``case``: 'found', or what else there may be: no model was released ('unreleased'), every
    cluster has another explanation ('innocent'), the detection found 'nothing', it was 'not_run',
    or an 'older' Hydrascope made the version and it has no such tables.
    """
    if case == "older":
        _forget(conn)
    elif case in ("found", *_LESS):
        for text in (_MEMBERS, _DAYS, _CLUSTERS, _EVIDENCE, _USE):
            conn.execute(text)
        conn.execute(_LESS.get(case, "select 1"))
    elif case == "nothing":
        conn.execute("insert into cluster_facts values ('accounts_compared', '400')")
    else:
        conn.execute("insert into cluster_facts values ('not_run', 'The detection was skipped.')")


def _forget(conn: duckdb.DuckDBPyConnection) -> None:
    """Take away every table and view of clusters."""
    made = conn.execute(
        "select table_name, table_type from information_schema.tables where table_name in"
        " ('links', 'clusters') or table_name similar to '(found_(cluster|succ|links)|cluster_).*'"
    ).fetchall()
    for name, kind in sorted(made, key=lambda one: one[1] != "VIEW"):
        conn.execute(f"drop {'view' if kind == 'VIEW' else 'table'} {name}")


def warehouse(root: Path, case: str = "found", *, with_bursts: bool = True) -> Version:
    """Publish the small warehouse with its clusters, and its bursts, under ``root``."""
    store = Warehouse(root)
    with store.building() as folder:
        built = folder / "usage.duckdb"
        shutil.copyfile(build.filled(), built)
        with duckdb.connect(str(built)) as conn:
            if with_bursts:
                bursts.insert(conn)
            insert(conn, case)
        return store.publish(built, build.FINGERPRINT, "2026-01-26T08:00:00")
