-- question: How many accounts asked in each minute? Kept for later.
-- grain:    statement; makes kept.minutes, one row per minute (since 1970, UTC) with a request
-- params:   none
-- columns:  none

create or replace table kept.minutes as
with

asked as (

    select
        account_key,
        (epoch_ms(ts) // 60000)::integer as minute
    from fact_requests
    where row_grain = 'request'
    group by all

)

select
    minute,
    count(*) as accounts
from asked
group by minute
