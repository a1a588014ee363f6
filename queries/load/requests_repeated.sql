-- question: Are there rows in this batch that may have been seen before, here or earlier?
-- grain:    one row
-- params:   none
-- columns:
--   rows             count of rows in the batch
--   first_at         timestamp, UTC, earliest request
--   last_at          timestamp, UTC, latest request
--   distinct_ids     count of distinct request ids (by hash)
--   loaded_between   count of rows already loaded from this stretch of time
--   is_in_order      whether every block of 100,000 lines begins after the one before ended

with

blocks as (

    select
        source_file,
        source_line // 100000 as block,
        min(ts) as first_at,
        max(ts) as last_at
    from batch
    group by all

),

steps as (

    select first_at >= lag(last_at) over (order by first_at, last_at) as is_later
    from blocks

),

batch_facts as (

    select
        count(*) as rows,
        min(ts) as first_at,
        max(ts) as last_at,
        count(distinct hash(source, request_id)) as distinct_ids
    from batch

)

select
    batch_facts.*,
    (
        select count(*)
        from fact_requests
        where ts >= batch_facts.first_at and ts <= batch_facts.last_at
    ) as loaded_between,
    (
        select coalesce(bool_and(is_later), true)
        from steps
    ) as is_in_order
from batch_facts
