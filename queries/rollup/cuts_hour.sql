-- question: How much was asked per hour, told apart by one dimension alone?
-- grain:    statement; adds the narrow cuts to cells_hour for the days given
-- params:   $start_at, $end_at (exclusive): timestamp, UTC, whole days
-- columns:  none

insert into cells_hour
select
    cuts.cut,
    cells.bucket_at,
    cuts.narrow_key as segment_key,
    sum(cells.requests)::bigint as requests,
    sum(cells.input_tokens)::bigint as input_tokens,
    sum(cells.output_tokens)::bigint as output_tokens,
    sum(cells.cost_usd)::decimal(18, 9) as cost_usd,
    sum(cells.requests_with_tokens)::bigint as requests_with_tokens,
    sum(cells.requests_with_cost)::bigint as requests_with_cost
from cells_hour as cells
inner join segment_cuts as cuts on cells.segment_key = cuts.segment_key
where cells.cut = 'all' and cells.bucket_at >= $start_at and cells.bucket_at < $end_at
group by cuts.cut, cells.bucket_at, cuts.narrow_key
order by cuts.cut, cells.bucket_at
