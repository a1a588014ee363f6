-- question: Which values can people filter by, most used first?
-- grain:    one row per dimension and value
-- params:   none
-- columns:
--   dimension  source, provider, model, country, status, plan, task or client
--   value      the value as the data has it; '(unknown)' where it has none
--   requests   count of requests

with

used as (

    select
        cells_day.segment_key,
        sum(cells_day.requests) as requests
    from cells_day
    where cells_day.cut = 'all'
    group by cells_day.segment_key

),

named as (

    select
        segments.source,
        segments.provider,
        segments.model,
        segments.country,
        segments.status,
        segments.plan,
        segments.task,
        segments.client,
        used.requests
    from segments
    inner join used on segments.segment_key = used.segment_key
    where segments.cut = 'all'

),

long as (

    unpivot named
    on source, provider, model, country, status, plan, task, client
    into name dimension value value

)

select
    long.dimension,
    long.value,
    sum(long.requests)::bigint as requests
from long
group by all
order by long.dimension asc, requests desc, long.value asc
