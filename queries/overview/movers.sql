-- question: Which values of a dimension made the change against the window compared with?
-- grain:    one row per value, the 12 that changed most, largest change first
-- params:   $start_at, $end_at, $before_start_at, $before_end_at (ends exclusive): timestamp,
--           UTC; $grain, $cut: rollup; $dimension: name; $source_in, $provider_in, $model_in,
--           $country_in, $status_in, $plan_in, $task_in, $client_in: lists, null means all
-- columns:
--   series           value of the dimension
--   requests         requests in the range
--   before_requests  requests expected from the window before, scaled to the range's length
--   requests_change  requests more than that, or fewer
--   share_of_excess  part of the sum of all changes, ups and downs alike

with

chosen as (

    from chosen_segments(
        $cut, $dimension, $source_in, $provider_in, $model_in, $country_in, $status_in,
        $plan_in, $task_in, $client_in
    )

),

counted as (

    select
        chosen.series,
        sum(cells.requests) as requests,
        0 as before_requests
    from cells
    inner join chosen on cells.segment_key = chosen.segment_key
    where
        cells.grain = $grain and cells.cut = $cut
        and cells.bucket_at >= $start_at and cells.bucket_at < $end_at
    group by chosen.series
    union all
    select
        chosen.series,
        0 as requests,
        sum(cells.requests)
        * (epoch($end_at::timestamp) - epoch($start_at::timestamp))
        / (epoch($before_end_at::timestamp) - epoch($before_start_at::timestamp))
            as before_requests
    from cells
    inner join chosen on cells.segment_key = chosen.segment_key
    where
        cells.grain = $grain and cells.cut = $cut
        and cells.bucket_at >= $before_start_at and cells.bucket_at < $before_end_at
    group by chosen.series

)

select
    counted.series,
    sum(counted.requests)::bigint as requests,
    sum(counted.before_requests)::double as before_requests,
    sum(counted.requests)::double - sum(counted.before_requests)::double as requests_change,
    requests_change / nullif(sum(abs(requests_change)) over (), 0) as share_of_excess
from counted
group by counted.series
order by abs(requests_change) desc, counted.series
limit 12
