-- question: Which part of the cost is estimated by list price, since no source tells it?
-- grain:    one row
-- params:   $start_at, $end_at (exclusive): timestamp, UTC, null means all; $grain, $cut: rollup;
--           $source_in, $provider_in, $model_in, $country_in, $status_in, $plan_in, $task_in,
--           $client_in: lists, null means all
-- columns:
--   cost_usd            USD, all of it; null where no request has a cost
--   estimated_usd       USD estimated; 0 where nothing is
--   estimated_requests  count of requests whose cost is
--   estimated_share     share of the cost that is estimated; null where there is no cost
--
-- Estimates are kept by the hour: a range that ends within one counts the whole hour's, never
-- more than all the cost there is.

with

estimated as (

    select
        coalesce(sum(cells.cost_usd), 0)::double as usd,
        coalesce(sum(cells.requests), 0)::bigint as requests
    from cells_estimated as cells
    inner join chosen_segments(
        'all', null, $source_in, $provider_in, $model_in, $country_in, $status_in,
        $plan_in, $task_in, $client_in
    ) as chosen on cells.segment_key = chosen.segment_key
    where
        ($start_at::timestamp is null or cells.bucket_at >= date_trunc('hour', $start_at))
        and ($end_at::timestamp is null or cells.bucket_at < $end_at)

),

told as (

    select sum(cells.cost_usd)::double as usd
    from cells
    inner join chosen_segments(
        $cut, null, $source_in, $provider_in, $model_in, $country_in, $status_in,
        $plan_in, $task_in, $client_in
    ) as chosen on cells.segment_key = chosen.segment_key
    where
        cells.grain = $grain and cells.cut = $cut
        and ($start_at::timestamp is null or cells.bucket_at >= $start_at)
        and ($end_at::timestamp is null or cells.bucket_at < $end_at)

)

select
    told.usd as cost_usd,
    least(estimated.usd, coalesce(told.usd, 0)) as estimated_usd,
    estimated.requests as estimated_requests,
    coalesce(
        least(estimated.usd, told.usd) / nullif(told.usd, 0), if(estimated.requests > 0, 1, 0)
    )::double as estimated_share
from told
cross join estimated
