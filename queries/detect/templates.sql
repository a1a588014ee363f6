-- question: Which prompt templates do accounts have in common?
-- grain:    one row per account and template that at least two accounts used
-- params:   none
-- columns:
--   account_key  integer, names an account within the warehouse
--   template     number; in pages and extracts as sixteen hexadecimal digits
--   requests     count of requests

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
    used.template::ubigint as template,
    used.requests
from used
inner join common on used.template = common.template
