-- question: How many requests does each day hold? (the rollup's answer)
-- grain:    one row per day with a request
-- params:   $start_at, $end_at (exclusive): timestamp, UTC; $grain, $cut: rollup; $source_in,
--           $provider_in, $model_in, $country_in, $status_in, $plan_in, $task_in, $client_in:
--           lists, null means all
-- columns:
--   day_at    timestamp, UTC, midnight
--   requests  count of requests
--   raw_rows  count of raw rows, where each is one request

select
    date_trunc('day', cells.bucket_at)::timestamp as day_at,
    sum(cells.requests)::bigint as requests,
    sum(cells.requests)::bigint as raw_rows
from cells
inner join chosen_segments(
    $cut, null, $source_in, $provider_in, $model_in, $country_in, $status_in, $plan_in,
    $task_in, $client_in
) as chosen on cells.segment_key = chosen.segment_key
where
    cells.grain = $grain and cells.cut = $cut
    and cells.bucket_at >= $start_at and cells.bucket_at < $end_at
group by day_at
order by day_at
