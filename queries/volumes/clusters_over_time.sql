-- question: How much was asked on each day, told apart by cluster?
-- grain:    one row per day and cluster with a name; quiet days included, as zero
-- params:   $start_at, $end_at (exclusive): timestamp, UTC, whole days; $top: series named;
--           $measure: requests, tokens, input_tokens, output_tokens or cost_usd
-- columns:
--   bucket_at          timestamp, UTC, start of day
--   series             cluster of probable members, '(in no cluster)', or '(everything else)'
--                      for the clusters beyond $top
--   series_rank        1 = largest in the range; '(everything else)' comes last
--   amount             requests, tokens or USD; null where nothing reports it
--   measured_requests  count of requests that report the measure
--   requests           count of requests
with

inside as (
    select
        bucket_at,
        cluster_id as series,
        measure_value($measure, requests, input_tokens, output_tokens, cost_usd) as amount,
        measured_requests(
            $measure, requests,
            if(coalesce(input_tokens, output_tokens) is null, 0, requests),
            if(cost_usd is null, 0, requests)
        ) as measured_requests,
        requests
    from found_cluster_days
    where bucket_at >= $start_at and bucket_at < $end_at
),

everybody as (
    select
        bucket_at,
        measure_value($measure, requests, input_tokens, output_tokens, cost_usd) as amount,
        measured_requests($measure, requests, requests_with_tokens, requests_with_cost)
            as measured_requests,
        requests
    from cells_day
    where cut = 'status' and bucket_at >= $start_at and bucket_at < $end_at
    union all
    select
        bucket_at,
        -amount as amount,
        -measured_requests as measured_requests,
        -requests as requests
    from inside
),

counted as (
    select *
    from inside
    where requests > 0
    union all
    select
        bucket_at,
        '(in no cluster)' as series,
        greatest(sum(amount), 0) as amount,
        -- A cluster's day counts as reporting the measure where any of its requests does.
        greatest(sum(measured_requests), 0) as measured_requests,
        sum(requests) as requests
    from everybody
    group by bucket_at
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
        unnest(range($start_at, $end_at, interval 1 day)) as bucket_at,
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
