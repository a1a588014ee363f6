-- question: Which events does this batch bring that are not known yet?
-- grain:    statements; adds to events, fills batch_counts
-- params:   none
-- columns:  none
--
-- Two files may number their events alike: only the same source, id, time and kind repeats.

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
    named.named_id as event_id,
    named.ts,
    named.event_type,
    named.account_id,
    named.gen_ai_request_model,
    named.label,
    named.details,
    named.source
from named
anti join events as known
    on
        named.named_id = known.event_id
        and named.ts = known.ts
        and named.event_type = known.event_type
        and named.source is not distinct from known.source
qualify
    row_number() over (
        partition by named.named_id, named.ts, named.event_type, named.source order by named.label
    ) = 1;

create or replace temp table batch_counts as
select
    (select count(*) from batch) as rows,
    (select count(*) from fresh_events) as rows_loaded;

insert into events
select *
from fresh_events
order by ts, event_id
