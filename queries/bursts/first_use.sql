-- question: Which models and tasks did the accounts of one burst ask for first?
-- grain:    one row per dimension and value, the 6 most used of each
-- params:   $burst_id: the burst; $first_day_at, $last_day_at (exclusive): timestamp, UTC,
--           midnights around the first seven days of every account of it
-- columns:
--   dimension          model or task
--   value              the value; '(unknown)' where the data has none
--   accounts           count of accounts that asked for it
--   requests           count of requests on the day of sign-up and the six after
--   share_of_requests  share of those requests

with

daily as materialized (

    select
        daily.segment_key,
        daily.account_key,
        sum(daily.requests) as requests
    from account_day as daily
    inner join found_burst_accounts as members on daily.account_key = members.account_key
    where
        members.burst_id = $burst_id
        and daily.bucket_at >= $first_day_at and daily.bucket_at < $last_day_at
        and daily.bucket_at >= date_trunc('day', members.signed_up_at)
        and daily.bucket_at < date_trunc('day', members.signed_up_at) + interval 7 day
    group by all

),

asked as (

    select
        segments.model,
        segments.task,
        daily.account_key,
        sum(daily.requests) as requests
    from daily
    inner join segments on daily.segment_key = segments.segment_key and segments.cut = 'all'
    group by all

),

long as (

    unpivot asked on model, task into name dimension value value

),

counted as (

    select
        long.dimension,
        long.value,
        count(distinct long.account_key) as accounts,
        sum(long.requests)::bigint as requests
    from long
    group by long.dimension, long.value

)

select
    counted.dimension,
    counted.value,
    counted.accounts,
    counted.requests,
    counted.requests / sum(counted.requests) over (partition by counted.dimension)
        as share_of_requests
from counted
qualify
    row_number() over (
        partition by counted.dimension order by counted.requests desc, counted.value asc
    ) <= 6
order by counted.dimension asc, counted.requests desc, counted.value asc
