-- question: How do three windows of time differ, in all and in their mix of a dimension?
-- grain:    one row per window ('before', 'during', 'after') and series asked for in it
-- params:   $before_start_at, $before_end_at, $start_at, $end_at, $after_start_at,
--           $after_end_at (ends exclusive): timestamp, UTC; $grain, $cut: rollup;
--           $dimension: name; $top: series named; $measure: requests, tokens,
--           input_tokens, output_tokens or cost_usd;
--           $source_in, $provider_in, $model_in, $country_in, $status_in, $plan_in,
--           $task_in, $client_in: lists, null means all
-- columns:
--   period           'before', 'during' or 'after'
--   series           value of the dimension; '(everything else)' adds up the others
--   series_rank      1 = largest over the three windows; '(everything else)' comes last
--   window_days      length of the window, days
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
        -- Said once more as one range, which lets whole stretches of the table be skipped.
        and cells.bucket_at >= least($before_start_at, $start_at, $after_start_at)
        and cells.bucket_at < greatest($before_end_at, $end_at, $after_end_at)
        and (is_before or is_during or is_after)
),

counted as (
    select
        series,
        is_before,
        is_during,
        is_after,
        sum(requests) as found_requests,
        sum(amount) as found_amount,
        sum(sum(amount)) over (partition by series) as series_amount
    from picked
    group by series, is_before, is_during, is_after
),

placed as (
    select
        *,
        dense_rank() over (order by series_amount desc nulls last, series asc) as place,
        least(place, $top + 1) as series_rank,
        if(place > $top, '(everything else)', series) as shown
    from counted
),

windows (period, start_at, end_at) as (
    values
    ('before', $before_start_at::timestamp, $before_end_at::timestamp),
    ('during', $start_at::timestamp, $end_at::timestamp),
    ('after', $after_start_at::timestamp, $after_end_at::timestamp)
)

select
    windows.period,
    placed.shown as series,
    placed.series_rank,
    epoch(windows.end_at - windows.start_at) / 86400 as window_days,
    coalesce(sum(placed.found_requests), 0)::bigint as requests,
    round(sum(placed.found_amount), 6) as amount,
    sum(placed.found_amount) / window_days as amount_per_day,
    sum(placed.found_amount)
    / nullif(sum(sum(placed.found_amount)) over (partition by windows.period), 0)
        as share_of_amount
from placed
inner join windows
    on
        case windows.period
            when 'before' then placed.is_before when 'during' then placed.is_during else
                placed.is_after
        end
group by windows.period, windows.start_at, windows.end_at, placed.shown, placed.series_rank
order by placed.series_rank, windows.period
