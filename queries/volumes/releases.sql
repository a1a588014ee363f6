-- question: Around which model releases can a switch be looked at?
-- grain:    one row per model and time
-- params:   none
-- columns:
--   model_name     name of the model
--   release_at     timestamp, UTC; the announced time, else the first hour with a request
--   is_announced   whether an event says so; else it is the first use in this data
--   release_label  the event's label, where there is one
with

announced as (
    select
        gen_ai_request_model as model_name,
        ts as release_at,
        label as release_label
    from events
    where event_type = 'model_launch' and gen_ai_request_model is not null
),

first_used as (
    select
        segments.model as model_name,
        min(cells.bucket_at) as release_at
    from cells
    inner join segments on cells.segment_key = segments.segment_key
    where
        cells.grain = 'hour' and cells.cut = 'model'
        and segments.model not in ('(unknown)', '(other)')
    group by segments.model
    -- A model used from the first day on was released before this data begins.
    qualify min(cells.bucket_at) > min(min(cells.bucket_at)) over () + interval 1 day
)

select
    model_name,
    release_at,
    true as is_announced,
    release_label
from announced
union all
select
    model_name,
    release_at,
    false as is_announced,
    null as release_label
from first_used
where model_name not in (select model_name from announced)
order by release_at desc, model_name asc
