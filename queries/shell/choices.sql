-- question: Which values can people filter by, most used first?
-- grain:    one row per dimension and value, the 2,000 most used of each
-- params:   none
-- columns:
--   dimension  source, provider, model, country, status, plan, task or client
--   choice     the value as the data has it; '(unknown)' where it has none
--   requests   count of requests

select
    cells_day.cut as dimension,
    coalesce(
        segments.source, segments.provider, segments.model, segments.country,
        segments.status, segments.plan, segments.task, segments.client
    ) as choice,
    sum(cells_day.requests)::bigint as requests
from cells_day
inner join segments on cells_day.segment_key = segments.segment_key
where
    cells_day.cut in (
        'source', 'provider', 'model', 'country', 'status', 'plan', 'task', 'client'
    )
    and segments.cut = cells_day.cut
group by cells_day.cut, choice
qualify
    row_number() over (
        partition by cells_day.cut order by sum(cells_day.requests) desc
    ) <= 2000
order by dimension asc, requests desc, choice asc
