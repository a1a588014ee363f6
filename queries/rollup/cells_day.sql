-- question: How much was asked on each day, by everything people filter by?
-- grain:    statement; adds cut 'all' to cells_day for the days given
-- params:   $start_at, $end_at (exclusive): timestamp, UTC, whole days
-- columns:  none

insert into cells_day
select
    'all' as cut,
    date_trunc('day', bucket_at) as bucket_at,
    segment_key,
    sum(requests)::bigint as requests,
    sum(input_tokens)::bigint as input_tokens,
    sum(output_tokens)::bigint as output_tokens,
    sum(cost_usd)::decimal(18, 9) as cost_usd,
    sum(requests_with_tokens)::bigint as requests_with_tokens,
    sum(requests_with_cost)::bigint as requests_with_cost
from cells_hour
where cut = 'all' and bucket_at >= $start_at and bucket_at < $end_at
group by date_trunc('day', bucket_at), segment_key
order by bucket_at, segment_key
