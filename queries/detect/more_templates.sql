-- question: What do new days change in the templates accounts have in common?
-- grain:    statements; count the templates of the days anew in kept.templates
-- params:   $start_at, $end_at (exclusive): timestamp, UTC; $days: list of timestamp, within them
-- columns:  none
--
-- A template one account used so far is not kept, so all its requests are looked at again.

create or replace temp table touched_templates as
select distinct prompt_template_hash as template
from fact_requests
where
    ts >= $start_at and ts < $end_at
    and date_trunc('day', ts) in (select unnest($days::timestamp[]))
    and prompt_template_hash is not null;

delete from kept.templates
where template in (select template from touched_templates);

insert into kept.templates by name
with

used as (

    select
        fact.account_key,
        fact.prompt_template_hash as template,
        sum(fact.request_count)::bigint as requests
    from fact_requests as fact
    inner join touched_templates as touched on fact.prompt_template_hash = touched.template
    group by all

),

common as (

    select template
    from used
    group by template
    having count(*) >= 2

)

select
    used.account_key,
    used.template,
    used.requests
from used
inner join common on used.template = common.template;

drop table touched_templates
