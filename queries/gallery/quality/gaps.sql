-- question: Which hours have no request at all?
-- grain:    one row per hour without one, between the first and the last
-- params:   none
-- columns:
--   bucket_at  timestamp, UTC, start of the hour

with

hours as (

    select distinct bucket_at
    from cells_hour
    where cut = 'source'

),

whole as (

    select unnest(generate_series(min(bucket_at), max(bucket_at), interval 1 hour)) as bucket_at
    from hours

)

select whole.bucket_at
from whole
anti join hours on whole.bucket_at = hours.bucket_at
order by whole.bucket_at
