-- question: How much of each hour's cost is estimated, by everything people filter by?
-- grain:    statement; adds to cells_estimated for the days given
-- params:   $start_at, $end_at (exclusive): timestamp, UTC, whole days
-- columns:  none

insert into cells_estimated
select
    date_trunc('hour', ts) as bucket_at,
    segment_key,
    sum(greatest(request_count, 1))::bigint as requests,
    sum(cost_usd)::decimal(18, 9) as cost_usd
from fact_requests
where ts >= $start_at and ts < $end_at and cost_origin = 'price_table'
group by all
order by bucket_at, segment_key
