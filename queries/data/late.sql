-- question: Does the end of each source still lack rows, measured by its usual days?
-- grain:    one row per source and each of its last three days; sources of eight days and more
-- params:   none
-- columns:
--   source          source module
--   bucket_at       timestamp, UTC, start of the day
--   requests        count of requests, those counted from another source too; 0 on a silent day
--   usual           median of its requests per day on the fourteen days before those three,
--                   silent ones included; at weekends that of weekends, where there are three
--   share_of_usual  requests of the day over the usual
--   last_at         timestamp, UTC, latest request of the source
--   days_behind     days from then to the latest request of any source
--   is_incomplete   whether the day is the last and the data ends before 23:00 of it

with

ends as (

    select
        source,
        max(last_at) as last_at,
        max(max(last_at)) over () as latest_at
    from import_files
    where table_name = 'requests'
    group by source

),

every_day as (

    select
        source,
        max(bucket_at) over (partition by source) as last_day,
        unnest(generate_series(
            min(bucket_at) over (partition by source),
            max(bucket_at) over (partition by source),
            interval 1 day
        )) as bucket_at
    from source_days
    qualify row_number() over (partition by source order by bucket_at) = 1

),

counted as (

    select
        every_day.source,
        every_day.bucket_at,
        every_day.last_day,
        coalesce(days.requests, 0) as requests,
        date_diff('day', every_day.bucket_at, every_day.last_day) as days_before_end,
        isodow(every_day.bucket_at) >= 6 as is_weekend
    from every_day
    left join source_days as days
        on every_day.source = days.source and every_day.bucket_at = days.bucket_at

),

-- Over all days, and over weekends and other days apart: offices rest.
medians as (

    select
        source,
        is_weekend,
        grouping(is_weekend) = 1 as is_all,
        count(*) as days,
        median(requests)::double as usual
    from counted
    where days_before_end between 3 and 16
    group by grouping sets ((source), (source, is_weekend))

),

usual as (

    select
        counted.source,
        counted.bucket_at,
        coalesce(apart.usual, whole.usual) as usual
    from counted
    inner join medians as whole
        on counted.source = whole.source and whole.is_all and whole.days >= 5
    left join medians as apart
        on
            counted.source = apart.source
            and counted.is_weekend = apart.is_weekend
            and not apart.is_all and apart.days >= 3
    where counted.days_before_end <= 2

)

select
    counted.source,
    counted.bucket_at,
    counted.requests,
    usual.usual,
    (counted.requests / nullif(usual.usual, 0))::double as share_of_usual,
    ends.last_at,
    date_diff('day', ends.last_at, ends.latest_at) as days_behind,
    counted.days_before_end = 0
    and ends.last_at < counted.last_day + interval 23 hour as is_incomplete
from counted
inner join usual on counted.source = usual.source and counted.bucket_at = usual.bucket_at
inner join ends on counted.source = ends.source
order by counted.source, counted.bucket_at
