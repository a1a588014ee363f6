-- question: Which prompt templates do accounts have in common? Kept for later.
-- grain:    statement; makes kept.templates, one row per account and template that two accounts
--           or more used
-- params:   none
-- columns:  none

create or replace table kept.templates as
with

used as (

    select
        prompt_template_hash as template,
        account_key,
        sum(request_count)::bigint as requests
    from fact_requests
    where prompt_template_hash is not null
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
inner join common on used.template = common.template
