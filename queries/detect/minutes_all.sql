-- question: How many accounts asked in each minute?
-- grain:    one row per minute with a request
-- params:   none
-- columns:
--   minute    minutes since 1970, UTC
--   accounts  count of distinct accounts

with

asking as (

    select distinct
        account_key,
        (epoch_ms(ts) // 60000)::integer as minute
    from fact_requests
    where row_grain = 'request'

)

select
    minute,
    count(*) as accounts
from asking
group by minute
order by minute
