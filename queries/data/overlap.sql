-- question: Which two sources have requests on the same days, and may count the same call twice?
-- grain:    one row per pair of sources with a day in common
-- params:   none
-- columns:
--   source           source module
--   other_source     the other
--   shared_days      days both have requests
--   first_at         timestamp, UTC, first of those days
--   last_at          timestamp, UTC, last of those days
--   requests         requests of the source on those days
--   other_requests   requests of the other on those days

with days as (

    select
        segments.source,
        cells.bucket_at,
        sum(cells.requests)::bigint as requests
    from cells_day as cells
    inner join segments on cells.segment_key = segments.segment_key
    where cells.cut = 'source' and segments.cut = 'source'
    group by segments.source, cells.bucket_at

)

select
    one.source,
    two.source as other_source,
    count(*) as shared_days,
    min(one.bucket_at) as first_at,
    max(one.bucket_at) as last_at,
    sum(one.requests)::bigint as requests,
    sum(two.requests)::bigint as other_requests
from days as one
inner join days as two on one.bucket_at = two.bucket_at and one.source < two.source
group by one.source, two.source
order by shared_days desc, one.source asc, two.source asc
