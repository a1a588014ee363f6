-- question: How much was asked in a stretch of time, how much failed, what did it cost?
-- grain:    one row
-- params:   $start_at, $end_at (exclusive): timestamp, UTC; $grain, $cut: rollup, told apart by
--           status; $source_in, $provider_in, $model_in, $country_in, $status_in, $plan_in,
--           $task_in, $client_in: lists, null means all
-- columns:
--   requests         count of requests
--   judged_requests  requests whose status is known
--   failed_requests  requests that were not ok, among those
--   tokens           input and output tokens; null where no request reports them
--   tokens_requests  requests that report tokens
--   cost_usd         USD; null where no request has a cost
--   cost_requests    requests that have a cost

with

picked as (

    select
        cells.requests,
        cells.requests_with_tokens,
        cells.requests_with_cost,
        cells.cost_usd,
        coalesce(cells.input_tokens, 0) + coalesce(cells.output_tokens, 0) as tokens,
        chosen.series not in ('unknown', '(unknown)') as is_judged,
        is_judged and chosen.series <> 'ok' as is_failed
    from cells
    inner join chosen_segments(
        $cut, 'status', $source_in, $provider_in, $model_in, $country_in, $status_in,
        $plan_in, $task_in, $client_in
    ) as chosen on cells.segment_key = chosen.segment_key
    where
        cells.grain = $grain and cells.cut = $cut
        and cells.bucket_at >= $start_at and cells.bucket_at < $end_at

)

select
    coalesce(sum(requests), 0)::bigint as requests,
    coalesce(sum(requests) filter (where is_judged), 0)::bigint as judged_requests,
    coalesce(sum(requests) filter (where is_failed), 0)::bigint as failed_requests,
    sum(tokens) filter (where requests_with_tokens > 0)::double as tokens,
    coalesce(sum(requests_with_tokens), 0)::bigint as tokens_requests,
    sum(cost_usd)::double as cost_usd,
    coalesce(sum(requests_with_cost), 0)::bigint as cost_requests
from picked
