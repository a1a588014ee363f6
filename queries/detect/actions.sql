-- question: When did accounts use the chosen prompt templates?
-- grain:    one row per request
-- params:   $templates: list of ubigint
-- columns:
--   account_key  integer, names an account within the warehouse
--   template     number
--   seconds      since 1970, UTC

with

wanted as (

    select unnest($templates::ubigint[]) as template

)

select
    fact.account_key,
    fact.prompt_template_hash as template,
    epoch_ms(fact.ts) / 1000 as seconds
from fact_requests as fact
inner join wanted on fact.prompt_template_hash = wanted.template
where fact.row_grain = 'request'
order by fact.prompt_template_hash, fact.ts, fact.account_key
