-- question: In which minutes did the chosen accounts ask?
-- grain:    one row per account and minute with a request, in no order
-- params:   $account_keys: list of integer
-- columns:
--   account_key  integer, names an account within the warehouse
--   minute       minutes since 1970, UTC
--   requests     count of requests

with

wanted as (

    select unnest($account_keys::integer[]) as account_key

)

select
    fact.account_key,
    (epoch_ms(fact.ts) // 60000)::integer as minute,
    sum(fact.request_count)::integer as requests
from fact_requests as fact
inner join wanted on fact.account_key = wanted.account_key
where fact.row_grain = 'request'
group by all
