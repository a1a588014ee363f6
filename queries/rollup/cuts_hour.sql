-- question: How much was asked per hour, told apart by one dimension alone?
-- grain:    statement; adds the narrow cuts to cells_hour for the days given
-- params:   $start_at, $end_at (exclusive): timestamp, UTC, whole days
-- columns:  none
--
-- Cells are first added up over each part of their key, which leaves little to look up.

insert into cells_hour
with

cells as (

    select
        *,
        segment_key >> 14 as kind,
        (segment_key >> 6) & 255 as country,
        segment_key & 63 as plan
    from cells_hour
    where cut = 'all' and bucket_at >= $start_at and bucket_at < $end_at

),

parts as (

    select
        bucket_at,
        case
            when grouping(kind) = 0 then 'kind' when grouping(country) = 0 then 'country' else
                'plan'
        end
            as part,
        coalesce(kind, country, plan) as code,
        sum(requests) as requests,
        sum(input_tokens) as input_tokens,
        sum(output_tokens) as output_tokens,
        sum(cost_usd) as cost_usd,
        sum(requests_with_tokens) as requests_with_tokens,
        sum(requests_with_cost) as requests_with_cost
    from cells
    group by grouping sets ((bucket_at, kind), (bucket_at, country), (bucket_at, plan))

)

select
    cuts.cut,
    parts.bucket_at,
    cuts.narrow_key as segment_key,
    sum(parts.requests)::bigint as requests,
    sum(parts.input_tokens)::bigint as input_tokens,
    sum(parts.output_tokens)::bigint as output_tokens,
    sum(parts.cost_usd)::decimal(18, 9) as cost_usd,
    sum(parts.requests_with_tokens)::bigint as requests_with_tokens,
    sum(parts.requests_with_cost)::bigint as requests_with_cost
from parts
inner join segment_cuts as cuts on parts.part = cuts.part and parts.code = cuts.code
inner join cut_names as names on cuts.cut = names.cut
where names.second_name is null
group by cuts.cut, parts.bucket_at, cuts.narrow_key
order by cuts.cut, parts.bucket_at
