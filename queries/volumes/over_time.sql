-- question: How much was asked per time bucket, told apart by one dimension?
-- grain:    one row per bucket and series; quiet buckets included, as zero
-- params:   $start_at, $end_at (exclusive): timestamp, UTC; $bucket: interval;
--           $grain, $cut: rollup; $dimension: name, null for one series; $top: series named;
--           $measure: requests, tokens, input_tokens, output_tokens or cost_usd;
--           $source_in, $provider_in, $model_in, $country_in, $status_in, $plan_in,
--           $task_in, $client_in: lists, null means all
-- columns:
--   bucket_at          timestamp, UTC, start of bucket
--   series             value of the dimension; '(everything else)' adds up the others
--   series_rank        1 = largest in the range; '(everything else)' comes last
--   amount             requests, tokens or USD; null where nothing reports it
--   measured_requests  count of requests that report the measure
--   requests           count of requests
with

counted as (
    select
        chosen.series,
        time_bucket($bucket, cells.bucket_at) as bucket_at,
        sum(measure_value($measure, requests, input_tokens, output_tokens, cost_usd)) as amount,
        sum(measured_requests($measure, requests, requests_with_tokens, requests_with_cost))
            as measured_requests,
        sum(cells.requests) as requests
    from cells
    inner join chosen_segments(
        $cut, $dimension, $source_in, $provider_in, $model_in, $country_in, $status_in,
        $plan_in, $task_in, $client_in
    ) as chosen on cells.segment_key = chosen.segment_key
    where
        cells.grain = $grain and cells.cut = $cut
        and cells.bucket_at >= $start_at and cells.bucket_at < $end_at
    group by all
),

ranked as (
    select
        series,
        row_number() over (order by sum(amount) desc nulls last, sum(requests) desc, series)
            as place,
        least(place, $top + 1) as series_rank,
        if(place > $top, '(everything else)', series) as shown
    from counted
    group by series
),

filled as (
    select
        counted.* exclude (series),
        ranked.series_rank,
        ranked.shown
    from counted
    inner join ranked on counted.series = ranked.series
    union all
    select
        unnest(range(time_bucket($bucket, $start_at), $end_at, $bucket)) as bucket_at,
        null as amount,
        0 as measured_requests,
        0 as requests,
        series_rank,
        shown
    from ranked
    where place <= $top + 1
)

select
    bucket_at,
    shown as series,
    series_rank,
    case
        when sum(sum(measured_requests)) over (partition by series_rank) > 0
            then round(coalesce(sum(amount), 0), 6)
    end as amount,
    sum(measured_requests)::bigint as measured_requests,
    sum(requests)::bigint as requests
from filled
group by bucket_at, shown, series_rank
order by series_rank, bucket_at
