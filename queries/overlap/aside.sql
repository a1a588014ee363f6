-- question: Which requests are counted already, by a source that goes before theirs?
-- grain:    statements; moves them from fact_requests to fact_set_aside
-- params:   none
-- columns:  none

create or replace temp table counted_twice as
with

told as (

    from seen_twice
    union all
    select
        fact_row,
        primary_source,
        'sums of the day' as matched_by
    from same_sums

)

select
    told.fact_row,
    date_trunc('day', min(fact.ts))::timestamp as day_at,
    min(told.primary_source) as counted_source,
    min(told.matched_by) as matched_by
from told
inner join fact_requests as fact on told.fact_row = fact.rowid
group by told.fact_row;

insert into fact_set_aside
select
    fact.*,
    twice.counted_source,
    twice.matched_by
from fact_requests as fact
inner join counted_twice as twice on fact.rowid = twice.fact_row;

delete from fact_requests
where rowid in (select fact_row from counted_twice)
