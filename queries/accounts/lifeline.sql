-- question: When did one account ask, and how much of it failed?
-- grain:    one row per time bucket with a request
-- params:   $account_key: integer; $start_at, $end_at (exclusive): timestamp, UTC; $bucket:
--           interval; $source_in, $provider_in, $model_in, $country_in, $status_in, $plan_in,
--           $task_in, $client_in: lists, null means all
-- columns:
--   bucket_at        timestamp, UTC, start of bucket
--   requests         count of requests
--   failed_requests  requests that were not ok, of those whose status is known
--
-- From the account's own requests: they lie together day by day, so one account is cheap.

select
    time_bucket($bucket, fact.ts) as bucket_at,
    sum(fact.request_count)::bigint as requests,
    coalesce(
        sum(fact.request_count) filter (where fact.status not in ('ok', 'unknown')), 0
    )::bigint as failed_requests
from fact_requests as fact
inner join chosen_segments(
    'all', null, $source_in, $provider_in, $model_in, $country_in, $status_in, $plan_in,
    $task_in, $client_in
) as chosen on fact.segment_key = chosen.segment_key
where
    fact.account_key = $account_key
    and fact.ts >= $start_at and fact.ts < $end_at
group by all
order by bucket_at
