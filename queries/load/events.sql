-- question: Which events does this batch bring that are not known yet?
-- grain:    statements; adds to events, fills batch_counts
-- params:   none
-- columns:  none

create or replace temp table fresh_events as
with

named as (

    select
        coalesce(
            event_id,
            left(md5(concat_ws('|', ts, event_type, account_id, gen_ai_request_model, label)), 16)
        ) as named_id,
        *
    from batch

)

select
    named_id as event_id,
    ts,
    event_type,
    account_id,
    gen_ai_request_model,
    label,
    details,
    source
from named
where named_id not in (select event_id from events)
qualify row_number() over (partition by named_id order by ts, label) = 1;

create or replace temp table batch_counts as
select
    (select count(*) from batch) as rows,
    (select count(*) from fresh_events) as rows_loaded;

insert into events
select *
from fresh_events
order by ts, event_id
