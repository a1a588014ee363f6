-- question: How do three windows of time differ, in all and in their mix of a dimension?
-- grain:    one row per window ('before', 'during', 'after') and series
-- params:   $before_start_at, $before_end_at, $start_at, $end_at, $after_start_at,
--           $after_end_at (ends exclusive): timestamp, UTC; $grain, $cut: rollup;
--           $dimension: name; $top: series named; $measure: requests, tokens,
--           input_tokens, output_tokens or cost_usd;
--           $source_in, $provider_in, $model_in, $country_in, $status_in, $plan_in,
--           $task_in, $client_in: lists, null means all
-- columns:
--   period           'before', 'during' or 'after'
--   window_days      length of the window, days
--   series           value of the dimension; '(everything else)' adds up the others
--   series_rank      1 = largest over the three windows; '(everything else)' comes last
--   requests         count of requests
--   amount           requests, tokens or USD; null where the window's data lacks it
--   amount_per_day   the same per day
--   share_of_amount  share of the window's amount
with

picked as (
    select
        chosen.series,
        cells.requests,
        cells.bucket_at >= $before_start_at and cells.bucket_at < $before_end_at as is_before,
        cells.bucket_at >= $start_at and cells.bucket_at < $end_at as is_during,
        cells.bucket_at >= $after_start_at and cells.bucket_at < $after_end_at as is_after,
        measure_value($measure, requests, input_tokens, output_tokens, cost_usd) as amount
    from cells
    inner join chosen_segments(
        $cut, $dimension, $source_in, $provider_in, $model_in, $country_in, $status_in,
        $plan_in, $task_in, $client_in
    ) as chosen on cells.segment_key = chosen.segment_key
    where
        cells.grain = $grain and cells.cut = $cut
        and (is_before or is_during or is_after)
),

counted as (
    select
        series,
        row_number() over (order by sum(amount) desc nulls last, series asc) as place,
        unnest(['before', 'during', 'after']) as period,
        unnest([
            epoch($before_end_at::timestamp - $before_start_at::timestamp) / 86400,
            epoch($end_at::timestamp - $start_at::timestamp) / 86400,
            epoch($after_end_at::timestamp - $after_start_at::timestamp) / 86400
        ]) as window_days,
        unnest([
            sum(requests) filter (where is_before),
            sum(requests) filter (where is_during),
            sum(requests) filter (where is_after)
        ]) as requests,
        unnest([
            sum(amount) filter (where is_before),
            sum(amount) filter (where is_during),
            sum(amount) filter (where is_after)
        ]) as amount
    from picked
    group by series
)

select
    period,
    window_days,
    if(place > $top, '(everything else)', series) as series,
    least(place, $top + 1) as series_rank,
    coalesce(sum(requests), 0)::bigint as requests,
    case
        when sum(sum(amount)) over (partition by period) is not null
            then round(coalesce(sum(amount), 0), 6)
    end as amount,
    amount / window_days as amount_per_day,
    amount / nullif(sum(amount) over (partition by period), 0) as share_of_amount
from counted
group by all
order by series_rank, period
