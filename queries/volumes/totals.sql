-- question: How much was asked in the range, and in the period it is compared with?
-- grain:    one row per period: 'during', then 'before'
-- params:   $start_at, $end_at, $before_start_at, $before_end_at (ends exclusive):
--           timestamp, UTC; $grain, $cut: rollup; $dimension: not used, null will do;
--           $source_in, $provider_in, $model_in, $country_in, $status_in, $plan_in,
--           $task_in, $client_in: lists, null means all
-- columns:
--   period                'during' or 'before'
--   seconds               length of the period, seconds
--   requests              count of requests
--   input_tokens          tokens; null where no request reports them
--   output_tokens         tokens; null where no request reports them
--   cost_usd              USD; null where no request reports it
--   requests_with_tokens  count of requests that report tokens
--   requests_with_cost    count of requests that report a cost
with

counted as (
    select
        cells.bucket_at >= $start_at and cells.bucket_at < $end_at as is_during,
        cells.bucket_at >= $before_start_at and cells.bucket_at < $before_end_at as is_before,
        sum(cells.requests) as requests,
        sum(cells.input_tokens) as input_tokens,
        sum(cells.output_tokens) as output_tokens,
        sum(cells.cost_usd) as cost_usd,
        sum(cells.requests_with_tokens) as requests_with_tokens,
        sum(cells.requests_with_cost) as requests_with_cost
    from cells
    inner join chosen_segments(
        $cut, $dimension, $source_in, $provider_in, $model_in, $country_in, $status_in,
        $plan_in, $task_in, $client_in
    ) as chosen on cells.segment_key = chosen.segment_key
    where
        cells.grain = $grain and cells.cut = $cut
        and (is_during or is_before)
    group by all
)

select
    periods.period,
    epoch(periods.end_at - periods.start_at) as seconds,
    coalesce(sum(counted.requests), 0)::bigint as requests,
    sum(counted.input_tokens)::bigint as input_tokens,
    sum(counted.output_tokens)::bigint as output_tokens,
    sum(counted.cost_usd)::double as cost_usd,
    coalesce(sum(counted.requests_with_tokens), 0)::bigint as requests_with_tokens,
    coalesce(sum(counted.requests_with_cost), 0)::bigint as requests_with_cost
from (
    values
    ('during', $start_at::timestamp, $end_at::timestamp),
    ('before', $before_start_at::timestamp, $before_end_at::timestamp)
) as periods (period, start_at, end_at)
left join counted
    on if(periods.period = 'during', counted.is_during, counted.is_before)
group by periods.period, periods.start_at, periods.end_at
order by periods.period desc
