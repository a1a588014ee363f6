-- question: How many raw rows and requests does each day hold? (of one account, or of data
--           whose rows stand for many requests; counted row by row)
-- grain:    one row per day with a request
-- params:   $start_at, $end_at (exclusive): timestamp, UTC; $account_key: integer, null means
--           all; $source_in, $provider_in, $model_in, $country_in, $status_in, $plan_in,
--           $task_in, $client_in: lists, null means all
-- columns:
--   day_at    timestamp, UTC, midnight
--   requests  count of requests
--   raw_rows  count of raw rows

select
    date_trunc('day', fact.ts)::timestamp as day_at,
    sum(fact.request_count)::bigint as requests,
    count(*) as raw_rows
from fact_requests as fact
inner join chosen_segments(
    'all', null, $source_in, $provider_in, $model_in, $country_in, $status_in, $plan_in,
    $task_in, $client_in
) as chosen on fact.segment_key = chosen.segment_key
where
    fact.ts >= $start_at and fact.ts < $end_at
    and ($account_key is null or fact.account_key = $account_key)
group by day_at
order by day_at
