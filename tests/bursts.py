"""Bursts as the detection would store them, for the small warehouse of tests/build.py.

``script`` are the sixty accounts that sign up within ten minutes on 2026-01-17; ``wave``
lies inside it, in one mail domain, and is of its series; ``slow`` trickles over days;
``small`` and ``doubtful`` are below what the page shows unless asked.
"""

import shutil
from pathlib import Path

import duckdb

from hydrascope.warehouse.store import Version, Warehouse
from tests import build

SCRIPTED, EVENT = "scripted sign-ups likely", "promotion or event likely"
PREFIX = "00000000000000aa"

_MEMBERS = """
insert into found_burst_accounts
select t.burst_id, details.account_key, details.created_at, t.shared
from account_details as details
inner join (values
    ('script', 341, 400, 1, 2), ('wave', 341, 400, 5, 1), ('slow', 1, 100, 5, 1),
    ('small', 201, 208, 1, 0), ('doubtful', 221, 235, 1, 0)
) t(burst_id, low, high, every, shared)
on details.account_key between t.low and t.high and details.account_key % t.every = 0
"""
_BURSTS = """
insert into found_bursts by name
select t.*, start_at, end_at, accounts, 'created_at' as basis, 0.31 as gap_regularity,
    0.2 as gap_regularity_low, 0.5 as gap_regularity_high, 'country' as top_attr_type,
    'KR' as top_attr_value, 1.0 as top_share, 4.2 as top_lift, accounts - 1 as asking_accounts,
    5 as active_accounts,
    2 as banned_accounts, accounts * 100 as later_requests, 65.0 as median_lag_minutes
from (values
    ('script', 'series-1', null, null, 1.5, 82.4, 1e-9, 'scripted sign-ups likely', 3.0, 'high'),
    ('wave', 'series-1', 'email_domain', 'mail0.example', 0.5, 20.0, 1e-6,
        'scripted sign-ups likely', 2.0, 'moderate'),
    ('slow', null, 'email_domain', 'mail1.example', 4.0, 9.5, 0.004,
        'promotion or event likely', -2.0, 'moderate'),
    ('small', null, null, null, 1.0, 25.0, 1e-6, 'unclear', 0.0, 'low'),
    ('doubtful', null, 'prefix', '00000000000000aa', 3.0, 4.0, 0.03, 'unclear', 0.5, 'low')
) t(burst_id, series_id, attr_type, attr_value, expected_accounts, score, q_value, verdict,
    verdict_points, confidence)
inner join (
    select burst_id, min(signed_up_at) as start_at,
        max(signed_up_at) + interval 1 second as end_at, count(*) as accounts
    from found_burst_accounts group by burst_id
) using (burst_id)
"""
_EVIDENCE = """
insert into found_burst_values values
    ('script', 'country', 'KR', 60, 60, 200, 800, 4.0, 3.4, 4.6, true),
    ('script', 'payment', 'aabbccddeeff00112233', 41, 55, 2, 900, 310.0, 120.0, 800.0, true),
    ('script', 'plan', 'free', 20, 60, 270, 800, 1.0, 0.7, 1.5, false),
    ('wave', 'country', 'KR', 12, 12, 200, 800, 4.0, 3.0, 4.9, true);
insert into found_burst_diversity values
    ('script', 'country', 60, 1, 1.0, 1.0, 1.0, 3.9),
    ('script', 'plan', 60, 3, 3.0, 2.6, 3.0, 3.0),
    ('script', 'ja4', 60, 2, 1.4, 1.1, 1.9, null);
insert into found_burst_reasons values
    ('script', 1, 'scripted', 'timing', 2.0, 'Sign-ups follow one another evenly.'),
    ('script', 2, 'event', 'time', -0.5, 'A release was announced the week before.'),
    ('script', 3, 'unknown', 'referrer', 0.0, 'Referrers are not available in this data.');
insert into found_burst_cohorts
select 'script', n, 60, 50.0 - n, 2.0, 5.0, 9.0 from range(3) t(n);
insert into found_burst_cohorts values ('slow', 0, 20, 5.0, null, null, null);
insert into found_signup_hours
select timestamp '2026-01-05' + n * interval 1 hour, 0.75, 4.0, n in (30, 31)
from range(480) t(n);
insert into detection_facts values
    ('basis', 'created_at'), ('note', 'Two hours without data were left out.'),
    ('accounts_with_time', '400'), ('script_points', '4.0'), ('event_points', '-2.0'),
    ('least_judged', '15'), ('longest_paced_s', '129600.0');
"""


def insert(conn: duckdb.DuckDBPyConnection, *, basis: str = "created_at") -> None:
    """Add the findings to a filled connection; ``basis`` is what the sign-up time rests on."""
    for text in (_MEMBERS, _BURSTS, _EVIDENCE):
        conn.execute(text)
    conn.execute("update detection_facts set value = $1 where name = 'basis'", [basis])
    conn.execute("update found_bursts set basis = $1", [basis])


def warehouse(root: Path, *, basis: str = "created_at") -> Version:
    """Publish the small warehouse with its findings under ``root``."""
    store = Warehouse(root)
    with store.building() as folder:
        built = folder / "usage.duckdb"
        shutil.copyfile(build.filled(), built)
        with duckdb.connect(str(built)) as conn:
            insert(conn, basis=basis)
        return store.publish(built, build.FINGERPRINT, "2026-01-26T08:00:00")
