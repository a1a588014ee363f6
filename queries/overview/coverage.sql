-- question: Which stretch does each source cover, and where is it silent?
-- grain:    one row per source
-- params:   none
-- columns:
--   source           source module
--   requests         count of requests
--   first_at         timestamp, UTC, first hour with a request
--   last_at          timestamp, UTC, end of the last hour with a request
--   silent_hours     hours without a request between the two
--   longest_gap_at   timestamp, UTC, start of the longest silence; null where there is none
--   longest_gap_h    its length, hours

with

hours as (

    select
        segments.source,
        cells_hour.bucket_at,
        sum(cells_hour.requests) as requests,
        lead(cells_hour.bucket_at) over (
            partition by segments.source order by cells_hour.bucket_at
        ) as next_at
    from cells_hour
    inner join segments on cells_hour.segment_key = segments.segment_key
    where cells_hour.cut = 'source' and segments.cut = 'source'
    group by segments.source, cells_hour.bucket_at

),

gaps as (

    select
        hours.*,
        greatest(date_diff('hour', hours.bucket_at, hours.next_at) - 1, 0) as silent_hours
    from hours

)

select
    gaps.source,
    sum(gaps.requests)::bigint as requests,
    min(gaps.bucket_at) as first_at,
    max(gaps.bucket_at) + interval 1 hour as last_at,
    coalesce(sum(gaps.silent_hours), 0)::bigint as silent_hours,
    max_by(gaps.bucket_at + interval 1 hour, gaps.silent_hours)
    filter (gaps.silent_hours > 0) as longest_gap_at,
    max(gaps.silent_hours) filter (gaps.silent_hours > 0) as longest_gap_h
from gaps
group by gaps.source
order by requests desc, gaps.source asc
