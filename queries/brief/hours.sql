-- question: At which hours of the week do the counted accounts of these clusters ask, against
--           everybody outside clusters?
-- grain:    one row per hour of the week, quiet ones included
-- params:   $cluster_ids: list; $confirmed, $cleared: lists of 'cluster pseudonym'
-- columns:
--   hour_of_week    0 is Monday 00:00 UTC
--   requests        count of requests, each account once
--   share_of_week   share of their requests, 0 to 1; null where they made none
--   ordinary_share  the same of everybody outside clusters; null where there is nobody

with

counted as (

    from counted_members($cluster_ids::varchar[], $confirmed::varchar[], $cleared::varchar[])

),

asked as (

    select
        (isodow(hourly.bucket_at) - 1) * 24 + hour(hourly.bucket_at) as hour_of_week,
        sum(hourly.requests)::bigint as requests
    from account_hour as hourly
    where hourly.account_key in (select counted.account_key from counted)
    group by hour_of_week

),

usual as (

    select
        hour_of_week,
        max(ordinary_share) as ordinary_share
    from found_cluster_hours
    group by hour_of_week

)

select
    week.hour_of_week,
    coalesce(asked.requests, 0)::bigint as requests,
    asked.requests / nullif(sum(asked.requests) over (), 0) as share_of_week,
    usual.ordinary_share
from range(168) as week (hour_of_week)
left join asked on week.hour_of_week = asked.hour_of_week
left join usual on week.hour_of_week = usual.hour_of_week
order by week.hour_of_week
