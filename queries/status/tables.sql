-- question: How many rows does each table of the warehouse hold, over what time?
-- grain:    one row per table people use
-- params:   none
-- columns:
--   table_name  varchar
--   rows        count of rows
--   first_at    timestamp, UTC, earliest; null where the table has no time or no rows
--   last_at     timestamp, UTC, latest

select
    'requests' as table_name,
    count(*) as rows,
    min(ts) as first_at,
    max(ts) as last_at
from fact_requests
union all
select
    'accounts' as table_name,
    count(*) as rows,
    min(created_at) as first_at,
    max(created_at) as last_at
from accounts
union all
select
    'account_attributes' as table_name,
    count(*) as rows,
    min(first_seen) as first_at,
    max(last_seen) as last_at
from account_attributes_raw
union all
select
    'account_aliases' as table_name,
    count(*) as rows,
    null as first_at,
    null as last_at
from account_aliases
union all
select
    'events' as table_name,
    count(*) as rows,
    min(ts) as first_at,
    max(ts) as last_at
from events
union all
select
    'bursts' as table_name,
    count(*) as rows,
    min(start_at) as first_at,
    max(end_at) as last_at
from bursts
union all
select
    'clusters' as table_name,
    count(*) as rows,
    min(first_seen_at) as first_at,
    max(last_seen_at) as last_at
from clusters
