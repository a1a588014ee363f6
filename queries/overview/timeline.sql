-- question: How did requests, sign-ups and bans go over time?
-- grain:    one row per time bucket; quiet buckets included, as zero
-- params:   $start_at, $end_at (exclusive): timestamp, UTC; $bucket: interval; $grain, $cut:
--           rollup; $source_in, $provider_in, $model_in, $country_in, $status_in, $plan_in,
--           $task_in, $client_in: lists, null means all
-- columns:
--   bucket_at     timestamp, UTC, start of bucket
--   requests      count of requests
--   new_accounts  count of sign-ups, by the country and plan filters only
--   bans          count of accounts banned, whatever the filters

with

asked as (

    select
        time_bucket($bucket, cells.bucket_at) as time_at,
        sum(cells.requests)::bigint as requests
    from cells
    inner join chosen_segments(
        $cut, null, $source_in, $provider_in, $model_in, $country_in, $status_in, $plan_in,
        $task_in, $client_in
    ) as chosen on cells.segment_key = chosen.segment_key
    where
        cells.grain = $grain and cells.cut = $cut
        and cells.bucket_at >= $start_at and cells.bucket_at < $end_at
    group by all

),

created as (

    select
        time_bucket($bucket, details.created_at) as time_at,
        count(*) as new_accounts
    from account_details as details
    where
        details.created_at >= $start_at and details.created_at < $end_at
        and (
            $country_in is null
            or list_contains($country_in, coalesce(details.signup_country, '(unknown)'))
        )
        and ($plan_in is null or list_contains($plan_in, coalesce(details.plan, '(unknown)')))
    group by all

),

banned as (

    select
        time_bucket($bucket, events.ts) as time_at,
        count(*) as bans
    from events
    where events.event_type = 'ban' and events.ts >= $start_at and events.ts < $end_at
    group by all

),

buckets as (

    select unnest(range(time_bucket($bucket, $start_at::timestamp), $end_at, $bucket)) as time_at

)

select
    buckets.time_at as bucket_at,
    coalesce(asked.requests, 0) as requests,
    coalesce(created.new_accounts, 0) as new_accounts,
    coalesce(banned.bans, 0) as bans
from buckets
left join asked on buckets.time_at = asked.time_at
left join created on buckets.time_at = created.time_at
left join banned on buckets.time_at = banned.time_at
order by buckets.time_at
