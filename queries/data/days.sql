-- question: How many requests does each source have on each day, and where is it silent?
-- grain:    one row per source and day between its first and its last
-- params:   none
-- columns:
--   source         source module
--   bucket_at      timestamp, UTC, start of the day
--   requests       count of requests, those counted from another source too; 0 on a silent day
--   usual          median of its days with requests
--   is_incomplete  whether it is the source's last day and the data ends before 23:00 of it

with

spans as (

    select
        source,
        min(bucket_at) as first_day,
        max(bucket_at) as last_day,
        median(requests)::double as usual
    from source_days
    group by source

),

ends as (

    select
        source,
        max(last_at) as last_at
    from import_files
    where table_name = 'requests'
    group by source

),

every_day as (

    select
        source,
        usual,
        last_day,
        unnest(generate_series(first_day, last_day, interval 1 day)) as bucket_at
    from spans

)

select
    every_day.source,
    every_day.bucket_at,
    coalesce(days.requests, 0) as requests,
    every_day.usual,
    every_day.bucket_at = every_day.last_day
    and ends.last_at < every_day.last_day + interval 23 hour as is_incomplete
from every_day
inner join ends on every_day.source = ends.source
left join source_days as days
    on every_day.source = days.source and every_day.bucket_at = days.bucket_at
order by every_day.source, every_day.bucket_at
