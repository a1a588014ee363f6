-- question: How fast did requests move to a new model, here and everywhere?
-- grain:    one row per series and hour since the release in which the series asked anything
-- params:   $start_at, $end_at (exclusive): timestamp, UTC, around the release;
--           $model: the new model; $release_at: timestamp, UTC; $cut: rollup by the hour
--           that tells models apart; $dimension: name, null for the selection as one series;
--           $top: series named besides all requests;
--           $source_in, $provider_in, $model_in, $country_in, $status_in, $plan_in,
--           $task_in, $client_in: lists, null means all
-- columns:
--   series        value of the dimension, 'the selection' or 'all requests'
--   series_rank   0 = all requests; 1 = the series that sends the new model most
--   requests      count of requests in the hour
--   new_requests  count of those to the new model
--   hour_since    whole hours since the release; negative before it
--   recent_share  share of the new model in the six hours up to this one
--   since_share   share of the new model from the release up to this hour
with

hourly as (
    select
        cells.bucket_at,
        if($dimension is null, 'the selection', chosen.series) as series,
        false as is_background,
        sum(cells.requests) as requests,
        sum(if(chosen.model = $model, cells.requests, 0)) as new_requests
    from cells
    inner join chosen_segments(
        $cut, $dimension, $source_in, $provider_in, $model_in, $country_in, $status_in,
        $plan_in, $task_in, $client_in
    ) as chosen on cells.segment_key = chosen.segment_key
    where
        cells.grain = 'hour' and cells.cut = $cut
        and cells.bucket_at >= $start_at and cells.bucket_at < $end_at
    group by all
    union all
    select
        cells.bucket_at,
        'all requests' as series,
        true as is_background,
        sum(cells.requests) as requests,
        sum(if(segments.model = $model, cells.requests, 0)) as new_requests
    from cells
    inner join segments on cells.segment_key = segments.segment_key
    where
        cells.grain = 'hour' and cells.cut = 'model'
        and cells.bucket_at >= $start_at and cells.bucket_at < $end_at
    group by cells.bucket_at
),

ranked as (
    select
        series,
        row_number() over (
            order by is_background desc, sum(new_requests) desc, sum(requests) desc, series asc
        ) - 1 as series_rank
    from hourly
    group by series, is_background
)

select
    hourly.series,
    ranked.series_rank,
    hourly.requests::bigint as requests,
    hourly.new_requests::bigint as new_requests,
    date_diff('hour', date_trunc('hour', $release_at::timestamp), hourly.bucket_at) as hour_since,
    sum(hourly.new_requests) over (
        partition by hourly.series order by hour_since range between 5 preceding and current row
    ) / sum(hourly.requests) over (
        partition by hourly.series order by hour_since range between 5 preceding and current row
    ) as recent_share,
    sum(hourly.new_requests) filter (where hour_since >= 0) over so_far
    / sum(hourly.requests) filter (where hour_since >= 0) over so_far as since_share
from hourly
inner join ranked on hourly.series = ranked.series
where ranked.series_rank <= $top
window so_far as (partition by hourly.series order by hourly.bucket_at)
order by ranked.series_rank, hour_since
