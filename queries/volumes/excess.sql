-- question: Which values of a dimension make the change against the period before?
-- grain:    one row per value of the dimension, the largest rise first, one page of them
-- params:   $start_at, $end_at, $before_start_at, $before_end_at (ends exclusive):
--           timestamp, UTC; $grain, $cut: rollup; $dimension: name; $measure: requests,
--           tokens, input_tokens, output_tokens or cost_usd; $page_size, $page_offset: rows;
--           $source_in, $provider_in, $model_in, $country_in, $status_in, $plan_in,
--           $task_in, $client_in: lists, null means all
-- columns:
--   series           value of the dimension
--   place            1 = the largest rise
--   amount           requests, tokens or USD in the range; null where nothing reports it
--   before_amount    the same in the period before, as it was
--   expected_amount  the same in the period before, scaled to the length of the range
--   excess           amount less expected_amount
--   rises_total      sum of all rises, over every page
--   falls_total      sum of all falls, zero or negative, over every page
--   share_of_excess  share of all change, rises and falls; negative for a fall
--   share_of_amount  share of the amount in the range
--   requests         count of requests in the range
--   values_total     count of values, over every page
with

picked as (
    select
        chosen.series,
        cells.requests,
        cells.bucket_at >= $start_at and cells.bucket_at < $end_at as is_during,
        cells.bucket_at >= $before_start_at and cells.bucket_at < $before_end_at as is_before,
        measure_value($measure, requests, input_tokens, output_tokens, cost_usd) as amount
    from cells
    inner join chosen_segments(
        $cut, $dimension, $source_in, $provider_in, $model_in, $country_in, $status_in,
        $plan_in, $task_in, $client_in
    ) as chosen on cells.segment_key = chosen.segment_key
    where
        cells.grain = $grain and cells.cut = $cut
        -- Said once more as one range, which lets whole stretches of the table be skipped.
        and cells.bucket_at >= least($start_at, $before_start_at)
        and cells.bucket_at < greatest($end_at, $before_end_at)
        and (is_during or is_before)
),

counted as (
    select
        series,
        sum(amount) filter (where is_during) as during_amount,
        sum(amount) filter (where is_before) as before_amount,
        before_amount * epoch($end_at::timestamp - $start_at::timestamp)
        / epoch($before_end_at::timestamp - $before_start_at::timestamp) as expected_amount,
        sum(requests) filter (where is_during) as requests,
        if(count(amount) > 0, coalesce(during_amount, 0) - coalesce(expected_amount, 0), null)
            as excess
    from picked
    group by series
)

select
    series,
    row_number() over (order by excess desc nulls last, series asc) as place,
    if(excess is null, null, round(coalesce(during_amount, 0), 6)) as amount,
    if(excess is null, null, round(coalesce(before_amount, 0), 6)) as before_amount,
    if(excess is null, null, round(coalesce(expected_amount, 0), 6)) as expected_amount,
    round(excess, 6) as excess,
    coalesce(sum(greatest(excess, 0)) over (), 0) as rises_total,
    coalesce(sum(least(excess, 0)) over (), 0) as falls_total,
    excess / nullif(rises_total - falls_total, 0) as share_of_excess,
    during_amount / nullif(sum(during_amount) over (), 0) as share_of_amount,
    coalesce(requests, 0)::bigint as requests,
    count(*) over () as values_total
from counted
order by excess desc nulls last, series asc
limit $page_size offset $page_offset
