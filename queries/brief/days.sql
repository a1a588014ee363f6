-- question: What did the counted accounts of these clusters do on each day?
-- grain:    one row per cluster and day with requests, sign-ups or bans
-- params:   $cluster_ids: list; $confirmed, $cleared: lists of 'cluster pseudonym'
-- columns:
--   cluster_id       the cluster
--   bucket_at        timestamp, UTC, start of day
--   requests         count of requests
--   active_accounts  count of accounts with requests
--   signups          count of accounts that signed up
--   bans             count of accounts banned

with

counted as (

    from counted_members($cluster_ids::varchar[], $confirmed::varchar[], $cleared::varchar[])

),

happened as (

    select
        counted.cluster_id,
        daily.bucket_at,
        daily.requests,
        daily.account_key as asking,
        null as joining,
        null as banned
    from counted
    inner join account_day as daily on counted.account_key = daily.account_key
    union all
    select
        counted.cluster_id,
        date_trunc('day', details.created_at) as bucket_at,
        0 as requests,
        null as asking,
        counted.account_key as joining,
        null as banned
    from counted
    inner join account_details as details on counted.account_key = details.account_key
    where details.created_at is not null
    union all
    select
        counted.cluster_id,
        date_trunc('day', events.ts) as bucket_at,
        0 as requests,
        null as asking,
        null as joining,
        counted.account_key as banned
    from counted
    inner join events on counted.account_id = events.account_id
    where events.event_type = 'ban'

)

select
    cluster_id,
    bucket_at,
    sum(requests)::bigint as requests,
    count(distinct asking) as active_accounts,
    count(joining) as signups,
    count(distinct banned) as bans
from happened
group by cluster_id, bucket_at
order by cluster_id asc, bucket_at asc
